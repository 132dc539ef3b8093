"""The moods of the flaky shop: how it answers for a product at a time. Deterministic, so that a test may know beforehand."""

from datetime import datetime, timedelta
from enum import StrEnum

from sandbox.market.draws import Draws

#: How long a mood lasts.
WINDOW = timedelta(minutes=10)


class Mood(StrEnum):
    """How the flaky shop answers."""

    WELL = "well"
    BLOCKED = "blocked"
    CAPTCHA = "captcha"
    BUSY = "busy"
    BROKEN = "broken"
    MISSING = "missing"
    STALLED = "stalled"
    GARBAGE = "garbage"
    SHELL = "shell"


#: Per mille of the windows; what is left is well.
_SHARES = (
    (Mood.BLOCKED, 70),
    (Mood.CAPTCHA, 40),
    (Mood.BUSY, 50),
    (Mood.BROKEN, 40),
    (Mood.MISSING, 30),
    (Mood.STALLED, 40),
    (Mood.GARBAGE, 30),
    (Mood.SHELL, 30),
)


def mood_at(seed: int, sku: str, at: datetime) -> Mood:
    """The mood for the sku at the aware time `at`; it holds for `WINDOW`, whose beginning differs from sku to sku."""
    draws = Draws(seed, "mood", sku)
    seconds = int(WINDOW.total_seconds())
    window = (int(at.timestamp()) + draws.below(seconds, -1)) // seconds
    drawn = draws.below(1000, window)
    for mood, share in _SHARES:
        if drawn < share:
            return mood
        drawn -= share
    return Mood.WELL
