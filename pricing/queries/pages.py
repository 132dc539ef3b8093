"""What the pages for shoppers show of prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.models import Listing, Product, Store
from lib.money import Money
from lib.vocabulary import Availability
from pricing.models import Offer, PriceChange, PricePoint


@dataclass(frozen=True, slots=True)
class Span:
    """A price that held from `observed_at` to `last_seen_at`, in minor units of its series' currency.

    `point_id` leads to its receipt.
    """

    observed_at: datetime
    last_seen_at: datetime
    amount: int | None
    list_amount: int | None
    availability: Availability
    point_id: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The accepted spans of one listing in one currency, oldest first."""

    listing_id: int
    store_name: str
    currency: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One shop's line on a product's page. `waiting`: a reading in quarantine, shown and not counted."""

    listing: Listing
    store: Store
    offer: Offer | None
    is_best: bool
    waiting: PricePoint | None

    @property
    def money(self) -> Money | None:
        """The price now; None where there is none."""
        return self.offer.money if self.offer else None

    @property
    def list_money(self) -> Money | None:
        """The struck price beside it, where it is higher than the price."""
        offer = self.offer
        if offer is None or offer.amount is None or not offer.list_amount or offer.list_amount <= offer.amount:
            return None
        return Money(offer.list_amount, offer.currency)

    @property
    def availability(self) -> Availability:
        """What the shop says of its stock."""
        return Availability(self.offer.availability) if self.offer else Availability.UNKNOWN


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of the table beside the chart."""

    store_name: str
    listing_id: int
    span: Span
    currency: str

    @property
    def money(self) -> Money | None:
        """The price of the span; None where the shop showed none."""
        return None if self.span.amount is None else Money(self.span.amount, self.currency)


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product with its shops and their history between `since` and `until`."""

    product: Product
    offers: tuple[OfferRow, ...]
    series: tuple[Series, ...]
    since: datetime
    until: datetime

    def rows(self) -> list[HistoryRow]:
        """Every span, newest first."""
        rows = [
            HistoryRow(line.store_name, line.listing_id, span, line.currency) for line in self.series for span in line.spans
        ]
        return sorted(rows, key=lambda row: row.span.observed_at, reverse=True)


def product_view(product_id: int, *, until: datetime, days: int = 365) -> ProductView | None:
    """A product's page: what each shop asks now, best first, and what it asked in the `days` before `until`. Three statements.

    None for an id that nobody has. Best is the cheapest buyable offer in the product's main currency.
    """
    product = Product.objects.with_labels().filter(pk=product_id).first()
    if product is None:
        return None
    since = until - timedelta(days=days)
    listings = list(Listing.objects.visible().filter(product_id=product_id).select_related("store", "offer"))
    stores = {listing.pk: listing.store for listing in listings}
    touching = PricePoint.objects.touching(since, until).filter(
        listing__in=stores, status__in=[PricePoint.Status.ACCEPTED, PricePoint.Status.QUARANTINED]
    )
    points = list(touching.order_by("listing_id", "observed_at"))
    waiting = {point.listing_id: point for point in points if point.status == PricePoint.Status.QUARANTINED}
    accepted = [point for point in points if point.status == PricePoint.Status.ACCEPTED]
    return ProductView(product, _offer_rows(product, listings, waiting), _series(accepted, stores), since, until)


def _offer_rows(product: Product, listings: Sequence[Listing], waiting: dict[int, PricePoint]) -> tuple[OfferRow, ...]:
    summary = getattr(product, "summary", None)
    best = summary.best_offer_id if summary else None
    currency = summary.currency if summary else ""

    def rank(listing: Listing) -> tuple:
        offer = getattr(listing, "offer", None)
        if offer is None or offer.amount is None:
            return (2, 0, listing.pk)
        return (0 if offer.is_buyable and offer.currency == currency else 1, offer.amount, listing.pk)

    return tuple(
        OfferRow(listing, listing.store, getattr(listing, "offer", None), listing.pk == best, waiting.get(listing.pk))
        for listing in sorted(listings, key=rank)
    )


def _series(points: Sequence[PricePoint], stores: dict[int, Store]) -> tuple[Series, ...]:
    """One series for each listing and currency: a shop that changed its currency drew two lines."""
    lines: dict[tuple[int, str], list[Span]] = {}
    for point in points:
        availability = Availability(point.availability)
        span = Span(point.observed_at, point.last_seen_at, point.amount, point.list_amount, availability, point.pk)
        lines.setdefault((point.listing_id, point.currency), []).append(span)
    return tuple(Series(listing_id, stores[listing_id].name, code, tuple(spans)) for (listing_id, code), spans in lines.items())


def listing_points(listing_id: int, *, limit: int | None = None) -> list[PricePoint]:
    """The accepted points of a listing, oldest first; the newest `limit` of them where one is given. One statement."""
    points = PricePoint.objects.accepted().filter(listing_id=listing_id)
    if limit is None:
        return list(points.order_by("observed_at"))
    return list(points.order_by("-observed_at")[:limit])[::-1]


def latest_changes(limit: int) -> list[PriceChange]:
    """The newest changes of known prices, with listing, shop and product. One statement.

    First readings are left out, and news of prices that were corrected since.
    """
    standing = PriceChange.objects.filter(point__status=PricePoint.Status.ACCEPTED)
    changes = standing.filter(is_first=False, listing__merged_into=None)
    return list(changes.select_related("listing__store", "listing__product").order_by("-id")[:limit])
