"""Hints that a listing may be due. Each task takes ids, calls one service, and may run twice."""

from collections.abc import Sequence

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from alerts.tasks import announce_changes
from scraping import services

#: Listings that one sweep hands out, and that one task checks together.
SWEEP, BATCH = 400, 40


@shared_task
def check_listings(listing_ids: Sequence[int]) -> int:
    """Check those of the listings that are due; answers how many were. News is told, what had to wait is tried again."""
    at = timezone.now()
    report = services.check_listings(listing_ids=listing_ids, at=at)
    if report.change_ids:
        announce_changes.delay(list(report.change_ids))
    if report.postponed and report.retry_at is not None:
        check_listings.apply_async([list(report.postponed)], countdown=max(0.1, (report.retry_at - at).total_seconds()))
    return report.checked


def hint_checks(listing_ids: Sequence[int]) -> None:
    """Ask a worker to check these listings as soon as the transaction is committed.

    Where no broker answers, that is logged and the request goes on: the row is the queue, and the next sweep finds it.
    """
    transaction.on_commit(lambda: check_listings.delay(list(listing_ids)), robust=True)


@shared_task
def check_due() -> int:
    """Sweep: hand out what is due, in batches; answers how many. A row that is handed out twice is checked once."""
    due = services.due_listing_ids(at=timezone.now(), limit=SWEEP)
    for start in range(0, len(due), BATCH):
        check_listings.delay(due[start : start + BATCH])
    return len(due)


@shared_task
def prune_attempts() -> int:
    """Delete attempts that are older than is kept; answers how many."""
    return services.prune_attempts(at=timezone.now())


@shared_task
def prune_evidence() -> int:
    """Delete stored pages that are older than is kept, and those that no receipt refers to; answers how many files."""
    return services.prune_evidence(at=timezone.now()).files
