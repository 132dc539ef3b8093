"""Background work on prices."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from pricing import services


@shared_task
def refresh_aged_summaries() -> int:
    """Refresh the summaries that are older than six hours, a thousand at a time; answers how many."""
    return services.refresh_aged_summaries(at=timezone.now(), older_than=timedelta(hours=6), limit=1000)
