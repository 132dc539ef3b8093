"""Documents follow their products."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from catalog.models import Category, Product
from pricing.models import ProductSummary
from search import services, tasks
from search.models import SearchDocument, SearchState, SearchToken
from search.queries import Sort, complete_text
from search.services import indexing
from search.tests.rows import NOON, ask, names

EVERYTHING = [field.attname for field in SearchDocument._meta.concrete_fields if field.name != "indexed_at"]


def documents() -> list[tuple]:
    """All that documents hold, and the vocabulary."""
    rows = SearchDocument.objects.order_by("product").values_list(*EVERYTHING)
    return [*rows, *SearchToken.objects.order_by("word").values_list("word", "documents")]


def test_sweep_indexes_what_was_recorded_and_then_rests(catalogue):
    product = catalogue.sold("Whey", 200, list_amount=250, brand="ON", protein="24.5")
    assert [catalogue.index(), catalogue.index()] == [1, 0]
    row = SearchDocument.objects.get(product=product)
    assert (row.brand, row.price, row.currency, row.discount, row.protein, row.in_stock, row.retailers, row.title) == (
        "ON", 200, "INR", 2000, 2450, True, "kirana", " on whey ",
    )  # fmt: skip
    catalogue.price(product, 150)
    assert [catalogue.index(), catalogue.index()] == [1, 0]
    assert SearchDocument.objects.get(product=product).price == 150


def test_edit_of_a_product_is_found_after_the_sweep(shelf):
    Product.objects.filter(name="Creatine").update(name="Beta Alanine", updated_at=shelf.clock)
    assert shelf.index() == 1
    assert [names("alanine"), names("creatine"), complete_text("creat")] == [["Beta Alanine"], [], ()]


def test_reading_older_than_an_indexed_edit_is_not_missed(shelf):
    product = Product.objects.get(name="Creatine")
    Product.objects.filter(pk=product.pk).update(updated_at=shelf.clock + timedelta(days=2))
    shelf.index()
    shelf.price(product, 70000, shop="nutrabay")
    assert shelf.index() == 1
    assert SearchDocument.objects.get(product=product).price == 70000


def test_quick_sweep_looks_back_a_quarter_of_an_hour_and_the_thorough_one_at_everything(shelf):
    later = shelf.clock + timedelta(hours=1)
    Product.objects.filter(name="Creatine").update(name="Glutamine", updated_at=NOON - timedelta(days=400))
    assert [services.index_pending(at=later), services.index_stale(at=later)] == [0, 1]
    assert names("glutamine") == ["Glutamine"]


def test_tasks_index_with_the_clock_of_the_system(catalogue):
    catalogue.product("Oats")
    assert [tasks.index_pending(), tasks.index_pending(), tasks.index_stale(), tasks.refresh_all()] == [1, 0, 0, 1]


def test_backlog_is_worked_off_in_batches(catalogue, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 3)
    for n in range(10):
        catalogue.product(f"Oats {n}")
    assert catalogue.index() == 10
    assert (ask("oats").total, SearchState.objects.get().generation) == (10, 4)


def test_deleted_product_disappears_with_its_words(shelf):
    Product.objects.filter(name="Multivitamin").delete()
    assert (ask().total, names("multivitamin")) == (6, [])
    assert services.count_tokens() == SearchToken.objects.count()
    assert complete_text("multi") == ()


def test_product_that_returns_under_an_old_key_is_found_by_its_own_words(shelf):
    product = Product.objects.get(name="Multivitamin")
    key = product.pk
    product.delete()
    Product.objects.create(pk=key, name="Zinc", created_at=NOON, updated_at=shelf.clock)
    shelf.index()
    assert [names("zinc"), names("multivitamin")] == [["Zinc"], []]


def test_rebuild_equals_what_sweeps_made(shelf):
    for product in Product.objects.filter(summary__min_amount__gt=0):
        shelf.price(product, 77700, shop="nutrabay")
    Product.objects.filter(name="Creatine").update(name="Citrulline", updated_at=shelf.clock)
    shelf.index()
    swept, found = documents(), [names("whey"), names("protein"), names(sort=Sort.PRICE_DESC)]
    call_command("rebuild_search")
    assert documents() == swept
    assert [names("whey"), names("protein"), names(sort=Sort.PRICE_DESC)] == found
    assert services.index_stale(at=shelf.clock) == 0


def test_refresh_finds_renamed_brands_and_moved_categories(shelf):
    shelf.rename_brand("MyProtein", "Impact")
    Category.objects.filter(slug="protein").update(slug="proteins")
    assert services.index_stale(at=shelf.clock) == 0
    services.refresh_all(at=shelf.clock)
    assert names(brands=("impact",), sort=Sort.NAME_ASC) == ["Protein Bars Cookie", "Whey Isolate"]
    assert (ask(category="proteins").total, ask(brands=("MyProtein",)).total) == (4, 0)


def test_price_alone_leaves_the_words_as_they_are(shelf, django_assert_num_queries):
    shelf.price(Product.objects.get(name="Whey Isolate"), 480000)
    before = SearchDocument.objects.get(product__name="Whey Isolate").words_digest
    shelf.index()
    row = SearchDocument.objects.get(product__name="Whey Isolate")
    assert (row.words_digest, row.price) == (before, 480000)
    assert names("whey isolate") == ["Whey Isolate"]


@pytest.mark.parametrize("products", [1, 3])
def test_batch_costs_the_same_number_of_statements_whatever_its_size(catalogue, products, django_assert_num_queries):
    catalogue.sold("Whey", 100)
    catalogue.index()
    for n in range(products):
        catalogue.sold(f"Oats {n}", 100, brand="Bran")
    ids = list(Product.objects.filter(name__startswith="Oats").values_list("pk", flat=True))
    with django_assert_num_queries(13):
        services.index_products(product_ids=ids, at=catalogue.clock)


def test_index_rolls_back_with_its_transaction(shelf):
    class Lost(Exception):
        pass

    Product.objects.filter(name="Creatine").update(name="Taurine", updated_at=shelf.clock)
    with pytest.raises(Lost), transaction.atomic():
        shelf.index()
        raise Lost
    assert (names("taurine"), ask("creatine").total) == ([], 1)
    assert shelf.index() == 1
    assert names("taurine") == ["Taurine"]


def test_words_index_stands_after_all_migrations(shelf):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search_%%'")
            assert sorted(name for (name,) in cursor.fetchall()) == [
                "search_token_deleted", "search_token_inserted", "search_words_deleted",
            ]  # fmt: skip
            cursor.execute("SELECT rowid FROM search_index ORDER BY rowid")
        else:
            cursor.execute("SELECT rank FROM search_searchdocument WHERE tsv IS NOT NULL ORDER BY rank")
        assert [rank for (rank,) in cursor.fetchall()] == list(SearchDocument.objects.values_list("rank", flat=True))


def test_catalogue_without_prices_has_no_currency(catalogue):
    catalogue.product("Oats")
    catalogue.index()
    assert (ProductSummary.objects.count(), names("oats"), names("oats", sort=Sort.PRICE_ASC)) == (0, ["Oats"], [])
