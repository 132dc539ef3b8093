"""Listings: adding pages, and what people ask of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import Q

from catalog.models import Listing, ListingAlias, Store

#: Pause between two checks of a listing until its own rhythm is known.
DEFAULT_CHECK_INTERVAL = timedelta(hours=2)


@transaction.atomic
def add_listing(
    *,
    store: Store,
    canonical_url: str,
    pasted_url: str,
    at: datetime,
    retailer_key: str = "",
    check_interval: timedelta = DEFAULT_CHECK_INTERVAL,
) -> tuple[Listing, bool]:
    """The listing of a page and whether it is new. A new one is due at once.

    The page may be known under its canonical URL, under another one it was pasted with, or as a page that was merged.
    """
    known = find_listing(canonical_url) or find_listing(pasted_url)
    created = False
    if known is None:
        try:
            with transaction.atomic():
                known = Listing.objects.create(
                    store=store,
                    canonical_url=canonical_url,
                    retailer_key=retailer_key,
                    title=f"Tracking new product from {urlsplit(canonical_url).netloc}...",
                    state_since=at,
                    next_check_at=at,
                    check_interval=check_interval,
                    created_at=at,
                )
            created = True
        except IntegrityError:  # pasted twice at the same moment
            known = Listing.objects.get(canonical_url=canonical_url)
    if pasted_url != known.canonical_url:
        ListingAlias.objects.get_or_create(url=pasted_url, defaults={"listing": known, "created_at": at})
    return known, created


def find_listing(url: str) -> Listing | None:
    """The listing whose page `url` is, by its canonical URL or an alias; of a merged one, the listing it was merged into."""
    listing = (
        Listing.objects.filter(Q(canonical_url=url) | Q(aliases__url=url)).select_related("merged_into").order_by("id").first()
    )
    return (listing.merged_into or listing) if listing else None


def request_checks(*, listing_ids: Iterable[int], at: datetime) -> int:
    """Make the listings due at once, whatever their rhythm; answers how many are checked at all. Shops keep their pace."""
    return (
        Listing.objects.visible()
        .filter(pk__in=list(listing_ids), state__in=Listing.objects.all().CHECKED_STATES)
        .update(next_check_at=at)
    )


def pause_listings(*, listing_ids: Iterable[int], at: datetime) -> int:
    """Stop checking the listings until somebody resumes them; answers how many were not paused yet. History stays."""
    return Listing.objects.filter(pk__in=list(listing_ids)).exclude(state="paused").update(state="paused", state_since=at)


def resume_listings(*, listing_ids: Iterable[int], at: datetime) -> int:
    """Check paused and gone listings again, from now on; answers how many."""
    return Listing.objects.filter(pk__in=list(listing_ids), state__in=["paused", "gone"]).update(
        state="pending", state_since=at, next_check_at=at, failures=0
    )


def delete_listing(*, listing_id: int) -> bool:
    """Delete a listing, and those merged into it, with history, watches and letters; answers whether it was there."""
    deleted, _ = Listing.objects.filter(Q(pk=listing_id) | Q(merged_into_id=listing_id)).delete()
    return bool(deleted)
