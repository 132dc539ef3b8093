"""A recipe tried out: what it makes of a page, beside what the ladder says without it. Nothing is recorded."""

from dataclasses import dataclass

from catalog.models import Listing, Store
from lib.urls import normalise_url
from lib.vocabulary import Outcome
from scraping.extraction import Reading, Recipe, extract
from scraping.models import Evidence
from scraping.services.evidence import PageDamaged, PageNotKept, stored_page
from scraping.services.manners import SharedRobots, fetch_policy
from scraping.services.pages import page_of


@dataclass(frozen=True, slots=True)
class TryOut:
    """What a page says with the recipe and without it; or `failure`, a sentence, where there is no page to read."""

    url: str
    followed: Reading | None = None
    plain: Reading | None = None
    failure: str = ""


def try_on_address(*, rules: Recipe, store: Store, url: str) -> TryOut:
    """Fetch the page at `url` as the store's pages are fetched, within this installation's limits and manners, and read it.

    Raises `InvalidUrl` for what is no web address; any other obstacle is a `failure`.
    """
    address = normalise_url(url)
    policy = fetch_policy(respect_robots=store.respects_robots)
    listing = Listing(store=store, canonical_url=address)  # never saved: it only says what to fetch
    page = page_of(listing, policy=policy, validators=None, robots=SharedRobots())
    if page.outcome != Outcome.OK:
        return TryOut(page.final_url, failure=page.detail or f"The page could not be fetched ({page.outcome}).")
    return _read(page.body, page.final_url, rules, store, content_type=page.content_type)


def try_on_receipt(*, rules: Recipe, evidence: Evidence) -> TryOut:
    """Read the stored page behind a receipt. A page that is not kept any more is a `failure`."""
    try:
        body = stored_page(evidence)
    except (PageNotKept, PageDamaged) as error:
        return TryOut(evidence.url, failure=str(error))
    content_type = evidence.reading.get("content_type") if isinstance(evidence.reading, dict) else None
    store = evidence.point.listing.store
    return _read(body, evidence.url, rules, store, content_type=content_type, currency=evidence.point.currency)


def _read(
    body: bytes, url: str, rules: Recipe, store: Store, *, content_type: str | None, currency: str | None = None
) -> TryOut:
    known = {
        "content_type": content_type,
        "expected_currency": currency or store.currency or None,
        "country": store.country or None,
    }
    return TryOut(url, extract(body, url, recipe=rules, **known), extract(body, url, **known))
