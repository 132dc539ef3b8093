"""Answers that only the pages need."""

from dataclasses import dataclass

from django.db.models import Q

from alerts.models import Watch
from catalog.models import Listing
from pricing.models import PriceChange
from pricing.queries import latest_changes


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What happened lately: price changes of all shops, and pages that have joined; newest first."""

    changes: list[PriceChange]
    listings: list[Listing]


def front_page(limit: int = 8) -> FrontPage:
    """At most `limit` changes and as many new pages that have been read, with shop, product and offer. Two statements."""
    joined = Listing.objects.visible().with_offer().filter(product__isnull=False, offer__isnull=False)
    return FrontPage(latest_changes(limit), list(joined.order_by("-created_at", "-id")[:limit]))


@dataclass(frozen=True, slots=True)
class Watching:
    """What a person follows of one product: the product itself, and single pages of it."""

    product: bool
    listing_ids: frozenset[int]

    def __bool__(self) -> bool:
        return self.product or bool(self.listing_ids)


def watching(user, product_id: int) -> Watching:
    """What `user` follows of the product; nothing for a visitor who is not signed in. One statement, none for visitors."""
    if not user.is_authenticated:
        return Watching(False, frozenset())
    watches = Watch.objects.of(user).filter(Q(product_id=product_id) | Q(listing__product_id=product_id))
    listing_ids = set(watches.values_list("listing_id", flat=True))
    return Watching(None in listing_ids, frozenset(listing_ids - {None}))
