"""How we behave towards shops: the limits of a fetch as settings give them, and their robots.txt, shared by all workers."""

from django.conf import settings
from django.core.cache import cache

from scraping.fetching import FetchPolicy


def fetch_policy(*, respect_robots: bool = True) -> FetchPolicy:
    """The limits of a fetch on this installation."""
    return FetchPolicy(
        allow_private=settings.FETCH_ALLOW_PRIVATE,
        user_agent=settings.FETCH_USER_AGENT,
        respect_robots=respect_robots,
    )


class SharedRobots:
    """The `RobotsCache` of `scraping.fetching` over Django's cache: one fetch of a robots.txt serves every worker."""

    def get(self, origin: str) -> str | None:
        """The file of the origin ("https://shop.example"); None if it is not known or has expired."""
        return cache.get(f"robots:{origin}")

    def set(self, origin: str, body: str, seconds: float) -> None:
        """Keep the file of the origin for `seconds`."""
        cache.set(f"robots:{origin}", body, seconds)
