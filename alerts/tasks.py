"""Hints that something is to be told. Each task may run twice: the row decides."""

from collections.abc import Sequence

from celery import shared_task
from django.utils import timezone

from alerts import services

#: Changes that one sweep tells at most; the next sweep goes on.
SWEEP = 500


@shared_task
def announce_changes(change_ids: Sequence[int]) -> int:
    """Tell these changes; answers how many were told by this run."""
    at = timezone.now()
    return sum(services.announce_change(change_id=change_id, at=at) is not None for change_id in change_ids)


@shared_task
def announce_pending() -> int:
    """Sweep: tell what a lost task left behind; answers how many."""
    return services.announce_pending(at=timezone.now(), limit=SWEEP)
