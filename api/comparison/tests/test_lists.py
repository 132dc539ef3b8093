"""Brands, shops, popular products and deals."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.services import register_user
from alerts.services import watch_product
from lib.vocabulary import Availability
from pricing.services import refresh_summaries
from sales.models import Sale


def test_brands_come_by_name_with_what_they_sell(client, market):
    shop = market.shop("amazon")
    for number, amount in enumerate([100000, 200000]):
        market.listing(market.product(f"Whey {number}"), shop, (1, amount))
    market.product("Casein", brand="MuscleBlaze")
    brands = client.get("/v1/brands").json()["brands"]
    assert brands == [
        {
            "id": "muscleblaze",
            "name": "MuscleBlaze",
            "logo_url": "https://cdn.example/muscleblaze.png",
            "product_count": 1,
            "avg_price": None,
            "currency": "",
            "country": "USA",
        },
        {
            "id": "optimum-nutrition",
            "name": "Optimum Nutrition",
            "logo_url": "https://cdn.example/optimum-nutrition.png",
            "product_count": 2,
            "avg_price": 1500.0,
            "currency": "INR",
            "country": "USA",
        },
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_each_list_costs_the_same_however_many_rows(client, market, django_assert_num_queries, rows):
    for number in range(rows):
        shop = market.shop(f"shop-{number}")
        market.listing(market.product(f"Whey {number}", brand=f"Brand {number}"), shop, (1, 10000))
    for path, key, statements in [
        ("brands", "brands", 4),
        ("retailers", "retailers", 2),
        ("products/popular", "popular_products", 3),
        ("deals", "deals", 4),
    ]:
        with django_assert_num_queries(statements):
            answer = client.get(f"/v1/{path}").json()
        assert len(answer[key]) == rows


def test_shops_say_what_is_known_of_them(client, market, whey):
    market.shop("empty")
    answer = client.get("/v1/retailers").json()
    assert [row["id"] for row in answer["retailers"]] == ["amazon", "flipkart", "nutrabay"]
    assert answer["total_count"] == 3
    assert answer["retailers"][0] == {
        "id": "amazon",
        "name": "Amazon",
        "domain": "amazon.example",
        "logo_url": "https://amazon.example/logo.png",
        "active": True,
        "product_count": 1,
        "avg_delivery_days": 2,
        "free_shipping_threshold": 499.0,
        "currency": "INR",
        "country": "IN",
        "supported_payment_methods": ["card", "upi"],
        "affiliate_program": "amazon_partners",
        "commission_rate": "4-8%",
    }


def popular(client, **query) -> list[tuple]:
    """Name, score and watchers of the popular products."""
    rows = client.get("/v1/products/popular", query).json()["popular_products"]
    return [(row["name"], row["popularity_score"], row["watch_count"]) for row in rows]


def test_what_people_watch_is_popular_then_what_most_shops_have(client, market):
    amazon, kart = market.shop("amazon"), market.shop("healthkart")
    one, two, three = (market.product(f"Whey {number}") for number in (1, 2, 3))
    market.listing(one, amazon, (1, 10000))
    for shop in (amazon, kart):
        market.listing(two, shop, (1, 10000))
    listing = market.listing(three, amazon, (1, 10000))
    market.product("Never sold")
    users = [register_user(email=f"{n}@example.com", password="correct horse battery", at=market.now) for n in range(3)]
    for user in users[:2]:
        watch_product(user=user, product_id=three.pk, at=market.now)
    watch_product(user=users[2], product_id=one.pk, at=market.now - timedelta(days=40))
    assert popular(client) == [("Whey 3", 100.0, 2), ("Whey 2", 0.0, 0), ("Whey 1", 0.0, 0)]
    assert popular(client, timeframe="90d", limit=2) == [("Whey 3", 100.0, 2), ("Whey 1", 50.0, 1)]
    assert popular(client, category="casein") == []
    assert listing.product_id == three.pk


def test_a_trend_is_against_thirty_days(client, market):
    listing = market.listing(market.product(), market.shop("amazon"), (10, 20000), (5, 10000))
    refresh_summaries(product_ids=[listing.product_id], at=market.now)
    row = client.get("/v1/products/popular").json()["popular_products"][0]
    assert (row["price_trend"], row["price_change_percent"]) == ("down", -33.3)


@pytest.fixture
def bargains(market) -> list:
    """Deals of 10, 20 and 30 percent, the dearest first; and what is none: too dear, sold out, without a list price."""
    shops = [market.shop("amazon"), market.shop("flipkart")]
    products = []
    for number, (amount, list_amount) in enumerate([(90000, 100000), (40000, 50000), (7000, 10000)]):
        product = market.product(f"Deal {number}", brand=f"Brand {number}")
        market.price(market.listing(product, shops[number % 2]), amount, days=number + 1, list_amount=list_amount)
        products.append(product)
    for number, (list_amount, stock) in enumerate(
        [(50000, Availability.IN_STOCK), (150000, Availability.OUT_OF_STOCK), (None, Availability.IN_STOCK)]
    ):
        listing = market.listing(market.product(f"None {number}"), shops[0])
        market.price(listing, 100000, days=1, list_amount=list_amount, availability=stock)
    return products


def deals(client, **query) -> str:
    """The numbers of the deals, in order."""
    response = client.get("/v1/deals", query)
    assert response.status_code == 200, response.json()
    return "".join(row["product"]["name"].split()[-1] for row in response.json()["deals"])


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, "210"),
        ({"min_discount": "10"}, "210"),
        ({"min_discount": "10.01"}, "21"),
        ({"min_discount": "0"}, "210"),
        ({"min_discount": "100"}, ""),
        ({"sort": "discount_asc"}, "012"),
        ({"sort": "price_asc"}, "210"),
        ({"sort": "recent"}, "012"),
        ({"retailer": "amazon"}, "20"),
        ({"retailer": "nobody"}, ""),
        ({"brand": "brand 1"}, "1"),
        ({"brand": "brand-1"}, "1"),
        ({"per_page": "2"}, "21"),
        ({"per_page": "2", "page": "2"}, "0"),
        ({"page": "10000"}, ""),
    ],
    ids=str,
)
def test_a_parameter_chooses_and_orders_deals(client, bargains, query, numbers):
    assert deals(client, **query) == numbers


def test_a_sale_with_an_end_makes_its_deals_limited_and_first_to_expire(client, market, bargains):
    flipkart, category = bargains[1].listings.get().store, market.category
    end = market.now + timedelta(days=2)
    facts = {"store": flipkart, "starts_at": market.now - timedelta(days=1), "created_at": market.now, "category": category}
    Sale.objects.create(title="Festival", ends_at=end, **facts)
    Sale.objects.create(title="No end", **facts)
    assert deals(client, sort="expires_soon")[0] == "1"
    types = {row["product"]["name"]: row["deal"] for row in client.get("/v1/deals").json()["deals"]}
    assert (types["Deal 1"]["deal_type"], types["Deal 1"]["expires_at"]) == ("limited_time", end.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert (types["Deal 0"]["deal_type"], types["Deal 0"]["expires_at"]) == ("discount", None)


def test_a_deal_saves_against_its_list_price_and_knows_its_month(client, market):
    listing = market.listing(market.product(), market.shop("amazon"), (10, 200000), (5, 100000))
    refresh_summaries(product_ids=[listing.product_id], at=market.now)
    row = client.get("/v1/deals").json()["deals"][0]
    keys = ("current_price", "original_price", "savings_amount", "discount_percent", "deal_type")
    assert [row["deal"][key] for key in keys] == [1000.0, 3999.0, 2999.0, 75.0, "price_drop"]
    assert row["price_history"] == {"lowest_30d": 1000.0, "highest_30d": 2000.0, "avg_30d": 1500.0}


@pytest.mark.parametrize("sort", ["discount_desc", "discount_asc", "price_asc", "recent"])
def test_a_walk_meets_every_deal_once_while_prices_move(client, market, sort):
    shop = market.shop("amazon")
    listings = []
    for number in range(6):
        listings.append(market.listing(market.product(f"Deal {number}"), shop))
        market.price(listings[-1], 50000 + number * 1000, days=6 - number, list_amount=100000)
    seen, cursor, query = [], None, {"sort": sort, "per_page": 2}
    amounts = iter([89000, 100, 52500, 88000, 200, 51500])
    while True:
        answer = client.get("/v1/deals", query | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["product"]["name"] for row in answer["deals"]]
        if (cursor := answer["pagination"]["next_cursor"]) is None:
            break
        for listing in (listings[len(seen) - 1], listings[5 - len(seen) // 2]):
            market.price(listing, next(amounts), list_amount=100000, days=-0.001 * len(seen))
    assert sorted(seen) == [f"Deal {number}" for number in range(6)]


def test_a_walk_over_brands_leads_there_and_back(client, market):
    for number in range(5):
        market.product(f"Whey {number}", brand=f"Brand {number}")
    pages = [client.get("/v1/brands?per_page=2").json()]
    while cursor := pages[-1]["pagination"]["next_cursor"]:
        pages.append(client.get("/v1/brands", {"per_page": 2, "cursor": cursor}).json())
    assert [[row["id"] for row in page["brands"]] for page in pages] == [
        ["brand-0", "brand-1"],
        ["brand-2", "brand-3"],
        ["brand-4"],
    ]
    assert [page["pagination"]["page"] for page in pages] == [1, 2, 3]
    back = client.get("/v1/brands", {"per_page": 2, "cursor": pages[2]["pagination"]["prev_cursor"]}).json()
    assert (back["brands"], back["pagination"]["page"]) == (pages[1]["brands"], 2)


def test_a_percentage_is_a_number_with_one_decimal(client, bargains):
    assert b'"discount_percent":30.0,' in client.get("/v1/deals").content
    assert Decimal("30.0") == Decimal(str(client.get("/v1/deals").json()["deals"][0]["deal"]["discount_percent"]))
