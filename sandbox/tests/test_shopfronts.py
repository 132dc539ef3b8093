"""The shops' pages: each says the truth in its own markup, and nothing else about its product."""

import json
import re
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from lib.money import format_money, to_major, to_minor
from lib.vocabulary import Availability
from sandbox.market.shops import SHOPS
from sandbox.shops.moods import WINDOW, Mood, mood_at
from sandbox.shops.structured import SCHEMA_STOCK
from sandbox.shops.themes import THEMES
from sandbox.tests.visitor import BASE, Visitor

STEADY = [shop.slug for shop in SHOPS if not shop.is_flaky]
ALL_STOCKS = [stock for stock in Availability if stock is not Availability.UNKNOWN]


def parsed(visitor: Visitor, path: str) -> LexborHTMLParser:
    response = visitor.get(path)
    assert response.status_code == 200
    return LexborHTMLParser(response.text)


def json_ld(page: LexborHTMLParser):
    return json.loads(page.css_first('script[type="application/ld+json"]').text())


def content_of(page: LexborHTMLParser, selector: str) -> str | None:
    node = page.css_first(selector)
    return node and node.attributes["content"]


def advance_to_a_good_mood(market, clock, sku):
    while mood_at(market.seed, sku, clock.now()) is not Mood.WELL:
        clock.advance(WINDOW)


@pytest.fixture
def shown(market, clock, visitor):
    """A discounted page of a shop, set to what a test wants to see there."""

    def show(slug, availability=Availability.IN_STOCK, amount=129_995, list_price=149_995):
        listing = market.listings(slug)[1]
        market.set_price(slug, listing.sku, amount, list_price, availability, since=clock.now())
        if listing.shop.is_flaky:
            advance_to_a_good_mood(market, clock, listing.sku)
        return listing, parsed(visitor, listing.path)

    return show


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)
def test_every_page_names_its_product_and_its_canonical_address(shop, shown):
    listing, page = shown(shop.slug)
    assert page.css_first('link[rel="canonical"]').attributes["href"] == BASE + listing.path
    assert page.css_first("title").text() == f"{listing.title} | {shop.name}"
    heading = "h2.product-title" if shop.slug == "hobnob" else "h1"
    assert page.css_first(heading).text() == listing.title


@pytest.mark.parametrize("slug", [shop.slug for shop in SHOPS if shop.currency != "EGP"])
def test_every_page_shows_the_price_and_the_struck_price_as_its_country_writes_them(slug, shown):
    listing, page = shown(slug)
    main = page.css_first(".facts").text()
    shop = listing.shop
    assert format_money(129_995, shop.currency, shop.locale) in main
    assert format_money(149_995, shop.currency, shop.locale) in main
    struck = page.css_first(".facts s, .facts del").text()
    assert struck == format_money(149_995, shop.currency, shop.locale)


def test_plain_html_uses_decimals_and_indian_grouping(shown):
    _, page = shown("patang", amount=12_499_000, list_price=None)
    assert page.css_first(".selling-price").text() == "₹1,24,990.00"
    assert page.css('script, [itemprop], meta[property^="og:"]') == []


def test_microdata_writes_the_german_price(shown):
    _, page = shown("elbhafen")
    offer = page.css_first('article [itemprop="offers"]')
    assert offer.css_first('[itemprop="price"]').text() == "1.299,95\xa0€"
    assert offer.css_first('[itemprop="priceCurrency"]').attributes["content"] == "EUR"


@pytest.mark.parametrize("slug", ["dhanush", "shakti", "jugnu", "sabah"])
@pytest.mark.parametrize("availability", ALL_STOCKS)
def test_json_ld_holds_exactly_the_truth_of_its_product(slug, availability, shown):
    listing, page = shown(slug, availability)
    data = json_ld(page)
    if slug == "dhanush":
        data = next(node for node in data["@graph"] if node["@type"] == "Product")
    elif slug == "jugnu":
        data = next(node for node in data if node["@type"] == "Product")
    offer = data["offers"][0] if slug == "jugnu" else data["offers"]
    price = offer["priceSpecification"] if slug == "sabah" else offer
    assert (data["name"], data["sku"]) == (listing.title, listing.sku)
    assert to_minor(str(price["price"]), price["priceCurrency"]) == 129_995
    assert price["priceCurrency"] == listing.shop.currency
    assert offer["availability"] == SCHEMA_STOCK[availability]
    if slug != "jugnu":
        assert data.get("gtin13") == listing.product.gtin


def test_json_ld_list_prices_are_marked_as_such(shown):
    for slug, kind in (("dhanush", "ListPrice"), ("shakti", "StrikethroughPrice")):
        _, page = shown(slug)
        data = json_ld(page)
        product = next(node for node in data.get("@graph", [data]) if node["@type"] == "Product")
        assert product["offers"]["priceSpecification"] == {
            "@type": "UnitPriceSpecification",
            "priceType": f"https://schema.org/{kind}",
            "price": "1499.95",
            "priceCurrency": "INR",
        }


