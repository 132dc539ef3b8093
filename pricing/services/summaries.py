"""Keeping `ProductSummary` true: written with every change, and rebuildable from nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from lib.windows import Window
from pricing.analytics.summary import WINDOW_DAYS, OfferFacts, PointFacts, Summary, summarise
from pricing.models import Offer, PricePoint, ProductSummary

_FIELDS = [f.attname for f in ProductSummary._meta.concrete_fields if not f.primary_key]
_BATCH = 500


def refresh_summaries(*, product_ids: Iterable[int], at: datetime) -> int:
    """Write the summaries of the products as of `at`; answers how many. Four statements for each 500 products."""
    ids = sorted(set(product_ids))
    for start in range(0, len(ids), _BATCH):
        _refresh(ids[start : start + _BATCH], at)
    return len(ids)


def refresh_aged_summaries(*, at: datetime, older_than: timedelta, limit: int) -> int:
    """Refresh summaries that no change has touched for a while, because 30 days go by without one too; answers how many."""
    aged = ProductSummary.objects.filter(refreshed_at__lt=at - older_than).order_by("refreshed_at")
    return refresh_summaries(product_ids=aged.values_list("pk", flat=True)[:limit], at=at)


@transaction.atomic
def _refresh(product_ids: list[int], at: datetime) -> None:
    rows = [
        ProductSummary(product_id=product_id, refreshed_at=at, **_columns(summary))
        for product_id, summary in compute_summaries(product_ids, at).items()
    ]
    ProductSummary.objects.bulk_create(rows, update_conflicts=True, unique_fields=["product"], update_fields=_FIELDS)


def _columns(summary: Summary) -> dict:
    columns = asdict(summary)
    columns["best_offer_id"] = columns.pop("best_listing_id")  # an offer's key is its listing's
    return columns


def compute_summaries(product_ids: Iterable[int], at: datetime) -> dict[int, Summary]:
    """The summaries of the products as of `at`, from offers and points alone."""
    product_ids = list(product_ids)
    offers: dict[int, list[OfferFacts]] = defaultdict(list)
    rows = Offer.objects.comparable().filter(listing__product__in=product_ids)
    fields = ("listing__product_id", "listing_id", "amount", "list_amount", "currency", "availability")
    for product_id, *facts in rows.values_list(*fields):
        offers[product_id].append(OfferFacts(*facts))
    points = _points({offer.listing_id for line in offers.values() for offer in line}, at)
    return {
        product_id: summarise(offers[product_id], [p for o in offers[product_id] for p in points[o.listing_id]], at)
        for product_id in product_ids
    }


def _points(listing_ids: set[int], at: datetime) -> dict[int, list[PointFacts]]:
    """The accepted points of the listings that reach into the last 30 days before `at`, and the open one of each in any case.

    The open one, because a price counts as held until the next is read: a page that nobody could read for a month keeps it.
    """
    window = Window.last(WINDOW_DAYS, at)
    reach = Q(last_seen_at__gte=window.start, observed_at__lte=at) | Q(
        pk__in=Offer.objects.filter(pk__in=listing_ids).values("point_id")
    )
    rows = PricePoint.objects.accepted().filter(reach, listing__in=listing_ids).order_by("listing_id", "observed_at")
    points: dict[int, list[PointFacts]] = defaultdict(list)
    for facts in rows.values_list("listing_id", "observed_at", "amount", "currency", "availability"):
        points[facts[0]].append(PointFacts(*facts))
    return points
