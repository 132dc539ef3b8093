"""The stream, rooms one to three: claim due listings, fetch their pages, read them, record what they say.

A batch is claimed by its rows, fetched by threads that never touch the database, and recorded in one transaction. What a killed
worker had claimed becomes due again when its lease ends.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

from django.conf import settings
from django.db import transaction

from catalog.models import Listing
from lib.vocabulary import Outcome
from scraping.extraction import Reading, Recipe, extract
from scraping.fetching import Page, Validators, crawl_delay
from scraping.queries import Stage
from scraping.services.manners import SharedRobots, fetch_policy
from scraping.services.outcomes import Check, conclude
from scraping.services.pace import Visit, plan_visits
from scraping.services.pages import page_of
from scraping.services.progress import forget_stage, note_stage
from scraping.services.recipes import active_recipes, note_uses
from scraping.services.results import write_results

logger = logging.getLogger(__name__)

#: How long a claim lasts: longer than the slowest batch, after which the rows are due again.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a batch did. `change_ids` are the news to announce; `postponed` listings wait for their shop's pace until
    `retry_at`.
    """

    checked: int = 0
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    change_ids: tuple[int, ...] = ()
    postponed: tuple[int, ...] = ()
    retry_at: datetime | None = None


def due_listing_ids(*, at: datetime, limit: int) -> list[int]:
    """The listings whose check is due at `at`, longest overdue first, at most `limit`."""
    return list(Listing.objects.due(at).values_list("pk", flat=True)[:limit])


def check_listings(*, listing_ids: Sequence[int], at: datetime) -> CheckReport:
    """Check those of the listings that are due at `at` and that nobody else has claimed.

    Never raises for what a shop does: each check ends in a named outcome and an attempt row. Between fetches of one shop lies
    its crawl delay; what does not fit in this batch is postponed. `at` is now; the time of each page is counted on from it.
    """
    claimed = _claim(listing_ids, at)
    if not claimed:
        return CheckReport()
    visits, postponed, retry_at = plan_visits(claimed, at)
    started = time.monotonic()
    recipes = active_recipes({listing.store_id for listing in claimed})
    visiting = partial(_visit, at=at, started=started, robots=SharedRobots(), recipes=recipes)
    with ThreadPoolExecutor(max_workers=max(1, min(settings.FETCH_CONCURRENCY, len(visits)))) as pool:
        checks = list(chain.from_iterable(pool.map(visiting, visits)))
    try:
        change_ids = write_results(checks, at=at)
        note_uses(checks)
    finally:
        for check in checks:
            forget_stage(check.listing.pk)
    return CheckReport(
        checked=len(checks),
        outcomes={check.listing.pk: check.outcome for check in checks},
        change_ids=tuple(change_ids),
        postponed=tuple(listing.pk for listing in postponed),
        retry_at=retry_at,
    )


@transaction.atomic
def _claim(listing_ids: Sequence[int], at: datetime) -> list[Listing]:
    """The due listings, leased to this worker; rows that another worker holds are skipped."""
    due = Listing.objects.due(at).filter(pk__in=list(listing_ids)).select_for_update(skip_locked=True, of=["self"])
    won = list(due.values_list("pk", flat=True))
    Listing.objects.filter(pk__in=won).claim(at, at + LEASE)
    return list(Listing.objects.filter(pk__in=won).with_offer())


def _visit(visit: Visit, *, at: datetime, started: float, robots: SharedRobots, recipes: Mapping[int, Recipe]) -> list[Check]:
    """Fetch and read a shop's listings one after the other, its crawl delay between them."""
    checks = []
    for place, listing in enumerate(visit.listings):
        if place:
            time.sleep(visit.delay)
        recipe = recipes.get(listing.store_id)
        checks.append(_check(listing, at=at, started=started, robots=robots, recipe=recipe))
    return checks


def _check(listing: Listing, *, at: datetime, started: float, robots: SharedRobots, recipe: Recipe | None) -> Check:
    """One page: fetched, and read if it came. No database here: this runs in a thread."""
    store = listing.store
    policy = fetch_policy(respect_robots=store.respects_robots)
    note_stage(listing.pk, Stage.FETCHING)
    page = page_of(listing, policy=policy, validators=_validators(listing), robots=robots)
    fetched_at = at + timedelta(seconds=time.monotonic() - started)
    wanted_delay = crawl_delay(listing.canonical_url, policy, robots) if store.respects_robots else None
    reading = None
    if page.outcome == Outcome.OK:
        note_stage(listing.pk, Stage.READING)
        try:
            reading = _read(listing, page, recipe)
        except Exception:  # a page that our own reader fails on must not cost the others of its batch their check
            logger.exception("The reader failed on the page of listing %s", listing.pk)
            page = replace(page, outcome=Outcome.NOT_A_PRODUCT, detail="Our reader failed on this page; the log says how.")
    return conclude(listing, page, reading, fetched_at=fetched_at, wanted_delay=wanted_delay)


def _read(listing: Listing, page: Page, recipe: Recipe | None) -> Reading:
    offer = getattr(listing, "offer", None)
    return extract(
        page.body,
        page.final_url,
        content_type=page.content_type,
        expected_currency=offer.currency if offer else listing.store.currency or None,
        country=listing.store.country or None,
        recipe=recipe,
        earlier=(offer.money.amount,) if offer and offer.money else (),
    )


def _validators(listing: Listing) -> Validators | None:
    """What makes the request conditional: only where a "not modified" would confirm a price that we hold."""
    if getattr(listing, "offer", None) is None or not (listing.etag or listing.last_modified):
        return None
    return Validators(etag=listing.etag or None, last_modified=listing.last_modified or None)
