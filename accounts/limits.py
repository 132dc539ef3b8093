"""Rate limits: named in `settings.RATE_LIMITS`, counted in a sliding window; the doors say how a refusal sounds.

The windows are those of the `limits` library (sliding window counter): in Redis where `settings.REDIS_URL` names one, so that
all processes count together, else in this process.
"""

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItem, parse, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from accounts.addresses import address_block, client_address

logger = logging.getLogger(__name__)

#: Seconds that a request waits for Redis, and seconds without asking it again after it did not answer.
_REDIS_TIMEOUT = 0.25
_REDIS_PAUSE = 5


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client may still ask: `remaining` of `limit` requests in a window of `window` seconds.

    At `reset_at` (Unix seconds) the next one comes free.
    """

    allowed: bool
    limit: int
    remaining: int
    reset_at: int
    retry_after: int
    window: int


class Limiter:
    """Counts in Redis where there is one; in this process where there is none, or while it does not answer."""

    def __init__(self, redis_url: str = ""):
        """`redis_url` as Django and Celery take it (redis, rediss, unix); empty: this process only."""
        self._local = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = SlidingWindowCounterRateLimiter(_redis_storage(redis_url)) if redis_url else None
        self._ask_redis_from = 0.0

    def spend(self, rate: RateLimitItem, *key: str) -> Allowance:
        """Count one request of `key` against `rate`; a refused one is not counted."""
        if self._shared and time.monotonic() >= self._ask_redis_from:
            try:
                return _spend(self._shared, rate, key)
            except StorageError as error:
                self._ask_redis_from = time.monotonic() + _REDIS_PAUSE
                logger.warning("Rate limits: Redis does not answer (%s); each process counts alone for now", error)
        return _spend(self._local, rate, key)

    def reset(self) -> None:
        """Forget every count."""
        for limiter in filter(None, (self._local, self._shared)):
            limiter.storage.reset()


def _redis_storage(url: str):
    if url.startswith("unix://"):
        url = f"redis+{url}"
    return storage_from_string(url, wrap_exceptions=True, socket_timeout=_REDIS_TIMEOUT, socket_connect_timeout=_REDIS_TIMEOUT)


def _spend(limiter: SlidingWindowCounterRateLimiter, rate: RateLimitItem, key: tuple[str, ...]) -> Allowance:
    allowed = limiter.hit(rate, *key)
    reset_at, remaining = limiter.get_window_stats(rate, *key)
    retry_after = max(1, _ceil(reset_at - time.time()))
    return Allowance(allowed, rate.amount, remaining, _ceil(reset_at), retry_after, rate.get_expiry())


def _ceil(seconds: float) -> int:
    """Whole seconds, upwards; a fraction below a millisecond is the noise of large floats."""
    return ceil(round(seconds, 3))


@lru_cache(maxsize=2)
def _limiter_for(redis_url: str) -> Limiter:
    return Limiter(redis_url)


def limiter() -> Limiter:
    """The limiter of this process."""
    return _limiter_for(settings.REDIS_URL)


@lru_cache(maxsize=64)
def _rate(text: str) -> RateLimitItem:
    return parse(text)


def spend_request(name: str, request: HttpRequest, user=None) -> Allowance:
    """Count a request against the limit `name`: by its client address, or by `user` where somebody is signed in.

    Signed-in people have a limit of their own where the settings name one ("<name>-user"). The site and the API count together.
    """
    key = ("address", address_block(client_address(request)))
    if user is not None and user.is_authenticated and f"{name}-user" in settings.RATE_LIMITS:
        name, key = f"{name}-user", ("user", str(user.pk))
    return limiter().spend(_rate(settings.RATE_LIMITS[name]), name, *key)


def spend_endpoint_request(name: str, request: HttpRequest) -> Allowance:
    """Count a request, by its client address, against every limit of the endpoint `name` and the one of all endpoints together.

    The limits are those of `settings.ENDPOINT_LIMITS`, multiplied by `settings.ENDPOINT_LIMITS_FACTOR`. Answers the first limit
    that refuses, else the one of which least is left; of a burst (a window of a second) only a refusal is told. What comes
    after a refusal is not counted.
    """
    client = address_block(client_address(request))
    told = None
    for scope in dict.fromkeys((name, "public")):
        for rate in _rates(settings.ENDPOINT_LIMITS.get(scope, ""), settings.ENDPOINT_LIMITS_FACTOR):
            allowance = limiter().spend(rate, "endpoint", scope, client)
            if not allowance.allowed:
                return allowance
            if allowance.window > 1 and (told is None or allowance.remaining < told.remaining):
                told = allowance
    return told or allowance


@lru_cache(maxsize=64)
def _rates(text: str, factor: int) -> tuple[RateLimitItem, ...]:
    """The limits in `text` ("100/minute; 10/second"), the shortest window first, each `factor` times as wide."""
    rates = [type(rate)(rate.amount * factor, rate.multiples, rate.namespace) for rate in parse_many(text)] if text else []
    return tuple(sorted(rates, key=lambda rate: rate.get_expiry()))
