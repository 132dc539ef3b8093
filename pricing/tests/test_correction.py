"""A wrong price steps aside, and the right one takes its span."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lib.errors import Conflict, Invalid, InvalidMoney, NotFound
from lib.vocabulary import Availability
from pricing.models import Offer, PriceChange, PricePoint, ProductSummary
from pricing.services import correct_amount, correct_point, record_readings
from pricing.tests.conftest import NOON, reading

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
RIGHT = {
    "amount": 4500,
    "list_amount": None,
    "currency": "INR",
    "availability": "in_stock",
    "reason": "a misprint",
    "at": LATER,
}


@pytest.fixture
def history(listing) -> list[PricePoint]:
    """Three prices, a wrong one in the middle; the news of all of them has been told."""
    record_readings([reading(listing, amount, hours=hours) for hours, amount in ((0, 5000), (2, 1500), (4, 4600))])
    record_readings([reading(listing, 4600, hours=6)])
    PriceChange.objects.update(announced_at=NOON)
    return list(PricePoint.objects.order_by("observed_at"))


def spans() -> list[tuple]:
    rows = PricePoint.objects.order_by("observed_at", "pk")
    hours = timedelta(hours=1)
    return [((p.observed_at - NOON) / hours, (p.last_seen_at - NOON) / hours, p.amount, p.status) for p in rows]


def test_the_right_price_takes_the_span_of_the_wrong_one(history):
    new = correct_point(point_id=history[1].pk, **RIGHT)

    assert spans() == [
        (0, 0, 5000, "accepted"), (2, 2, 1500, "rejected"), (2, 2, 4500, "accepted"), (4, 6, 4600, "accepted")
    ]  # fmt: skip
    old = PricePoint.objects.get(pk=history[1].pk)
    assert old.reason == "corrected to ₹45.00, in stock: a misprint (2026-03-02)"
    assert new.reason == "corrected from ₹15.00, in stock: a misprint (2026-03-02)"
    assert (new.source, new.confidence) == ("person", 100)


def test_offer_and_summary_follow_the_open_span_and_nothing_is_news(history, listing):
    news = list(PriceChange.objects.order_by("pk").values())
    new = correct_point(point_id=history[2].pk, **RIGHT | {"availability": "limited"})

    offer = Offer.objects.get(listing=listing)
    assert (offer.point_id, offer.amount, offer.availability) == (new.pk, 4500, "limited")
    assert (offer.since, offer.last_seen_at) == (history[2].observed_at, NOON + timedelta(hours=6))
    assert ProductSummary.objects.get(product=listing.product_id).min_amount == 4500
    assert list(PriceChange.objects.order_by("pk").values()) == news


def test_an_older_correction_leaves_the_offer_and_moves_the_low(history, listing):
    before = Offer.objects.values().get(listing=listing)
    assert ProductSummary.objects.get(product=listing.product_id).low_30d == 1500
    correct_point(point_id=history[1].pk, **RIGHT)

    assert Offer.objects.values().get(listing=listing) == before
    assert ProductSummary.objects.get(product=listing.product_id).low_30d == 4500


def test_the_corrected_price_is_confirmed_and_prolonged_like_any_other(history, listing):
    new = correct_point(point_id=history[2].pk, **RIGHT)
    record_readings([reading(listing, 4500, hours=30)])

    new.refresh_from_db()
    assert new.last_seen_at == NOON + timedelta(hours=30)
    assert PriceChange.objects.filter(announced_at=None).count() == 0


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"reason": "  "}, Invalid),
        ({"amount": -1}, Invalid),
        ({"amount": 2**63}, Invalid),
        ({"list_amount": -5}, Invalid),
        ({"amount": None, "list_amount": 100}, Invalid),
        ({"currency": "XXX"}, InvalidMoney),
        ({"availability": "maybe"}, Invalid),
        ({"confidence": 101}, Invalid),
        ({"amount": 1500}, Conflict),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(history, fields, error):
    before = spans()
    with pytest.raises(error):
        correct_point(point_id=history[1].pk, **RIGHT | fields)
    assert spans() == before


def test_only_a_price_that_counts_is_corrected(history):
    correct_point(point_id=history[1].pk, **RIGHT)
    with pytest.raises(Conflict, match="this one is rejected"):
        correct_point(point_id=history[1].pk, **RIGHT)
    with pytest.raises(NotFound):
        correct_point(point_id=0, **RIGHT)


def test_a_price_whose_news_is_being_told_waits(history):
    PriceChange.objects.filter(point=history[1]).update(announced_at=None)
    with pytest.raises(Conflict, match="being told"):
        correct_point(point_id=history[1].pk, **RIGHT)


def test_a_price_that_was_never_shown_can_be_taken_out(history):
    new = correct_point(point_id=history[1].pk, **RIGHT | {"amount": None, "availability": Availability.OUT_OF_STOCK})
    assert (new.amount, new.reason) == (None, "corrected from ₹15.00, in stock: a misprint (2026-03-02)")


def test_the_database_refuses_the_old_price_beside_the_new(history):
    correct_point(point_id=history[1].pk, **RIGHT)
    with pytest.raises(IntegrityError), transaction.atomic():
        PricePoint.objects.filter(pk=history[1].pk).update(status="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        PricePoint.objects.filter(amount=4500).update(last_seen_at=NOON + timedelta(hours=5))


def test_an_amount_is_corrected_as_a_person_types_it(history):
    assert correct_amount(point_id=history[1].pk, amount=" 45.5 ", reason="seen on the page", at=LATER).amount == 4550
    with pytest.raises(InvalidMoney):
        correct_amount(point_id=history[0].pk, amount="a lot", reason="seen on the page", at=LATER)
    with pytest.raises(NotFound):
        correct_amount(point_id=0, amount="1", reason="seen on the page", at=LATER)
