"""Demo data: what is loaded is what the market showed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from catalog.models import Identifier, Listing, Nutrition, Product, Store
from pricing.models import Offer, PriceChange, PricePoint, ProductSummary
from sales.models import Sale
from sandbox.demo import load_market
from sandbox.market import Market
from scraping.services import track_url

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
BASE = "http://127.0.0.1:8001"


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.fixture
def loaded(db, market):
    return load_market(market=market, base_url=BASE, at=NOW, days=20)


def test_catalogue_is_the_market_but_for_the_pages_to_paste(loaded, market):
    assert (loaded.stores, loaded.products) == (len(market.shops), len(market.products))
    assert loaded.listings == len(market.listings()) - len(market.new_pages) == Listing.objects.count()
    assert Identifier.objects.filter(scheme="gtin").count() == sum(product.gtin is not None for product in market.products)
    assert Nutrition.objects.count() == sum(product.nutrition is not None for product in market.products)


def test_offers_and_history_are_what_the_shops_showed(loaded, market):
    listings = {listing.canonical_url: listing for listing in Listing.objects.all()}
    for page in [page for page in market.listings() if f"{BASE}{page.path}" in listings][::37]:
        listing = listings[f"{BASE}{page.path}"]
        shown = [
            span.quote
            for span in market.history(page.shop, page.sku, NOW - timedelta(days=20), NOW)
            if not span.quote.is_glitch
        ]
        points = list(PricePoint.objects.accepted().filter(listing=listing).order_by("observed_at"))
        offer = Offer.objects.get(listing=listing)
        assert (offer.amount, offer.list_amount, offer.currency, offer.availability) == (
            shown[-1].amount_minor, shown[-1].list_minor, shown[-1].currency, shown[-1].availability,
        )  # fmt: skip
        assert {(p.amount, p.availability) for p in points} == {(quote.amount_minor, quote.availability) for quote in shown}


def test_glitches_are_beside_the_history_and_make_no_news(loaded):
    doubted = PricePoint.objects.filter(status="superseded")
    assert doubted.exists()
    assert not Offer.objects.filter(point__in=doubted).exists()
    assert not PriceChange.objects.exists()


def test_every_product_that_is_sold_has_a_summary(loaded):
    assert ProductSummary.objects.count() == Product.objects.count()
    assert not ProductSummary.objects.filter(offer_count__gt=0, currency="").exists()


def test_sales_are_ongoing_and_to_come(loaded):
    statuses = {sale.status_at(NOW) for sale in Sale.objects.current(NOW)}
    assert statuses == {"ongoing", "upcoming"}


def test_page_to_paste_is_new_and_in_a_known_shop(loaded, market, settings):
    settings.FETCH_ALLOW_PRIVATE = frozenset({"127.0.0.1:8001"})
    page = market.new_pages[0]
    tracked = track_url(url=f"{BASE}{page.path}?utm_source=mail", at=NOW)
    assert (tracked.created, tracked.listing.store.slug) == (True, page.shop.slug)


def test_second_load_writes_nothing(loaded, market):
    before = (Store.objects.count(), PricePoint.objects.count())
    with pytest.raises(IntegrityError):
        load_market(market=market, base_url=BASE, at=NOW, days=20)
    assert (Store.objects.count(), PricePoint.objects.count()) == before
