"""A walk along cursors skips nothing and repeats nothing, whatever prices do meanwhile."""

from datetime import timedelta
from random import Random

import pytest

from catalog.models import Product
from search import services
from search.backends import sql
from search.queries import Sort
from search.tests.rows import ask, walk


@pytest.fixture
def market(catalogue):
    """Forty products at random prices."""
    random = Random(4)
    for n in range(40):
        price = random.randrange(100, 130)
        catalogue.sold(f"Whey {random.choice('abc')}", price, list_amount=140, protein=str(random.randrange(20, 25)), days=n)
    catalogue.index()
    return catalogue


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ["", "whey"])
def test_walk_meets_every_product_once_in_the_order_of_pages(market, sort, text):
    ordered = list(ask(text, sort=sort, limit=100).product_ids)
    assert walk(text, sort=sort, limit=7) == ordered
    assert len(set(ordered)) == 40


@pytest.mark.parametrize("sort", Sort)
def test_walk_leads_back_the_way_it_came(market, sort):
    pages = [ask("whey", sort=sort, limit=15)]
    while cursor := pages[-1].next_cursor:
        pages.append(ask("whey", sort=sort, limit=15, cursor=cursor))
    back = [pages[-1]]
    while cursor := back[-1].prev_cursor:
        back.append(ask("whey", sort=sort, limit=15, cursor=cursor))
    assert [page.product_ids for page in reversed(back)] == [page.product_ids for page in pages]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("most_counted", [5000, 10])
def test_walk_meets_every_product_once_while_prices_move(market, sort, most_counted, monkeypatch):
    monkeypatch.setattr(sql, "MOST_COUNTED", most_counted)
    random = Random(7)
    products = list(Product.objects.all())
    before = list(ask("whey", sort=sort, limit=100).product_ids)

    def prices_move():
        for product in random.sample(products, 12):
            market.price(product, random.randrange(100, 130), list_amount=140, shop=random.choice(["kirana", "nutrabay"]))
        assert market.index()

    assert walk("whey", sort=sort, limit=6, between=prices_move) == before
    assert sorted(ask("whey", sort=sort, limit=100).product_ids) == sorted(before)


def test_walk_with_a_price_filter_keeps_the_prices_it_began_with(market):
    fields = {"sort": Sort.PRICE_ASC, "min_price": 105, "max_price": 120}
    before = list(ask("whey", limit=100, **fields).product_ids)
    products = list(Product.objects.all())

    def prices_move():
        for product in products:
            market.price(product, 90)
        market.index()

    assert walk("whey", limit=5, between=prices_move, **fields) == before
    assert ask("whey", **fields).total == 0


def test_keys_are_forgotten_once_no_walk_needs_them(market):
    market.price(Product.objects.first(), 99)
    market.index()
    kept = [sql.SupersededKeys.objects.count()]
    for minutes in (59, 61):
        services.index_stale(at=market.clock + timedelta(minutes=minutes))
        kept.append(sql.SupersededKeys.objects.count())
    assert kept == [1, 1, 0]
    assert len(walk(sort=Sort.PRICE_ASC)) == 40


def test_many_results_are_a_lower_bound_with_titles_first(market, monkeypatch):
    for n in range(3):
        other = market.product(f"Oats {n}", description="no whey")
        for shop in "abc":
            market.price(other, 100, shop=shop)
    market.index()
    monkeypatch.setattr(sql, "MOST_COUNTED", 10)
    page = ask("whey", limit=40)
    titled = set(Product.objects.filter(name__startswith="Whey").values_list("pk", flat=True))
    assert (page.total, page.is_exact, set(page.product_ids)) == (10, False, titled)
    found = walk("whey", limit=9)
    assert (len(found), len(set(found)), set(found[:40])) == (43, 43, titled)
