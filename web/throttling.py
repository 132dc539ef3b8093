"""How the site tells of rate limits: a page that says when to try again."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.limits import spend_request


def limited(name: str) -> Callable:
    """Let a view take POSTs only as often as `RATE_LIMITS[name]` allows; else 429 with Retry-After."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            allowance = spend_request(name, request, request.user)
            if allowance.allowed:
                return view(request, *args, **kwargs)
            response = render(request, "429.html", {"seconds": allowance.retry_after}, status=429)
            response.headers["Retry-After"] = str(allowance.retry_after)
            return response

        return wrapper

    return decorate
