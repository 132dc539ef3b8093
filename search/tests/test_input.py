"""Whatever people type is words."""

import pytest

from search.models import SearchDocument
from search.queries import SearchPage
from search.tests.rows import ask

HOSTILE = [
    '"', "'", "whey\"", "whey'", "whey*", "-whey", "NOT whey", "whey OR", "AND", "NEAR(whey isolate, 2)", "title : whey",
    "{title body} : whey", "^whey", "whey & isolate", "whey | !isolate", "whey:*", "whey <-> isolate", "(((", "\\", "whey\\'",
    "whey\x00isolate", "\x00", "\ue000", "b\ue000optimum", "%s %(a)s {0}", "'; DROP TABLE search_searchdocument; --",
    "<script>alert(1)</script>", "whey " * 1600, "w" * 8192, " ".join(f"w{n}" for n in range(2000)), "\ud800", "🍫", "١٢٣", "ﬁ",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_words(shelf, text):
    page = ask(text)
    assert page.is_exact
    assert page.total == len(page.product_ids)
    assert SearchDocument.objects.count() == 7


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_filters_find_nothing(shelf, text):
    assert [ask(**fields).total for fields in ({"brands": (text,)}, {"retailers": (text,)}, {"category": text})] == [0, 0, 0]


@pytest.mark.parametrize("text", ["!!!", "\x00", "\ue000", " - "])
def test_text_without_a_word_finds_nothing(shelf, text):
    assert ask(text) == SearchPage()


def test_page_beyond_the_last_is_empty_and_still_counted(shelf):
    assert [(page.product_ids, page.total) for page in (ask(offset=7), ask(offset=10**12), ask(limit=0))] == [((), 7)] * 3
