"""From the parameters of a search to a `SearchQuery`, and from its page to pagination."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.core.cache import cache

from api.comparison.cursors import seal, unseal
from api.comparison.pagination import block
from lib.money import minor_digits
from search import queries
from search.queries import Cursor, SearchPage, SearchQuery, Sort

#: Where the catalogue's main currency is kept, and for how many seconds: it changes about never.
_CURRENCY_KEY, _CURRENCY_SECONDS = "comparison.main_currency", 300


def search_query(wanted: Mapping[str, object]) -> SearchQuery:
    """The query that these parameters ask for. Raises the refusal of a cursor of another query."""
    currency = wanted["currency"] or ""
    if not currency and (wanted["min_price"] is not None or wanted["max_price"] is not None):
        currency = main_currency()
    digits = minor_digits(currency) if currency else 2
    number, place = _place(wanted)
    return SearchQuery(
        text=wanted["q"],
        brands=(wanted["brand"],) if wanted["brand"] else (),
        flavor=wanted["flavor"] or "",
        category=wanted["category"] or "",
        min_price=_scaled(wanted["min_price"], digits, ROUND_CEILING),
        max_price=_scaled(wanted["max_price"], digits, ROUND_FLOOR),
        currency=currency,
        min_protein=_scaled(wanted["min_protein"], 2, ROUND_CEILING),
        max_protein=_scaled(wanted["max_protein"], 2, ROUND_FLOOR),
        in_stock=wanted["in_stock"],
        retailers=wanted["retailers"] or (),
        sort=Sort(wanted["sort"]),
        offset=0 if place else (number - 1) * wanted["per_page"],
        limit=wanted["per_page"],
        cursor=place,
    )


def _scaled(value: Decimal | None, digits: int, rounding: str) -> int | None:
    """`value` in units of 10 to the power of -`digits`; a bound between two of them moves inwards."""
    return None if value is None else int(value.scaleb(digits).to_integral_value(rounding))


def main_currency() -> str:
    """The currency of most of the catalogue, in which prices compare unless another one is named; empty for none yet.

    No statement but once in five minutes.
    """
    known = cache.get(_CURRENCY_KEY)
    if known is None:
        known = queries.main_currency()
        cache.set(_CURRENCY_KEY, known, _CURRENCY_SECONDS if known else 5)
    return known


def _place(wanted: Mapping[str, object]) -> tuple[int, Cursor | None]:
    """The number of the page, and the cursor that leads to it where one is given."""
    if wanted["cursor"] is None:
        return wanted["page"], None
    number, place = unseal(wanted["cursor"], endpoint="search", wanted=wanted)
    return number, Cursor(**{**place, "sort": Sort(place["sort"])})


def search_pagination(wanted: Mapping[str, object], page: SearchPage, path: str) -> dict:
    """The `pagination` block of a page of search results."""
    number, _ = _place(wanted)

    def sealed(number: int, cursor: Cursor | None) -> str | None:
        return None if cursor is None else seal([number, asdict(cursor)], endpoint="search", wanted=wanted)

    return block(
        path=path,
        wanted=wanted,
        total=page.total,
        number=number,
        has_next=page.next_cursor is not None,
        next_cursor=sealed(number + 1, page.next_cursor),
        prev_cursor=sealed(max(1, number - 1), page.prev_cursor),
    )
