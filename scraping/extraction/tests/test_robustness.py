"""Hostile input: nothing raises, nothing hangs on depth, nothing carries characters that a database refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraping.extraction import Reading, extract
from scraping.extraction.page import MAX_BYTES
from scraping.extraction.price_text import parse_prices

PIECES = st.sampled_from(
    [
        '<script type="application/ld+json">',
        "</script>",
        '{"@type": "Product", "name": "Pot",',
        '"offers": {"price": "1.299,00", "priceCurrency": "EUR"}}',
        '"@graph": [',
        "]}",
        '<meta property="og:price:amount" content="12.00">',
        '<div itemscope itemtype="https://schema.org/Product">',
        '<span itemprop="price">12,00 €</span>',
        "<h1>Pot",
        '<span class="price">$12',
        "<del>",
        "</div>",
        "\0",
        "\ud800",
        "&#0;",
        "&quot;",
        "٣٫٥",
        "<!--",
        'dataLayer.push({"price": ',
        "\\",
    ]
)
URLS = st.sampled_from(
    ["https://shop.example/p/pot-1", "https://www.amazon.de/dp/B000000000", "", "http://[", "//", "javascript:1", "\0"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=30), max_size=25).map("".join), URLS)
def test_extract_never_raises_on_any_text(html, url):
    reading = extract(html, url)
    assert isinstance(reading, Reading)
    assert (reading.price is None) or (reading.price > 0 and reading.currency is not None and reading.problem is None)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.none() | st.text(max_size=40))
def test_extract_never_raises_on_any_bytes(html, content_type):
    assert isinstance(extract(html, "https://shop.example/", content_type=content_type), Reading)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789.,' €$₹kr-–/xX%\x1f\u00a0٣٫aß"), max_size=60))
def test_parse_prices_never_raises(text):
    assert all(token.amount >= 0 and token.quantity >= 1 for token in parse_prices(text))


@pytest.mark.parametrize(
    "page",
    [
        b'<div class="price">' * 30_000 + b"1 EUR",
        b"<div></b>" * 30_000,
        b'<script type="application/ld+json">' + b'{"a":' * 50_000,
        b'<script type="application/ld+json">{"@type":"Product" ' + b" " * 300_000 + b"x}</script>",
        b'<meta property="og:title" content="' + b"x " * 200_000,
        b'<h1>a</h1><span class="price">' + b"1," * 100_000,
        b"<title>" + b"- " * 300_000,
    ],
    ids=["deep", "deep with false ends", "deep JSON", "blanks", "endless attribute", "endless number", "endless title"],
)
def test_pathological_page_is_read_without_a_price(page):
    assert extract(page, "https://shop.example/p/1").price is None


def test_page_is_cut_at_the_limit():
    page = b"<p>" + b"x" * MAX_BYTES + b'<h1>Pot</h1><span class="price">12,00 EUR</span>'
    assert extract(page, "https://shop.example/p/pot-1").price is None


def test_nul_characters_never_reach_the_reading():
    head = '<title>Pot\0</title><meta property="og:image" content="/a\0.png">'
    page = head + '<h1>Po\0t 1</h1><span class="price">12,00\0 EUR</span>'
    reading = extract(page, "https://shop.example/p/pot-1")
    texts = [reading.title, reading.image_url, reading.path, *(candidate.raw for candidate in reading.candidates)]
    assert not any("\0" in text for text in texts if text)
