"""Querysets of checks and their evidence."""

from datetime import datetime

from django.db.models import QuerySet


class ScrapeAttemptQuerySet(QuerySet):
    """Checks."""

    def older_than(self, at: datetime) -> "ScrapeAttemptQuerySet":
        """Checks that began before `at`."""
        return self.filter(started_at__lt=at)


class EvidenceQuerySet(QuerySet):
    """Receipts."""

    def of_point(self, point_id: int) -> "EvidenceQuerySet":
        """The receipts of one price point."""
        return self.filter(point_id=point_id)
