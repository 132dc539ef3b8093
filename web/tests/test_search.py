"""The search page: results, filters, corrections, and what it says when there is nothing."""

import pytest
from django.utils import timezone

from catalog.models import Brand, Category, Product, Store
from pricing.services import refresh_summaries
from search.services import index_pending
from web.tests.conftest import NOON
from web.tests.page import soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(sell, now):
    """Makes so many kettles of one brand, each in two shops, found by search."""

    def shelf(count: int) -> list[Product]:
        brand, _ = Brand.objects.get_or_create(name="Loomcraft", slug="loomcraft")
        kind, _ = Category.objects.get_or_create(name="Kitchen", slug="kitchen")
        made = []
        for number in range(count):
            name = f"Aurora Kettle {number}"
            product = Product.objects.create(name=name, brand=brand, category=kind, created_at=NOON, updated_at=NOON)
            sell(product, "Kirana", 100_000 + number * 10_000, list_amount=200_000)
            sell(product, "Basar", 250_000)
            made.append(product)
        refresh_summaries(product_ids=[product.pk for product in made], at=now)
        index_pending(at=timezone.now())
        return made

    return shelf


def tiles(response) -> list[str]:
    return [words(tile) for tile in soup(response).select(".tile")]


def test_results_show_best_price_shop_discount_and_count_of_shops(client, shelf):
    shelf(1)
    page = soup(client.get("/search", {"q": "kettle"}))
    assert words(page.h1) == "Results for “kettle”"
    assert words(page.select_one(".tile")) == (
        "Loomcraft Aurora Kettle 0 ₹1,000.00 −50% off its list price at Kirana · in 2 shops Compare Aurora Kettle 0"
    )


def test_packs_of_different_size_can_be_told_apart(client, shelf):
    (product,) = shelf(1)
    Product.objects.update(flavor="Copper", net_quantity=1700, net_unit="ml")
    tile = soup(client.get("/search")).select_one(".tile")
    assert words(tile.select_one(".tile-text")) == "Loomcraft Aurora Kettle 0 Copper · 1.7 l"
    assert words(tile.label) == "Compare Aurora Kettle 0, Copper, 1.7 l"
    assert tile.h2.a["href"] == f"/products/{product.public_id}"


def test_without_words_everything_is_listed(client, shelf):
    shelf(2)
    assert [text.split(" ₹")[0] for text in tiles(client.get("/search"))] == [
        "Loomcraft Aurora Kettle 0",
        "Loomcraft Aurora Kettle 1",
    ]


def test_facets_are_links_that_narrow_down_and_can_be_taken_away(client, shelf):
    shelf(2)
    page = soup(client.get("/search", {"q": "kettle", "page": "1"}))
    facets = {words(part.h3): [(words(item), item.a["href"]) for item in part.select("li")] for part in page.select(".facet")}
    assert facets == {
        "Brand": [("Loomcraft 2", "?q=kettle&brand=Loomcraft")],
        "Category": [("Kitchen 2", "?q=kettle&category=kitchen")],
        "Shop": [("Basar 2", "?q=kettle&retailer=basar"), ("Kirana 2", "?q=kettle&retailer=kirana")],
    }
    narrowed = soup(client.get("/search", {"q": "kettle", "retailer": "kirana"}))
    assert [words(part.p) for part in narrowed.select(".facet") if part.p] == ["Kirana any shop"]
    assert narrowed.select_one(".facet p a")["href"] == "?q=kettle"


def test_prices_narrow_down_in_the_currency_of_the_catalogue(client, shelf):
    shelf(3)
    response = client.get("/search", {"min_price": "1050", "max_price": "1100.00", "sort": "price_asc"})
    assert [text.split(" ₹")[0] for text in tiles(response)] == ["Loomcraft Aurora Kettle 1"]


def test_a_typing_error_is_corrected_and_said(client, shelf):
    shelf(1)
    page = soup(client.get("/search", {"q": "auorra"}))
    assert words(page.select_one(".notice")) == (
        "Not all of these words are known here. Did you mean aurora ? These are its results."
    )
    assert page.select_one(".notice a")["href"] == "?q=aurora"
    assert len(page.select(".tile")) == 1


def test_nothing_found_says_what_to_do_next(client, shelf):
    shelf(1)
    page = soup(client.get("/search", {"q": "zzzzqqqq", "brand": "loomcraft"}))
    assert words(page.select_one(".empty-state")).startswith("Nothing here matches “zzzzqqqq”. Try fewer or more common words")
    assert [(words(link), link["href"]) for link in page.select(".empty-state a")] == [
        ("Paste a link", "/"),
        ("Search without filters", "?q=zzzzqqqq"),
        ("Show all products", "/search"),
    ]


