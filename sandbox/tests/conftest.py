"""The sandbox as tests use it: a market of seed 1 at a standing clock."""

from datetime import UTC, datetime

import pytest

from sandbox.clock import Clock
from sandbox.market import Market
from sandbox.shops.world import World
from sandbox.tests.visitor import Visitor


@pytest.fixture
def clock() -> Clock:
    return Clock(speed=0, start=datetime(2026, 6, 1, 9, 30, tzinfo=UTC))


@pytest.fixture
def market() -> Market:
    return Market(seed=1)


@pytest.fixture
def world(market, clock) -> World:
    return World(market, clock, base_path="", stall_seconds=0.0)


@pytest.fixture
def visitor(world) -> Visitor:
    return Visitor(world)
