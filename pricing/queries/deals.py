"""What is sold below its list price."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Case, DateTimeField, F, OrderBy, Q, QuerySet, Value, When

from pricing.models import Offer


class DealSort(StrEnum):
    """The orders of deals. Prices compare within one currency only; the currencies follow each other by their code."""

    DISCOUNT_DESC = "discount_desc"
    DISCOUNT_ASC = "discount_asc"
    PRICE_ASC = "price_asc"
    EXPIRES_SOON = "expires_soon"
    RECENT = "recent"


@dataclass(frozen=True, slots=True)
class Ending:
    """Prices of a shop (in one category, or in all of them: None) that are known to end at `at`."""

    store_id: int
    category_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DealFilter:
    """Which deals are wanted: at least `min_discount` percent off; of a shop (slug) and a brand (name or slug), empty: all."""

    min_discount: Decimal
    store: str = ""
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Deal:
    """An offer below its list price. Amounts in minor units of `currency`; the last three are those of the whole product."""

    listing_id: int
    product_id: int
    name: str
    brand: str
    flavor: str
    image_url: str
    category_id: int | None
    store_id: int
    store_slug: str
    store_name: str
    url: str
    amount: int
    list_amount: int
    currency: str
    since: datetime
    last_seen_at: datetime
    low_30d: int
    high_30d: int
    mean_30d: int
    changed_at: datetime


def deals(wanted: DealFilter) -> QuerySet[Offer]:
    """The offers that are such deals, in the currency of their product's summary."""
    offers = Offer.objects.deals().filter(
        discount__gte=float(wanted.min_discount / 100), currency=F("listing__product__summary__currency")
    )
    if wanted.store:
        offers = offers.filter(listing__store__slug=wanted.store)
    if wanted.brand:
        brand = Q(listing__product__brand__name__iexact=wanted.brand) | Q(listing__product__brand__slug__iexact=wanted.brand)
        offers = offers.filter(brand)
    return offers


def ordered_deals(offers: QuerySet[Offer], sort: DealSort, endings: Iterable[Ending] = ()) -> QuerySet[Offer]:
    """`offers` in the order of `sort`; equal ones by their key. `expires_soon` wants `endings`; what has none comes last."""
    if sort is DealSort.EXPIRES_SOON:
        return offers.order_by(*_by_end(endings), "listing_id")
    order = {
        DealSort.DISCOUNT_DESC: ("-discount",),
        DealSort.DISCOUNT_ASC: ("discount",),
        DealSort.PRICE_ASC: ("currency", "amount"),
        DealSort.RECENT: ("-since",),
    }[sort]
    return offers.order_by(*order, "listing_id")


def _by_end(endings: Iterable[Ending]) -> list[OrderBy]:
    """The order by the end of the sale that an offer is in; none where no end is known, for a database sorts by no constant."""
    known = [
        When(
            Q(listing__store=ending.store_id)
            & (Q() if ending.category_id is None else Q(listing__product__category=ending.category_id)),
            then=Value(ending.at, output_field=DateTimeField()),
        )
        for ending in sorted(endings, key=lambda ending: ending.at)
    ]
    none = Value(None, output_field=DateTimeField())
    return [OrderBy(Case(*known, default=none), nulls_last=True)] if known else []


def deal_rows(listing_ids: Collection[int]) -> list[Deal]:
    """The deals of these listings, in their order. One statement."""
    rows = Offer.objects.filter(pk__in=listing_ids).select_related(
        "listing__store", "listing__product__brand", "listing__product__summary"
    )
    found = {offer.pk: _deal(offer) for offer in rows} if listing_ids else {}
    return [found[key] for key in listing_ids if key in found]


def _deal(offer: Offer) -> Deal:
    listing, product, store = offer.listing, offer.listing.product, offer.listing.store
    summary = product.summary
    return Deal(
        listing_id=offer.pk,
        product_id=product.pk,
        name=product.name,
        brand=product.brand.name if product.brand else "",
        flavor=product.flavor,
        image_url=product.image_url,
        category_id=product.category_id,
        store_id=store.pk,
        store_slug=store.slug,
        store_name=store.name,
        url=store.outbound_url(listing.canonical_url),
        amount=offer.amount,
        list_amount=offer.list_amount,
        currency=offer.currency,
        since=offer.since,
        last_seen_at=offer.last_seen_at,
        low_30d=summary.low_30d if summary.low_30d is not None else offer.amount,
        high_30d=summary.high_30d if summary.high_30d is not None else offer.amount,
        mean_30d=summary.mean_30d if summary.mean_30d is not None else offer.amount,
        changed_at=max(product.updated_at, summary.refreshed_at, offer.since),
    )
