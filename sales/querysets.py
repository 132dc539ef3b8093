"""Querysets of sale events."""

from datetime import datetime

from django.db.models import Q, QuerySet


class SaleQuerySet(QuerySet):
    """Sale events."""

    def current(self, at: datetime) -> "SaleQuerySet":
        """Events that are on at `at` or still to come: those on first, then by their start."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at)).select_related("store", "category").order_by("starts_at", "id")

    def ending(self, at: datetime) -> "SaleQuerySet":
        """Events that are on at `at` and whose end is known, the next to end first."""
        return self.filter(starts_at__lte=at, ends_at__gt=at).order_by("ends_at", "id")
