"""What words find, and in which order."""

from importlib import import_module

import pytest
from django.db import connection

from search.queries import Sort, complete_text
from search.tests.rows import ask, names


def test_word_in_the_name_beats_word_in_the_description(shelf):
    assert names("whey") == ["Gold Standard 100% Whey", "Whey Isolate", "Creatine"]


def test_products_of_a_brand_come_before_products_that_name_it(shelf):
    shelf.sold("Shake like Optimum Nutrition", 100, brand="Nutrabay")
    shelf.price(shelf.product("Nutrition Guide Optimum"), 100)
    shelf.index()
    assert names("Optimum Nutrition", sort=Sort.RELEVANCE) == [
        "Gold Standard 100% Whey",
        "Crème Brûlée Casein",
        "Multivitamin",
        "Shake like Optimum Nutrition",
        "Nutrition Guide Optimum",
    ]


def test_all_words_have_to_be_found(shelf):
    assert names("whey isolate") == ["Whey Isolate"]
    assert names("whey multivitamin") == []


def test_last_word_may_be_unfinished_and_whole_words_come_first(shelf):
    shelf.sold("Bar Iso", 100)
    shelf.index()
    assert names("iso") == ["Bar Iso", "Whey Isolate"]
    assert names("gold stand") == ["Gold Standard 100% Whey"]


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("protien bar", "protein bar", ["Protein Bars Cookie"]),
        ("chocolat bar", "chocolate bar", ["Protein Bars Cookie"]),
        ("optimun gold", "optimum gold", ["Gold Standard 100% Whey"]),
        ("whye isolate", "whey isolate", ["Whey Isolate"]),
        ("multivitmain", "multivitamin", ["Multivitamin"]),
    ],
)
def test_unknown_word_is_corrected_and_said_so(shelf, typed, meant, found):
    page = ask(typed)
    assert (page.corrected, names(typed)) == (meant, found)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite finds words by its own trigrams")
def test_words_are_corrected_without_the_extension_too(shelf):
    migration = import_module("search.migrations.0002_words")
    with connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION search_similar(text, int) RESET ALL")
        cursor.execute(migration.SIMILAR_BY_BEGINNING)
    assert [ask(text).corrected for text in ("protien bar", "optimun", "xrotein")] == ["protein bar", "optimum", None]


def test_known_words_are_left_alone(shelf):
    assert [ask(text).corrected for text in ("whey", "mixes", "choc", "zzzzzzzz", "gold 99999")] == [None] * 5


@pytest.mark.parametrize("text", ["creme brulee", "CRÈME BRÛLÉE", "creme bru", "cre\u0300me"])
def test_accents_and_case_do_not_matter(shelf, text):
    assert names(text)[0] == "Crème Brûlée Casein"


@pytest.mark.parametrize("text", ["protein bar", "proteins bars", "cookies", "cookie"])
def test_plural_and_singular_are_one(shelf, text):
    assert names(text) == ["Protein Bars Cookie"]


def test_number_and_unit_are_found_together_and_apart(catalogue):
    catalogue.product("Oats 1kg")
    catalogue.product("Rice 1 kg")
    catalogue.index()
    assert names("1kg", sort=Sort.NAME_ASC) == names("1 kg", sort=Sort.NAME_ASC) == ["Oats 1kg", "Rice 1 kg"]


@pytest.mark.parametrize("name", ["मूंगफली मक्खन", "プロテイン", "Сывороточный протеин", "βουτυρο"])
def test_other_scripts_are_found(catalogue, name):
    catalogue.product(name)
    catalogue.index()
    assert names(name) == names(name.split()[0][:4]) == [name]


def test_more_popular_product_comes_first_among_equals(catalogue):
    catalogue.sold("Whey A", 100)
    wanted = catalogue.sold("Whey B", 100)
    catalogue.price(wanted, 90, shop="nutrabay")
    catalogue.index()
    assert names("whey") == names("whey", sort=Sort.POPULAR) == names() == ["Whey B", "Whey A"]


def test_number_of_the_article_finds_it(catalogue):
    product = catalogue.product("Oats")
    product.identifiers.create(scheme="gtin", value="04006381333931", created_at=catalogue.clock)
    catalogue.index()
    assert names("04006381333931") == ["Oats"]


def test_last_word_is_completed_by_the_most_frequent_words(shelf):
    assert complete_text("gold pro") == ("gold protein",)
    assert complete_text("C", limit=3) == ("chocolate", "casein", "chip")
    assert complete_text("") == complete_text("!") == ()
