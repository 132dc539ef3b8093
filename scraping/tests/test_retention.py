"""Stored pages go after a while; receipts stay."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command

from catalog.tests.rows import make_listing
from pricing.models import PricePoint
from scraping.models import Evidence
from scraping.services import Pruned, prune_evidence
from scraping.tasks import prune_evidence as prune_task
from scraping.tests.conftest import NOON

pytestmark = pytest.mark.django_db

#: Files are young while tests run, so orphans are looked for from the far future.
FAR = NOON + timedelta(days=365 * 100)


@pytest.fixture(autouse=True)
def keeping(settings) -> None:
    """Two pages of each listing always stay, others for ten days."""
    settings.EVIDENCE_KEEP_DAYS, settings.EVIDENCE_KEEP_PER_LISTING = 10, 2


def file_of(letter: str) -> str:
    return f"{letter * 2}/{letter * 64}.html.gz"


def store(listing, letter: str, *, days_old: int) -> Evidence:
    """A receipt of a page whose hash is all `letter`, read `days_old` days before noon."""
    at = NOON - timedelta(days=days_old)
    point = PricePoint.objects.create(
        listing=listing, observed_at=at, last_seen_at=at, amount=100, currency="EUR", availability="in_stock", confidence=90
    )
    name = file_of(letter)
    if not storages["evidence"].exists(name):
        storages["evidence"].save(name, ContentFile(b"a page"))
    return Evidence.objects.create(
        point=point, url="https://shop.example/1", fetched_at=at, sha256=letter * 64, file=name, size=6,
        reading={"price": "1.00"}, parser_version="1",
    )  # fmt: skip


def kept() -> list[str]:
    """The letters of the files that are there."""
    return [letter for letter in "abcdef" if storages["evidence"].exists(file_of(letter))]


def test_old_pages_go_and_their_receipts_keep_hash_and_reading():
    listing = make_listing()
    old = store(listing, "a", days_old=30)
    for letter, days in (("b", 20), ("c", 9), ("d", 8), ("e", 7)):
        store(listing, letter, days_old=days)

    assert prune_evidence(at=NOON) == Pruned(receipts=2, files=2)
    assert kept() == ["c", "d", "e"]
    old.refresh_from_db()
    assert (old.file, old.sha256, old.size, old.reading) == ("", "a" * 64, 6, {"price": "1.00"})
    assert PricePoint.objects.count() == 5


def test_the_newest_pages_of_a_listing_stay_however_old():
    listing = make_listing()
    for letter, days in (("a", 900), ("b", 800), ("c", 700)):
        store(listing, letter, days_old=days)
    assert prune_evidence(at=NOON) == Pruned(receipts=1, files=1)
    assert kept() == ["b", "c"]


def test_a_shared_file_stays_until_its_last_receipt_goes():
    one, two = make_listing(1), make_listing(2)
    for letter, days in (("a", 30), ("b", 5), ("c", 4)):
        store(one, letter, days_old=days)
    store(two, "a", days_old=3)

    assert prune_evidence(at=NOON) == Pruned(receipts=1, files=0)
    assert kept() == ["a", "b", "c"]
    for letter, days in (("d", 2), ("e", 1)):
        store(two, letter, days_old=days)
    assert prune_evidence(at=NOON + timedelta(days=8)) == Pruned(receipts=1, files=1)
    assert kept() == ["b", "c", "d", "e"]


def test_a_second_round_and_a_missing_file_change_nothing():
    listing = make_listing()
    for letter, days in (("a", 30), ("b", 5), ("c", 4)):
        store(listing, letter, days_old=days)
    storages["evidence"].delete(file_of("a"))
    assert prune_evidence(at=NOON).receipts == 1
    assert prune_evidence(at=NOON) == Pruned()
    assert kept() == ["b", "c"]


def test_files_without_a_receipt_go_after_a_day():
    listing = make_listing()
    evidence = store(listing, "a", days_old=1)
    store(listing, "b", days_old=0)
    evidence.point.delete()

    modified = storages["evidence"].get_modified_time(file_of("a"))
    assert prune_evidence(at=modified + timedelta(hours=23)) == Pruned()
    assert prune_evidence(at=modified + timedelta(hours=25)) == Pruned(files=1)
    assert kept() == ["b"]


def test_what_is_no_page_in_the_storage_is_left_alone():
    storages["evidence"].save("aa/README", ContentFile(b"by a person"))
    storages["evidence"].save("notes/" + "a" * 64 + ".html.gz", ContentFile(b"by a person"))
    assert prune_evidence(at=FAR) == Pruned()


def test_each_listing_costs_three_statements(django_assert_num_queries):
    for number in (1, 2, 3):
        listing = make_listing(number)
        for letter, days in (("a", 30), ("b", 5), ("c", 4)):
            store(listing, letter, days_old=days)
    with django_assert_num_queries(1 + 3 * 3 + 2):  # who has old pages; each: which, empty, still used?; two folders left
        assert prune_evidence(at=NOON) == Pruned(receipts=3, files=1)


def test_an_empty_storage_is_no_trouble(db):
    assert prune_evidence(at=NOON) == Pruned()


def test_command_and_task_do_a_round():
    listing = make_listing()
    for letter, days in (("a", 4000), ("b", 5), ("c", 4)):
        store(listing, letter, days_old=days)
    out = StringIO()
    call_command("prune_evidence", stdout=out)
    assert out.getvalue() == "1 receipts without their page now, 1 files deleted.\n"
    assert prune_task() == 0
