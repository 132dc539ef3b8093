"""Windows of time: half-open intervals of aware instants, and how much of one lies in another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """The instants from `start` up to, not including, `end`; both aware.

    >>> from datetime import datetime, UTC
    >>> Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 31, tzinfo=UTC)).length.days
    30
    >>> Window(datetime(2026, 1, 1), datetime(2026, 1, 31))
    Traceback (most recent call last):
    ValueError: a window needs aware times
    """

    start: datetime
    end: datetime

    def __post_init__(self):
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window needs aware times")
        if self.end < self.start:
            raise ValueError("a window ends after it starts")

    @classmethod
    def last(cls, days: int, until: datetime) -> "Window":
        """The `days` days before `until`."""
        return cls(until - timedelta(days=days), until)

    @property
    def length(self) -> timedelta:
        """How long the window is."""
        return self.end - self.start

    def overlap(self, start: datetime, end: datetime) -> timedelta:
        """How much of [start, end) lies in the window; zero if nothing does."""
        return max(timedelta(0), min(self.end, end) - max(self.start, start))


def weighted_mean(parts: Iterable[tuple[int, timedelta]]) -> int | None:
    """The mean of values, each weighed by how long it held, rounded to an integer; None if nothing held for any time.

    >>> weighted_mean([(100, timedelta(days=9)), (50, timedelta(days=1))])
    95
    """
    total, seconds = 0, 0
    for value, held in parts:
        weight = int(held.total_seconds())
        total += value * weight
        seconds += weight
    return round(total / seconds) if seconds else None


def isoformat(at: datetime) -> str:
    """The instant as the contracts write it: UTC, whole seconds, `Z`.

    >>> isoformat(datetime(2025, 10, 6, 10, 30, tzinfo=UTC))
    '2025-10-06T10:30:00Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
