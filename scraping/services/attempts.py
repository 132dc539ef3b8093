"""Attempts are kept for a while, not forever."""

from datetime import datetime, timedelta

from scraping.models import ScrapeAttempt

#: Days that attempts are kept.
KEEP = timedelta(days=30)
_BATCH = 5000


def prune_attempts(*, at: datetime) -> int:
    """Delete attempts older than 30 days, 5,000 in a statement; answers how many."""
    deleted = 0
    while ids := list(ScrapeAttempt.objects.older_than(at - KEEP).values_list("pk", flat=True)[:_BATCH]):
        deleted += ScrapeAttempt.objects.filter(pk__in=ids).delete()[0]
    return deleted
