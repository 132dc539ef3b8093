"""The demo shops over real HTTP: what the stream records is what the market shows, and its mistakes wait."""

import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn

from catalog.models import Listing
from catalog.services import request_checks
from pricing.models import Offer, PricePoint
from sandbox.clock import Clock
from sandbox.demo import load_market
from sandbox.market import Market
from sandbox.shops.app import create_app
from scraping.services import check_listings, track_url

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shops():
    """The market, its clock, and the address where its shops answer."""
    market, clock = Market(), Clock(speed=0, start=NOW)
    server = uvicorn.Server(uvicorn.Config(create_app(market, clock, stall_seconds=0.5), log_config=None, lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield market, clock, f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def loaded(shops, settings):
    """The catalogue of the market, two days of history."""
    market, clock, base = shops
    settings.FETCH_ALLOW_PRIVATE = frozenset({base.removeprefix("http://")})
    load_market(market=market, base_url=base, at=clock.now(), days=2)
    yield market, clock, base
    market.clear()


def check(listings, at) -> None:
    ids = [listing.pk for listing in listings]
    request_checks(listing_ids=ids, at=at)
    check_listings(listing_ids=ids, at=at)


def shown(market, page, at) -> tuple:
    quote = market.price_at(page.shop, page.sku, at)
    return quote.amount_minor, quote.currency, quote.availability.value


def sample(market, base, step=17):
    """Every `step`-th tracked page of each well-behaved shop, with its listing."""
    listings = {listing.canonical_url: listing for listing in Listing.objects.all()}
    pages = [page for page in market.listings() if not page.shop.is_flaky and f"{base}{page.path}" in listings]
    return [(page, listings[f"{base}{page.path}"]) for page in pages[::step]]


def test_recorded_prices_are_the_truth(loaded):
    market, _, base = loaded
    pages = sample(market, base)
    for place, (page, _) in enumerate(pages):
        quote = market.price_at(page.shop, page.sku, NOW)
        market.set_price(page.shop, page.sku, round(quote.amount_minor * (0.8, 0.9, 1.1)[place % 3], -2), since=NOW)
    check([listing for _, listing in pages], NOW + timedelta(minutes=40))

    offers = Offer.objects.in_bulk()
    recorded = {
        page.key: (offers[listing.pk].amount, offers[listing.pk].currency, offers[listing.pk].availability)
        for page, listing in pages
    }
    assert len(recorded) > 50
    assert recorded == {page.key: shown(market, page, NOW) for page, _ in pages}


def test_shops_mistake_waits_and_the_offer_stays(loaded):
    market, _, base = loaded
    page, listing = next(pair for pair in sample(market, base, 1) if pair[1].offer.amount and not pair[0].shop.is_flaky)
    before = listing.offer.amount
    market.set_price(page.shop, page.sku, before * 10, since=NOW)
    check([listing], NOW + timedelta(minutes=40))

    assert Offer.objects.get(listing=listing).amount == before
    assert (
        PricePoint.objects.quarantined().get(listing=listing).reason == "10 times the last price: a decimal point may be lost"
    )


def test_pasted_page_joins_its_product_by_gtin(loaded):
    market, _, base = loaded
    page = next(page for page in market.new_pages if page.product.gtin and page.shop.slug == "dhanush")
    listing = track_url(url=f"{base}{page.path}", at=NOW).listing
    check([listing], NOW)

    listing.refresh_from_db()
    assert listing.product.identifiers.get(scheme="gtin").value == page.product.gtin.zfill(14)
    assert listing.product.listings.count() > 1
    assert (listing.offer.amount, listing.offer.currency, listing.offer.availability) == shown(market, page, NOW)
