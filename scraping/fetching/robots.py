"""robots.txt (RFC 9309): fetched through the same guard, kept for a while, asked before every hop."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from math import isfinite
from threading import Lock
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from lib.vocabulary import Outcome
from scraping.fetching.addresses import checked_url
from scraping.fetching.body import ACCEPT_ENCODING, read_body
from scraping.fetching.page import Stop
from scraping.fetching.policy import KIB, FetchPolicy
from scraping.fetching.redirects import EndlessRedirects, Trail, follow
from scraping.fetching.transport import GuardedAdapter

#: RFC 9309, 2.4: not longer than a day.
KEEP_SECONDS = 12 * 3600.0
#: After a server error the shop counts as closed, for this long.
KEEP_CLOSED_SECONDS = 600.0
#: RFC 9309, 2.5: a parser reads at least this much.
MAX_BYTES = 500 * KIB
#: A longer crawl delay than this would be a "no" in other words.
MAX_CRAWL_DELAY = 86_400.0

_OPEN = ""
_CLOSED = "# unreachable\nUser-agent: *\nDisallow: /\n"


class RobotsCache(Protocol):
    """Where robots.txt files are kept: by origin ("https://shop.example"), for a number of seconds."""

    def get(self, origin: str) -> str | None:
        """The kept file, `None` where there is none or it is too old."""

    def set(self, origin: str, body: str, seconds: float) -> None:
        """Keep the file for `seconds`."""


class MemoryRobotsCache:
    """robots.txt files of this process; thread-safe, the least recently used go first."""

    def __init__(self, size: int = 1024, clock: Callable[[], float] = time.monotonic):
        self._size = size
        self._clock = clock
        self._files: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = Lock()

    def get(self, origin: str) -> str | None:
        """The kept file, `None` where there is none or it is too old."""
        with self._lock:
            body, ends_at = self._files.get(origin, (None, 0.0))
            if body is None or ends_at <= self._clock():
                self._files.pop(origin, None)
                return None
            self._files.move_to_end(origin)
            return body

    def set(self, origin: str, body: str, seconds: float) -> None:
        """Keep the file for `seconds`."""
        with self._lock:
            self._files[origin] = (body, self._clock() + seconds)
            self._files.move_to_end(origin)
            while len(self._files) > self._size:
                self._files.popitem(last=False)


#: What a fetch uses that is given no cache.
PROCESS_CACHE = MemoryRobotsCache()


def require_permission(url: str, adapter: GuardedAdapter, cache: RobotsCache) -> None:
    """Return where the shop's robots.txt lets us read `url`.

    Raises `Stop`: robots where it does not (or where the shop cannot say, RFC 9309, 2.3.1.4), else whatever kept robots.txt
    itself from being read, since the page is behind the same door.
    """
    body = _robots_txt(url, adapter, cache)
    if body == _CLOSED:
        raise Stop(
            Outcome.ROBOTS, "The shop could not say what robots may read: its robots.txt failed. Nothing is read meanwhile."
        )
    if not _rules(body).can_fetch(url, _token(adapter.policy)):
        raise Stop(Outcome.ROBOTS, "The shop's robots.txt asks robots not to read this page.")


def crawl_delay_for(url: str, adapter: GuardedAdapter, cache: RobotsCache) -> float | None:
    """The seconds robots.txt asks for between two requests, at most a day; `None` for no wish. Raises `Stop`."""
    delay = _rules(_robots_txt(url, adapter, cache)).crawl_delay(_token(adapter.policy))
    return min(delay, MAX_CRAWL_DELAY) if delay is not None and isfinite(delay) and delay > 0 else None


def _robots_txt(url: str, adapter: GuardedAdapter, cache: RobotsCache) -> str:
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    body = cache.get(origin)
    if body is None:
        body, seconds = _fetched(origin, adapter)
        cache.set(origin, body, seconds)
    return body


def _fetched(origin: str, adapter: GuardedAdapter) -> tuple[str, float]:
    """The file and how long to keep it; raises `Stop` and what requests raises where the shop cannot be reached at all."""
    policy = replace(adapter.policy, max_body_bytes=MAX_BYTES, max_decoded_bytes=MAX_BYTES)
    try:
        response = follow(
            adapter,
            Trail(f"{origin}/robots.txt"),
            headers={"User-Agent": policy.user_agent, "Accept": "text/plain, */*;q=0.5", "Accept-Encoding": ACCEPT_ENCODING},
            first_only={},
            max_redirects=policy.max_redirects,
            admit=lambda url: checked_url(url, policy),
        )
        if response.status_code >= 500 or response.status_code == 429:
            response.close()
            return _CLOSED, KEEP_CLOSED_SECONDS
        if not response.ok:
            response.close()
            return _OPEN, KEEP_SECONDS
        try:
            return read_body(response, policy).decode("utf-8", "replace"), KEEP_SECONDS
        finally:
            response.close()
    except EndlessRedirects:
        return _OPEN, KEEP_SECONDS
    except Stop as stop:
        if stop.outcome is Outcome.TOO_LARGE:
            return _CLOSED, KEEP_CLOSED_SECONDS
        raise


@lru_cache(maxsize=128)
def _rules(body: str) -> Protego:
    return Protego.parse(body)


def _token(policy: FetchPolicy) -> str:
    """The product token that robots.txt knows us by: the user agent without version and comment."""
    return policy.user_agent.partition("/")[0]
