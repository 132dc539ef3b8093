"""Where a check stands right now, for the person who waits for it. Kept in the cache: it is worth nothing a minute later."""

from django.core.cache import cache

from scraping.queries import Stage, stage_key

_SECONDS = 120


def note_stage(listing_id: int, stage: Stage) -> None:
    """Say that the check of the listing has come to `stage`."""
    cache.set(stage_key(listing_id), stage.value, _SECONDS)


def forget_stage(listing_id: int) -> None:
    """The check is over: from now on the rows speak."""
    cache.delete(stage_key(listing_id))
