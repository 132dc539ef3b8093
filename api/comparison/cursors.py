"""Opaque cursors: signed, and good only for the query that they came from."""

from collections.abc import Mapping

from django.core import signing

from api.comparison.parameters import INVALID_CURSOR, invalid
from api.comparison.versions import digest

_SALT = "comparison.cursor"
_SECONDS = 24 * 3600


def seal(place: list, *, endpoint: str, wanted: Mapping[str, object]) -> str:
    """`place` (JSON values) as a cursor of this query."""
    return signing.dumps([_query(endpoint, wanted), place], salt=_SALT, compress=True)


def unseal(cursor: str, *, endpoint: str, wanted: Mapping[str, object]) -> list:
    """The place in a cursor. Raises the refusal (400) of one that is forged, older than a day, or of another query."""
    try:
        query, place = signing.loads(cursor, salt=_SALT, max_age=_SECONDS)
    except (signing.BadSignature, ValueError):
        query, place = None, []
    if query != _query(endpoint, wanted):
        invalid(
            "cursor",
            cursor,
            "INVALID_CURSOR",
            INVALID_CURSOR,
            expected="next_cursor or prev_cursor of an answer to the same query",
        )
    return place


def _query(endpoint: str, wanted: Mapping[str, object]) -> str:
    """What a cursor is bound to: everything that was asked but the place itself."""
    return digest(endpoint, sorted((name, value) for name, value in wanted.items() if name not in ("page", "cursor")))
