"""Answers about watches and letters."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from alerts.models import Notification, Watch
from catalog.models import Listing, Product
from pricing.models import Offer, PriceChange


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One line of a watchlist: what is watched, its price now, and what last changed."""

    watch: Watch
    listing: Listing | None
    product: Product | None
    store_name: str
    offer: Offer | None
    change: PriceChange | None


def watchlist(user) -> list[WatchRow]:
    """What a person watches, newest first. Two statements, whatever the length."""
    standing = PriceChange.objects.filter(point__status="accepted", is_first=False)
    newest = standing.filter(listing=OuterRef("listing")).order_by("-id").values("pk")[:1]
    watches = list(
        Watch.objects.of(user)
        .select_related(
            "listing__store",
            "listing__product__brand",
            "listing__offer",
            "product__brand",
            "product__summary__best_offer__listing__store",
        )
        .annotate(change_id=Subquery(newest))
    )
    changes = PriceChange.objects.in_bulk([watch.change_id for watch in watches if watch.change_id])
    return [_row(watch, changes.get(watch.change_id)) for watch in watches]


def _row(watch: Watch, change: PriceChange | None) -> WatchRow:
    if watch.listing is not None:
        listing = watch.listing
        return WatchRow(watch, listing, listing.product, listing.store.name, getattr(listing, "offer", None), change)
    summary = getattr(watch.product, "summary", None)
    best = summary.best_offer if summary else None
    return WatchRow(watch, best.listing if best else None, watch.product, best.listing.store.name if best else "", best, change)


def inbox(user, limit: int = 20) -> list[Notification]:
    """The newest letters on the site to a person, with their listings. One statement."""
    letters = Notification.objects.of(user).filter(channel=Notification.Channel.SITE)
    return list(letters.select_related("listing__product", "listing__store")[:limit])


def unread_count(user) -> int:
    """How many letters on the site the person has not seen. One statement."""
    return Notification.objects.of(user).unread().count()


def watchers_since(since: datetime, *, category: str = "", limit: int) -> dict[int, int]:
    """The most watched products and how many people began to watch them, or a listing of them, after `since`. One statement.

    `category` is a slug; empty: all.
    """
    watched = Coalesce("product", "listing__product")
    watches = Watch.objects.filter(created_at__gte=since).order_by().annotate(watched=watched).exclude(watched=None)
    if category:
        watches = watches.filter(Q(product__category__slug=category) | Q(listing__product__category__slug=category))
    counted = watches.values("watched").annotate(people=Count("user", distinct=True)).order_by("-people", "watched")
    return dict(counted.values_list("watched", "people")[:limit])
