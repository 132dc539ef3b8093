"""Answers about checks, for people who wait for them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.cache import cache

from catalog.models import Listing
from lib.vocabulary import Outcome


class Stage(StrEnum):
    """How far the check of a pasted link has come."""

    QUEUED = "queued"
    FETCHING = "fetching"
    READING = "reading"
    FOUND = "found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """A listing and how far its check has come, with a sentence for people."""

    listing: Listing
    stage: Stage
    sentence: str

    @property
    def is_final(self) -> bool:
        """Whether there is nothing more to wait for: the price was found, or this check has failed."""
        return self.stage in (Stage.FOUND, Stage.FAILED)


_STAGE_WORDS = {
    Stage.QUEUED: "Waiting for a free worker, or for the shop's pace.",
    Stage.FETCHING: "Fetching the page from the shop.",
    Stage.READING: "Reading title, price and stock from the page.",
    Stage.FOUND: "Found. From now on the price is watched.",
}

_OUTCOME_WORDS = {
    Outcome.BLOCKED: "Blocked by the shop",
    Outcome.NOT_A_PRODUCT: "No product price on this page",
    Outcome.GONE: "The page is gone",
    Outcome.TOO_LARGE: "The page is too large to read",
    Outcome.TIMED_OUT: "The shop did not answer in time",
    Outcome.REFUSED_ADDRESS: "The address is not a public web address",
    Outcome.ROBOTS: "The shop asks robots not to read this page",
    Outcome.HTTP_ERROR: "The shop answered with an error",
}


def stage_key(listing_id: int) -> str:
    """Where the running check notes its stage in the cache."""
    return f"scraping:stage:{listing_id}"


def progress_of(listing_id: int) -> Progress | None:
    """How far the check of a listing has come; of a merged one, of the listing it became. None for an unknown id.

    One statement, or two after a merge, and a look into the cache.
    """
    listings = Listing.objects.with_offer()
    listing = listings.filter(pk=listing_id).first()
    if listing is not None and listing.merged_into_id is not None:
        listing = listings.filter(pk=listing.merged_into_id).first()
    if listing is None:
        return None
    stage = _stage(listing)
    sentence = _STAGE_WORDS.get(stage) or failure_sentence(listing)
    return Progress(listing, stage, sentence)


def _stage(listing: Listing) -> Stage:
    if running := cache.get(stage_key(listing.pk)):
        return Stage(running)
    if getattr(listing, "offer", None) is not None:
        return Stage.FOUND
    if listing.last_checked_at is None:
        return Stage.QUEUED
    return Stage.FOUND if Outcome(listing.last_outcome).is_success else Stage.FAILED


def status_sentence(listing: Listing, at: datetime) -> str:
    """Where a listing stands, in words: watched, blocked since, gone since, paused, and when the next try is."""
    if listing.merged_into_id is not None:
        return "The same page as another listing; watched there."
    if listing.state == Listing.State.PAUSED:
        return f"Paused since {_moment(listing.state_since, at)}."
    if listing.state == Listing.State.GONE:
        return f"Gone from the shop since {_moment(listing.state_since, at)}; not checked any more."
    if listing.last_checked_at is None:
        return "Not checked yet; the first check is on its way."
    if not Outcome(listing.last_outcome).is_success:
        return failure_sentence(listing)
    return f"Last checked {_moment(listing.last_checked_at, at)}, next check {_moment(listing.next_check_at, at)}."


def failure_sentence(listing: Listing) -> str:
    """Why the last check brought no price, since when, and when the next try is."""
    outcome = Outcome(listing.last_outcome)
    words = _OUTCOME_WORDS[outcome]
    if outcome == Outcome.BLOCKED and listing.state == Listing.State.BLOCKED:
        words += f" since {_moment(listing.state_since, listing.last_checked_at)}"
    detail = f": {listing.last_detail.rstrip('.')}" if listing.last_detail else ""
    after = (
        "" if listing.state == Listing.State.GONE else f" Next try {_moment(listing.next_check_at, listing.last_checked_at)}."
    )
    return f"{words}{detail}.{after}"


def _moment(at: datetime, now: datetime) -> str:
    """The time of day for today, with the date for any other day (UTC)."""
    return f"{at:%H:%M} UTC" if at.date() == now.date() else f"{at:%d %b %Y %H:%M} UTC"
