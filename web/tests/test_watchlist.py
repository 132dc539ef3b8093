"""The watchlist: its rows, its news, and that it is nobody else's."""

from datetime import timedelta

import pytest

from alerts.models import Notification, Watch
from alerts.services import announce_change, watch_listing, watch_product
from pricing.models import PriceChange
from pricing.services import refresh_summaries
from web.tests.conftest import read
from web.tests.page import soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(product, sell, now):
    """A kettle that has become cheaper three minutes ago."""
    listing = sell(product, "Kirana", 200_000)
    read(listing, 150_000, at=now - timedelta(minutes=3))
    refresh_summaries(product_ids=[product.pk], at=now)
    return listing


def _rows(client) -> list[str]:
    return [words(row) for row in soup(client.get("/watchlist")).select("ul.feed > li")]


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/watchlist")["Location"] == "/sign-in?next=/watchlist"


def test_an_empty_watchlist_says_how_to_fill_it(client, asha):
    client.force_login(asha)
    page = soup(client.get("/watchlist"))
    assert words(page.select_one(".empty-state p")) == "You watch nothing yet."
    assert words(page.select_one(".empty.card")) == "No news yet. When a price you watch changes, it is told here."


def test_a_watched_page_and_a_watched_product_show_price_and_last_change(client, asha, product, listing, now):
    watch_listing(user=asha, listing_id=listing.pk, at=now)
    watch_product(user=asha, product_id=product.pk, at=now + timedelta(seconds=1))
    client.force_login(asha)
    kettle = "Aurora Kettle 1.7 l"
    assert _rows(client) == [
        f"{kettle} All shops, best at Kirana ₹1,500.00 In stock Remove {kettle}",
        f"{kettle} at Kirana Kirana · changed 3 minutes ago ₹1,500.00 −25% In stock Remove {kettle} at Kirana",
    ]


@pytest.mark.parametrize("watches", [1, 3])
def test_a_watchlist_costs_six_statements(client, asha, product, sell, now, django_assert_num_queries, watches):
    for number in range(watches):
        listing = sell(product, f"Shop{number}", 200_000)
        read(listing, 150_000, at=now)
        watch_listing(user=asha, listing_id=listing.pk, at=now)
    client.force_login(asha)
    with django_assert_num_queries(6):  # session, user, watches, changes, letters, how many are new
        client.get("/watchlist")


def test_watching_and_unwatching_goes_through_the_product_page(client, asha, product, listing):
    client.force_login(asha)
    page = f"/products/{product.public_id}"
    assert client.post(f"{page}/watch")["Location"] == page
    assert Watch.objects.get().product == product
    button = soup(client.get(page)).select_one(".product-head form")
    assert (button["action"], words(button.button)) == (f"{page}/unwatch", "★ Watching")
    assert client.post(f"{page}/unwatch")["Location"] == page
    assert not Watch.objects.exists()


def test_unwatching_a_product_ends_the_watches_of_its_pages_too(client, asha, product, listing, now):
    watch_listing(user=asha, listing_id=listing.pk, at=now)
    client.force_login(asha)
    client.post(f"/products/{product.public_id}/unwatch", {"from": "watchlist"})
    assert not Watch.objects.exists()


def test_a_visitor_who_watches_signs_in_first_and_comes_back(client, product):
    page = f"/products/{product.public_id}"
    for action in ("watch", "unwatch"):
        assert client.post(f"{page}/{action}")["Location"] == f"/sign-in?next={page}"
    assert not Watch.objects.exists()


def test_what_others_watch_is_neither_shown_nor_touched(client, asha, ben, product, listing, now):
    watch_listing(user=ben, listing_id=listing.pk, at=now)
    watch_product(user=ben, product_id=product.pk, at=now)
    announce_change(change_id=PriceChange.objects.get(is_first=False).pk, at=now)
    client.force_login(asha)
    assert _rows(client) == []
    client.post(f"/listings/{listing.pk}/unwatch")
    client.post(f"/products/{product.public_id}/unwatch")
    client.post("/watchlist/read")
    assert Watch.objects.filter(user=ben).count() == 2
    assert Notification.objects.filter(user=ben, read_at=None).count() == 1


def test_news_are_new_until_they_are_marked_as_read(client, asha, listing, now):
    watch_listing(user=asha, listing_id=listing.pk, at=now)
    announce_change(change_id=PriceChange.objects.get(is_first=False).pk, at=now)
    client.force_login(asha)
    page = soup(client.get("/watchlist"))
    assert page.title.text == "Watchlist (1 new) · Price Tracker"
    news = "Aurora Kettle 1.7 l at Kirana fell from ₹2,000.00 to ₹1,500.00 at Kirana."
    assert words(page.select_one(".news .unread")).startswith(f"New: {news}")
    assert client.post("/watchlist/read")["Location"] == "/watchlist"
    page = soup(client.get("/watchlist"))
    assert (page.title.text, page.select(".news .unread")) == ("Watchlist · Price Tracker", [])


def test_watching_an_unknown_product_is_404(client, asha, product):
    path = f"/products/{product.public_id}/watch"
    product.delete()
    client.force_login(asha)
    assert client.post(path).status_code == 404


def test_changes_answer_posts_only(client, asha, product, listing):
    client.force_login(asha)
    base = f"/products/{product.public_id}"
    for path in (f"{base}/watch", f"{base}/unwatch", f"/listings/{listing.pk}/unwatch", "/watchlist/read", "/sign-out"):
        assert client.get(path).status_code == 405


def test_a_watched_page_that_is_not_read_yet_is_listed(client, asha, product, listing, now):
    listing.offer.delete()
    type(listing).objects.update(product=None, state="pending")
    watch_listing(user=asha, listing_id=listing.pk, at=now)
    client.force_login(asha)
    assert [row.partition(" · ")[0] for row in _rows(client)] == ["Aurora Kettle 1.7 l at Kirana Kirana"]
