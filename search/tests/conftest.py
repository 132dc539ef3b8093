"""Fixtures of search."""

import pytest

from search.tests.rows import Catalogue


@pytest.fixture
def catalogue(db) -> Catalogue:
    """An empty catalogue."""
    return Catalogue()


@pytest.fixture
def shelf(catalogue) -> Catalogue:
    """Seven products, indexed."""
    c = catalogue
    c.category("whey_protein", parent="protein")
    c.sold(
        "Gold Standard 100% Whey", 329900, brand="Optimum Nutrition", flavor="Double Rich Chocolate", category="whey_protein",
        protein="24.0", list_amount=399900, days=1,
    )  # fmt: skip
    c.sold("Whey Isolate", 499900, brand="MyProtein", flavor="Vanilla", category="whey_protein", protein="27", days=2)
    c.sold("Protein Bars Cookie", 9900, brand="MyProtein", flavor="Chocolate Chip", category="protein", protein="10.5", days=3)
    c.sold("Crème Brûlée Casein", 279900, brand="Optimum Nutrition", flavor="Crème Brûlée", category="protein", days=4)
    c.sold("Creatine", 89900, brand="Nutrabay", description="Mixes well with whey.", shop="nutrabay", days=5)
    c.price(c.product("Shaker Cup", brand="Nutrabay", days=6), 19900, in_stock=False)
    c.product("Multivitamin", brand="Optimum Nutrition", days=7)
    c.index()
    return c
