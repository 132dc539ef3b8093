"""Querysets of prices."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from django.db import connections, router
from django.db.models import ExpressionWrapper, F, FloatField, Q, QuerySet
from django.db.models.functions import Cast, NullIf

#: Rows in one statement of `prolong`.
_BATCH = 500


#: How far an offer lies below its list price: 0.2 for a fifth. The index of deals is over these words. A ratio, so no exact
#: number is lost; and none overflows, whatever a shop wrote.
DISCOUNT = ExpressionWrapper(
    Cast(F("list_amount") - F("amount"), FloatField()) / NullIf(F("list_amount"), 0), output_field=FloatField()
)
#: An offer that can be ordered below its list price.
IS_DEAL = Q(list_amount__gt=F("amount")) & ~Q(availability="out_of_stock")


class ProlongedQuerySet(QuerySet):
    """Rows with a `last_seen_at`."""

    def prolong(self, seen: Mapping[int, datetime]) -> None:
        """Set `last_seen_at` of the rows with these keys to the (aware) times: one statement for 500 rows.

        `bulk_update` would say the same with a CASE of 500 arms, which takes Django and the database several times as long
        (benchmarks/recording.py); and every unchanged check of every page comes through here.
        """
        connection = connections[router.db_for_write(self.model)]
        table, key = (connection.ops.quote_name(name) for name in (self.model._meta.db_table, self.model._meta.pk.column))
        with connection.cursor() as cursor:
            rows = iter(seen.items())
            while batch := list(islice(rows, _BATCH)):
                values = ", ".join(["(%s, %s)"] * len(batch))
                cursor.execute(
                    f"UPDATE {table} SET last_seen_at = seen.column2 FROM (VALUES {values}) AS seen "  # noqa: S608 -- our own names
                    f"WHERE {table}.{key} = seen.column1",
                    [part for pk, at in batch for part in (pk, connection.ops.adapt_datetimefield_value(at))],
                )


class OfferQuerySet(ProlongedQuerySet):
    """Current prices."""

    def comparable(self) -> "OfferQuerySet":
        """Offers that a comparison shows: of listings that stand for themselves, in shops that are compared."""
        return self.filter(listing__merged_into=None, listing__store__is_active=True).exclude(listing__state="gone")

    def buyable(self) -> "OfferQuerySet":
        """Offers that can be ordered at a price; a shop that says nothing of its stock is not taken to be out of it."""
        return self.exclude(amount=None).exclude(availability="out_of_stock")

    def deals(self) -> "OfferQuerySet":
        """Comparable offers of known products below their list price, with the ratio as `discount`."""
        return self.comparable().filter(IS_DEAL).exclude(listing__product=None).annotate(discount=DISCOUNT)

    def of_product(self, product_id: int) -> "OfferQuerySet":
        """The product's comparable offers with listing and shop, in one query."""
        return self.comparable().filter(listing__product_id=product_id).select_related("listing", "listing__store")


class PricePointQuerySet(ProlongedQuerySet):
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
