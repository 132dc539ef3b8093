"""How often one address may send a form: the sliding windows of `settings.RATE_LIMITS`."""

import math
import time
from collections.abc import Callable
from functools import lru_cache, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from limits import parse
from limits.storage import Storage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter


@lru_cache(maxsize=1)
def _storage() -> Storage:
    """Counters in Redis where there is one, so that all processes count together; else in this process."""
    url = settings.REDIS_URL.replace("unix://", "redis+unix://", 1)
    return storage_from_string(url or "memory://")


def client_address(request: HttpRequest) -> str:
    """The address of the browser. As many entries from the end of X-Forwarded-For are believed as there are trusted proxies."""
    peer = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return forwarded[-proxies] if 0 < proxies <= len(forwarded) else peer


def limited(name: str) -> Callable:
    """Let a view take POSTs from one address only as often as `RATE_LIMITS[name]` allows; else 429 with Retry-After."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            limiter, limit = SlidingWindowCounterRateLimiter(_storage()), parse(settings.RATE_LIMITS[name])
            key = ("web", name, client_address(request))
            if limiter.hit(limit, *key):
                return view(request, *args, **kwargs)
            wait = max(1, math.ceil(limiter.get_window_stats(limit, *key).reset_time - time.time()))
            response = render(request, "429.html", {"seconds": wait}, status=429)
            response.headers["Retry-After"] = str(wait)
            return response

        return wrapper

    return decorate


def forget_counts() -> None:
    """Start all counts afresh."""
    _storage().reset()
