"""Pages made to hang or break a reader: nothing raises, and twice the page is at most twice the work.

Work is counted, not timed: the calls of functions, Python's and C's, that reading a page makes. What a single call into C
costs (a pattern, the parser) is measured by `benchmarks/hostile_pages.py`.
"""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraping.extraction import Reading, extract
from scraping.extraction.page import MAX_BYTES
from scraping.extraction.tests.hostile import HOSTILE

URL = "https://shop.example/p/pot-1"
SIZE = 60_000
#: Calls that a page may cost whatever its size: open elements are counted before parsing once there are many.
BASE = 25_000


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls, once all caches know it."""
    work()
    count = 0

    def note(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_page_is_at_most_twice_the_work(make):
    once, twice = make(SIZE), make(2 * SIZE)
    assert calls(lambda: extract(twice, URL)) <= 2.2 * calls(lambda: extract(once, URL)) + BASE


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_page_is_a_reading_with_a_price_or_a_problem(make):
    reading = extract(make(SIZE), URL)
    assert (reading.price is None) != (reading.problem is None)
    assert reading.price in (None, 1, 12)


@pytest.mark.parametrize("name", ["open elements", "open metas", "open blocks", "products", "commas in digits", "NULs"])
def test_fifty_megabytes_are_no_more_work_than_the_part_that_is_read(name):
    page = HOSTILE[name](50_000_000)
    assert calls(lambda: extract(page, URL)) <= calls(lambda: extract(page[:MAX_BYTES], URL))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(HOSTILE)), min_size=1, max_size=4), st.integers(1, 400), st.binary(max_size=40), st.data()
)
def test_torn_and_mixed_hostile_pages_never_raise(names, size, junk, data):
    page = b"".join(HOSTILE[name](size) for name in names)
    at = data.draw(st.integers(0, len(page)))
    reading = extract(page[:at] + junk + page[at:], data.draw(st.sampled_from([URL, "https://www.amazon.in/dp/B000000000"])))
    assert isinstance(reading, Reading)
    assert (reading.price is None) or (reading.currency is not None and reading.problem is None)
