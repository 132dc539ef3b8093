"""The extraction reads the demo shops: what it says of a page is what the market shows there."""

from datetime import timedelta

import pytest

from lib.money import to_minor
from sandbox.market.shops import SHOPS
from sandbox.shops.moods import WINDOW, Mood, mood_at
from sandbox.tests.visitor import BASE, Visitor
from scraping.extraction import extract

#: Days after the clock's start at which the shops are read, so that sales, stock-outs and other prices are seen.
DAYS = (0, 37, 150)

#: Every so many pages of a shop are read.
STRIDE = 9


def read(visitor: Visitor, path: str):
    response = visitor.get(path)
    return extract(response.content, BASE + path, content_type=response.headers["content-type"])


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)
def test_prices_currencies_and_stocks_are_read_as_shown(shop, market, clock, visitor):
    start, wrong = clock.now(), []
    for days in DAYS:
        clock.advance(start + timedelta(days=days) - clock.now())
        for listing in market.listings(shop)[::STRIDE]:
            at = clock.now()
            quote = market.price_at(shop, listing.sku, at)
            if quote.is_glitch or (shop.is_flaky and mood_at(market.seed, listing.sku, at) is not Mood.WELL):
                continue
            reading = read(visitor, listing.path)
            minor = None if reading.price is None else to_minor(reading.price, quote.currency)
            said = (minor, reading.currency, reading.availability, reading.title)
            shown = (quote.amount_minor, quote.currency, quote.availability, listing.title)
            if said != shown:
                wrong.append((listing.path, at, said, shown))
    assert wrong == []


def test_a_struck_price_before_the_asked_one_is_not_the_price(market, clock, visitor):
    alone = next(x for x in market.listings("hobnob") if _has_no_variants(market, x))
    market.set_price("hobnob", alone.sku, 9449, 10499, since=clock.now())
    reading = read(visitor, alone.path)
    assert (str(reading.price), reading.currency) == ("94.49", "GBP")


@pytest.mark.parametrize("mood", [Mood.CAPTCHA, Mood.GARBAGE, Mood.SHELL])
def test_no_page_that_only_pretends_to_be_one_is_read_as_a_price(mood, market, clock, visitor):
    listing = market.listings("jugnu")[0]
    while mood_at(market.seed, listing.sku, clock.now()) is not mood:
        clock.advance(WINDOW)
    reading = read(visitor, listing.path)
    assert reading.price is None
    assert reading.problem


def _has_no_variants(market, listing):
    return sum(x.product.group == listing.product.group for x in market.listings(listing.shop)) == 1