def test_loose_produce_is_priced_by_the_kilogram(market, visitor):
    listing = next(x for x in market.listings("sabah") if x.product.sold_by == "kg")
    page = parsed(visitor, listing.path)
    reference = json_ld(page)["offers"]["priceSpecification"]["referenceQuantity"]
    assert reference == {"@type": "QuantitativeValue", "value": "1", "unitCode": "KGM"}
    assert page.css_first(".per").text() == "per kg"


@pytest.mark.parametrize(
    ("slug", "price", "currency"),
    [
        ("cobalt", "product:price:amount", "product:price:currency"),
        ("nilebasket", "og:price:amount", "og:price:currency"),
    ],
)
def test_meta_tags_hold_the_truth(slug, price, currency, shown):
    listing, page = shown(slug)
    assert content_of(page, f'meta[property="{price}"]') == "1299.95"
    assert content_of(page, f'meta[property="{currency}"]') == listing.shop.currency


@pytest.mark.parametrize("availability", ALL_STOCKS)
def test_embedded_state_holds_the_truth_and_the_prices_of_other_products(availability, shown, market, clock):
    listing, page = shown("cobalt", availability)
    state = json.loads(page.css_first("#__PAGE_STATE__").text())
    assert state["product"]["price"] == {"current": 1299.95, "list": 1499.95, "currency": "USD"}
    assert state["product"]["availability"] == availability.value.upper()
    for other in state["recommendations"]:
        assert other["price"] == float(to_major(market.price_at("cobalt", other["id"], clock.now()).amount_minor, "USD"))
    assert listing.sku not in [other["id"] for other in state["recommendations"]]


@pytest.mark.parametrize("availability", ALL_STOCKS)
def test_meta_microdata_holds_the_truth(availability, shown):
    _, page = shown("meru", availability)
    said = {name: content_of(page, f'[itemprop="{name}"]') for name in ("price", "priceCurrency", "availability")}
    assert said == {
        "price": "1299.95",
        "priceCurrency": "INR",
        "availability": SCHEMA_STOCK[availability].replace("https", "http"),
    }


def test_the_awkward_page_is_full_of_other_amounts_that_add_up(shown):
    listing, page = shown("hobnob", amount=12_000, list_price=15_000)
    main = page.css_first(".facts")
    assert main.css_first(".instalment b").text() == "£10.00"
    assert main.css_first(".save").text() == "Save £30.00"
    assert (main.css_first("div.price del").text(), main.css_first("div.price ins").text()) == ("£150.00", "£120.00")
    grams = listing.product.net_grams
    per_hundred_grams = (12_000 * 100 + grams // 2) // grams
    assert main.css_first(".unit-price").text() == f"({format_money(per_hundred_grams, 'GBP', 'en_GB')} / 100 g)"
    assert len(main.css(".variants .price")) > 1
    assert len(page.css(".related .price")) == 4


@pytest.mark.parametrize("slug", STEADY)
def test_every_stock_is_told_in_the_shops_words(slug, shown):
    for availability in ALL_STOCKS:
        _, page = shown(slug, availability)
        stock = page.css_first(".stock").text().strip()
        if slug != "hobnob":
            assert stock == THEMES[slug].stock_label(availability)
        assert page.css_matches("button.buy[disabled]") is (availability is Availability.OUT_OF_STOCK)


@pytest.mark.parametrize("slug", STEADY)
def test_glitches_are_shown_as_they_are(slug, market, clock, visitor):
    start = clock.now()
    glitch = next(
        span
        for listing in market.listings(slug)
        for span in market.history(slug, listing.sku, start, start + timedelta(days=365))
        if span.quote.is_glitch
    )
    listing = next(x for x in market.listings(slug) if market.price_at(slug, x.sku, glitch.start) == glitch.quote)
    clock.advance(glitch.start - clock.now())
    major = to_major(glitch.quote.amount_minor, glitch.quote.currency)
    plain = re.sub(r"[^\d]", "", parsed(visitor, listing.path).css_first(".facts").text())
    assert str(major).replace(".", "") in plain


@pytest.mark.parametrize("slug", STEADY)
def test_tracked_and_mobile_addresses_lead_to_the_same_canonical_page(slug, market, visitor):
    listing = market.listings(slug)[0]
    tracked = f"{listing.path}{'&' if '?' in listing.path else '?'}utm_source=mail&ref=x"
    for path in (tracked, f"/m{listing.path}"):
        assert parsed(visitor, path).css_first('link[rel="canonical"]').attributes["href"] == BASE + listing.path


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)
def test_shelves_page_through_all_products_of_the_shop(shop, market, visitor):
    seen, number = [], 1
    while (response := visitor.get(f"{shop.prefix}?page={number}")).status_code == 200:
        seen += [card.attributes["href"] for card in LexborHTMLParser(response.text).css(".card a")]
        number += 1
    assert seen == [BASE + listing.path for listing in market.listings(shop)]
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["?page=0", "?page=x", "?page=²", "?page=99999", "?department=Weapons"])
def test_a_shelf_that_is_not_there_is_404(path, visitor):
    assert visitor.get(f"/dhanush/{path}").status_code == 404


