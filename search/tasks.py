"""Hints that documents are behind. Each task may run twice: the rows decide."""

from celery import shared_task
from django.utils import timezone

from search import services


@shared_task
def index_pending() -> int:
    """Quick sweep, every few seconds: index what was stamped lately; answers how many products."""
    return services.index_pending(at=timezone.now())


@shared_task
def index_stale() -> int:
    """Thorough sweep, every few minutes: compare every product with its document; answers how many were behind."""
    return services.index_stale(at=timezone.now())


@shared_task
def refresh_all() -> int:
    """Daily: write every document again and count the vocabulary anew, because a brand that is renamed stamps no product."""
    return services.refresh_all(at=timezone.now())
