"""Querysets of the catalogue: how the rest of the house asks for shops and listings."""

from datetime import datetime

from django.db.models import F, Q, QuerySet


class StoreQuerySet(QuerySet):
    """Shops."""

    def active(self) -> "StoreQuerySet":
        """Shops that are checked and shown."""
        return self.filter(is_active=True)

    def ready(self, at: datetime) -> "StoreQuerySet":
        """Shops that may be asked for a page at `at`: active, and neither pausing between two requests nor told to wait."""
        return self.active().filter(Q(next_fetch_at=None) | Q(next_fetch_at__lte=at))


class ProductQuerySet(QuerySet):
    """Products."""

    def with_labels(self) -> "ProductQuerySet":
        """With brand, category, nutrition and summary in the same query."""
        return self.select_related("brand", "category", "nutrition", "summary")


class IdentifierQuerySet(QuerySet):
    """Identifiers of products."""

    def gtin(self, value: str) -> "IdentifierQuerySet":
        """The rows of one GTIN-14: at most one, the database sees to that."""
        return self.filter(scheme="gtin", value=value)


class ListingQuerySet(QuerySet):
    """Pages of products in shops."""

    #: States in which a listing is checked at all.
    CHECKED_STATES = ("pending", "active", "blocked")

    def visible(self) -> "ListingQuerySet":
        """Listings that stand for themselves: not merged into another one."""
        return self.filter(merged_into=None)

    def due(self, at: datetime) -> "ListingQuerySet":
        """Listings whose check is due at `at`, longest overdue first."""
        return self.filter(state__in=self.CHECKED_STATES, next_check_at__lte=at, store__is_active=True).order_by(
            "next_check_at"
        )

    def with_offer(self) -> "ListingQuerySet":
        """With shop, product, brand and current offer in the same query."""
        return self.select_related("store", "product", "product__brand", "offer")

    def claim(self, at: datetime, until: datetime) -> int:
        """Take the listings of this queryset that are due at `at` until `until`; answers how many were won.

        Two workers may try: the row decides, because the update of the second finds nothing due any more.
        """
        return self.filter(next_check_at__lte=at).update(next_check_at=until, claims=F("claims") + 1)
