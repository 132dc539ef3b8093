"""Pages and cursors: both `pagination` blocks of the document in one, and the walk behind them.

A walk by cursor neither skips nor repeats a row while prices change: the cursor holds the rows that its reader has seen, and
the next page are the first others in today's order. The newest `_REMEMBERED` are held one by one; of older ones only how many
there were, so that only a row that jumps over that many others could be met twice or missed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.comparison.cursors import seal, unseal
from api.comparison.parameters import Sealed, Whole

_REMEMBERED = 1000
_LAST_PAGE = 10_000

PAGE = Whole(
    name="page", default=1, minimum=1, maximum=_LAST_PAGE, description="Number of the page. Ignored where a cursor is given."
)
CURSOR = Sealed(
    name="cursor",
    description="`next_cursor` or `prev_cursor` of an answer to the same query: walks on without skipping or repeating a row.",
)


def per_page(default: int, maximum: int) -> Whole:
    """The parameter for the length of a page."""
    return Whole(name="per_page", default=default, minimum=1, maximum=maximum, description="Rows a page.")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: the keys of its rows and the block that says where it stands."""

    keys: list[int]
    pagination: dict


def walk(*, endpoint: str, path: str, wanted: Mapping[str, object], total: int, keys: Callable[[int, int], list[int]]) -> Page:
    """The page that `page` or `cursor` of `wanted` asks for.

    `keys(offset, limit)` answers keys of rows in today's order and is called once; `path` is the address that links lead to.
    Raises the refusal of a cursor that is not of this query.
    """
    size = wanted["per_page"]
    if wanted["cursor"] is None:
        dropped, seen = _before(wanted["page"], size), None
    else:
        dropped, seen = unseal(wanted["cursor"], endpoint=endpoint, wanted=wanted)
    count = (wanted["page"] - 1) * size - dropped if seen is None else len(seen)
    found = keys(dropped, count + size + 1)
    if seen is None:
        seen = found[:count]
    known = set(seen)
    rest = [key for key in found if key not in known]
    shown = rest[:size]
    number = (dropped + count) // size + 1
    has_next = len(rest) > size

    def sealed(dropped: int, seen: list[int]) -> str:
        extra = max(0, len(seen) - _REMEMBERED)
        return seal([dropped + extra, seen[extra:]], endpoint=endpoint, wanted=wanted)

    return Page(
        shown,
        block(
            path=path,
            wanted=wanted,
            total=total,
            number=number,
            has_next=has_next,
            next_cursor=sealed(dropped, seen + shown) if has_next else None,
            prev_cursor=sealed(*_back(dropped, seen, size)) if number > 1 else None,
        ),
    )


def _before(page: int, size: int) -> int:
    """How many rows before a page are too many to be remembered one by one."""
    return max(0, (page - 1) * size - _REMEMBERED)


def _back(dropped: int, seen: list[int], size: int) -> tuple[int, list[int]]:
    """The state of the walk one page earlier."""
    if len(seen) >= size:
        return dropped, seen[:-size]
    return max(0, dropped - (size - len(seen))), []


def block(
    *,
    path: str,
    wanted: Mapping[str, object],
    total: int,
    number: int,
    has_next: bool,
    next_cursor: str | None,
    prev_cursor: str | None,
) -> dict:
    """The `pagination` block of page `number`."""
    size = wanted["per_page"]
    pages = -(-total // size)

    def link(page: int) -> str:
        query = {
            name: _spelled(value) for name, value in wanted.items() if value is not None and name not in ("page", "cursor")
        }
        return f"{path}?{urlencode({**query, 'page': page})}"

    return {
        "total_count": total,
        "page": number,
        "per_page": size,
        "total_pages": pages,
        "has_next": has_next,
        "has_prev": number > 1,
        "next_cursor": next_cursor,
        "prev_cursor": prev_cursor,
        "links": {
            "next": link(number + 1) if has_next and number < _LAST_PAGE else None,
            "prev": link(number - 1) if number > 1 else None,
            "first": link(1),
            "last": link(min(max(1, pages), _LAST_PAGE)),
        },
    }


def _spelled(value: object) -> str:
    """A value as it stands in a query string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)
