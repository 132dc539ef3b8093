"""A product, its prices and its history, to the last digit."""

from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from lib.vocabulary import Availability
from pricing.models import ProductSummary
from pricing.services import refresh_summaries

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The market of these tests stands still at noon."""
    return NOON


@pytest.fixture(autouse=True)
def clock():
    """So does the clock."""
    with freeze_time(NOON) as frozen:
        yield frozen


def test_a_product_says_what_is_known(client, whey):
    answer = client.get(f"/v1/products/{whey.public_id}").json()
    assert answer["specifications"] == {
        "protein_percent": 80.0,
        "bcaa_per_serving": 5.5,
        "glutamine_per_serving": 4.0,
        "digestibility": "fast",
    }
    facts = answer["product"]
    assert (facts["weight_grams"], facts["protein_per_serving"], facts["calories_per_serving"]) == (2270, 24.0, 120)
    assert facts["created_at"] == "2025-06-04T12:00:00Z"


def test_prices_come_cheapest_first_and_save_against_the_next(client, whey):
    response = client.get(f"/v1/products/{whey.public_id}/prices")
    answer = response.json()
    assert [row["retailer_id"] for row in answer["prices"]] == ["flipkart", "amazon", "nutrabay"]
    assert answer["prices"][0] == {
        "retailer_id": "flipkart",
        "retailer_name": "Flipkart",
        "price": 3199.0,
        "original_price": 3999.0,
        "discount_percent": 20.0,
        "currency": "INR",
        "in_stock": True,
        "availability": "in_stock",
        "affiliate_url": f"https://flipkart.example/p/{whey.pk}?tag=pt-21",
        "delivery_time": "2 days",
        "last_updated": "2026-03-29T12:00:00Z",
    }
    assert answer["price_stats"] == {
        "lowest_price": 3199.0,
        "highest_price": 3999.0,
        "average_price": 3499.0,
        "price_range": 800.0,
        "currency": "INR",
        "retailers_in_stock": 3,
        "total_retailers": 3,
    }
    assert answer["best_deal"] == {
        "retailer_id": "flipkart",
        "retailer_name": "Flipkart",
        "price": 3199.0,
        "savings_amount": 100.0,
        "savings_percent": 3.0,
    }
    assert answer["best_price"] == {"retailer_id": "flipkart", "price": 3199.0, "savings": 100.0}
    assert (answer["last_updated"], answer["cache_timestamp"]) == ("2026-03-29T12:00:00Z", "2026-03-31T12:00:00Z")
    assert b'"savings_amount":100.00,' in response.content
    assert b'"price":3199.00,' in response.content


def test_a_price_without_a_higher_list_price_is_its_own(client, market):
    product = market.product()
    market.price(market.listing(product, market.shop("amazon")), 1000, list_amount=None, days=1)
    answer = client.get(f"/v1/products/{product.public_id}/prices").json()
    assert [answer["prices"][0][key] for key in ("price", "original_price", "discount_percent")] == [10.0, 10.0, 0.0]
    assert answer["best_deal"]["savings_amount"] == 0.0


@pytest.mark.parametrize(
    ("query", "shops"),
    [("", ["amazon"]), ("?include_out_of_stock=true", ["amazon", "flipkart"]), ("?include_out_of_stock=0", ["amazon"])],
)
def test_what_is_sold_out_is_shown_on_request(client, market, query, shops):
    product = market.product()
    market.listing(product, market.shop("amazon"), (1, 5000))
    market.price(market.listing(product, market.shop("flipkart")), 4000, days=1, availability=Availability.OUT_OF_STOCK)
    answer = client.get(f"/v1/products/{product.public_id}/prices{query}").json()
    assert [row["retailer_id"] for row in answer["prices"]] == shops
    assert [answer["price_stats"][key] for key in ("lowest_price", "retailers_in_stock", "total_retailers")] == [50.0, 1, 2]
    assert answer["best_deal"]["retailer_id"] == "amazon"


def test_nothing_to_buy_is_said_and_no_error(client, market):
    product = market.product()
    market.price(market.listing(product, market.shop("amazon")), 4000, days=1, availability=Availability.OUT_OF_STOCK)
    answer = client.get(f"/v1/products/{product.public_id}/prices").json()
    assert (answer["prices"], answer["best_deal"], answer["best_price"]) == ([], None, None)
    assert answer["price_stats"]["lowest_price"] is None


def test_currencies_are_shown_and_not_mixed(client, market):
    product = market.product()
    for number, (code, amount) in enumerate([("INR", 500000), ("INR", 600000), ("JPY", 4000), ("KWD", 12345)]):
        listing = market.listing(product, market.shop(f"shop-{number}", currency=code))
        market.price(listing, amount, days=1, currency=code, list_amount=None)
    response = client.get(f"/v1/products/{product.public_id}/prices")
    answer = response.json()
    assert [(row["currency"], row["price"]) for row in answer["prices"]] == [
        ("INR", 5000.0),
        ("INR", 6000.0),
        ("JPY", 4000),
        ("KWD", 12.345),
    ]
    assert b'"price":4000,' in response.content
    assert b'"price":12.345,' in response.content
    assert (answer["price_stats"]["highest_price"], answer["best_deal"]["savings_amount"]) == (6000.0, 1000.0)


def test_a_history_is_the_best_price_of_each_day(client, whey):
    answer = client.get(f"/v1/products/{whey.public_id}/price-history?days=4").json()
    row = {"price": 3299.0, "original_price": 3999.0, "in_stock": True, "retailer_id": "amazon"}
    best = row | {"price": 3199.0, "retailer_id": "flipkart"}
    assert answer["price_history"] == [
        {"date": "2026-03-31", **best},
        {"date": "2026-03-30", **best},
        {"date": "2026-03-29", **best},
        {"date": "2026-03-28", **row},
    ]
    assert (answer["product_id"], answer["retailer_id"], answer["currency"]) == (whey.public_id, "", "INR")


def test_a_mean_weighs_each_price_by_how_long_it_held(client, whey):
    answer = client.get(f"/v1/products/{whey.public_id}/price-history?retailer_id=flipkart&days=30").json()
    assert answer["statistics"] == {
        "min_price": 3199.0,
        "max_price": 3499.0,
        "avg_price": 3469.0,  # 18 days at 3499, 2 at 3199
        "price_changes": 1,
        "days_tracked": 20,
        "current_price": 3199.0,
        "price_trend": "down",
        "price_change_percent": -7.8,
    }
    assert len(answer["price_history"]) == 21  # from noon to noon


def test_the_numbers_of_thirty_days_are_those_of_the_summary(client, whey):
    refresh_summaries(product_ids=[whey.pk], at=NOON)
    summary = ProductSummary.objects.get(product=whey)
    found = client.get(f"/v1/products/{whey.public_id}/price-history").json()["statistics"]
    known = [summary.low_30d / 100, summary.high_30d / 100, summary.mean_30d / 100]
    assert [found[key] for key in ("min_price", "max_price", "avg_price")] == known


@pytest.mark.parametrize(
    ("interval", "days", "dates", "rows"),
    [
        ("hourly", 1, ["2026-03-31T11:00:00Z", "2026-03-31T10:00:00Z"], 24),
        ("daily", 7, ["2026-03-31", "2026-03-30"], 7),
        ("weekly", 21, ["2026-03-30", "2026-03-23"], 3),
    ],
)
def test_an_interval_says_how_long_a_row_is(client, whey, interval, days, dates, rows):
    query = {"interval": interval, "days": days}
    history = client.get(f"/v1/products/{whey.public_id}/price-history", query).json()["price_history"]
    assert ([row["date"] for row in history[:2]], len(history)) == (dates, rows)


def test_what_nobody_sells_keeps_its_last_price_in_the_history(client, market):
    product = market.product()
    listing = market.listing(product, market.shop("amazon"), (3, 5000))
    market.price(listing, None, days=1, availability=Availability.OUT_OF_STOCK, currency=None, list_amount=None)
    answer = client.get(f"/v1/products/{product.public_id}/price-history?days=3").json()
    assert [(row["price"], row["in_stock"]) for row in answer["price_history"]] == [(50.0, False), (50.0, False), (50.0, True)]
    assert answer["statistics"]["avg_price"] == 50.0


def test_a_price_that_held_since_before_the_window_counts(client, market):
    product = market.product()
    market.listing(product, market.shop("amazon"), (200, 5000), (10, 4000))
    answer = client.get(f"/v1/products/{product.public_id}/price-history?days=20").json()
    assert (answer["statistics"]["avg_price"], answer["statistics"]["days_tracked"]) == (45.0, 20)
    assert len(answer["price_history"]) == 20


def test_a_shop_that_does_not_sell_it_has_no_history(client, market, whey):
    market.shop("healthkart")
    answer = client.get(f"/v1/products/{whey.public_id}/price-history?retailer_id=healthkart").json()
    assert (answer["price_history"], answer["statistics"]["min_price"]) == ([], None)


@pytest.mark.parametrize("shops", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [("", 1), ("/prices", 2), ("/price-history?days=365", 3)])
def test_each_costs_the_same_however_many_shops(client, market, django_assert_num_queries, shops, path, statements):
    product = market.product()
    for number in range(shops):
        market.listing(product, market.shop(f"shop-{number}"), *[(day, 50000 + day) for day in range(1, 5 * shops)])
    with django_assert_num_queries(statements):
        assert client.get(f"/v1/products/{product.public_id}{path}").status_code == 200


def test_an_id_with_a_slip_leads_to_the_product(client, whey):
    code = whey.public_id.removeprefix("prod_")
    slip = f"prod_{code[1]}{code[0]}{code[2:]}"
    answer = client.get(f"/v1/products/{slip}").json()["error"]
    assert (answer["code"], answer["details"]["product_id"]) == ("PRODUCT_NOT_FOUND", slip)
    similar = answer["details"]["similar_products"][0]
    assert (similar["id"], similar["name"]) == (whey.public_id, whey.name)
    assert 0.5 < similar["similarity_score"] < 1


def test_a_new_price_is_in_the_next_answer(client, whey, market):
    path = f"/v1/products/{whey.public_id}/prices"
    before = client.get(path)
    market.price(whey.listings.get(store__slug="nutrabay"), 309900, days=-timedelta(seconds=1) / timedelta(days=1))
    after = client.get(path, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()["best_deal"]["price"]) == (200, 3099.0)
    assert after["ETag"] != before["ETag"]
