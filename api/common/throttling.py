"""How the API tells of rate limits: `accounts.limits` counts, `X-RateLimit-*` headers say what is left."""

from rest_framework.throttling import BaseThrottle

from accounts.limits import Allowance, spend_request


class NamedLimit(BaseThrottle):
    """The throttle of a view: its `rate_limit` names an entry of `settings.RATE_LIMITS` ("20/minute"); without it, no limit.

    Counted by client address; by user where someone is signed in and the settings have an entry "<name>-user".
    """

    def allow_request(self, request, view) -> bool:
        """Count the request. The allowance is left on the view, for the headers of the answer."""
        name = getattr(view, "rate_limit", None)
        if name is None or request.method == "OPTIONS":
            return True
        view.allowance = spend_request(name, request, request.user)
        return view.allowance.allowed


class RateLimitHeaders:
    """A mixin for API views that tells what `NamedLimit` counted, on answers and refusals alike."""

    allowance: Allowance | None = None

    def finalize_response(self, request, response, *args, **kwargs):
        """The response with `X-RateLimit-Limit`, `-Remaining`, `-Reset` (Unix time) and, refused, `Retry-After` (seconds)."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if allowance := self.allowance:
            response["X-RateLimit-Limit"] = allowance.limit
            response["X-RateLimit-Remaining"] = allowance.remaining
            response["X-RateLimit-Reset"] = allowance.reset_at
            if not allowance.allowed:
                response["Retry-After"] = allowance.retry_after
        return response
