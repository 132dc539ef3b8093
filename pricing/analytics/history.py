"""A price history for readers: what the best price was in each hour, day or week, and how the whole window looked.

Between two points a price counts as held until the next one, as in `pricing.analytics.summary`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lib.vocabulary import Availability
from lib.windows import Window
from pricing.analytics.summary import held_prices, price_range


class Interval(StrEnum):
    """How long one row of a history lasts. Days begin at midnight UTC, weeks on Monday (ISO 8601)."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def length(self) -> timedelta:
        """The time between two rows."""
        return _LENGTHS[self]

    def start_of(self, at: datetime) -> datetime:
        """The beginning of the row that holds `at` (aware UTC).

        >>> from datetime import UTC
        >>> Interval.WEEKLY.start_of(datetime(2026, 3, 5, 17, 30, tzinfo=UTC)).isoformat()
        '2026-03-02T00:00:00+00:00'
        """
        hour = at.replace(minute=0, second=0, microsecond=0)
        if self is Interval.HOURLY:
            return hour
        day = hour.replace(hour=0)
        return day if self is Interval.DAILY else day - timedelta(days=day.weekday())


_LENGTHS = {Interval.HOURLY: timedelta(hours=1), Interval.DAILY: timedelta(days=1), Interval.WEEKLY: timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """The start of one accepted price of a listing, in minor units."""

    listing_id: int
    observed_at: datetime
    amount: int | None
    list_amount: int | None
    currency: str
    availability: str

    @property
    def is_buyable(self) -> bool:
        """Whether it could be ordered at a price; an unknown availability does not rule that out."""
        return self.amount is not None and self.availability != Availability.OUT_OF_STOCK


@dataclass(frozen=True, slots=True)
class Moment:
    """The best price at the end of one row: of what could be bought, else the last price that was shown."""

    start: datetime
    listing_id: int
    amount: int
    list_amount: int | None
    in_stock: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """A window in numbers; amounts in minor units, None where nothing could be bought. `mean_amount` is weighted by time."""

    min_amount: int | None
    max_amount: int | None
    mean_amount: int | None
    price_changes: int
    days_tracked: int


def moments(points: Iterable[HistoryPoint], window: Window, interval: Interval) -> list[Moment]:
    """One row for each interval of `window` in which a price was known, newest first; `points` in one currency.

    A row is dated by its beginning and shows the price at its end; the newest shows the price at the end of the window.
    """
    waiting = sorted(points, key=lambda point: (point.observed_at, point.listing_id), reverse=True)
    shown: dict[int, Moment] = {}
    rows: list[Moment] = []
    best: Moment | None = None
    start = _first_row(window, interval)
    while start < window.end:
        end = min(start + interval.length, window.end)
        changed = False
        while waiting and (waiting[-1].observed_at < end or end == window.end):
            changed = _show(waiting.pop(), shown) or changed
        if changed:
            best = min(shown.values(), key=lambda m: (not m.in_stock, m.amount, m.listing_id), default=None)
        if best is not None:
            rows.append(Moment(start, best.listing_id, best.amount, best.list_amount, best.in_stock))
        start += interval.length
    return rows[::-1]


def _first_row(window: Window, interval: Interval) -> datetime:
    """The oldest row: as many rows as the window is long, the newest of them the one that the window ends in."""
    newest = interval.start_of(window.end - timedelta(microseconds=1))
    rows = -(-window.length // interval.length)
    return newest - interval.length * (rows - 1)


def _show(point: HistoryPoint, shown: dict[int, Moment]) -> bool:
    """Note what a listing shows from now on; a page without a price keeps its last one, out of stock."""
    before = shown.get(point.listing_id)
    if point.amount is not None:
        shown[point.listing_id] = Moment(point.observed_at, point.listing_id, point.amount, point.list_amount, point.is_buyable)
        return True
    if before is not None:
        shown[point.listing_id] = Moment(point.observed_at, before.listing_id, before.amount, before.list_amount, False)
    return before is not None


def figures(points: Sequence[HistoryPoint], currency: str, window: Window) -> Figures:
    """The numbers of `window`; `points` of each listing oldest first, among them the one that held when the window began."""
    known = price_range(held_prices(points, currency, window))
    lines: dict[int, list[int]] = {}
    changes = 0
    for point in sorted(points, key=lambda point: point.observed_at):
        if point.amount is None or point.currency != currency:
            continue
        line = lines.setdefault(point.listing_id, [])
        if point.observed_at >= window.start and line and line[-1] != point.amount:
            changes += 1
        line.append(point.amount)
    return Figures(known["low_30d"], known["high_30d"], known["mean_30d"], changes, _days_tracked(points, currency, window))


def _days_tracked(points: Iterable[HistoryPoint], currency: str, window: Window) -> int:
    """Days, also begun ones, since the first price of the window."""
    first = min((p.observed_at for p in points if p.amount is not None and p.currency == currency), default=None)
    if first is None or first > window.end:
        return 0
    held = window.end - max(first, window.start)
    return max(1, -(-held // timedelta(days=1)))
