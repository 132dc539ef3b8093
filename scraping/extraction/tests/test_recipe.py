"""Recipes: what a shop's recipe says of a page wins, what it misses is told, and no page keeps a selector busy for long."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.errors import Invalid
from lib.vocabulary import Availability
from scraping.extraction import Reading, Recipe, RecipeUse, extract

URL = "https://pots.example/p/iron-pot-4711"
#: The ladder takes the marked price, 129.00; shoppers pay 99.00.
PAGE = """<!doctype html><html lang="en"><head><title>Iron pot | Pots</title>
<meta property="og:type" content="product"><meta name="deal" content="99.00">
<script type="application/ld+json">{"@type": "Product", "name": "Iron pot", "sku": "4711",
"offers": {"price": "129.00", "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}}</script>
<script id="__DATA__" type="application/json">{"item": {"now": {"cents": 9900}, "was": 129, "left": 0,
"sizes": [{"name": "S", "amount": "79.00"}, {"name": "L", "amount": "99.00"}]}}</script>
<script>window.shop = {"deal": {"amount": 99.5}};</script></head>
<body><h1>Iron pot</h1><div id="buy"><b class="deal">Today 99,00 €</b> <s class="old">statt 139,00 €</s>
<p class="stock">Ausverkauft</p></div><dl><dt>Article</dt><dd>IP-26</dd></dl></body></html>"""


def recipe(document: dict, *, version: int = 1, locale: str | None = None, currency: str | None = None) -> Recipe:
    return Recipe.from_document(version, document, locale=locale, currency=currency)


def css(expression: str, **more) -> dict:
    return {"kind": "css", "expression": expression, **more}


def xpath(expression: str, **more) -> dict:
    return {"kind": "xpath", "expression": expression, **more}


def jsonpath(expression: str, **more) -> dict:
    return {"kind": "jsonpath", "expression": expression, **more}


def read(document: dict, page: str = PAGE, *, locale: str | None = None, currency: str | None = None) -> Reading:
    return extract(page, URL, recipe=recipe(document, locale=locale, currency=currency))


@pytest.mark.parametrize(
    "selector",
    [
        css(".deal"),
        css("#buy > b"),
        css("meta[name=deal]"),
        css("meta[name=deal]", attribute="content"),
        xpath("//b[@class='deal']"),
        xpath("//meta[@name='deal']/@content"),
        xpath("string(//*[@id='buy']/b)"),
        jsonpath("$.item.now.cents", in_minor_units=True),
        jsonpath("$.item.sizes[?@.name == 'L'].amount"),
        jsonpath("$..sizes[1].amount"),
    ],
    ids=lambda selector: selector["expression"],
)
def test_price_is_where_the_recipe_says(selector):
    reading = read({"price": selector})

    assert (reading.price, reading.currency, reading.source, reading.problem) == (Decimal("99"), "EUR", "recipe", None)
    assert reading.recipe == RecipeUse(1, (), ("without the recipe the price would be 129.00 EUR",))
    assert reading.path.startswith(f"recipe version 1, {selector['kind']}: {selector['expression']}")


def test_json_path_reads_what_json_ld_says_and_what_scripts_assign():
    assert read({"price": jsonpath("$.offers.price")}).price == Decimal("129.00")
    assert read({"price": jsonpath("$.deal.amount")}).price == Decimal("99.5")


def test_every_field_can_come_from_the_recipe():
    reading = read(
        {
            "price": css(".deal"),
            "list_price": css(".old"),
            "title": css("h1"),
            "availability": css(".stock"),
            "sku": xpath("//dt[.='Article']/following-sibling::dd[1]"),
            "brand": jsonpath("$.item.sizes[0].name"),
            "currency": jsonpath("$.offers.priceCurrency"),
        }
    )

    assert (reading.price, reading.list_price, reading.currency) == (Decimal("99.00"), Decimal("139.00"), "EUR")
    assert (reading.title, reading.sku, reading.brand) == ("Iron pot", "IP-26", "S")
    assert (reading.availability, reading.recipe.missed) == (Availability.OUT_OF_STOCK, ())


def test_losers_stay_in_the_reading_with_the_reason():
    reading = read({"price": css(".deal")})

    assert [(str(one.amount), one.source, one.won, one.reason) for one in reading.candidates] == [
        ("99.00", "recipe", True, "the shop's recipe says where the price is"),
        ("129.00", "json-ld", False, "the shop's recipe says otherwise"),
    ]


def test_agreement_makes_the_price_surer_and_contradiction_less_sure():
    agreed = read({"price": css("h2")}, PAGE.replace("<h1>", "<h2>129,00 €</h2><h1>"))
    silent = read({"price": css(".deal")}, "<title>Iron pot</title><h1>Iron pot</h1><b class=deal>99,00 €</b>")
    contradicted = read({"price": css(".deal")})

    assert agreed.candidates[1].reason == "agrees with the shop's recipe"
    assert 0.5 < contradicted.confidence < 0.9 < agreed.confidence
    assert contradicted.confidence < silent.confidence


def test_recipe_that_misses_leaves_the_answer_to_the_ladder_and_says_so():
    plain, reading = extract(PAGE, URL), read({"price": css(".moved-away"), "title": css(".gone")})

    assert (reading.price, reading.source, reading.title) == (plain.price, "json-ld", plain.title)
    assert (reading.recipe, reading.recipe.missed_price) == (RecipeUse(1, ("title", "price"), ()), True)
    assert [one.reason for one in reading.candidates if one.won] == [
        "the recipe (version 1) found no price; the page's own product, by the most trusted source that names a price"
    ]


def test_reading_without_a_recipe_says_nothing_of_one():
    assert extract(PAGE, URL).recipe is None


def test_named_list_price_that_is_not_there_means_that_there_is_none():
    page = PAGE.replace(
        '"price": "129.00"', '"price": "99.00", "priceSpecification": {"priceType": "ListPrice", "price": "199"}'
    )

    assert read({"price": css(".deal")}, page).list_price == Decimal("199")
    reading = read({"price": css(".deal"), "list_price": css(".struck")}, page)
    assert (reading.list_price, reading.recipe.missed) == (None, ())


def test_list_price_below_the_price_is_none():
    assert read({"price": css(".old"), "list_price": css(".deal")}).list_price is None


def test_list_price_of_the_recipe_joins_the_price_of_the_ladder():
    reading = read({"list_price": css(".old")})

    assert (reading.price, reading.list_price, reading.source) == (Decimal("129.00"), Decimal("139.00"), "json-ld")


@pytest.mark.parametrize(
    ("text", "locale", "price"),
    [
        ("1.299 €", "de", "1299"),
        ("1.299,95 €", "de", "1299.95"),
        ("12,5 €", "de", "12.5"),
        ("1.299 €", "en_IE", "1.30"),
        ("1,299.95 €", "en_IE", "1299.95"),
        ("1\u202f299,95 €", "fr", "1299.95"),
        ("1 299,95 €", "fr", "1299.95"),
        ("€ 1'299.95", "de_CH", "1299.95"),
        ("12.99 €", "de", "12.99"),
        ("<i>1.299,</i><sup>95</sup> €", "de", "1299.95"),
        ("statt 1.399,00 € jetzt 1.299,00 €", "de", "1299.00"),
    ],
)
def test_locale_says_how_numbers_are_written(text, locale, price):
    page = f"<title>Iron pot</title><h1>Iron pot</h1><p class=pay>{text}</p>"

    assert read({"price": css(".pay")}, page, locale=locale).price == Decimal(price)


def test_numbers_for_machines_have_a_point_in_every_locale():
    page = '<title>Iron pot</title><p data-amount="1299.95"></p><script type="application/json">{"now": 1299.95}</script>'

    for selector in (css("p", attribute="data-amount"), jsonpath("$.now"), xpath("//p/@data-amount")):
        assert read({"price": selector}, page, locale="de", currency="EUR").price == Decimal("1299.95")


def test_currency_comes_from_the_page_before_the_recipe():
    page = "<title>Iron pot</title><h1>Iron pot</h1><b>{}</b><i>SEK</i>"

    assert read({"price": css("b")}, page.format("99 kr"), currency="NOK").currency == "NOK"
    assert read({"price": css("b")}, page.format("99"), currency="NOK").currency == "NOK"
    assert read({"price": css("b"), "currency": css("i")}, page.format("99"), currency="NOK").currency == "SEK"
    contradicted = read({"price": css("b")}, page.format("£99"), currency="NOK")
    assert contradicted.currency == "GBP"
    assert contradicted.recipe.notes[0] == "the price is written in GBP, the recipe expects NOK"


def test_amount_without_any_currency_is_no_price():
    reading = read({"price": css("b")}, "<title>Iron pot</title><h1>Iron pot</h1><b>99</b>")

    assert (reading.price, reading.problem is not None, reading.recipe.missed) == (None, True, ("currency",))


@pytest.mark.parametrize(
    ("value", "availability"),
    [
        ("true", Availability.IN_STOCK),
        ("false", Availability.OUT_OF_STOCK),
        ("0", Availability.OUT_OF_STOCK),
        ("12", Availability.IN_STOCK),
        ('"https://schema.org/PreOrder"', Availability.PREORDER),
        ('"Nur noch 2"', Availability.LIMITED),
        ('"sold out"', Availability.OUT_OF_STOCK),
    ],
)
def test_availability_is_read_from_words_numbers_and_truth_values(value, availability):
    page = f'<title>Iron pot</title><script type="application/json">{{"stock": {value}}}</script><b>9 €</b>'

    assert read({"price": css("b"), "availability": jsonpath("$.stock")}, page).availability is availability


def test_words_that_say_nothing_of_stock_are_a_miss():
    reading = read({"availability": css("h1")})

    assert (reading.availability, reading.recipe.missed) == (Availability.IN_STOCK, ("availability",))


def test_sold_out_product_without_a_price_is_no_problem():
    page = "<title>Iron pot</title><body><h1>Iron pot</h1><p class=state>Ausverkauft</p>" + "<p>Long words about pots.</p>" * 30
    reading = read({"price": css(".pay"), "availability": css(".state")}, page)

    assert (reading.price, reading.availability, reading.problem) == (None, Availability.OUT_OF_STOCK, None)


def test_first_of_several_amounts_counts_and_is_less_sure():
    reading = read({"price": jsonpath("$.item.sizes[*].amount")}, PAGE)

    assert reading.price == Decimal("79.00")
    assert "the recipe's price fits several amounts; the first one counts" in reading.recipe.notes
    assert reading.confidence < read({"price": css(".deal")}).confidence


TILES = "".join(f"<article><h2>Pot {n}</h2><b class=deal>{n},00 €</b></article>" for n in range(10, 30))


def test_page_that_became_a_list_gives_no_price():
    page = f"<title>Pots</title><h1>All pots</h1>{TILES}"
    reading = extract(page, "https://pots.example/search?q=pots", recipe=recipe({"price": css(".deal")}))

    assert (reading.price, reading.problem, reading.recipe.missed) == (None, "listing", ("price",))
    assert reading.recipe.notes == ("the page looks like a list, and the recipe's price fits several amounts on it",)


def test_page_that_is_taken_for_a_list_is_read_with_doubt():
    page = f"<title>Pots</title><h1>Iron pot</h1><b id=pay>49,00 €</b>{TILES}"
    reading = extract(page, "https://pots.example/search?q=pots", recipe=recipe({"price": css("#pay")}))

    assert (reading.price, reading.problem) == (Decimal("49.00"), None)
    assert 0.5 < reading.confidence < 0.7


def test_wall_in_front_of_the_shop_is_never_read_by_a_recipe():
    page = "<title>Robot check</title><form action=/validateCaptcha></form><b class=deal>99,00 €</b>"
    reading = read({"price": css(".deal")}, page)

    assert (reading.price, reading.problem, reading.recipe) == (None, "blocked", None)


def test_document_of_a_recipe_is_what_it_was_made_of():
    document = {"price": jsonpath("$.now", in_minor_units=True), "sku": css("i", attribute="id")}

    made = recipe(document, version=3, locale="de-CH", currency="chf")

    assert (made.to_document(), made.version, made.locale, made.currency) == (document, 3, "de_CH", "CHF")


@pytest.mark.parametrize(
    ("document", "field", "words"),
    [
        ({}, "selectors.price", "names one field at least"),
        ({"prize": css("b")}, "selectors.prize", "has no field “prize”: use one of price, list_price"),
        ({"price": {"kind": "regex", "expression": "b"}}, "selectors.price", "use css, xpath, jsonpath"),
        ({"price": "b"}, "selectors.price", "Give the kind and the expression"),
        ({"price": css("b", index=1)}, "selectors.price", "has no “index”"),
        ({"price": css("")}, "selectors.price", "1 to 400 characters"),
        ({"price": css("b" * 401)}, "selectors.price", "1 to 400 characters"),
        ({"price": css("b\n")}, None, None),
        ({"price": css("b\nc")}, "selectors.price", "one line"),
        ({"price": css("b >")}, "selectors.price", "no CSS selector"),
        ({"price": css(":has(a) :has(b)")}, "selectors.price", ":has() once"),
        ({"price": css("b", attribute="@content")}, "selectors.price", "without @"),
        ({"title": css("b", in_minor_units=True)}, "selectors.title", "Only prices"),
        ({"price": xpath("//b[")}, "selectors.price", "no XPath 1.0"),
        ({"price": xpath("document('x')//b")}, "selectors.price", "document() is not available"),
        ({"price": xpath("//b[re:test(., '1')]")}, "selectors.price", "re:test() is not available"),
        ({"price": xpath("//b[. = $x]")}, "selectors.price", "Variables and prefixed names"),
        ({"price": xpath("//div//b")}, "selectors.price", "ancestor::div"),
        ({"price": xpath("//b[//i]")}, "selectors.price", "Within [ ]"),
        ({"price": xpath("//b/following::i")}, "selectors.price", "following-sibling"),
        ({"price": xpath("//b/following-sibling::i")}, "selectors.price", "[1]"),
        ({"price": jsonpath("offers.price")}, "selectors.price", "no JSON path of RFC 9535"),
        ({"price": jsonpath("$..a..b")}, "selectors.price", ".. once"),
        ({"price": jsonpath("$['a', 'b']")}, "selectors.price", "each pair of brackets"),
        ({"price": jsonpath("$[?@..a]")}, "selectors.price", "compare a member"),
        ({"price": jsonpath("$[?search(@.a, 'b')]")}, "selectors.price", "no JSON path of RFC 9535"),
        ({"price": jsonpath("$.a", attribute="b")}, "selectors.price", "leave the attribute empty"),
    ],
)
def test_selector_that_cannot_be_used_is_refused_with_the_way_out(document, field, words):
    if field is None:
        assert recipe(document).to_document() == {"price": css("b")}
        return
    with pytest.raises(Invalid) as error:
        recipe(document)
    assert error.value.field == field
    assert words in error.value.message


@pytest.mark.parametrize(
    ("more", "field"), [({"locale": "xx"}, "locale"), ({"locale": "!"}, "locale"), ({"currency": "EURO"}, "currency")]
)
def test_unknown_locale_or_currency_is_refused(more, field):
    with pytest.raises(Invalid) as error:
        recipe({"price": css("b")}, **more)
    assert error.value.field == field


EVERYTHING = recipe(
    {
        "price": css("div p b, .price", in_minor_units=True),
        "list_price": xpath("//div[.//b]/following-sibling::p[1]"),
        "currency": jsonpath("$..currency"),
        "title": xpath("//h1[ancestor::div]"),
        "availability": jsonpath("$..[?@.stock].stock"),
        "image_url": xpath("//img/@src"),
        "gtin": css("[itemprop=gtin13]", attribute="content"),
    },
    locale="de",
    currency="EUR",
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<div>", "<p>", "<b>", "1.299,00 €", "9", "</div>", "<img src=", "<script type=application/json>", '{"currency": ',
             "NaN", '"€"}', "</script>", "<h1>", "\0", "\ud800", "&#0;", "<script>a = {", "<meta content=", "<!--", "'", "]]>"]
        ) | st.text(max_size=20),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_recipe_never_raises_on_any_page(page):
    reading = extract("<title>a</title>" + page, URL, recipe=EVERYTHING)

    assert reading.price is None or (reading.price > 0 and reading.currency is not None)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000,
        "<div><p><b>1</b></p></div>" * 20_000,
        "<p " + " ".join(f"a{n}=1" for n in range(4_000)) + ">",
        '<script type="application/json">' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "</script>",
        '<script type="application/json">[' + '{"stock":1,"currency":2},' * 100_000 + "0]</script>",
        "<script>" + "a={" * 50_000,
        "<b>" + "1.299" * 100_000,
    ],
    ids=["deep", "wide", "attributes", "deep JSON", "long JSON", "assignments", "digits"],
)
def test_hostile_page_is_read_to_its_end(page):
    assert extract("<title>a</title>" + page, URL, recipe=EVERYTHING).recipe is not None
