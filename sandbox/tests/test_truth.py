"""The truth behind the pages, as JSON."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from sandbox.market.shops import SHOPS
from sandbox.shops.world import World
from sandbox.tests.visitor import BASE, Visitor


def test_shops_tell_their_terms(market, visitor):
    rows = visitor.get("/truth/shops").json()["shops"]
    assert [row["slug"] for row in rows] == [shop.slug for shop in SHOPS]
    assert rows[0] == {
        "slug": "dhanush",
        "name": "Dhanush Mart",
        "url": f"{BASE}/dhanush/",
        "country": "IN",
        "currency": "INR",
        "delivery_minor": 4000,
        "free_delivery_from_minor": 49900,
        "delivery_days": [1, 2],
        "is_flaky": False,
        "answers_conditionally": True,
        "listings": len(market.listings("dhanush")),
    }


def test_products_of_a_shop_are_listed_with_their_addresses(market, visitor):
    rows = visitor.get("/truth/products?shop=cobalt").json()["products"]
    assert [row["url"] for row in rows] == [BASE + listing.path for listing in market.listings("cobalt")]
    assert len(visitor.get("/truth/products").json()["products"]) == len(market.listings())


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)
def test_the_price_behind_any_form_of_an_address_is_known(shop, market, clock, visitor):
    listing = market.listings(shop)[2]
    tracked = f"{listing.path}{'&' if '?' in listing.path else '?'}utm_source=mail"
    answers = [
        visitor.get(f"/truth/price?{query}").json()
        for query in (
            f"shop={shop.slug}&sku={listing.sku}",
            f"url={quote(BASE + listing.path, safe='')}",
            f"url={quote(tracked, safe='')}",
            f"url={quote('/m' + listing.path, safe='')}",
        )
    ]
    shown = market.price_at(shop, listing.sku, clock.now())
    assert all(answer == answers[0] for answer in answers)
    assert {key: answers[0][key] for key in ("amount_minor", "list_minor", "currency", "availability", "is_glitch")} == {
        "amount_minor": shown.amount_minor,
        "list_minor": shown.list_minor,
        "currency": shown.currency,
        "availability": shown.availability.value,
        "is_glitch": shown.is_glitch,
    }


def test_the_price_of_another_time_can_be_asked(market, visitor):
    listing = market.listings("sabah")[0]
    at = datetime(2025, 12, 24, 18, tzinfo=UTC)
    answer = visitor.get(f"/truth/price?shop=sabah&sku={listing.sku}&at={at.isoformat()}").json()
    assert (answer["at"], answer["amount_minor"]) == (at.isoformat(), market.price_at("sabah", listing.sku, at).amount_minor)


def test_history_tells_the_changes_of_the_last_year(market, clock, visitor):
    listing = market.listings("dhanush")[0]
    now = clock.now()
    rows = visitor.get(f"/truth/history?shop=dhanush&sku={listing.sku}").json()["spans"]
    spans = market.history("dhanush", listing.sku, now - timedelta(days=365), now)
    assert [(row["start"], row["amount_minor"]) for row in rows] == [
        (span.start.isoformat(), span.quote.amount_minor) for span in spans
    ]


def test_sales_include_the_one_that_nobody_announces(visitor):
    sales = visitor.get("/truth/sales").json()["sales"]
    assert {sale["announced"] for sale in sales} == {True, False}
    assert {sale["status"] for sale in sales} == {"ongoing", "upcoming"}


def test_the_clock_can_be_read_and_changed(clock, visitor):
    before = clock.now()
    assert visitor.get("/clock").json() == {"now": before.isoformat(), "speed": 0}
    answer = visitor.post("/clock", json={"advance_seconds": 90.5}).json()
    assert answer == {"now": (before + timedelta(seconds=90.5)).isoformat(), "speed": 0}
    assert visitor.post("/clock", json={"speed": 2}).json()["speed"] == 2


def test_a_price_can_be_set_and_taken_back(market, clock, visitor):
    listing = market.listings("dhanush")[0]
    named = {"shop": "dhanush", "sku": listing.sku}
    honest = visitor.get(f"/truth/price?shop=dhanush&sku={listing.sku}").json()
    answer = visitor.post("/market/price", json={**named, "amount_minor": 4242, "availability": "limited"})
    assert (answer.status_code, answer.json()) == (
        200,
        {
            **named,
            "at": clock.now().isoformat(),
            "amount_minor": 4242,
            "list_minor": None,
            "currency": "INR",
            "availability": "limited",
            "is_glitch": False,
            "promotion": None,
        },
    )
    assert visitor.get(f"/truth/price?shop=dhanush&sku={listing.sku}").json()["is_overridden"] is True
    visitor.request("DELETE", f"/market/price?shop=dhanush&sku={listing.sku}")
    assert visitor.get(f"/truth/price?shop=dhanush&sku={listing.sku}").json() == honest
    visitor.post("/market/price", json={**named, "amount_minor": 1})
    assert visitor.request("DELETE", "/market/price").json() == {"cleared": "all"}
    assert visitor.get(f"/truth/price?shop=dhanush&sku={listing.sku}").json() == honest


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("/truth/price", 422, "shop"),
        ("/truth/price?shop=dhanush", 422, "sku"),
        ("/truth/price?shop=nowhere&sku=1", 404, "shop"),
        ("/truth/price?shop=dhanush&sku=1", 404, "sku"),
        ("/truth/price?url=https://example.org/", 404, "url"),
        ("/truth/price?url=http://[", 404, "url"),
        ("/truth/price?shop=dhanush&sku={sku}&at=yesterday", 422, "at"),
        ("/truth/price?shop=dhanush&sku={sku}&at=2026-01-01T00:00:00", 422, "at"),
        ("/truth/price?shop=dhanush&sku={sku}&at=9999-12-31T23:59:59Z", 422, "at"),
        ("/truth/history?shop=dhanush&sku={sku}&start=2020-01-01T00:00:00Z", 422, "start"),
        ("/truth/history?shop=dhanush&sku={sku}&start=2027-01-01T00:00:00Z", 422, "end"),
        ("/truth/products?shop=nowhere", 404, "shop"),
        ("/truth/nothing", 404, None),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(path, status, field, market, visitor):
    response = visitor.get(path.replace("{sku}", market.listings("dhanush")[0].sku))
    assert response.status_code == status
    assert set(response.json()["error"]) == {"code", "message", "field"}
    assert response.json()["error"]["field"] == field


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/clock", {"content": b"{"}, 422),
        ("/clock", {"content": b"\xff"}, 422),
        ("/clock", {"content": b"[" * 10_000}, 422),
        ("/clock", {"json": [1]}, 422),
        ("/clock", {"json": {}}, 422),
        ("/clock", {"json": {"speed": "fast"}}, 422),
        ("/clock", {"json": {"speed": True}}, 422),
        ("/clock", {"json": {"speed": 10**400}}, 422),
        ("/clock", {"content": b'{"speed": NaN}'}, 422),
        ("/clock", {"content": b'{"advance_seconds": NaN}'}, 422),
        ("/clock", {"content": b'{"advance_seconds": 1e400}'}, 422),
        ("/clock", {"json": {"advance_seconds": -1}}, 422),
        ("/clock", {"json": {"sped": 1}}, 422),
        ("/clock", {"content": b" " * 20_000}, 413),
        ("/clock", {"json": {"speed": 1}, "headers": {"Origin": "https://example.org"}}, 403),
        ("/market/price", {"json": {"shop": "dhanush"}}, 422),
        ("/market/price", {"json": {"shop": 1, "sku": "1"}}, 422),
        ("/market/price", {"json": {"shop": "dhanush", "sku": "1", "amount_minor": 1}}, 404),
        ("/market/price", {"json": {"shop": "dhanush", "sku": "{sku}"}}, 422),
        ("/market/price", {"json": {"shop": "dhanush", "sku": "{sku}", "amount_minor": -1}}, 422),
        ("/market/price", {"json": {"shop": "dhanush", "sku": "{sku}", "amount_minor": 1.5}}, 422),
        ("/market/price", {"json": {"shop": "dhanush", "sku": "{sku}", "amount_minor": 10**30}}, 422),
        ("/market/price", {"json": {"shop": "dhanush", "sku": "{sku}", "availability": []}}, 422),
    ],
)
def test_a_wrong_body_is_refused_and_changes_nothing(path, options, status, market, clock, visitor):
    sku = market.listings("dhanush")[0].sku
    if isinstance(document := options.get("json"), dict):
        options = {**options, "json": {key: sku if value == "{sku}" else value for key, value in document.items()}}
    before = clock.now()
    response = visitor.post(path, **options)
    assert response.status_code == status
    assert response.json()["error"]["message"]
    assert (clock.now(), clock.speed, market.is_overridden("dhanush", sku)) == (before, 0, False)


def test_deleting_half_a_name_is_refused(visitor):
    assert visitor.request("DELETE", "/market/price?shop=dhanush").status_code == 422


def test_the_whole_sandbox_can_live_below_a_path(market, clock):
    visitor = Visitor(World(market, clock, base_path="/demo", stall_seconds=0.0))
    listing = market.listings("dhanush")[0]
    address = f"{BASE}/demo{listing.path}"
    assert f'<link rel="canonical" href="{address}">' in visitor.get(address).text
    assert visitor.get(f"/demo/truth/price?url={quote(address, safe='')}").json()["sku"] == listing.sku
    assert "Disallow: /demo/jugnu/private/" in visitor.get("/demo/robots.txt").text
    assert visitor.get("/demo/").status_code == 200
    assert visitor.get("/demo/truth/price").json()["error"]["field"] == "shop"
