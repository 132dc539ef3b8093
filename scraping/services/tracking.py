"""A person pastes a link."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from alerts.services import watch_listing
from catalog.models import Listing
from catalog.services import StoreFacts, add_listing, ensure_store
from lib.errors import InvalidUrl
from lib.urls import normalise_url
from scraping.fetching import refusal
from scraping.retailers import canonicalise, known_retailer
from scraping.services.manners import fetch_policy


@dataclass(frozen=True, slots=True)
class Tracked:
    """The listing of a pasted link, and whether it is new to us."""

    listing: Listing
    created: bool


@transaction.atomic
def track_url(*, url: str, at: datetime, user=None) -> Tracked:
    """Track the product page at `url`; a signed-in `user` follows it as well. The first check is due at once, the hint the
    caller's.

    Pasting a page that is tracked already, under any of its addresses, finds it. Raises `InvalidUrl` for what is no web
    address, and for one that names a private host; a name that only resolves to one is refused when it is fetched.
    """
    pasted = normalise_url(url)
    if objection := refusal(pasted, fetch_policy()):
        raise InvalidUrl(f"{objection} Paste the link of a product page in a public shop.")
    canonical = canonicalise(pasted)
    store = ensure_store(url=canonical.url, facts=_store_facts(canonical.url), at=at)
    if not store.is_active:
        raise InvalidUrl(f"{store.name} is not tracked here at the moment. Try the product's page in another shop.")
    listing, created = add_listing(
        store=store, canonical_url=canonical.url, pasted_url=pasted, retailer_key=canonical.product_id or "", at=at
    )
    if user is not None and user.is_authenticated:
        watch_listing(user=user, listing_id=listing.pk, at=at)
    return Tracked(listing, created)


def _store_facts(url: str) -> StoreFacts:
    """What the shop is called, where it is and what it charges in, as far as its address tells."""
    retailer = known_retailer(url)
    if retailer is None:
        return StoreFacts(name=(urlsplit(url).hostname or "").removeprefix("www."))
    market = retailer.market(url)
    country, currency = (market.country, market.currency) if market else (None, None)
    return StoreFacts(
        name=f"{retailer.name} {country}" if country and len(retailer.hosts) > 1 else retailer.name,
        country=country or "",
        currency=currency or "",
    )
