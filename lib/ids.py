"""Public ids: short, opaque, reversible names for database keys (https://sqids.org).

A public id is a prefix that says what it names and a code: `prod_k3v9q2`. It hides how many rows there are from a casual
reader; it is no secret and grants nothing: every queryset is scoped to what its reader may see.
"""

from functools import lru_cache

from sqids import Sqids

from lib.errors import DomainError

#: Part of every published id: changing it breaks each id that was ever handed out.
_ALPHABET = "k3v9q2xw7m0d5rj1c8zt4hn6pgbsfyl"
_MIN_LENGTH = 6


class MalformedId(DomainError):
    """The text is no public id of the wanted kind."""

    code = "INVALID_ID"


@lru_cache(maxsize=1)
def _sqids() -> Sqids:
    return Sqids(alphabet=_ALPHABET, min_length=_MIN_LENGTH)


def public_id(prefix: str, key: int) -> str:
    """The public id of the row `key`.

    >>> public_id("prod", 1) == public_id("prod", 1) != public_id("prod", 2)
    True
    """
    return f"{prefix}_{_sqids().encode([key])}"


def row_key(prefix: str, text: str) -> int:
    """The database key behind a public id. Raises `MalformedId` for anything that `public_id` would not have written.

    >>> row_key("prod", public_id("prod", 77))
    77
    >>> row_key("prod", "prod_nobody!")
    Traceback (most recent call last):
    lib.ids.MalformedId: 'prod_nobody!' is not an id of the form prod_[0-9a-z]+
    """
    found, _, code = text.partition("_")
    keys = _sqids().decode(code) if found == prefix and code else []
    if len(keys) == 1 and keys[0] < 2**63 and _sqids().encode(keys) == code:
        return keys[0]
    raise MalformedId(
        f"{text[:80]!r} is not an id of the form {prefix}_[0-9a-z]+", field="id", valid_format=f"{prefix}_[0-9a-z]+"
    )
