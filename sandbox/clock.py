"""The time in the sandbox's world: it starts at the real time, may run fast, jump ahead or stand still; never goes back."""

import math
import threading
import time
from datetime import UTC, datetime, timedelta

from lib.errors import Invalid

#: The clock stops here: far enough for any demonstration, near enough for every date to stay a valid one.
LATEST = datetime(2100, 1, 1, tzinfo=UTC)

#: A bit more than a day a second.
MAX_SPEED = 100_000.0

#: The longest jump in one step.
MAX_ADVANCE = timedelta(days=366)


class Clock:
    """A clock that can be sped up. Safe to share between threads.

    `speed` is the number of its seconds that pass in one real second (0 stands still); `start` an aware time, by default now.

    >>> clock = Clock(speed=0, start=datetime(2026, 5, 1, tzinfo=UTC))
    >>> clock.advance(timedelta(hours=1))
    >>> clock.now().isoformat()
    '2026-05-01T01:00:00+00:00'
    """

    def __init__(self, speed: float = 1.0, start: datetime | None = None):
        if start is not None and start.tzinfo is None:
            raise Invalid("The start of a clock needs a time zone", field="start")
        self._lock = threading.Lock()
        self._speed = _checked_speed(speed)
        self._anchor = start.astimezone(UTC) if start else datetime.now(UTC)
        self._anchored_at = time.monotonic()

    @property
    def speed(self) -> float:
        """Seconds of this clock in one real second."""
        return self._speed

    def now(self) -> datetime:
        """The aware UTC time of the sandbox's world; at most `LATEST`."""
        with self._lock:
            return self._now(time.monotonic())

    def set_speed(self, speed: float) -> None:
        """Let the clock run at `speed` from this moment on (0 to `MAX_SPEED`; else `Invalid`)."""
        speed = _checked_speed(speed)
        with self._lock:
            self._anchor_here()
            self._speed = speed

    def freeze(self) -> None:
        """Stand still until a speed is set."""
        self.set_speed(0)

    def advance(self, step: timedelta) -> None:
        """Jump ahead by `step`: not negative, at most `MAX_ADVANCE`, not beyond `LATEST`; else `Invalid`."""
        if not timedelta(0) <= step <= MAX_ADVANCE:
            raise Invalid(f"The clock can be advanced by 0 to {MAX_ADVANCE.days} days at a time", field="advance_seconds")
        with self._lock:
            self._anchor_here()
            if self._anchor + step > LATEST:
                raise Invalid(f"The clock ends at {LATEST.isoformat()}", field="advance_seconds")
            self._anchor += step

    def _anchor_here(self) -> None:
        real = time.monotonic()
        self._anchor, self._anchored_at = self._now(real), real

    def _now(self, real: float) -> datetime:
        elapsed = (real - self._anchored_at) * self._speed
        return min(LATEST, self._anchor + timedelta(seconds=min(elapsed, (LATEST - self._anchor).total_seconds())))


def _checked_speed(speed: float) -> float:
    speed = float(speed)
    if not (math.isfinite(speed) and 0 <= speed <= MAX_SPEED):
        raise Invalid(f"A clock's speed is a number from 0 to {MAX_SPEED:.0f}", field="speed")
    return speed
