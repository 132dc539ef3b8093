"""Querysets of watches and letters."""

from datetime import datetime

from django.db.models import Q, QuerySet


class WatchQuerySet(QuerySet):
    """Who follows what."""

    def of(self, user) -> "WatchQuerySet":
        """The watches of one person, and nobody else's."""
        return self.filter(user=user)

    def following(self, listing_id: int, product_id: int | None) -> "WatchQuerySet":
        """Watches that want to hear of this listing: on itself, or on the whole product."""
        wanted = Q(listing_id=listing_id)
        if product_id is not None:
            wanted |= Q(product_id=product_id, listing=None)
        return self.filter(wanted)


class PriceAlertQuerySet(QuerySet):
    """Alert rules."""

    def of(self, user) -> "PriceAlertQuerySet":
        """The rules of one person."""
        return self.filter(user=user)

    def live(self, at: datetime) -> "PriceAlertQuerySet":
        """Rules that are switched on and not expired at `at`."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), is_active=True)


class NotificationQuerySet(QuerySet):
    """Letters."""

    def of(self, user) -> "NotificationQuerySet":
        """The letters to one person."""
        return self.filter(user=user)

    def pending(self, at: datetime) -> "NotificationQuerySet":
        """Letters to be sent at `at`, oldest first."""
        return self.filter(Q(retry_at=None) | Q(retry_at__lte=at), sent_at=None, failed_at=None).order_by("id")

    def unread(self) -> "NotificationQuerySet":
        """Letters on the site that their reader has not seen."""
        return self.filter(channel="site", read_at=None)
