"""Invented pages in the markups of real shops, each with the reading that a person would write down.

`pages/NAME.html` is the page; `pages/NAME.json` its address, further arguments, and the reading as `Reading.as_dict`
gives it: what is not named there is `None`, and the availability unknown.
"""

import json
from pathlib import Path

import pytest

from scraping.extraction import Role, extract

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
FIELDS = ("title", "brand", "price", "list_price", "currency", "sku", "gtin", "image_url", "source", "problem")


def read(path: Path):
    """The reading of a page, with the arguments and the expected values of the file beside it."""
    pair = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return extract(path.read_bytes(), pair["url"], **pair.get("arguments", {})), pair["reading"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page_is_read_as_a_person_reads_it(path):
    reading, expected = read(path)
    found = dict(reading.as_dict())
    del found["confidence"]
    assert found == {**dict.fromkeys(FIELDS), "availability": "unknown", **expected}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_text_and_bytes_are_read_alike(path):
    pair = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    arguments = pair.get("arguments", {})
    assert extract(path.read_text(encoding="utf-8"), pair["url"], **arguments) == extract(
        path.read_bytes(), pair["url"], **arguments
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_receipt_names_the_winner_and_why_each_other_lost(path):
    reading, _ = read(path)
    winners = [candidate for candidate in reading.candidates if candidate.won]
    assert len(winners) == (reading.price is not None)
    assert all(candidate.reason and len(candidate.raw) <= 120 and candidate.amount > 0 for candidate in reading.candidates)
    if winners:
        assert (winners[0].source, winners[0].path) == (reading.source, reading.path)


def by_name(name: str):
    """The reading of the page with this name."""
    return read(Path(__file__).parent / "pages" / f"{name}.html")[0]


def test_roles_of_rejected_candidates_are_kept():
    roles = {str(candidate.amount): candidate.role for candidate in by_name("css_was_now").candidates}
    assert roles == {
        "199.99": Role.CURRENT,
        "349.90": Role.LIST,
        "24.99": Role.INSTALMENT,
        "89.90": Role.RELATED,
        "59.90": Role.RELATED,
    }


def test_agreeing_sources_make_a_reading_surer_than_contradicting_ones():
    assert by_name("jsonld_graph").confidence > by_name("meta_against_jsonld").confidence > by_name("text_table").confidence


def test_content_type_that_is_no_html_is_refused():
    page = '<h1>Pot</h1><p class="price">12,00 EUR</p>'
    readings = [
        extract(page, "https://shop.example/p/1", content_type=kind) for kind in ("application/pdf", "text/html; charset=utf-8")
    ]
    assert [reading.problem for reading in readings] == ["wrong_content_type", None]


def test_charset_of_the_header_is_used():
    page = '<title>Kanne</title><h1>Kanne Größe L</h1><p class="price">12,00 €</p>'.encode("cp1252")
    reading = extract(page, "https://shop.example/p/kanne-1", content_type="text/html; charset=windows-1252")
    assert (reading.title, str(reading.price), reading.currency) == ("Kanne Größe L", "12.00", "EUR")


@pytest.mark.parametrize(
    ("url", "arguments", "currency"),
    [
        ("https://shop.example.ca/p/pot-1", {}, "CAD"),
        ("https://www.shop.com.au/p/pot-1", {}, "AUD"),
        ("https://www.shop.com/nz/en/p/pot-1", {}, "NZD"),
        ("https://www.shop.com/p/pot-1", {"country": "SG"}, "SGD"),
        ("https://www.shop.com/p/pot-1", {"expected_currency": "MXN"}, "MXN"),
        ("https://www.shop.com/p/pot-1", {}, "USD"),
    ],
)
def test_bare_dollar_is_that_of_the_shops_country(url, arguments, currency):
    assert extract('<h1>Pot 1</h1><p class="price">$12.00</p>', url, **arguments).currency == currency


def test_canonical_address_is_absolute():
    page = '<head><link href="/p/pot" rel="canonical"><title>Pot</title></head><h1>Pot</h1>'
    assert extract(page, "https://shop.example/p/pot?utm_source=x").canonical_url == "https://shop.example/p/pot"
