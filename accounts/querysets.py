"""Querysets of people and keys."""

from datetime import datetime

from django.db.models import Q, QuerySet


class ApiKeyQuerySet(QuerySet):
    """API keys."""

    def usable(self, at: datetime) -> "ApiKeyQuerySet":
        """Keys that are neither revoked nor expired at `at`."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None, user__is_active=True)