def test_departments_filter_the_shelf(market, visitor):
    page = parsed(visitor, "/elbhafen/?department=Monitors")
    monitors = [BASE + x.path for x in market.listings("elbhafen") if x.product.department == "Monitors"]
    assert [card.attributes["href"] for card in page.css(".card a")] == monitors[:24]


@pytest.mark.parametrize("shop", [shop for shop in SHOPS if shop.answers_conditionally], ids=lambda shop: shop.slug)
def test_an_unchanged_page_is_not_sent_again(shop, market, clock, visitor):
    listing = market.listings(shop)[0]
    first = visitor.get(listing.path)
    again = visitor.get(listing.path, If_None_Match=first.headers["etag"])
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    market.set_price(shop, listing.sku, 77, since=clock.now())
    assert visitor.get(listing.path, If_None_Match=first.headers["etag"]).status_code == 200


@pytest.mark.parametrize("slug", STEADY)
def test_pictures_icons_and_styles_are_served(slug, market, visitor):
    listing = market.listings(slug)[0]
    picture = visitor.get(f"/{slug}/img/{listing.sku}.svg")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/svg+xml")
    assert visitor.get(f"/{slug}/icon.svg").status_code == 200
    assert visitor.get(f"/{slug}/style.css").headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)
def test_a_product_that_the_shop_does_not_sell_is_404(shop, visitor):
    path = shop.prefix + shop.page.format(sku="000000", slug="nothing")
    assert visitor.get(path).status_code == 404
    assert visitor.get(f"{shop.prefix}img/000000.svg").status_code == 404


def test_sales_pages_tell_what_is_announced_and_nothing_more(market, clock, visitor):
    told = {}
    for shop in SHOPS:
        page = parsed(visitor, f"{shop.prefix}sales")
        told[shop.slug] = [event["name"] for event in json_ld(page)]
    announced = {shop.slug: [sale.title for sale in market.sales(clock.now()) if sale.shop is shop] for shop in SHOPS}
    assert told == announced
    assert "Unannounced clearance" not in told["shakti"]


def test_every_mood_of_the_flaky_shop_answers_as_it_is_known_to(market, clock, visitor):
    listing = market.listings("jugnu")[0]
    status = {}
    while len(status) < len(Mood):
        mood = mood_at(market.seed, listing.sku, clock.now())
        if mood not in status:
            response = visitor.get(listing.path)
            status[mood] = response.status_code
            assert (mood is Mood.WELL) is (listing.title.encode() in response.content)
            assert ("retry-after" in response.headers) is (mood is Mood.BUSY)
        clock.advance(WINDOW)
    assert status == {
        Mood.WELL: 200,
        Mood.BLOCKED: 403,
        Mood.CAPTCHA: 200,
        Mood.BUSY: 503,
        Mood.BROKEN: 500,
        Mood.MISSING: 404,
        Mood.STALLED: 504,
        Mood.GARBAGE: 200,
        Mood.SHELL: 200,
    }


def test_the_flaky_shop_is_well_two_times_in_three(market, clock):
    skus = [listing.sku for listing in market.listings("jugnu")]
    moods = [mood_at(market.seed, sku, clock.now() + n * WINDOW) for sku in skus for n in range(20)]
    assert 0.6 < moods.count(Mood.WELL) / len(moods) < 0.75


def test_robots_may_see_the_shops_but_no_private_corner(market, visitor):
    from protego import Protego

    rules = Protego.parse(visitor.get("/robots.txt").text)
    listing = market.listings("jugnu")[0]
    assert rules.can_fetch(BASE + listing.path, "PriceTracker")
    assert rules.can_fetch(BASE + "/dhanush/", "PriceTracker")
    assert not rules.can_fetch(f"{BASE}/jugnu/private/{listing.sku}", "PriceTracker")
    assert not rules.can_fetch(f"{BASE}/truth/shops", "PriceTracker")
    assert visitor.get(f"/jugnu/private/{listing.sku}").status_code == 200


def test_pages_carry_no_scripts_and_a_policy_that_runs_none(visitor, market):
    response = visitor.get(market.listings("dhanush")[0].path)
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert not LexborHTMLParser(response.text).css('script:not([type="application/ld+json"])')
