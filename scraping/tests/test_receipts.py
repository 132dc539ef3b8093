"""The receipt of a price: whole, partial, or plainly said to be missing."""

import hashlib
from datetime import timedelta

import pytest

from pricing.models import PriceChange, PricePoint
from pricing.services import KnownSpan, correct_amount, import_history
from scraping.models import Evidence
from scraping.queries import newest_receipt, receipt_of
from scraping.tests.conftest import NOON, PAGE

pytestmark = pytest.mark.django_db

JUNK = {
    "path": 7,
    "candidates": ["x", {"amount": 1, "won": "yes", "path": "p" * 999}, {"amount": "5", "won": True, "role": "new role"}],
    "replay": "yesterday",
}


def test_a_receipt_is_the_whole_story_of_a_reading(check, shop, listing):
    check("41.90", hours=0)
    point = PricePoint.objects.get()
    document = receipt_of(point.pk).as_dict()

    assert document | {"observed_at": "", "last_seen_at": "", "page": document["page"] | {"fetched_at": ""}} == {
        "point_id": point.pk,
        "listing_id": listing.pk,
        "price": "41.90",
        "list_price": None,
        "currency": "EUR",
        "availability": "in_stock",
        "observed_at": "",
        "last_seen_at": "",
        "status": "accepted",
        "reason": "",
        "standing": "It counts: it is part of the price history.",
        "confidence": point.confidence,
        "confidence_words": f"very sure ({point.confidence} %)",
        "source": "json-ld",
        "path": document["path"],
        "page": {
            "url": shop.url(PAGE),
            "fetched_at": "",
            "sha256": hashlib.sha256(shop.answers[PAGE].body.encode()).hexdigest(),
            "size": len(shop.answers[PAGE].body),
            "is_kept": True,
            "parser_version": "1",
            "replayed_at": None,
        },
        "absence": "",
        "candidates": document["candidates"],
        "replaces_point_id": None,
        "replaced_by_point_id": None,
        "waiting_point_id": None,
    }
    assert document["path"]
    assert [(row["amount"], row["role"], row["won"]) for row in document["candidates"]] == [("41.90", "current", True)]
    assert document["page"]["fetched_at"] == document["observed_at"]
    assert newest_receipt(listing.pk).as_dict() == document


def test_an_expired_page_leaves_its_hash_and_reading(check, listing):
    check("41.90", hours=0)
    Evidence.objects.update(file="")
    receipt = newest_receipt(listing.pk)
    assert receipt.absence.startswith("The page itself is not kept any more")
    assert (receipt.page.is_kept, len(receipt.page.sha256), len(receipt.considered)) == (False, 64, 1)


def test_loaded_history_says_that_it_has_no_receipt(listing):
    import_history([KnownSpan(listing.pk, NOON, NOON, 4190, "EUR", "in_stock", source="demo")])
    receipt = newest_receipt(listing.pk)
    assert (receipt.page, receipt.considered) == (None, ())
    assert receipt.absence == (
        "There is no receipt for this price: it was not read from a page here, but came with history that was loaded "
        "(source: demo)."
    )


def test_a_price_in_quarantine_says_why_it_waits(check, listing):
    check("41.90", hours=0)
    check("419.00", hours=1)
    receipt = newest_receipt(listing.pk)
    assert (receipt.point.amount, receipt.waiting.amount) == (4190, 41900)
    assert receipt_of(receipt.waiting.pk).standing == (
        "It waits in quarantine and does not count yet: 10 times the last price: a decimal point may be lost."
    )


def test_a_corrected_price_leads_to_the_wrong_one_and_back(check, listing):
    check("41.90", hours=0)
    PriceChange.objects.update(announced_at=NOON)
    first = PricePoint.objects.get()
    second = correct_amount(point_id=first.pk, amount="40.90", reason="seen", at=NOON + timedelta(days=1))
    third = correct_amount(point_id=second.pk, amount="39.90", reason="seen again", at=NOON + timedelta(days=2))

    receipt = newest_receipt(listing.pk)
    assert (receipt.point, receipt.replaces, receipt.replaced_by) == (third, second, None)
    assert receipt.absence == "There is no page behind this price: a person corrected it."
    assert (receipt_of(first.pk).replaced_by, receipt_of(first.pk).page.is_kept) == (second, True)
    assert receipt_of(second.pk).replaced_by == third
    assert receipt_of(first.pk).standing.startswith("It was found to be wrong and does not count: corrected to €40.90")


@pytest.mark.parametrize("reading", [JUNK, [], None, "text", {"candidates": {}}])
def test_a_stored_reading_of_any_form_is_read(check, listing, reading):
    check("41.90", hours=0)
    Evidence.objects.update(reading=reading or {})
    receipt = newest_receipt(listing.pk)
    assert receipt.path == ""
    if reading is JUNK:
        assert [(c.amount, c.won, len(c.path), c.role_words) for c in receipt.considered] == [
            ("5", True, 0, "new role"),
            ("", False, 300, ""),
        ]


def test_a_point_that_nobody_has_has_no_receipt(listing):
    assert (receipt_of(0), newest_receipt(0), newest_receipt(listing.pk)) == (None, None, None)


@pytest.mark.parametrize("prices", [["41.90"], ["41.90", "40.90", "410.00"]])
def test_a_receipt_costs_three_statements(check, listing, django_assert_num_queries, prices):
    for hours, price in enumerate(prices):
        check(price, hours=hours)
    with django_assert_num_queries(3):
        newest_receipt(listing.pk).as_dict()
