"""Querysets of prices."""

from datetime import datetime

from django.db.models import QuerySet


class OfferQuerySet(QuerySet):
    """Current prices."""

    def comparable(self) -> "OfferQuerySet":
        """Offers that a comparison shows: of listings that stand for themselves, in shops that are compared."""
        return self.filter(listing__merged_into=None, listing__store__is_active=True).exclude(listing__state="gone")

    def of_product(self, product_id: int) -> "OfferQuerySet":
        """The product's comparable offers with listing and shop, in one query."""
        return self.comparable().filter(listing__product_id=product_id).select_related("listing", "listing__store")


class PricePointQuerySet(QuerySet):
    """Spans of prices."""

    def accepted(self) -> "PricePointQuerySet":
        """History: what counts in offers, lows, alerts and forecasts."""
        return self.filter(status="accepted")

    def quarantined(self) -> "PricePointQuerySet":
        """Readings that wait for a second reading or a person."""
        return self.filter(status="quarantined")

    def touching(self, start: datetime, end: datetime) -> "PricePointQuerySet":
        """Spans of which at least an instant lies between `start` and `end`."""
        return self.filter(observed_at__lte=end, last_seen_at__gte=start)


class PriceChangeQuerySet(QuerySet):
    """News of prices."""

    def pending(self) -> "PriceChangeQuerySet":
        """News that nobody has told yet, oldest first."""
        return self.filter(announced_at=None).order_by("id")
