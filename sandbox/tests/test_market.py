"""The market: the same truth whenever it is asked for, and the truth of a shop's world."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Thread

import pytest

from lib.errors import Invalid, NotFound
from lib.vocabulary import Availability
from sandbox.market import CATEGORIES, Market, Quote
from sandbox.market.products import check_digit

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
YEAR_AGO = NOW - timedelta(days=365)


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(seed=1)


@pytest.fixture(scope="module")
def spans(market):
    return {x.key: market.history(x.shop, x.sku, YEAR_AGO, NOW) for x in market.listings()}


def test_the_same_seed_gives_the_same_listings_and_prices(market):
    again = Market(seed=1)
    assert again.listings() == market.listings()
    assert [again.price_at(x.shop, x.sku, NOW) for x in again.listings()] == [
        market.price_at(x.shop, x.sku, NOW) for x in market.listings()
    ]


def test_another_seed_gives_other_prices(market):
    other = Market(seed=2)
    assert [other.price_at(x.shop, x.sku, NOW) for x in other.listings("sabah")] != [
        market.price_at(x.shop, x.sku, NOW) for x in market.listings("sabah")
    ]


def test_a_price_does_not_depend_on_what_was_asked_before():
    fresh, used = Market(seed=1), Market(seed=1)
    listing = fresh.listings("dhanush")[5]
    used.history("dhanush", listing.sku, YEAR_AGO, NOW)
    used.price_at("dhanush", listing.sku, NOW - timedelta(days=900))
    assert fresh.price_at("dhanush", listing.sku, NOW) == used.price_at("dhanush", listing.sku, NOW)


def test_the_assortment_has_the_promised_breadth(market):
    assert Counter(product.category for product in market.products) == {"whey_protein": 121, "produce": 62, "electronics": 120}
    assert {product.category for product in market.products} == set(CATEGORIES)
    assert len({product.key for product in market.products}) == len(market.products)
    assert {shop.currency for shop in market.shops} == {"INR", "EUR", "USD", "GBP", "EGP"}


def test_every_product_is_in_two_to_six_shops(market):
    assert {len(market.listings_of(product)) for product in market.products} == {2, 3, 4, 5, 6}


def test_most_whey_is_in_four_or_more_rupee_shops(market):
    whey = [product for product in market.products if product.category == "whey_protein"]
    rupee_shops = [sum(x.shop.currency == "INR" for x in market.listings_of(product)) for product in whey]
    assert sum(count >= 4 for count in rupee_shops) > len(whey) / 2
    assert rupee_shops[0] == 5


def test_the_well_known_example_is_as_its_maker_describes_it(market):
    product = market.products[0]
    assert (product.title, product.servings, product.net_grams) == (
        "Optimum Nutrition Gold Standard 100% Whey, Double Rich Chocolate, 2270 g",
        74,
        2270,
    )
    assert str(product.nutrition.protein_g), str(product.nutrition.bcaa_g) == ("24.0", "5.5")


def test_every_whey_protein_has_its_nutrition_and_its_energy_adds_up(market):
    for product in market.products:
        if product.category == "whey_protein":
            facts = product.nutrition
            from_nutrients = 4 * facts.protein_g + 4 * facts.carbs_g + 9 * facts.fat_g
            assert abs(facts.calories - from_nutrients) <= 4
            assert facts.protein_g + facts.carbs_g + facts.fat_g <= facts.serving_g
            assert product.servings * facts.serving_g <= product.net_grams
            assert facts.ingredients


def test_gtins_are_valid_unique_and_of_the_range_for_examples(market):
    gtins = [product.gtin for product in market.products if product.gtin]
    assert len(gtins) == len(set(gtins)) > 200
    assert all(len(gtin) == 13 and gtin.startswith("952") and check_digit(gtin[:12]) == gtin[12] for gtin in gtins)
    assert any(product.gtin is None for product in market.products)


def test_electronics_have_unique_part_numbers(market):
    numbers = [product.mpn for product in market.products if product.category == "electronics"]
    assert None not in numbers
    assert len(set(numbers)) == len(numbers)


def test_listings_have_unique_addresses_below_their_shop(market):
    paths = [listing.path for listing in market.listings()]
    assert len(set(paths)) == len(paths)
    assert all(listing.path.startswith(listing.shop.prefix) for listing in market.listings())


def test_history_is_without_gaps_and_tells_only_changes(spans):
    for rows in spans.values():
        assert (rows[0].start, rows[-1].end) == (YEAR_AGO, NOW)
        for earlier, later in pairwise(rows):
            assert earlier.start < earlier.end == later.start
            assert earlier.quote != later.quote


def test_history_equals_the_price_at_sampled_times(market, spans):
    for listing in market.listings()[::29]:
        for span in spans[listing.key][::7]:
            middle = span.start + (span.end - span.start) / 2
            last_second = span.end - timedelta(seconds=1)
            for moment in (span.start, middle, max(span.start, last_second)):
                assert market.price_at(listing.shop, listing.sku, moment) == span.quote


def test_history_of_a_part_is_a_part_of_the_history(market):
    listing = market.listings("sabah")[3]
    whole = market.history("sabah", listing.sku, YEAR_AGO, NOW)
    start, end = NOW - timedelta(days=90), NOW - timedelta(days=30)
    inside = [span.quote for span in whole if span.end > start and span.start < end]
    assert [span.quote for span in market.history("sabah", listing.sku, start, end)] == inside


def test_prices_are_labels_in_the_shops_currency_with_the_list_price_above(market, spans):
    for listing in market.listings():
        for span in spans[listing.key]:
            quote = span.quote
            assert quote.list_minor is None or quote.list_minor > quote.amount_minor
            if not quote.is_glitch:
                assert (quote.currency, quote.amount_minor > 0) == (listing.shop.currency, True)


def test_glitches_are_rare_short_and_of_every_kind(market, spans):
    glitches = [(key, span) for key, rows in spans.items() for span in rows if span.quote.is_glitch]
    assert 0.5 < len(glitches) / len(spans) < 3
    assert all(span.end - span.start <= timedelta(minutes=90) for _, span in glitches)
    assert any(span.quote.amount_minor == 0 for _, span in glitches)
    assert any(span.quote.currency != market.shop(key[0]).currency for key, span in glitches)


def test_prices_stick_but_shops_change_them_at_their_own_hours(spans):
    changes = [span.start for rows in spans.values() for span in rows[1:]]
    assert 5 < len(changes) / len(spans) < 120
    assert len({(moment.hour, moment.minute) for moment in changes}) > 1000


def test_every_stock_status_occurs(spans):
    shown = {span.quote.availability for rows in spans.values() for span in rows}
    assert shown == {Availability.IN_STOCK, Availability.LIMITED, Availability.OUT_OF_STOCK, Availability.PREORDER}


def test_some_discounts_are_fake(market):
    """A list price that stood nowhere above the price in the weeks before, struck in a sale that saves nothing."""
    fakes = 0
    for sale in market.sales_between(YEAR_AGO, NOW):
        if sale.shop.slug != "meru":
            continue
        for listing in market.listings("meru"):
            during = market.price_at("meru", listing.sku, sale.starts + timedelta(hours=4))
            before = market.price_at("meru", listing.sku, sale.starts - timedelta(days=20))
            if during.promotion == sale.title and during.list_minor and during.amount_minor >= before.amount_minor * 97 // 100:
                fakes += during.list_minor >= during.amount_minor * 110 // 100
    assert fakes > 0


@pytest.mark.parametrize("days", [0, 3, 10, 33, 97, 211, 365, 1500])
def test_some_sales_are_on_and_some_ahead_at_any_time(market, days):
    at = NOW + timedelta(days=days)
    statuses = Counter(sale.status_at(at) for sale in market.sales(at))
    assert set(statuses) == {"ongoing", "upcoming"}


def test_the_unannounced_sale_is_not_told_but_seen_in_the_prices(market):
    hidden = [sale for sale in market.sales_between(YEAR_AGO, NOW) if not sale.announced]
    assert hidden
    assert not set(hidden) & set(market.sales(YEAR_AGO, timedelta(days=365)))
    middle = hidden[0].starts + timedelta(hours=24)
    quotes = [market.price_at("shakti", listing.sku, middle) for listing in market.listings("shakti")]
    assert sum(quote.promotion == hidden[0].title for quote in quotes) > len(quotes) / 2


def test_a_set_price_is_the_truth_from_its_second_on():
    market = Market(seed=1)
    listing = market.listings("dhanush")[0]
    before = market.price_at("dhanush", listing.sku, NOW - timedelta(seconds=1))
    market.set_price("dhanush", listing.sku, 123_400, list_minor=200_000, since=NOW)
    assert market.price_at("dhanush", listing.sku, NOW - timedelta(seconds=1)) == before
    assert market.price_at("dhanush", listing.sku, NOW + timedelta(days=50)).amount_minor == 123_400
    spans = market.history("dhanush", listing.sku, NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert next((span.start, span.quote.amount_minor, span.quote.list_minor) for span in spans if span.start >= NOW) == (
        NOW,
        123_400,
        200_000,
    )


def test_stock_can_be_set_without_the_price_and_keeps_a_price_that_was_set():
    market = Market(seed=1)
    listing = market.listings("patang")[0]
    honest = market.price_at("patang", listing.sku, NOW)
    market.set_price("patang", listing.sku, availability=Availability.OUT_OF_STOCK, since=NOW)
    shown = market.price_at("patang", listing.sku, NOW)
    assert (shown.amount_minor, shown.availability) == (honest.amount_minor, Availability.OUT_OF_STOCK)
    market.set_price("patang", listing.sku, 100, since=NOW)
    assert market.price_at("patang", listing.sku, NOW) == Quote(100, None, "INR", Availability.OUT_OF_STOCK)


def test_clearing_gives_the_listing_back_and_keeps_what_was_shown():
    market = Market(seed=1)
    listing = market.listings("meru")[0]
    market.set_price("meru", listing.sku, 500, since=NOW)
    later = NOW + timedelta(hours=2)
    market.clear("meru", listing.sku, since=later)
    assert market.price_at("meru", listing.sku, NOW + timedelta(hours=1)).amount_minor == 500
    assert market.price_at("meru", listing.sku, later) == Market(seed=1).price_at("meru", listing.sku, later)
    assert not market.is_overridden("meru", listing.sku)
    market.clear()
    assert market.price_at("meru", listing.sku, NOW) == Market(seed=1).price_at("meru", listing.sku, NOW)


def test_prices_set_by_many_threads_are_all_kept():
    market = Market(seed=1)
    listings = market.listings("shakti")[:40]
    threads = [Thread(target=market.set_price, args=("shakti", x.sku, 100 + n)) for n, x in enumerate(listings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [market.price_at("shakti", x.sku, NOW).amount_minor for x in listings] == [100 + n for n in range(40)]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("nowhere", "1", 100), NotFound),
        (("dhanush", "1", 100), NotFound),
        (("dhanush", None, -1), Invalid),
        (("dhanush", None, 2**40), Invalid),
        (("dhanush", None, 100, 100), Invalid),
        (("dhanush", None, None, 100), Invalid),
    ],
)
def test_an_impossible_price_is_refused(market, arguments, error):
    shop, sku, *amounts = arguments
    with pytest.raises(error):
        market.set_price(shop, sku or market.listings(shop)[0].sku, *amounts)


def test_a_time_without_a_zone_is_refused(market):
    listing = market.listings()[0]
    with pytest.raises(Invalid, match="time zone"):
        market.price_at(listing.shop, listing.sku, NOW.replace(tzinfo=None))
