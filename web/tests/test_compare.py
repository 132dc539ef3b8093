"""Products side by side."""

from decimal import Decimal

import pytest

from catalog.models import Nutrition, Product
from lib.ids import public_id
from lib.vocabulary import Availability
from pricing.services import refresh_summaries
from web.tests.conftest import NOON
from web.tests.page import soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def tubs(sell, now):
    """Makes so many tubs of protein, sold in two shops, with a label."""

    def tubs(count: int) -> list[Product]:
        made = []
        for number in range(count):
            product = Product.objects.create(
                name=f"Tub {number}", net_quantity=Decimal(500 * (number + 1)), net_unit="g", created_at=NOON, updated_at=NOON
            )
            Nutrition.objects.create(product=product, protein_per_serving=Decimal(20 + number), ingredients=["Whey", "Cocoa"])
            sell(product, "Kirana", 100_000 + number * 50_000)
            sell(product, "Basar", 90_000, availability=Availability.OUT_OF_STOCK)
            made.append(product)
        refresh_summaries(product_ids=[product.pk for product in made], at=now)
        return made

    return tubs


def address(*products: Product) -> str:
    return f"/compare?ids={','.join(product.public_id for product in products)}"


def rows(response) -> dict[str, list[str]]:
    table = soup(response).select_one("table.compare")
    lines = [[words(cell) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]
    return {line[0]: line[1:] for line in lines}


def test_products_stand_side_by_side_with_prices_and_nutrition(client, tubs):
    response = client.get(address(*tubs(2)))
    assert rows(response) == {
        "Price": [],
        "Best price": ["₹1,000.00 lowest at Kirana", "₹1,500.00 at Kirana"],
        "30-day low": ["₹1,000.00 lowest", "₹1,500.00"],
        "30-day average": ["₹1,000.00 lowest", "₹1,500.00"],
        "Unit price": ["₹2,000.00 a kg", "₹1,500.00 a kg lowest"],
        "Price by shop": [],
        "Basar": ["₹900.00 Out of stock", "₹900.00 Out of stock"],
        "Kirana": ["₹1,000.00", "₹1,500.00"],
        "Product": [],
        "Net quantity": ["500 g", "1 kg"],
        "Nutrition per serving": [],
        "Protein": ["20 g", "21 g"],
        "Ingredients": ["Whey, Cocoa", "Whey, Cocoa"],
    }


def test_each_product_can_be_removed_by_a_link(client, tubs):
    one, two = tubs(2)
    links = [link["href"] for link in soup(client.get(address(one, two))).select("a.remove")]
    assert links == [address(two), address(one)]
    assert soup(client.get(address(one))).select_one("a.remove")["href"] == "/compare"


def test_another_product_is_added_by_a_search_that_keeps_these(client, tubs):
    one, two = tubs(2)
    form = soup(client.get(address(one, two))).select_one("form.add-product")
    assert (form["action"], form.select_one("[name=compare]")["value"]) == ("/search", f"{one.public_id},{two.public_id}")


def test_ids_may_be_repeated_as_a_form_sends_them(client, tubs):
    one, two = tubs(2)
    response = client.get("/compare", {"ids": [two.public_id, one.public_id, two.public_id]})
    assert [words(head.select("a")[0]) for head in soup(response).select("thead th")] == ["Tub 1", "Tub 0"]


def test_nothing_chosen_says_how_to_choose(client):
    response = client.get("/compare")
    page = soup(response)
    assert (response.status_code, words(page.select_one(".empty-state p"))) == (200, "Nothing is chosen yet.")
    assert page.select_one("form.add-product")["action"] == "/search"


def test_more_than_five_are_the_first_five(client, tubs):
    response = client.get(address(*tubs(6)))
    page = soup(response)
    assert (response.status_code, len(page.select("thead th"))) == (422, 5)
    assert words(page.select_one(".notice")) == "Only 5 products fit beside each other: these are the first 5 of 6."
    assert page.select_one("form.add-product") is None


@pytest.mark.parametrize("ids", ["prod_!", "'; DROP TABLE", "\x00", "store_k3v9q2", "<b>", "prod_" + "z" * 5000])
def test_what_is_no_product_is_named_and_left_out(client, tubs, ids):
    (one,) = tubs(1)
    response = client.get("/compare", {"ids": f"{ids},{one.public_id}"})
    page = soup(response)
    assert (response.status_code, len(page.select("thead th"))) == (422, 1)
    assert words(page.select_one(".notice")) == "A part of the address is no id of a product; it is left out."


def test_a_product_that_nobody_has_is_named_and_left_out(client, tubs):
    (one,) = tubs(1)
    response = client.get("/compare", {"ids": [one.public_id, public_id("prod", 2**63 - 1)]})
    assert (response.status_code, len(soup(response).select("thead th"))) == (422, 1)
    assert words(soup(response).select_one(".notice")) == "A product that the address names is not here, or no longer."


def test_prices_in_different_currencies_are_not_ranked(client, tubs, sell, now):
    (one,) = tubs(1)
    other = Product.objects.create(name="Abroad", created_at=NOON, updated_at=NOON)
    sell(other, "Loja", 500, currency="EUR")
    refresh_summaries(product_ids=[other.pk], at=now)
    assert rows(client.get(address(one, other)))["Best price"] == ["₹1,000.00 at Kirana", "€5.00 at Loja"]


def test_the_product_page_leads_to_the_comparison(client, product):
    page = soup(client.get(f"/products/{product.public_id}"))
    assert [words(link) for link in page.select(f"a[href='/compare?ids={product.public_id}']")] == ["Compare with others"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_comparison_costs_two_statements(client, tubs, django_assert_num_queries, count):
    products = tubs(count)
    with django_assert_num_queries(2):
        assert len(soup(client.get(address(*products))).select("thead th")) == count
