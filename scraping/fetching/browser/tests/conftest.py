"""Shops on loopback and a real Chromium; where there is none, what needs one is skipped and says why."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import psutil
import pytest

from scraping.fetching import FetchPolicy, MemoryRobotsCache, Page
from scraping.fetching.browser import BrowserPolicy, lack_of, render
from scraping.fetching.browser.trees import is_alive
from scraping.fetching.tests.hostile import HostileServer, reply

SETTINGS = BrowserPolicy(enabled=True, page_seconds=20, settle_seconds=3)


def html(script: str, body: str = '<p id="price">to come</p>') -> bytes:
    """An answer with a page whose script is given."""
    return reply(f"<!doctype html><body>{body}<script>{script}</script></body>".encode(), "Content-Type: text/html")


def workers() -> list[psutil.Process]:
    """The browser processes that this process has started and that are alive."""
    return [
        child
        for child in psutil.Process().children()
        if is_alive(child) and "scraping.fetching.browser.worker" in child.cmdline()
    ]


def family() -> list[psutil.Process]:
    """Those with all of their descendants."""
    return [process for worker in workers() for process in (worker, *worker.children(recursive=True))]


def alive(processes: list[psutil.Process], within: float = 5.0) -> list[psutil.Process]:
    """Those that are still there after `within` seconds, zombies left out; returns as soon as there are none."""
    end = time.monotonic() + within
    while left := [process for process in processes if is_alive(process)]:
        if time.monotonic() > end:
            break
        time.sleep(0.05)
    return left


@pytest.fixture(scope="session")
def chromium() -> Iterator[None]:
    """A Chromium that can be started; ended when the tests are over."""
    if lack := lack_of(SETTINGS):
        pytest.skip(lack)
    from scraping.fetching.browser.shared import BROWSER

    yield
    BROWSER.close()


@pytest.fixture
def shop() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


@pytest.fixture
def policy(shop) -> FetchPolicy:
    """Lets pages of the shop out to the shop, and nowhere else on loopback."""
    return FetchPolicy(allow_private=frozenset({f"127.0.0.1:{shop.port}"}), user_agent="PriceTracker/1.0", connect_timeout=2)


@pytest.fixture
def read(chromium, shop, policy) -> Callable[..., Page]:
    """Render a path of the shop: `read("/p", settings=…)`; further keywords replace parts of the policy."""

    def read(path: str, settings: BrowserPolicy = SETTINGS, **limits) -> Page:
        chosen = replace(policy, **limits)
        return render(shop.url(path, host="127.0.0.1"), policy=chosen, settings=settings, robots=MemoryRobotsCache())

    return read


@pytest.fixture
def bystander() -> Iterator[socket.socket]:
    """A server on loopback that no page may reach; a connection to it would wait in its queue."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def was_contacted(server: socket.socket) -> bool:
    """Whether a connection waits at `server`."""
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True
