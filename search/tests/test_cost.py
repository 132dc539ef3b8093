"""What a search costs in statements."""

import pytest

from search.queries import Sort, complete_text
from search.tests.rows import ask


@pytest.mark.parametrize(
    ("text", "fields", "statements"),
    [
        ("", {}, 2),
        ("", {"sort": Sort.PRICE_ASC, "brands": ("MyProtein",), "min_price": 1}, 2),
        ("whey", {}, 3),
        ("protien bar", {"sort": Sort.PRICE_ASC, "retailers": ("kirana",), "flavor": "choc"}, 3),
        ("multivitamin whey", {}, 2),
        ("100", {}, 2),
        ("!!!", {}, 0),
    ],
)
def test_search_takes_at_most_three_statements(shelf, django_assert_num_queries, text, fields, statements):
    with django_assert_num_queries(statements):
        ask(text, **fields)


def test_further_pages_take_no_more(shelf, django_assert_num_queries):
    page = ask("whey", limit=1, sort=Sort.PRICE_ASC)
    with django_assert_num_queries(3):
        ask("whey", limit=1, sort=Sort.PRICE_ASC, cursor=page.next_cursor)


def test_completion_takes_one_statement(shelf, django_assert_num_queries):
    with django_assert_num_queries(1):
        complete_text("gold stan")
