"""Checks and receipts in the admin."""

import pytest
from django.urls import reverse

from catalog.tests.rows import AT, make_listing
from pricing.models import PricePoint
from scraping.models import Evidence, ScrapeAttempt, ScrapeRun

pytestmark = pytest.mark.django_db

CANDIDATE = {
    "amount": "1299.00", "currency": "EUR", "role": "current", "source": "json-ld", "path": "$.offers.price", "raw": "1299.00",
    "won": True, "reason": "the offer of the product this page is about",
}  # fmt: skip


def make_evidence(number: int = 1, reading: object = None) -> Evidence:
    """A receipt of a price of a listing of its own, with the check that brought it."""
    listing = make_listing(number)
    point = PricePoint.objects.create(
        listing=listing, observed_at=AT, last_seen_at=AT, amount=129900, currency="EUR", availability="in_stock", confidence=90
    )
    run = ScrapeRun.objects.create(store=listing.store, created_at=AT)
    ScrapeAttempt.objects.create(listing=listing, run=run, started_at=AT, outcome="ok", point=point)
    return Evidence.objects.create(
        point=point,
        url=listing.canonical_url,
        fetched_at=AT,
        sha256="0" * 64,
        size=1000,
        reading={} if reading is None else reading,
        parser_version="1",
    )


def receipt(client, reading: object) -> str:
    """The page of a receipt with this reading."""
    evidence = make_evidence(reading=reading)
    return client.get(reverse("admin:scraping_evidence_change", args=[evidence.pk])).text


def test_a_receipt_shows_where_the_price_stood_and_every_candidate(admin_client):
    loser = CANDIDATE | {"amount": "54.13", "role": "instalment", "raw": "54,13 mtl.", "won": False, "reason": "a monthly rate"}

    page = receipt(admin_client, {"source": "json-ld", "path": "$.offers.price", "candidates": [CANDIDATE, loser]})

    shown = [
        *(value for value in CANDIDATE.values() if value is not True),
        "54.13",
        "instalment",
        "54,13 mtl.",
        "a monthly rate",
    ]
    assert [value for value in shown if value not in page] == []


def test_what_a_page_said_is_never_rendered_as_html(admin_client):
    attack = "<script>alert(1)</script>"

    page = receipt(admin_client, {"source": attack, "path": attack, "candidates": [dict.fromkeys(CANDIDATE, attack)]})

    assert attack not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("reading", [{}, [], "text", {"candidates": "none"}, {"candidates": [1, None]}])
def test_a_receipt_without_candidates_says_so(admin_client, reading):
    assert "The reading holds no candidates." in receipt(admin_client, reading)


def test_the_list_of_receipts_leaves_the_readings_in_the_database(admin_client):
    make_evidence(reading={"candidates": [CANDIDATE]})

    page = admin_client.get(reverse("admin:scraping_evidence_changelist"))

    assert [evidence.get_deferred_fields() for evidence in page.context["cl"].result_list] == [{"reading"}]
    assert "€1,299.00" in page.text


@pytest.mark.parametrize("model", ["evidence", "scrapeattempt", "scraperun"])
def test_what_was_observed_cannot_be_written_by_an_administrator(admin_client, model):
    make_evidence()
    key = {"evidence": Evidence, "scrapeattempt": ScrapeAttempt, "scraperun": ScrapeRun}[model].objects.get().pk

    answers = [
        admin_client.get(reverse(f"admin:scraping_{model}_add")).status_code,
        admin_client.post(reverse(f"admin:scraping_{model}_change", args=[key]), {"detail": "x"}).status_code,
        admin_client.post(reverse(f"admin:scraping_{model}_delete", args=[key]), {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403, 403]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("model", "queries"), [("scrapeattempt", 4), ("scraperun", 4), ("evidence", 5)])
def test_each_list_takes_the_same_queries_for_any_number_of_rows(admin_client, django_assert_num_queries, model, queries, rows):
    for number in range(rows):
        make_evidence(number)

    with django_assert_num_queries(queries):  # session, user, count, rows; receipts: the parser versions of the filter
        page = admin_client.get(reverse(f"admin:scraping_{model}_changelist"))

    assert len(page.context["cl"].result_list) == rows
