"""Stored pages, read again: nothing changes in a dry run, and only what is safe with apply."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from alerts.models import Notification
from pricing.models import Offer, PriceChange, PricePoint, ProductSummary
from pricing.services import correct_amount
from pricing.services.recording import CONFIRM_AFTER
from scraping.extraction import extract
from scraping.models import Evidence
from scraping.services import checking, replay
from scraping.services.replay import Finding, replay_evidence
from scraping.tests.conftest import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


def instalment(body: bytes, url: str, **context):
    """A parser that takes a third of the price for the price, where the page names a loan."""
    reading = extract(body, url, **context)
    if b"loan" not in body:
        return reading
    return replace(reading, price=(reading.price / 3).quantize(Decimal("0.01")), path="$.wrong", parser_version="0")


@pytest.fixture
def wrong(check, monkeypatch) -> PricePoint:
    """A price recorded wrongly between two right ones: 13.30 where the page says 39.90. All news of it has been told."""
    monkeypatch.setattr(checking, "extract", instalment)
    check("41.90", hours=0)
    check("39.90", hours=2, name="Kettle K1 with a loan")
    check("39.90", hours=3, name="Kettle K1 with a loan")
    check("40.90", hours=5)
    PriceChange.objects.update(announced_at=NOON)
    assert [point.amount for point in PricePoint.objects.order_by("observed_at")] == [4190, 1330, 4090]
    return PricePoint.objects.get(amount=1330)


def rows() -> list:
    """All that a replay could touch, row by row."""
    models = (PricePoint, Offer, PriceChange, ProductSummary, Evidence, Notification)
    return [list(model.objects.order_by("pk").values()) for model in models]


def history() -> list[tuple]:
    return list(PricePoint.objects.order_by("observed_at", "pk").values_list("amount", "status"))


def test_a_dry_run_tells_what_would_change_and_changes_nothing(wrong):
    before = rows()
    report = replay_evidence(at=LATER)

    assert report.counts == {Finding.SAME: 2, Finding.CHANGED: 1}
    (line,) = report.points
    assert (line.point_id, line.listing_id, line.url) == (wrong.pk, wrong.listing_id, wrong.evidence.get().url)
    assert (line.old.price, line.new.price, line.old.currency, line.new.currency) == ("13.30", "39.90", "EUR", "EUR")
    assert rows() == before


def test_apply_puts_the_history_right_and_tells_nobody(wrong, listing):
    news = list(PriceChange.objects.order_by("pk").values())
    offer = Offer.objects.values().get()
    report = replay_evidence(at=LATER, apply=True)

    assert report.counts == {Finding.SAME: 2, Finding.CORRECTED: 1}
    assert history() == [(4190, "accepted"), (1330, "rejected"), (3990, "accepted"), (4090, "accepted")]
    old, new = PricePoint.objects.get(pk=wrong.pk), PricePoint.objects.get(amount=3990)
    assert (new.observed_at, new.last_seen_at) == (wrong.observed_at, wrong.last_seen_at)
    assert report.points[0].new_point_id == new.pk
    assert old.reason == "corrected to €39.90, in stock: the stored page, read again by parser 1 (2026-03-02)"
    assert list(PriceChange.objects.order_by("pk").values()) == news
    assert Offer.objects.values().get() == offer
    assert ProductSummary.objects.get().low_30d == 3990
    assert Notification.objects.count() == 0
    kept, note = old.evidence.get(), new.evidence.get()
    assert (kept.reading["price"], kept.parser_version) == ("13.30", "0")
    assert (note.reading["price"], note.sha256, note.file, note.fetched_at) == (
        "39.90", kept.sha256, kept.file, kept.fetched_at,
    )  # fmt: skip
    assert note.reading["replay"] == {"at": "2026-03-02T12:00:00Z", "of_point": wrong.pk, "parser_version": "0"}


def test_a_second_apply_finds_everything_the_same(wrong):
    replay_evidence(at=LATER, apply=True)
    before = rows()
    assert replay_evidence(at=LATER + timedelta(days=1), apply=True).counts == {Finding.SAME: 3}
    assert rows() == before


def test_the_offer_follows_where_the_open_price_was_wrong(check, monkeypatch):
    monkeypatch.setattr(checking, "extract", instalment)
    check("39.90", hours=0, name="Kettle K1 with a loan")
    PriceChange.objects.update(announced_at=NOON)
    replay_evidence(at=LATER, apply=True)

    offer = Offer.objects.get()
    assert (offer.amount, offer.point_id) == (3990, PricePoint.objects.get(amount=3990).pk)
    check("39.90", hours=30, name="Kettle K1 with a loan")  # the wrong parser is at work still: news like any other
    assert Offer.objects.get().amount == 3990  # and a third of the price waits


def test_news_that_is_not_told_yet_is_left_for_the_next_run(wrong):
    PriceChange.objects.filter(point=wrong).update(announced_at=None)
    before = rows()
    report = replay_evidence(at=LATER, apply=True)
    assert report.counts == {Finding.SAME: 2, Finding.DOUBTFUL: 1}
    assert report.points[0].reason == "The news of this price is being told at this moment; try again in a minute."
    assert rows() == before


@pytest.mark.parametrize(
    ("changes", "finding", "reason"),
    [
        ({"currency": "USD"}, Finding.DOUBTFUL, "the currency changed from EUR to USD"),
        ({"price": Decimal(0)}, Finding.DOUBTFUL, "a price of zero"),
        ({"price": Decimal("42.00"), "confidence": 0.3}, Finding.DOUBTFUL, "the reading is only 30 % sure"),
        ({"price": Decimal("419.00")}, Finding.DOUBTFUL, "10 times the last price: a decimal point may be lost"),
        ({"price": Decimal("-1")}, Finding.UNREADABLE, "today's parser finds no price on this page"),
        ({"price": None, "problem": "no_price"}, Finding.UNREADABLE, "today's parser finds no price on this page"),
        ({"confidence": 0.61}, Finding.CONFIDENCE, ""),
        ({"price": Decimal("42.00")}, Finding.CORRECTED, ""),
        ({"list_price": Decimal("50.00")}, Finding.CORRECTED, ""),
    ],
)
def test_only_what_leaves_no_doubt_is_written(check, monkeypatch, changes, finding, reason):
    check("41.90", hours=0)
    check("40.90", hours=2)
    PriceChange.objects.update(announced_at=NOON)
    before = rows()
    monkeypatch.setattr(
        replay, "extract", lambda body, url, **_: replace(extract(body, url), **changes if b"40.90" in body else {})
    )
    (line,) = replay_evidence(at=LATER, apply=True).points

    assert (line.finding, line.reason) == (finding, reason)
    assert (rows() == before) is (finding is not Finding.CORRECTED)


def test_what_waits_in_quarantine_goes_on_waiting(check, monkeypatch):
    check("41.90", hours=0)
    check("4190.00", hours=2)
    PriceChange.objects.update(announced_at=NOON)
    before = rows()
    monkeypatch.setattr(replay, "extract", lambda body, url, **_: replace(extract(body, url), price=Decimal("41.00")))
    report = replay_evidence(at=LATER, since=NOON + timedelta(hours=1), apply=True)

    assert [(line.finding, line.reason) for line in report.points] == [
        (Finding.DOUBTFUL, "the price waits in quarantine, where a person or the next reading decides")
    ]
    assert rows() == before


def test_pages_of_one_price_that_disagree_today_are_left_for_a_person(check, monkeypatch):
    check("41.90", hours=0)
    check("4190.00", hours=2)
    confirms = 3 + CONFIRM_AFTER / timedelta(hours=1)
    check("4190.00", hours=confirms, name="Kettle K1, second look")  # two pages of one price
    assert history() == [(4190, "accepted"), (419000, "accepted")]
    monkeypatch.setattr(
        replay,
        "extract",
        lambda body, url, **_: replace(extract(body, url), price=Decimal("41.00") if b"second" in body else Decimal("41.90")),
    )
    report = replay_evidence(at=LATER, since=NOON + timedelta(hours=1), apply=True)
    assert [line.reason for line in report.points] == ["the pages of this price do not say the same any more"]


def test_a_tampered_byte_is_reported_and_never_read(wrong, monkeypatch):
    evidence = wrong.evidence.get()
    storage = storages["evidence"]
    with storage.open(evidence.file) as file:
        page = gzip.decompress(file.read())
    storage.delete(evidence.file)
    storage.save(evidence.file, ContentFile(gzip.compress(page.replace(b"39.90", b"99.90"))))
    monkeypatch.setattr(replay, "extract", lambda *_, **__: pytest.fail("a tampered page was read"))
    PricePoint.objects.exclude(pk=wrong.pk).delete()
    (line,) = replay_evidence(at=LATER, apply=True).points
    assert (line.finding, line.new, line.reason) == (
        Finding.DAMAGED, None, "The stored page does not have the SHA-256 that was recorded.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "finding"),
    [(b"not gzip", Finding.DAMAGED), (gzip.compress(b"x" * 10_000_000), Finding.DAMAGED), (None, Finding.NO_PAGE)],
)
def test_a_file_that_is_broken_or_missing_is_reported(check, content, finding):
    check("41.90", hours=0)
    evidence = Evidence.objects.get()
    storages["evidence"].delete(evidence.file)
    if content is not None:
        storages["evidence"].save(evidence.file, ContentFile(content))
    assert replay_evidence(at=LATER).counts == {finding: 1}


def test_a_receipt_without_its_page_is_only_counted_as_such(check):
    check("41.90", hours=0)
    Evidence.objects.update(file="")
    assert replay_evidence(at=LATER, apply=True).counts == {Finding.NO_PAGE: 1}


def test_a_page_is_read_again_in_the_character_set_it_came_with(check, shop):
    check("41.90", hours=0, name="Café kettle", content_type="text/html; charset=utf-8")
    assert Evidence.objects.get().reading["content_type"] == "text/html; charset=utf-8"


def test_the_scope_is_what_was_asked_for(wrong):
    assert replay_evidence(at=LATER, store_slug="nobody").counts == {}
    assert replay_evidence(at=LATER, listing_id=0).counts == {}
    assert replay_evidence(at=LATER, limit=1).counts == {Finding.SAME: 1}
    assert replay_evidence(at=LATER, since=wrong.observed_at).counts == {Finding.SAME: 1, Finding.CHANGED: 1}


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("replay", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_is_a_dry_run_and_says_so_in_words(wrong, listing):
    before = rows()
    said = run("--listing", str(listing.pk)).splitlines()
    assert said[0].startswith(f"changed    point {wrong.pk}, 2026-03-01 14:00Z  http://127.0.0.1:")
    assert said[1:] == [
        "           price 13.30 -> 39.90",
        "3 prices read again with parser 1:",
        "       2 read the same",
        "       1 would be corrected with --apply",
    ]
    assert rows() == before


def test_the_command_applies_and_reports_as_json(wrong, listing):
    document = json.loads(run("--json", "--apply", "--store", listing.store.slug))
    assert (document["applied"], document["parser_version"]) == (True, "1")
    assert {name: n for name, n in document["counts"].items() if n} == {"same": 2, "corrected": 1}
    (point,) = document["points"]
    assert (point["old"]["price"], point["new"]["price"], point["finding"]) == ("13.30", "39.90", "corrected")
    assert run("--apply").splitlines() == ["3 prices read again with parser 1:", "       3 read the same"]


@pytest.mark.parametrize("arguments", [["--store", "nobody"], ["--listing", "0"], ["--limit", "0"], ["--since", "yesterday"]])
def test_the_command_refuses_what_it_cannot_find(db, arguments):
    with pytest.raises(CommandError):
        run(*arguments)


def test_a_check_under_way_confirms_the_corrected_price(check, shop, listing, monkeypatch):
    check("39.90", hours=0, headers={"ETag": '"v1"'})
    PriceChange.objects.update(announced_at=NOON)
    write_results = checking.write_results

    def correct_meanwhile(checks, *, at):
        correct_amount(point_id=PricePoint.objects.get().pk, amount="38.90", reason="misread", at=NOON)
        return write_results(checks, at=at)

    monkeypatch.setattr(checking, "write_results", correct_meanwhile)
    check("39.90", hours=2, headers={"ETag": '"v1"'})
    assert shop.requests[-1][1]["if-none-match"] == '"v1"'
    assert history() == [(3990, "rejected"), (3890, "accepted")]
    assert PriceChange.objects.filter(announced_at=None).count() == 0
