"""The front page and its panel: finding pages, and changing the market by hand."""

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from lib.vocabulary import Availability
from sandbox.market.shops import SHOPS
from sandbox.tests.visitor import BASE, Visitor


def front(visitor: Visitor, query: str = "") -> LexborHTMLParser:
    response = visitor.get(f"/{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.text)


def test_the_front_page_lists_all_shops_with_a_page_to_begin_with(market, visitor):
    page = front(visitor)
    links = [link.attributes["href"] for link in page.css(".grid a")]
    assert all(BASE + shop.prefix in links for shop in SHOPS)
    new = {page.path for page in market.new_pages}
    offered = [BASE + path for path in new if BASE + path in links]
    assert len(offered) == sum(not shop.is_flaky for shop in SHOPS)


def test_products_are_found_by_words_and_category(visitor):
    page = front(visitor, "?q=optimum+chocolate&category=whey_protein")
    assert [result.text() for result in page.css(".result h3")] == [
        "Optimum Nutrition Gold Standard 100% Whey, Double Rich Chocolate, 2270 g"
    ]
    assert len(page.css(".offers li")) == 6
    assert front(visitor, "?q=optimum&category=produce").css(".result") == []


@pytest.mark.parametrize("query", ["?page=x", "?page=²", "?page=9999", "?category=weapons", "?q=%00%ff", "?notice=<b>"])
def test_odd_questions_to_the_front_page_are_answered(query, visitor):
    assert front(visitor, query).css(".panel")


def test_what_a_caller_sends_is_escaped(visitor):
    response = visitor.get("/?q=<script>&listing=<script>")
    assert response.status_code == 404
    assert "<script>" not in response.text


def test_the_speed_of_the_clock_can_be_set(clock, visitor):
    response = visitor.post("/control/clock", data={"speed": "3600"})
    assert (response.status_code, response.headers["location"]) == (303, "/?notice=clock#change")
    assert clock.speed == 3600


def test_the_clock_can_be_advanced(clock, visitor):
    before = clock.now()
    visitor.post("/control/clock", data={"advance": "86400"})
    assert clock.now() == before + timedelta(days=1)


@pytest.mark.parametrize("as_address", [True, False])
def test_a_price_can_be_set_and_is_shown_at_once(as_address, market, clock, visitor):
    listing = market.listings("patang")[0]
    name = BASE + listing.path if as_address else f"patang/{listing.sku}"
    response = visitor.post("/control/price", data={"listing": name, "price": "1,24,990.50", "availability": "limited"})
    assert (response.status_code, response.headers["location"]) == (303, f"/?notice=price&listing=patang/{listing.sku}#change")
    page = LexborHTMLParser(visitor.get(listing.path).text)
    assert page.css_first(".selling-price").text() == "₹1,24,990.50"
    assert page.css_first(".stock").text() == "Limited stock"
    assert "₹1,24,990.50" in front(visitor, f"?listing=patang/{listing.sku}").css_first("#chosen").text()


def test_a_product_can_be_put_out_of_stock_at_its_price(market, clock, visitor):
    listing = market.listings("dhanush")[0]
    amount = market.price_at("dhanush", listing.sku, clock.now()).amount_minor
    visitor.post("/control/price", data={"listing": f"dhanush/{listing.sku}", "price": "", "availability": "out_of_stock"})
    quote = market.price_at("dhanush", listing.sku, clock.now())
    assert (quote.amount_minor, quote.availability) == (amount, Availability.OUT_OF_STOCK)


def test_changes_can_be_taken_back(market, clock, visitor):
    one, other = market.listings("meru")[:2]
    for listing in (one, other):
        market.set_price("meru", listing.sku, 100, since=clock.now())
    visitor.post("/control/clear", data={"listing": f"meru/{one.sku}"})
    assert [market.is_overridden("meru", x.sku) for x in (one, other)] == [False, True]
    visitor.post("/control/clear", data={})
    assert not market.is_overridden("meru", other.sku)


@pytest.mark.parametrize(
    ("path", "form", "status", "message"),
    [
        ("/control/clock", {"speed": "fast"}, 422, "speed has to be a number"),
        ("/control/clock", {"speed": "-1"}, 422, "A clock's speed is a number from 0 to 100000"),
        ("/control/clock", {"advance": "-5"}, 422, "The clock can be advanced by 0 to 366 days at a time"),
        ("/control/clock", {"advance": "nan"}, 422, "advance has to be a number"),
        ("/control/price", {"listing": "dhanush", "price": "1"}, 404, "Name a product page by its address, or as shop/sku"),
        ("/control/price", {"listing": "dhanush/1", "price": "1"}, 404, "Dhanush Mart sells nothing under '1'"),
        ("/control/price", {"listing": "https://example.org/x", "price": "1"}, 404, "No demo shop has this address"),
        ("/control/price", {"listing": "{first}"}, 422, "Give a price, or choose a stock"),
        ("/control/price", {"listing": "{first}", "price": "cheap"}, 422, "'cheap' is not an amount of money"),
        ("/control/price", {"listing": "{first}", "price": "99999999999"}, 422, "An amount is a whole number of minor units"),
        ("/control/price", {"listing": "{first}", "availability": "maybe"}, 422, "There is no stock called 'maybe'"),
        ("/control/clear", {"listing": "nowhere/1"}, 404, "No shop is called 'nowhere'"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_changes_nothing(path, form, status, message, market, clock, visitor):
    first = market.listings("dhanush")[0]
    before = (clock.now(), clock.speed, market.price_at("dhanush", first.sku, clock.now()))
    response = visitor.post(path, data={k: v.replace("{first}", f"dhanush/{first.sku}") for k, v in form.items()})
    assert response.status_code == status
    assert LexborHTMLParser(response.text).css_first('[role="alert"]').text().startswith(message)
    assert (clock.now(), clock.speed, market.price_at("dhanush", first.sku, clock.now())) == before


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_another_site_may_not_change_the_market(headers, clock, visitor):
    response = visitor.post("/control/clock", data={"speed": "60"}, headers=headers)
    assert (response.status_code, clock.speed) == (403, 0)


def test_our_own_pages_may_change_the_market(clock, visitor):
    headers = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    assert visitor.post("/control/clock", data={"speed": "60"}, headers=headers).status_code == 303
    assert clock.speed == 60


def test_a_form_that_is_too_long_is_refused(visitor):
    assert visitor.post("/control/price", content=b"listing=" + b"x" * 20_000).status_code == 413


def test_the_panel_can_be_reached_by_post_only(visitor):
    assert visitor.get("/control/clock").status_code == 405
