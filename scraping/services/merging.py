"""Two listings turn out to be one page: `rel=canonical` says so, and the readings agree."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from alerts.models import Watch
from catalog.models import Listing, ListingAlias
from catalog.services import find_listing
from lib.errors import InvalidUrl
from lib.urls import site_of
from pricing.models import Offer, PriceChange, PricePoint
from pricing.services import refresh_summaries
from scraping.extraction import Reading
from scraping.retailers import canonicalise


def canonical_twin(listing: Listing, reading: Reading, at: datetime) -> Listing | None:
    """The other listing of the page that `listing` was just read from, if there is one.

    A canonical URL is believed on the shop's own site only, never its front page, and only where the two pages agree: shops
    that declare one canonical URL for all variants, or for everything, are common. A URL that nobody tracks yet becomes an
    alias.
    """
    canonical = _declared_url(listing, reading)
    if canonical is None:
        return None
    twin = find_listing(canonical)
    if twin is None:
        ListingAlias.objects.get_or_create(url=canonical, defaults={"listing": listing, "created_at": at})
        return None
    return twin if twin.pk != listing.pk and _same_product(twin, reading) else None


def _declared_url(listing: Listing, reading: Reading) -> str | None:
    if not reading.canonical_url:
        return None
    try:
        canonical = canonicalise(reading.canonical_url).url
    except InvalidUrl:
        return None
    is_ours = site_of(canonical) == site_of(listing.canonical_url) and urlsplit(canonical).path not in ("", "/")
    return canonical if is_ours and canonical != listing.canonical_url else None


def _same_product(twin: Listing, reading: Reading) -> bool:
    if not twin.is_read:
        return True
    for known, read in ((twin.gtin, reading.gtin), (twin.sku, reading.sku)):
        if known and read:
            return known == read
    return twin.title.casefold() == (reading.title or "").strip().casefold()


@transaction.atomic
def merge_listing(*, loser: Listing, winner: Listing, at: datetime) -> None:
    """Make `winner` stand for `loser`'s page: aliases, followers and history move, and `loser` is checked no more.

    Of the history, spans move that lie apart from the winner's; where both have watched the same days, the loser keeps its own
    spans, so that nothing is lost and nothing counts twice. Ids of the loser keep working: readers are led to the winner.
    """
    ListingAlias.objects.filter(listing=loser).update(listing=winner)
    ListingAlias.objects.get_or_create(url=loser.canonical_url, defaults={"listing": winner, "created_at": at})
    followed = Watch.objects.filter(listing=winner).values("user")
    Watch.objects.filter(listing=loser).exclude(user__in=followed).update(listing=winner)
    Watch.objects.filter(listing=loser).delete()
    Listing.objects.filter(merged_into=loser).update(merged_into=winner)
    Offer.objects.filter(listing=loser).delete()
    _move_spans(loser, winner)
    loser.merged_into = winner
    loser.state = Listing.State.PAUSED
    loser.state_since = at
    loser.save(update_fields=["merged_into", "state", "state_since"])
    refresh_summaries(product_ids={loser.product_id, winner.product_id} - {None}, at=at)


def _move_spans(loser: Listing, winner: Listing) -> None:
    """Move the loser's accepted spans that end before the winner's first one begins."""
    spans = PricePoint.objects.filter(listing=loser, status=PricePoint.Status.ACCEPTED)
    first = (
        PricePoint.objects.accepted()
        .filter(listing=winner)
        .order_by("observed_at")
        .values_list("observed_at", flat=True)
        .first()
    )
    if first is not None:
        spans = spans.filter(last_seen_at__lt=first)
    moved = list(spans.values_list("pk", flat=True))
    PricePoint.objects.filter(pk__in=moved).update(listing=winner)
    PriceChange.objects.filter(point__in=moved).update(listing=winner)
