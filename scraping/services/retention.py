"""Stored pages are kept for a while; what was read from them for as long as the price."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db.models import Count, Min

from scraping.models import Evidence

_BATCH = 500
#: A file without a row may belong to a check that is being recorded at this moment.
_GRACE = timedelta(days=1)
_FOLDER = re.compile(r"[0-9a-f]{2}")
_FILE = re.compile(r"[0-9a-f]{64}\.html\.gz(_\w+)?")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a round of retention did: receipts that lost their page, and files that were deleted."""

    receipts: int = 0
    files: int = 0


def prune_evidence(*, at: datetime) -> Pruned:
    """Delete stored pages fetched more than `EVIDENCE_KEEP_DAYS` before `at` (aware), and those that no receipt refers to.

    The newest `EVIDENCE_KEEP_PER_LISTING` pages of a listing stay however old they are. A receipt keeps its hash and reading;
    only its `file` becomes empty. Equal pages share a file, which goes with the last receipt that refers to it. Works in
    batches of 500, and may be killed and run again at any point.
    """
    receipts = files = 0
    for listing_id in _listings_with_old_pages(at):
        expired = _expired(listing_id, at)
        for start in range(0, len(expired), _BATCH):
            rows = expired[start : start + _BATCH]
            receipts += Evidence.objects.filter(pk__in=[pk for pk, _ in rows]).update(file="")
            files += _delete_unreferred({file for _, file in rows})
    return Pruned(receipts, files + _delete_orphans(at))


def _listings_with_old_pages(at: datetime) -> list[int]:
    """Listings that keep more pages than are always kept, the oldest of them too old."""
    kept = (
        Evidence.objects.exclude(file="").order_by().values("point__listing").annotate(n=Count("pk"), oldest=Min("fetched_at"))
    )
    due = kept.filter(n__gt=settings.EVIDENCE_KEEP_PER_LISTING, oldest__lt=_oldest_kept(at))
    return list(due.values_list("point__listing", flat=True))


def _expired(listing_id: int, at: datetime) -> list[tuple[int, str]]:
    """The listing's receipts whose page may go, with the file of each."""
    newest_first = Evidence.objects.exclude(file="").filter(point__listing=listing_id).order_by("-fetched_at", "-pk")
    rest = newest_first.values_list("pk", "file", "fetched_at")[settings.EVIDENCE_KEEP_PER_LISTING :]
    return [(pk, file) for pk, file, fetched_at in rest if fetched_at < _oldest_kept(at)]


def _oldest_kept(at: datetime) -> datetime:
    return at - timedelta(days=settings.EVIDENCE_KEEP_DAYS)


def _delete_unreferred(names: Collection[str]) -> int:
    """Delete those of the files that no receipt refers to; answers how many.

    The race accepted: a check that reads the very same bytes again between the question and the deletion keeps a receipt
    without its page, as if it had expired.
    """
    referred = set(Evidence.objects.filter(file__in=names).values_list("file", flat=True))
    unreferred = [name for name in names if name not in referred]
    for name in unreferred:
        storages["evidence"].delete(name)  # silent where the file is missing already
    return len(unreferred)


def _delete_orphans(at: datetime) -> int:
    """Delete old files whose receipts are gone: a listing was deleted, or an earlier round was killed half-way."""
    storage, files = storages["evidence"], 0
    for folder in filter(_FOLDER.fullmatch, _entries("")[0]):
        names = [f"{folder}/{name}" for name in _entries(folder)[1] if _FILE.fullmatch(name)]
        for start in range(0, len(names), _BATCH):
            batch = set(names[start : start + _BATCH])
            batch -= set(Evidence.objects.filter(file__in=batch).values_list("file", flat=True))
            files += _delete_unreferred({name for name in batch if storage.get_modified_time(name) < at - _GRACE})
    return files


def _entries(folder: str) -> tuple[list[str], list[str]]:
    """The folders and files in a folder of the evidence storage; none where nothing was ever stored."""
    try:
        return storages["evidence"].listdir(folder)
    except FileNotFoundError:
        return [], []
