"""Which version of an answer a client has: entity tags from version stamps, never from a body that holds the time."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b


def digest(*parts: object) -> str:
    """A short name for these values; the same in every process.

    >>> digest("search", 1) == digest("search", 1) != digest("search", "1")
    True
    """
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def entity_tag(name: str, wanted: Mapping[str, object], version: object) -> str:
    """The weak entity tag (RFC 9110, section 8.8.3) of an answer named `name` to the parameters `wanted`.

    `version` are the stamps of the data shown. Weak, because times of the answer itself differ between equal versions.
    """
    return f'W/"{name}_{digest(sorted(wanted.items()), version)}"'


def newest(*instants: datetime | None) -> datetime | None:
    """The latest of the instants that are known; None if none is."""
    return max((instant for instant in instants if instant is not None), default=None)
