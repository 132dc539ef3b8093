"""What a fetched page and its reading amount to: a named outcome, a sentence for people, and when to look again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.models import Listing
from lib.vocabulary import Availability, Outcome
from scraping.extraction import Reading
from scraping.fetching import Page

#: What the extraction's problem codes amount to; any other problem is "not a product".
_PROBLEM_OUTCOMES = {"blocked": Outcome.BLOCKED, "gone": Outcome.GONE}
_PROBLEM_WORDS = {
    "blocked": "The shop answered with a check for robots instead of the product.",
    "login": "The shop shows this page only to people who have signed in.",
    "listing": "This is a list of products, not the page of one. Open one product and paste its link.",
    "gone": "The shop says that this product does not exist any more.",
    "empty": "The page holds no product without running its scripts.",
    "wrong_content_type": "The link leads to a file, not to a product's page.",
    "no_price": "The page shows a product but no price that could be read.",
    "no_currency": "The page shows a price but does not say in which currency.",
}
#: A page that is not there is looked for a few times more before it counts as gone.
CHECKS_UNTIL_GONE = 3
_LONGEST_WAIT = timedelta(days=1)
#: A doubtful price is looked at again soon: a second reading settles most doubts.
DOUBTFUL_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Check:
    """One finished check. `wanted_delay`: the pause between requests that robots.txt asks for, in seconds."""

    listing: Listing
    page: Page
    reading: Reading | None
    outcome: Outcome
    problem: str
    detail: str
    fetched_at: datetime
    wanted_delay: float | None


def conclude(
    listing: Listing, page: Page, reading: Reading | None, *, fetched_at: datetime, wanted_delay: float | None
) -> Check:
    """Name the outcome of a check. A page that came but is no readable product is never `OK`."""
    # only a page that was never asked for is no product before it is read: its shop needs a browser, and there is none
    outcome, problem, detail = page.outcome, "no_browser" if page.outcome == Outcome.NOT_A_PRODUCT else "", page.detail
    if reading is not None:
        if reading.problem:
            problem = reading.problem
            outcome = _PROBLEM_OUTCOMES.get(problem, Outcome.NOT_A_PRODUCT)
            detail = _PROBLEM_WORDS.get(problem, "No product could be read on this page.")
        elif reading.price is None and reading.availability != Availability.OUT_OF_STOCK:
            outcome, problem, detail = Outcome.NOT_A_PRODUCT, "no_price", _PROBLEM_WORDS["no_price"]
        else:
            detail = ""
    return Check(listing, page, reading, outcome, problem, detail[:300], fetched_at, wanted_delay)


def schedule(check: Check, *, is_doubtful: bool) -> None:
    """Write on the listing (not saved) how the check ended, its state, and when it is due again."""
    listing, outcome, at = check.listing, check.outcome, check.fetched_at
    listing.last_checked_at = at
    listing.last_outcome = outcome.value
    listing.last_detail = check.detail
    if outcome.is_success:
        listing.failures = 0
        _enter(listing, Listing.State.ACTIVE, at)
        listing.next_check_at = at + (
            min(DOUBTFUL_AGAIN_AFTER, listing.check_interval) if is_doubtful else listing.check_interval
        )
        if outcome == Outcome.OK:
            # a doubtful page must be read again in full: "not modified" would confirm the price before it
            listing.etag = "" if is_doubtful else (check.page.etag or "")[:300]
            listing.last_modified = "" if is_doubtful else (check.page.last_modified or "")[:60]
        return
    listing.failures += 1
    listing.next_check_at = at + _wait(check)
    if outcome == Outcome.BLOCKED:
        _enter(listing, Listing.State.BLOCKED, at)
    elif outcome == Outcome.GONE and listing.failures >= CHECKS_UNTIL_GONE:
        _enter(listing, Listing.State.GONE, at)


def _wait(check: Check) -> timedelta:
    """Twice as long after each failure in a row, up to a day; never shorter than the shop asked for."""
    wait = min(check.listing.check_interval * 2 ** min(check.listing.failures - 1, 10), _LONGEST_WAIT)
    return max(wait, timedelta(seconds=check.page.retry_after or 0))


def _enter(listing: Listing, state: str, at: datetime) -> None:
    if listing.state != state:
        listing.state = state
        listing.state_since = at
