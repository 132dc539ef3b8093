"""Manners: how many pages of a shop one batch may ask for, and when it may come back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from catalog.models import Listing, Store

#: One batch stays with a slow shop for at most this long; the rest of its listings wait for the next.
_LONGEST_VISIT = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Visit:
    """Listings of one shop that are fetched one after the other, `delay` seconds apart."""

    listings: tuple[Listing, ...]
    delay: float


@transaction.atomic
def plan_visits(listings: Sequence[Listing], at: datetime) -> tuple[list[Visit], list[Listing], datetime | None]:
    """Share claimed listings out: visits for now, and what is postponed with the earliest time it may be tried again.

    A shop without a crawl delay is visited in parallel. Any other gate is its row: `next_fetch_at` is moved past this visit
    before the first request goes out, so no two workers ask the shop at once. Postponed listings are given back, due when the
    gate opens.
    """
    by_store: dict[int, list[Listing]] = defaultdict(list)
    for listing in listings:
        by_store[listing.store_id].append(listing)
    visits: list[Visit] = []
    postponed: list[Listing] = []
    moved: list[Store] = []
    for store in Store.objects.select_for_update().filter(pk__in=by_store).order_by("pk"):
        waiting = by_store[store.pk]
        if store.next_fetch_at is not None and store.next_fetch_at > at:
            postponed += _postpone(waiting, store.next_fetch_at)
            continue
        if not store.crawl_delay:
            visits += [Visit((listing,), 0.0) for listing in waiting]
            continue
        delay = timedelta(seconds=float(store.crawl_delay))
        now = 1 + int(_LONGEST_VISIT / delay)
        visits.append(Visit(tuple(waiting[:now]), delay.total_seconds()))
        store.next_fetch_at = at + delay * len(waiting[:now])
        moved.append(store)
        postponed += _postpone(waiting[now:], store.next_fetch_at)
    Store.objects.bulk_update(moved, ["next_fetch_at"])
    Listing.objects.bulk_update(postponed, ["next_check_at"])
    return visits, postponed, min((listing.next_check_at for listing in postponed), default=None)


def _postpone(listings: Sequence[Listing], until: datetime) -> Sequence[Listing]:
    for listing in listings:
        listing.next_check_at = until
    return listings
