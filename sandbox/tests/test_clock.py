"""The clock of the sandbox's world."""

from datetime import UTC, datetime, timedelta

import pytest

from lib.errors import Invalid
from sandbox.clock import LATEST, MAX_SPEED, Clock

START = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_clock_starts_at_the_real_time():
    before = datetime.now(UTC)
    assert before <= Clock().now() <= datetime.now(UTC) + timedelta(seconds=1)


def test_a_frozen_clock_stands_still_and_can_be_advanced():
    clock = Clock(start=START)
    clock.freeze()
    stands_at = clock.now()
    clock.advance(timedelta(hours=1))
    assert clock.now() == stands_at + timedelta(hours=1)


def test_a_fast_clock_never_goes_back_when_its_speed_changes():
    clock = Clock(speed=50_000, start=START)
    seen = []
    for speed in (10_000, 0, 1, MAX_SPEED, 0.5, 0):
        seen.append(clock.now())
        clock.set_speed(speed)
        seen.append(clock.now())
    assert seen == sorted(seen)
    assert seen[0] >= START


def test_a_clock_stops_at_its_latest_time():
    clock = Clock(speed=MAX_SPEED, start=LATEST - timedelta(seconds=1))
    with pytest.raises(Invalid, match="ends at 2100"):
        clock.advance(timedelta(days=1))
    assert clock.now() <= LATEST


@pytest.mark.parametrize("speed", [-1, MAX_SPEED + 1, float("nan"), float("inf")])
def test_an_impossible_speed_is_refused(speed):
    with pytest.raises(Invalid):
        Clock(start=START).set_speed(speed)


@pytest.mark.parametrize("step", [timedelta(seconds=-1), timedelta(days=400)])
def test_a_step_back_or_too_far_is_refused(step):
    with pytest.raises(Invalid):
        Clock(start=START).advance(step)


def test_a_start_without_a_zone_is_refused():
    with pytest.raises(Invalid):
        Clock(start=START.replace(tzinfo=None))