def test_an_empty_house_asks_for_the_first_link(client):
    assert words(soup(client.get("/search")).select_one(".empty-state p")) == "No product is tracked yet."


def test_pages_lead_on_and_keep_the_search(client, shelf):
    shelf(25)
    first = soup(client.get("/search", {"q": "kettle"}))
    assert words(first.select_one(".pager")) == "Page 1 of 2 Next →"
    assert first.select_one(".pager a")["href"] == "?q=kettle&page=2"
    second = soup(client.get("/search", {"q": "kettle", "page": "2"}))
    assert (len(second.select(".tile")), words(second.select_one(".pager"))) == (1, "← Previous Page 2 of 2")
    beyond = soup(client.get("/search", {"q": "kettle", "page": "999"}))
    assert words(beyond.select_one(".empty-state")) == "The results end before page 999. To the first page"


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"min_price": "cheap"}, "Write the price as a number, like 1299 or 1299.50."),
        ({"max_price": "-1"}, "Write the price as a number, like 1299 or 1299.50."),
        ({"max_price": "NaN"}, "Write the price as a number, like 1299 or 1299.50."),
        ({"min_price": "9" * 30}, "Write the price as a number, like 1299 or 1299.50."),
        ({"min_price": "5", "max_price": "4"}, "This is below “Price from”, so nothing could be found; it is left out."),
        ({"sort": "sideways"}, "This is none of the choices; the first one is used."),
        ({"page": "0"}, "There is no such page; this is the first one."),
        ({"page": "9" * 40}, "There is no such page; this is the first one."),
        ({"q": "k" * 201}, "Search with less than 200 characters: the name of a product is enough."),
        ({"q": "ket\x00tle"}, "Null characters are not allowed."),
        ({"brand": "b" * 141}, "Ensure this value has at most 140 characters (it has 141)."),
    ],
)
def test_what_cannot_be_understood_is_named_and_left_out(client, shelf, wrong, complaint):
    shelf(1)
    response = client.get("/search", wrong)
    said = [words(part) for part in soup(response).select(".errorlist, .notice.warn")]
    assert (response.status_code, said, len(tiles(response))) == (422, [complaint], 1)


@pytest.mark.parametrize("text", ["'; DROP TABLE catalog_product; --", '<script>alert(1)</script> "', "%s {0} \\", "🍫", "!!!"])
def test_hostile_words_are_only_words(client, shelf, text):
    shelf(1)
    response = client.get("/search", dict.fromkeys(("q", "brand", "category", "retailer", "compare"), text))
    assert (response.status_code, tiles(response)) == (200, [])
    assert b"<script>alert" not in response.content


def test_products_chosen_before_stay_chosen(client, shelf):
    shown, other = shelf(2)
    page = soup(client.get("/search", {"q": "kettle 0", "compare": f"{shown.public_id},{other.public_id}"}))
    boxes = {box["value"]: box.has_attr("checked") for box in page.select("input[name=ids][type=checkbox]")}
    hidden = [field["value"] for field in page.select("input[name=ids][type=hidden]")]
    assert {shown.public_id, other.public_id} == {key for key, ticked in boxes.items() if ticked} | set(hidden)


def test_every_page_has_the_search_box_in_its_header(client, product):
    for path in ("/", "/search?q=tea", f"/products/{product.public_id}"):
        form = soup(client.get(path)).select_one("header form[role=search]")
        assert (form["action"], form.input["name"]) == ("/search", "q")
    assert soup(client.get("/search?q=tea")).select_one("#site-search")["value"] == "tea"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_costs_five_statements(client, shelf, django_assert_num_queries, rows):
    shelf(rows)
    with django_assert_num_queries(5):
        assert len(tiles(client.get("/search", {"q": "kettle"}))) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_browsing_costs_four_statements_and_a_price_one_more(client, shelf, django_assert_num_queries, rows):
    shelf(rows)
    with django_assert_num_queries(4):
        client.get("/search")
    with django_assert_num_queries(5):
        assert len(tiles(client.get("/search", {"min_price": "1"}))) == rows


def test_shops_of_the_same_name_as_a_category_keep_their_names(client, shelf):
    shelf(1)
    Store.objects.filter(slug="basar").update(slug="kitchen")
    page = soup(client.get("/search", {"retailer": "kitchen"}))
    assert [words(part) for part in page.select(".facet .pill")] == ["Basar"]
