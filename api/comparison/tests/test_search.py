"""Searching: each parameter, both ways of paging, and what a walk sees while prices move."""

import pytest

from catalog.models import Category
from lib.vocabulary import Availability
from search.services import index_pending

SEARCH = "/v1/products/search"


@pytest.fixture
def shelf(market):
    """Five proteins, dearer by the hundred, in two shops; the last one sold out, the fourth from another brand and category."""
    amazon, kart = market.shop("amazon"), market.shop("healthkart")
    products = []
    for number in range(1, 6):
        fields = {"flavor": "Mango" if number % 2 else "Double Rich Chocolate"}
        if number == 4:
            fields |= {"brand": "MuscleBlaze", "category": Category.objects.create(name="Casein", slug="casein")}
        product = market.product(f"Whey Protein {number}", **fields)
        product.nutrition.protein_per_serving = 20 + number
        product.nutrition.save()
        listing = market.listing(product, amazon if number < 3 else kart)
        stock = Availability.OUT_OF_STOCK if number == 5 else Availability.IN_STOCK
        market.price(listing, number * 10000, days=1, list_amount=100000, availability=stock)
        products.append(product)
    market.index()
    return products


def found(client, **query) -> list[str]:
    """The last words of the names that a search answers, in order."""
    response = client.get(SEARCH, {"q": "whey protein", "sort": "name_asc", **query})
    assert response.status_code == 200, response.json()
    return [row["name"].split()[-1] for row in response.json()["products"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "12345"),
        ({"brand": "optimum nutrition"}, "1235"),
        ({"brand": "muscleblaze"}, "4"),
        ({"brand": "Optimum"}, ""),
        ({"flavor": "chocolate"}, "24"),
        ({"flavor": "choc"}, "24"),
        ({"category": "whey_protein"}, "1235"),
        ({"min_price": "200"}, "234"),
        ({"max_price": "200.00"}, "12"),
        ({"max_price": "199.99"}, "1"),
        ({"min_price": "150", "max_price": "300", "currency": "INR"}, "23"),
        ({"min_price": "1", "currency": "EUR"}, ""),
        ({"min_protein": "23"}, "345"),
        ({"max_protein": "22.5"}, "12"),
        ({"in_stock": "true"}, "1234"),
        ({"in_stock": "false"}, "5"),
        ({"retailers": "amazon"}, "12"),
        ({"retailers": "amazon,healthkart"}, "12345"),
        ({"sort": "price_asc"}, "1234"),
        ({"sort": "price_desc"}, "4321"),
        ({"sort": "name_desc"}, "54321"),
        ({"sort": "protein_desc"}, "54321"),
        ({"sort": "best_deal", "in_stock": "true"}, "1234"),
        ({"sort": "newest", "per_page": "100"}, "54321"),
        ({"page": "2", "per_page": "2"}, "34"),
        ({"page": "4", "per_page": "2"}, ""),
    ],
    ids=str,
)
def test_a_parameter_chooses_and_orders(client, shelf, query, names):
    assert "".join(found(client, **query)) == names


@pytest.mark.parametrize("sort", ["relevance", "popular"])
def test_the_other_orders_hold_everything(client, shelf, sort):
    assert sorted(found(client, sort=sort)) == list("12345")


def test_results_are_counted(client, shelf):
    facets = client.get(SEARCH, {"q": "whey"}).json()["facets"]
    assert {name: {row["value"]: row["count"] for row in rows} for name, rows in facets.items()} == {
        "brand": {"Optimum Nutrition": 4, "MuscleBlaze": 1},
        "flavor": {"Mango": 3, "Double Rich Chocolate": 2},
        "retailer": {"healthkart": 3, "amazon": 2},
        "category": {"whey_protein": 4, "casein": 1},
    }


def test_a_mistyped_word_is_corrected_and_said_so(client, shelf):
    answer = client.get(SEARCH, {"q": "whey protien"}).json()
    assert (answer["corrected_query"], answer["total_count"]) == ("whey protein", 5)
    assert answer["filters_applied"]["query"] == "whey protien"


def test_a_row_says_what_it_costs_to_the_paisa(client, whey):
    row = client.get(SEARCH, {"q": "gold"}).json()["products"][0]
    assert row == {
        "id": whey.public_id,
        "name": "Gold Standard Whey",
        "brand": "Optimum Nutrition",
        "flavor": "Double Rich Chocolate",
        "image_url": "https://cdn.example/whey.jpg",
        "currency": "INR",
        "min_price": 3199.00,
        "max_price": 3999.00,
        "retailer_count": 3,
        "best_deal": {"retailer": "Flipkart", "price": 3199.00, "discount_percent": 20.0},
    }
    assert b'"min_price":3199.00,' in client.get(SEARCH, {"q": "gold"}).content


def test_pages_know_their_neighbours(client, shelf):
    pagination = client.get(SEARCH, {"q": "whey", "page": 2, "per_page": 2}).json()["pagination"]
    assert pagination["links"] == {
        "next": "/v1/products/search?q=whey&sort=relevance&per_page=2&page=3",
        "prev": "/v1/products/search?q=whey&sort=relevance&per_page=2&page=1",
        "first": "/v1/products/search?q=whey&sort=relevance&per_page=2&page=1",
        "last": "/v1/products/search?q=whey&sort=relevance&per_page=2&page=3",
    }
    facts = [pagination[name] for name in ("total_count", "page", "per_page", "total_pages", "has_next", "has_prev")]
    assert facts == [5, 2, 2, 3, True, True]
    last = client.get(pagination["links"]["last"]).json()["pagination"]
    assert (last["has_next"], last["next_cursor"], last["links"]["next"]) == (False, None, None)


@pytest.mark.parametrize("sort", ["price_asc", "price_desc", "best_deal", "relevance", "name_asc"])
def test_a_walk_meets_every_product_once_while_prices_move(client, shelf, market, sort):
    query = {"q": "whey", "sort": sort, "per_page": 1, "in_stock": "true"}
    seen, cursor, prices = [], None, [90000, 500, 70000, 100]
    while True:
        answer = client.get(SEARCH, query | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["id"] for row in answer["products"]]
        if (cursor := answer["pagination"]["next_cursor"]) is None:
            break
        product = shelf[len(seen) - 1]
        listing = product.listings.get()
        market.price(listing, prices[len(seen) - 1], list_amount=100000, days=-0.001 * len(seen))
        index_pending(at=market.now)
    assert sorted(seen) == sorted(product.public_id for product in shelf[:4])


def test_a_walk_leads_back_as_well(client, shelf):
    query = {"q": "whey", "sort": "name_asc", "per_page": 2}
    first = client.get(SEARCH, query).json()
    second = client.get(SEARCH, query | {"cursor": first["pagination"]["next_cursor"]}).json()
    back = client.get(SEARCH, query | {"cursor": second["pagination"]["prev_cursor"]}).json()
    assert (second["page"], back["page"]) == (2, 1)
    assert back["products"] == first["products"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_costs_four_statements_however_many_rows(client, market, django_assert_num_queries, rows):
    shop = market.shop("amazon")
    for number in range(rows):
        market.listing(market.product(f"Whey {number}"), shop, (1, 10000))
    market.index()
    with django_assert_num_queries(4):
        answer = client.get(SEARCH, {"q": "whey"}).json()
    assert len(answer["products"]) == rows
