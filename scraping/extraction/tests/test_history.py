"""The listing's own history as evidence: it breaks ties, and does nothing else."""

import json
from decimal import Decimal

import pytest

from scraping.extraction import Reading, extract
from scraping.extraction.choose import FAMILIAR

URL = "https://shop.example/p/kettle-k1"
EARLIER = (Decimal("40.00"), Decimal("95.00"))


def page(*prices: str, og: str | None = None, shown: str = "") -> str:
    """A product that marks each of `prices` as an offer, and `og` in Open Graph."""
    offers = [{"@type": "Offer", "price": price, "priceCurrency": "EUR"} for price in prices]
    product = json.dumps({"@type": "Product", "name": "Kettle K1", "offers": offers})
    meta = f'<meta property="product:price:amount" content="{og}"><meta property="product:price:currency" content="EUR">'
    return (
        f'<head><title>Kettle K1</title>{meta if og else ""}<script type="application/ld+json">{product}</script></head>'
        f"<body><h1>Kettle K1</h1>{shown}</body>"
    )


def read(html: str, earlier=EARLIER) -> Reading:
    """What the page says to someone who knows the listing's earlier prices in euro."""
    return extract(html, URL, expected_currency="EUR", earlier=earlier)


@pytest.mark.parametrize("html", [page("95.00", "41.00"), page("95.00", og="41.00")], ids=["two offers", "two sources"])
def test_amount_near_the_last_price_is_preferred_where_support_is_equal(html):
    without, known = read(html, ()), read(html)
    assert (str(without.price), str(known.price)) == ("95.00", "41.00")
    assert [candidate.reason for candidate in known.candidates if candidate.won] == [FAMILIAR]
    assert all(candidate.reason != FAMILIAR for candidate in without.candidates)


def test_only_the_last_price_counts():
    assert str(read(page("95.00", "41.00"), (Decimal("95.00"), Decimal("40.00"))).price) == "95.00"


@pytest.mark.parametrize(("other", "price"), [("54.00", "54.00"), ("26.00", "26.00"), ("54.01", "95.00"), ("25.99", "95.00")])
def test_near_is_within_35_percent_of_the_last_price(other, price):
    assert str(read(page("95.00", other)).price) == price


@pytest.mark.parametrize(
    "html",
    [
        page("95.00"),
        page("4000.00"),
        page("95.00", og="95.00"),
        page("95.00", "41.00", og="95.00"),
        page("95.00", og="41.00", shown='<p class="price">95,00 €</p>'),
        page("95.00", og="4000.00"),
        page("39.00", "41.00"),
        page(shown='<p class="price">95,00 €</p>'),
        page(),
    ],
    ids=["one", "implausible", "agreed", "outvoted", "shown", "both far", "both near", "only shown", "none"],
)
def test_history_changes_nothing_where_support_is_not_equal(html):
    assert read(html) == read(html, ())


def test_history_in_another_currency_says_nothing():
    html = page("95.00", "41.00")
    known = extract(html, URL, expected_currency="SEK", earlier=EARLIER)
    assert known == extract(html, URL, expected_currency="SEK")


def test_history_makes_no_reading_surer():
    html = page("95.00", "41.00")
    assert read(html).confidence <= read(html, ()).confidence
