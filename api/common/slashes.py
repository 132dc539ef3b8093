"""Routes that answer with and without their trailing slash, for every method and without a redirect."""

from collections.abc import Callable

from django.urls import URLPattern
from django.urls.resolvers import RoutePattern


class EitherSlashPattern(RoutePattern):
    """A path pattern that also matches its other spelling: one slash less, or one more, at the end.

    One pattern a route, not two, so that `reverse()` and the OpenAPI document know the documented spelling only.
    """

    def match(self, path: str) -> tuple[str, tuple, dict] | None:
        """What `RoutePattern.match` answers, for either spelling of `path`."""
        if found := super().match(path):
            return found
        if self._route.endswith("/"):
            return None if path.endswith("/") else super().match(f"{path}/")
        return super().match(path[:-1]) if path.endswith("/") else None


def route(path: str, view: Callable, name: str | None = None) -> URLPattern:
    """Like `django.urls.path`, for both spellings of `path`; write the one that the contract documents."""
    return URLPattern(EitherSlashPattern(path, name=name, is_endpoint=True), view, name=name)
