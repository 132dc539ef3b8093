"""Following things, and the letters that tell."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.services import register_user
from alerts.models import Notification, Watch
from alerts.queries import inbox, unread_count, watchlist
from alerts.services import (
    announce_change,
    describe_change,
    mark_read,
    price_event,
    unwatch_listing,
    unwatch_product,
    watch_listing,
    watch_product,
)
from catalog.models import Listing, Product, Store
from lib.errors import NotFound
from lib.vocabulary import Availability
from pricing.models import PriceChange
from pricing.services import PriceReading, record_readings

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return register_user(email="ada@example.com", password="correct horse battery", at=NOON)


@pytest.fixture
def stranger():
    return register_user(email="eve@example.com", password="correct horse battery", at=NOON)


def make_listing(number: int = 1) -> Listing:
    store, _ = Store.objects.get_or_create(slug="vessels", defaults={"name": "Vessels", "created_at": NOON})
    product = Product.objects.create(name=f"Kettle {number}", created_at=NOON, updated_at=NOON)
    return Listing.objects.create(
        store=store, product=product, canonical_url=f"https://vessels.example/{number}", title=f"Kettle {number}",
        state="active", state_since=NOON, next_check_at=NOON, check_interval=timedelta(hours=1), created_at=NOON,
    )  # fmt: skip


@pytest.fixture
def listing() -> Listing:
    return make_listing()


def change(listing, *prices: int | None, availability=Availability.IN_STOCK) -> PriceChange:
    """Record prices an hour apart; answers the news of the last one."""
    answer = None
    for hours, price in enumerate(prices):
        last = hours == len(prices) - 1
        reading = PriceReading(
            listing_id=listing.pk,
            observed_at=NOON + timedelta(hours=hours + 1),
            amount=price,
            currency="EUR",
            availability=availability if last else Availability.IN_STOCK,
        )
        answer = record_readings([reading])[0]
    return PriceChange.objects.select_related("listing__store", "listing__product").get(pk=answer.change_id)


def test_following_twice_is_following_once(person, listing):
    first = watch_listing(user=person, listing_id=listing.pk, at=NOON)
    assert watch_listing(user=person, listing_id=listing.pk, at=NOON) == first
    assert (unwatch_listing(user=person, listing_id=listing.pk), unwatch_listing(user=person, listing_id=listing.pk)) == (
        True,
        False,
    )


def test_unknown_things_cannot_be_followed(person):
    with pytest.raises(NotFound):
        watch_listing(user=person, listing_id=1, at=NOON)
    with pytest.raises(NotFound):
        watch_product(user=person, product_id=1, at=NOON)


def test_nobody_touches_another_persons_watches(person, stranger, listing):
    watch_listing(user=person, listing_id=listing.pk, at=NOON)
    watch_product(user=person, product_id=listing.product_id, at=NOON)
    assert unwatch_listing(user=stranger, listing_id=listing.pk) is False
    assert unwatch_product(user=stranger, product_id=listing.product_id) is False
    assert (Watch.objects.count(), watchlist(stranger)) == (2, [])


def test_change_is_told_once_to_each_who_follows_listing_or_product(person, stranger, listing):
    watch_listing(user=person, listing_id=listing.pk, at=NOON)
    watch_product(user=person, product_id=listing.product_id, at=NOON)
    watch_listing(user=stranger, listing_id=make_listing(2).pk, at=NOON)
    news = change(listing, 4990, 3990)

    assert announce_change(change_id=news.pk, at=NOON) == 1
    assert announce_change(change_id=news.pk, at=NOON) is None
    letter = Notification.objects.get()
    assert (letter.user, letter.text, letter.channel) == (person, "Kettle 1 fell from €49.90 to €39.90 at Vessels.", "site")
    assert (unread_count(person), unread_count(stranger)) == (1, 0)
    assert mark_read(user=person, at=NOON) == 1
    assert (unread_count(person), inbox(person)) == (0, [letter])


def test_first_price_is_no_letter(person, listing):
    watch_listing(user=person, listing_id=listing.pk, at=NOON)
    assert announce_change(change_id=change(listing, 4990).pk, at=NOON) == 0


@pytest.mark.parametrize(
    ("prices", "availability", "sentence"),
    [
        ([4990, 5990], Availability.IN_STOCK, "Kettle 1 rose from €49.90 to €59.90 at Vessels."),
        ([4990, 4990], Availability.OUT_OF_STOCK, "Kettle 1 is out of stock at Vessels."),
        ([4990, None], Availability.UNKNOWN, "Kettle 1 has no price at Vessels any more."),
        ([4990, 4990], Availability.LIMITED, "Kettle 1 costs €49.90 at Vessels: limited stock."),
    ],
)
def test_news_is_one_plain_sentence(listing, prices, availability, sentence):
    assert describe_change(change(listing, *prices, availability=availability)) == sentence


def test_return_to_stock_says_so(listing):
    change(listing, 4990, None, availability=Availability.OUT_OF_STOCK)
    back = PriceReading(listing.pk, NOON + timedelta(hours=9), 4490, "EUR", Availability.IN_STOCK)
    news = PriceChange.objects.get(pk=record_readings([back])[0].change_id)
    assert describe_change(news) == "Kettle 1 is back in stock at Vessels for €44.90."


def test_event_is_the_documented_message(listing):
    assert price_event(change(listing, 4990, 3990)) == {
        "event": "price_update",
        "data": {
            "product_id": listing.pk,
            "new_price_cents": 3990,
            "currency": "EUR",
            "availability": "In Stock",
            "has_price": True,
            "old_price_cents": 4990,
            "listing_id": listing.pk,
            "product": listing.product.public_id,
            "store": "vessels",
            "changed_at": "2026-03-01T14:00:00Z",
        },
    }


def test_event_without_a_price_keeps_the_promised_integer(listing):
    data = price_event(change(listing, 4990, None, availability=Availability.OUT_OF_STOCK))["data"]
    assert (data["new_price_cents"], data["has_price"], data["availability"]) == (4990, False, "Out of Stock")


def test_listing_that_never_had_a_price_sends_no_event(listing):
    assert price_event(change(listing, None, availability=Availability.OUT_OF_STOCK)) is None


@pytest.mark.parametrize("size", [1, 3])
def test_watchlist_costs_two_statements_whatever_its_length(person, django_assert_num_queries, size):
    for number in range(size):
        listing = make_listing(number)
        change(listing, 4990, 3990)
        watch_listing(user=person, listing_id=listing.pk, at=NOON)
    with django_assert_num_queries(2):
        rows = watchlist(person)
        facts = [(row.listing.product.name, row.store_name, row.offer.amount, row.change.old_amount) for row in rows]
    assert sorted(facts) == [(f"Kettle {number}", "Vessels", 3990, 4990) for number in range(size)]
