"""Why this price? The receipt as anybody sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Listing
from pricing.models import PriceChange, PricePoint
from pricing.services import correct_amount
from scraping.models import Evidence
from scraping.services import check_listings, track_url
from web.tests.conftest import NOON, read
from web.tests.page import soup, table, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def kettle(shop) -> Listing:
    """A page on loopback that was read once."""
    listing = track_url(url=shop.url("/kettle"), at=timezone.now()).listing
    check_listings(listing_ids=[listing.pk], at=timezone.now())
    PriceChange.objects.update(announced_at=NOON)
    return listing


def receipt(client, listing: Listing, point: int | None = None):
    return soup(client.get(f"/listings/{listing.pk}/why", {} if point is None else {"point": point}))


def facts(page) -> dict[str, str]:
    return {words(row.dt): words(row.dd) for row in page.select(".receipt-facts > div")}


def test_the_page_says_where_the_price_was_read(client, shop, kettle):
    page = receipt(client, kettle)
    evidence = Evidence.objects.get()
    said = facts(page)
    assert words(page.h1) == "Why this price?"
    assert words(page.select_one(".best-price")) == "€1,299.00"
    assert words(page.select_one("#standing")) == "It counts: it is part of the price history."
    assert said["Page"] == f"127.0.0.1: {shop.url('/kettle')}"
    assert page.select_one(".receipt-facts a")["rel"] == ["nofollow", "noopener", "noreferrer"]
    assert said["Found in"].startswith("the data for search engines in the page (JSON-LD), at ")
    assert said["Confidence"].startswith("very sure")
    assert said["Parser"] == "version 1"
    assert said["SHA-256 of the page"].startswith(evidence.sha256)
    assert page.select_one("#absence") is None
    (row,) = table(page.select_one("table.receipt-table"))
    assert row[:2] == ["1299.00 EUR", "price to pay now"]
    assert row[2].startswith("Taken ")


def test_the_product_page_leads_to_each_receipt(client, kettle):
    product = Listing.objects.get(pk=kettle.pk).product
    page = soup(client.get(product.get_absolute_url()))
    point = PricePoint.objects.get()
    assert page.select_one("table.offers a[href$='/why']")["href"] == f"/listings/{kettle.pk}/why"
    link = page.select_one("table.changes a.price")
    assert (link["href"], link["title"]) == (f"/listings/{kettle.pk}/why?point={point.pk}", "Why this price?")
    assert client.get(link["href"]).status_code == 200


def test_other_amounts_are_listed_with_the_reason_they_lost(client, kettle):
    evidence = Evidence.objects.get()
    evidence.reading["candidates"].append(
        {"amount": "54.13", "currency": "EUR", "role": "instalment", "source": "css", "path": "p.rate", "raw": "54,13 mtl.",
         "won": False, "reason": "a monthly rate"}
    )  # fmt: skip
    evidence.save()
    rows = table(receipt(client, kettle).select_one("table.receipt-table"))
    assert rows[1] == ["54.13 EUR", "instalment", "a monthly rate", "54,13 mtl.", "css p.rate"]


def test_history_without_a_receipt_says_so(client, product, sell):
    page = receipt(client, sell(product, "Kirana", 200_000))
    assert words(page.select_one("#absence")).startswith("There is no receipt for this price: it was not read from a page here")
    assert page.select_one("table") is None


def test_an_expired_page_says_so_and_keeps_its_hash(client, kettle):
    Evidence.objects.update(file="")
    page = receipt(client, kettle)
    assert words(page.select_one("#absence")).startswith("The page itself is not kept any more")
    assert "SHA-256 of the page" in facts(page)


def test_a_waiting_price_is_named_with_its_doubt(client, product, sell, now):
    listing = sell(product, "Kirana", 200_000)
    read(listing, 2_000, at=now - timedelta(minutes=3))
    page = receipt(client, listing)
    assert words(page.select_one("#waiting")) == (
        "Another reading of this page waits in quarantine: ₹20.00 , 1/100 of the last price: a decimal point may be wrong."
    )
    waiting = soup(client.get(page.select_one("#waiting a")["href"]))
    assert words(waiting.select_one("#standing")).startswith("It waits in quarantine and does not count yet: 1/100 of")


def test_a_corrected_price_shows_both_sides(client, kettle):
    wrong = PricePoint.objects.get()
    correct_amount(point_id=wrong.pk, amount="1249", reason="misread", at=NOON)
    page = receipt(client, kettle)
    assert words(page.select_one("#replaces")) == (
        "It stands in the place of €1,299.00 : corrected from €1,299.00, in stock: misread (2026-03-01)."
    )
    assert words(receipt(client, kettle, wrong.pk).select_one("#replaced-by")) == "In its place stands €1,249.00 ."


def test_a_stranger_s_words_are_never_markup(client, kettle):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    evidence = Evidence.objects.get()
    evidence.url = f"javascript:alert('{attack}')"
    evidence.reading = {
        "path": attack,
        "candidates": [dict.fromkeys(("amount", "currency", "role", "source", "path", "raw", "reason"), attack)],
    }
    evidence.parser_version = "<b>1</b>"
    evidence.save()
    PricePoint.objects.update(source="<i>source</i>", reason=attack[:200])
    response = client.get(f"/listings/{kettle.pk}/why")
    page = soup(response)
    assert response.status_code == 200
    assert page.main.find_all(["script", "img", "b", "i"]) == []
    assert [a["href"] for a in page.main.find_all("a") if not a["href"].startswith("/")] == []


def test_a_page_without_a_price_has_no_receipt_yet(client, shop):
    listing = track_url(url=shop.url("/kettle"), at=timezone.now()).listing
    page = receipt(client, listing)
    assert words(page.select_one("#absence")).startswith("There is no receipt, because no price of this page counts yet.")


def test_a_merged_listing_leads_to_the_one_it_became(client, product, sell):
    kept, merged = sell(product, "Kirana", 100), sell(product, "Basar", 100)
    moved = merged.points.get()
    Listing.objects.filter(pk=merged.pk).update(merged_into=kept)
    merged.offer.delete()
    PricePoint.objects.filter(pk=moved.pk).update(listing=kept, observed_at=NOON, last_seen_at=NOON)
    assert client.get(f"/listings/{merged.pk}/why")["Location"] == f"/listings/{kept.pk}/why"
    assert client.get(f"/listings/{merged.pk}/why?point={moved.pk}")["Location"] == f"/listings/{kept.pk}/why?point={moved.pk}"


@pytest.mark.parametrize("point", ["x", "", "-1", "0", "9" * 19, "9" * 5000, "१"])
def test_a_point_that_nobody_has_is_404(client, product, sell, point):
    listing = sell(product, "Kirana", 100)
    assert client.get(f"/listings/{listing.pk}/why", {"point": point}).status_code == 404


def test_the_point_of_another_listing_is_404(client, product, sell):
    one, other = sell(product, "Kirana", 100), sell(product, "Basar", 100)
    assert client.get(f"/listings/{one.pk}/why?point={other.points.get().pk}").status_code == 404
    assert client.get("/listings/0/why").status_code == 404
    assert client.post(f"/listings/{one.pk}/why").status_code == 405


@pytest.mark.parametrize("prices", [1, 3])
def test_a_receipt_costs_three_statements(client, product, sell, now, django_assert_num_queries, prices):
    listing = sell(product, "Kirana", 100_000)
    for number in range(1, prices):
        read(listing, 100_000 - number * 1_000, at=now - timedelta(minutes=60 - number))
    with django_assert_num_queries(3):
        assert client.get(f"/listings/{listing.pk}/why/").status_code == 200
