"""How a listing's page is got: fetched, or rendered in a browser where its shop needs one."""

from django.conf import settings

from catalog.models import Listing
from scraping.fetching import FetchPolicy, Page, RobotsCache, Validators, fetch
from scraping.fetching.browser import BrowserPolicy, render


def page_of(listing: Listing, *, policy: FetchPolicy, validators: Validators | None, robots: RobotsCache) -> Page:
    """The listing's page, by the fetcher that its shop needs. No database here, and nothing is raised for what a shop does.

    `validators` are for fetched pages: what a browser shows may change while the document does not.
    """
    if listing.store.needs_browser:
        return render(listing.canonical_url, policy=policy, settings=browser_policy(), robots=robots)
    return fetch(listing.canonical_url, policy=policy, validators=validators, robots=robots)


def browser_policy() -> BrowserPolicy:
    """Whether and within which limits pages are rendered on this installation."""
    return BrowserPolicy(
        enabled=settings.BROWSER_ENABLED,
        executable=settings.BROWSER_EXECUTABLE,
        pages_per_process=settings.BROWSER_PAGES_PER_PROCESS,
        max_mb=settings.BROWSER_MAX_MB,
        page_seconds=settings.BROWSER_PAGE_SECONDS,
    )
