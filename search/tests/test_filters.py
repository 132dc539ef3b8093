"""Filters, orders and counts."""

import pytest

from search.queries import Count, Facet, Sort
from search.tests.rows import ask, names

GOLD, ISOLATE, BARS, CASEIN = "Gold Standard 100% Whey", "Whey Isolate", "Protein Bars Cookie", "Crème Brûlée Casein"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"brands": ("optimum nutrition",)}, [CASEIN, GOLD, "Multivitamin"]),
        ({"brands": ("optimum-nutrition",)}, [CASEIN, GOLD, "Multivitamin"]),
        ({"brands": ("Optimum",)}, []),
        ({"brands": ("MyProtein", "nutrabay")}, ["Creatine", BARS, "Shaker Cup", ISOLATE]),
        ({"flavor": "chocolate"}, [GOLD, BARS]),
        ({"flavor": "choc rich"}, [GOLD]),
        ({"flavor": "creme brûlée"}, [CASEIN]),
        ({"flavor": "%"}, []),
        ({"category": "whey_protein"}, [GOLD, ISOLATE]),
        ({"category": "protein"}, [CASEIN, GOLD, BARS, ISOLATE]),
        ({"min_price": 89900, "max_price": 329900}, ["Creatine", CASEIN, GOLD]),
        ({"min_price": 499901}, []),
        ({"max_price": 9900}, [BARS]),
        ({"max_price": 9900, "currency": "EUR"}, []),
        ({"min_protein": 2400}, [GOLD, ISOLATE]),
        ({"max_protein": 2400}, [GOLD, BARS]),
        ({"in_stock": True}, ["Creatine", CASEIN, GOLD, BARS, ISOLATE]),
        ({"in_stock": False}, ["Multivitamin", "Shaker Cup"]),
        ({"retailers": ("nutrabay",)}, ["Creatine"]),
        ({"retailers": ("nutrabay", "kirana")}, ["Creatine", CASEIN, GOLD, BARS, "Shaker Cup", ISOLATE]),
        ({"brands": ("myprotein",), "flavor": "van", "retailers": ("kirana",), "min_protein": 1}, [ISOLATE]),
    ],
)
def test_filter_keeps_what_it_says(shelf, fields, found):
    page = ask(sort=Sort.NAME_ASC, **fields)
    assert names(sort=Sort.NAME_ASC, **fields) == found
    assert (page.total, page.is_exact) == (len(found), True)


def test_filters_apply_to_words_too(shelf):
    assert names("whey", brands=("myprotein",)) == [ISOLATE]
    assert names("whey", max_price=100000) == ["Creatine"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        (Sort.PRICE_ASC, [BARS, "Creatine", CASEIN, GOLD, ISOLATE]),
        (Sort.PRICE_DESC, [ISOLATE, GOLD, CASEIN, "Creatine", BARS]),
        (Sort.NAME_ASC, ["Creatine", CASEIN, GOLD, "Multivitamin", BARS, "Shaker Cup", ISOLATE]),
        (Sort.NAME_DESC, [ISOLATE, "Shaker Cup", BARS, "Multivitamin", GOLD, CASEIN, "Creatine"]),
        (Sort.PROTEIN_DESC, [ISOLATE, GOLD, BARS, "Multivitamin", "Shaker Cup", "Creatine", CASEIN]),
        (Sort.POPULAR, [GOLD, ISOLATE, BARS, CASEIN, "Creatine", "Shaker Cup", "Multivitamin"]),
        (Sort.RELEVANCE, [GOLD, ISOLATE, BARS, CASEIN, "Creatine", "Shaker Cup", "Multivitamin"]),
        (Sort.NEWEST, ["Multivitamin", "Shaker Cup", "Creatine", CASEIN, BARS, ISOLATE, GOLD]),
        (Sort.BEST_DEAL, [GOLD, "Multivitamin", "Shaker Cup", "Creatine", CASEIN, BARS, ISOLATE]),
    ],
)
def test_sort_orders(shelf, sort, found):
    assert names(sort=sort) == found
    assert [*names(sort=sort, limit=2), *names(sort=sort, limit=50, offset=2)] == found


def test_prices_in_other_currencies_are_never_compared(shelf):
    shelf.price(shelf.product("Whey from abroad"), 1, currency="EUR", shop="abroad")
    shelf.index()
    assert "Whey from abroad" in names("whey")
    assert "Whey from abroad" not in names("whey", sort=Sort.PRICE_ASC)
    assert names(max_price=100, currency="EUR") == ["Whey from abroad"]
    assert [ask(sort=sort).currency for sort in (Sort.PRICE_ASC, Sort.NAME_ASC)] == ["INR", ""]


def test_facets_count_all_results_and_nothing_else(shelf):
    assert ask("whey", limit=1).facets == {
        Facet.BRAND: (Count("MyProtein", 1), Count("Nutrabay", 1), Count("Optimum Nutrition", 1)),
        Facet.FLAVOR: (Count("Double Rich Chocolate", 1), Count("Vanilla", 1)),
        Facet.CATEGORY: (Count("whey_protein", 2),),
        Facet.RETAILER: (Count("kirana", 2), Count("nutrabay", 1)),
    }


def test_every_facet_leads_to_as_many_results_as_it_says(shelf):
    facets = ask().facets
    filters = {
        Facet.BRAND: lambda value: {"brands": (value,)},
        Facet.FLAVOR: lambda value: {"flavor": value},
        Facet.RETAILER: lambda value: {"retailers": (value,)},
    }
    counted = {(facet, count.value): count.products for facet in filters for count in facets[facet]}
    assert {key: ask(**filters[key[0]](key[1])).total for key in counted} == counted
    assert len(counted) == 3 + 4 + 2


def test_facets_are_counted_only_where_they_are_wanted(shelf):
    assert ask("whey", facets=frozenset()).facets == {}
    assert list(ask("whey", facets=frozenset({Facet.BRAND})).facets) == [Facet.BRAND]
