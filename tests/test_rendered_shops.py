"""Shops whose prices are written by scripts: read with a browser where there is one, told where there is none."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from catalog.models import Listing, Store
from lib.vocabulary import Outcome
from pricing.models import PriceChange, PricePoint
from scraping.fetching.browser import BrowserPolicy, lack_of
from scraping.models import ScrapeAttempt
from scraping.services import check_listings, track_url
from tests.shop_server import Answer, Shop, running_shop

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = "/p/kettle-1"
#: The product is a JSON answer, and a script makes the page of it.
_SHELL = """<!doctype html><html lang="en"><head><title>Kettles</title></head><body><main id="app"></main><script>
fetch('/api/kettle-1').then(answer => answer.json()).then(product => {
  const data = document.createElement('script');
  data.type = 'application/ld+json';
  data.textContent = JSON.stringify({'@context': 'https://schema.org', '@type': 'Product', name: product.name, offers: {
    '@type': 'Offer', price: product.price, priceCurrency: 'EUR', availability: 'https://schema.org/InStock'}});
  document.head.append(data);
  document.getElementById('app').innerHTML = '<h1>' + product.name + '</h1><p class="price">€' + product.price + '</p>';
});</script></body></html>"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings) -> Iterator[Shop]:
    with running_shop() as shop:
        settings.FETCH_ALLOW_PRIVATE = frozenset({shop.authority})
        shop.answers[PAGE] = Answer(_SHELL, headers={"ETag": '"shell"'})
        shop.answers["/api/kettle-1"] = Answer('{"name": "Kettle K1", "price": "49.90"}', content_type="application/json")
        yield shop


@pytest.fixture
def listing(shop) -> Listing:
    """A tracked page of a shop that needs a browser."""
    listing = track_url(url=shop.url(PAGE), at=NOON).listing
    Store.objects.update(crawl_delay=0, needs_browser=True)
    return listing


@pytest.fixture
def browser(settings) -> Iterator[None]:
    """A browser that is switched on, ended afterwards."""
    settings.BROWSER_ENABLED = True
    if lack := lack_of(BrowserPolicy(enabled=True)):
        pytest.skip(lack)
    from scraping.fetching.browser.shared import BROWSER

    yield
    BROWSER.close()


def test_price_that_a_script_writes_is_recorded(shop, listing, browser):
    report = check_listings(listing_ids=[listing.pk], at=NOON)
    listing.refresh_from_db()

    assert report.outcomes == {listing.pk: Outcome.OK}
    assert PricePoint.objects.values_list("amount", "currency", "status", "availability").get() == (
        4990,
        "EUR",
        "accepted",
        "in_stock",
    )
    assert report.change_ids == (PriceChange.objects.get().pk,)
    assert (listing.title, listing.state, listing.etag, listing.last_detail) == ("Kettle K1", "active", "", "")


def test_shop_that_needs_a_browser_says_so_where_it_is_switched_off(shop, listing):
    report = check_listings(listing_ids=[listing.pk], at=NOON)
    listing.refresh_from_db()

    assert report.outcomes == {listing.pk: Outcome.NOT_A_PRODUCT}
    assert listing.last_detail == (
        "This shop's pages need a browser; browser fetching is switched off on this installation. "
        "docs/browser.md says how to switch it on."
    )
    assert ScrapeAttempt.objects.values_list("outcome", "problem", "status").get() == ("not_a_product", "no_browser", None)
    assert (PricePoint.objects.count(), PAGE in [path for path, _ in shop.requests]) == (0, False)


def test_other_shops_are_fetched_as_ever_and_their_shells_hold_no_price(shop, listing, browser):
    Store.objects.update(needs_browser=False)
    report = check_listings(listing_ids=[listing.pk], at=NOON)

    assert report.outcomes == {listing.pk: Outcome.NOT_A_PRODUCT}
    assert (PricePoint.objects.count(), [path for path, _ in shop.requests]) == (0, ["/robots.txt", PAGE])
