"""Where words are indexed and found. `settings.SEARCH_BACKEND` names the one in use."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.backends.base import SearchBackend


def get_backend() -> SearchBackend:
    """The backend that `settings.SEARCH_BACKEND` names: the dotted path of something that makes one. Raises `ImportError`."""
    return _made(settings.SEARCH_BACKEND)


@cache
def _made(path: str) -> SearchBackend:
    return import_string(path)()


__all__ = ["SearchBackend", "get_backend"]
