"""Following redirects one checked hop at a time (RFC 9110, 15.4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from requests import Response
from requests.utils import requote_uri

from lib.vocabulary import Outcome
from scraping.fetching.page import Stop
from scraping.fetching.transport import GuardedAdapter

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class EndlessRedirects(Stop):
    """More hops than allowed, or a circle."""

    def __init__(self, detail: str):
        super().__init__(Outcome.HTTP_ERROR, detail)


@dataclass(slots=True)
class Trail:
    """Where a request has been: the address it started from and those it was sent on to, in order."""

    start: str
    hops: list[str] = field(default_factory=list)

    @property
    def end(self) -> str:
        """The last address reached."""
        return self.hops[-1] if self.hops else self.start


def follow(
    adapter: GuardedAdapter,
    trail: Trail,
    *,
    headers: dict[str, str],
    first_only: dict[str, str],
    max_redirects: int,
    admit: Callable[[str], None],
) -> Response:
    """The first answer that is no redirect, its body unread; `trail` grows with each hop, also where an error ends the way.

    `admit` is called with each address before it is asked and raises `Stop` to end the way there. `first_only` headers go with
    the first request alone: validators belong to the page that was asked for, not to what it redirects to today.
    """
    while True:
        url = trail.end
        admit(url)
        response = adapter.get(url, headers if trail.hops else headers | first_only)
        if response.status_code not in _REDIRECTS:
            return response
        response.close()
        target = _target(url, response)
        if target == trail.start or target in trail.hops:
            raise EndlessRedirects("The shop redirects in a circle.")
        if len(trail.hops) == max_redirects:
            raise EndlessRedirects(f"The shop redirects more than {max_redirects} times.")
        trail.hops.append(target)


def _target(url: str, response: Response) -> str:
    """The absolute address a redirect leads to; servers send raw UTF-8 and blanks, and browsers follow."""
    status = response.status_code
    location = response.headers.get("Location", "").encode("latin-1", "replace").decode("utf-8", "replace").strip()
    if not location:
        raise Stop(Outcome.HTTP_ERROR, f"The shop redirects without saying where (status {status}).", status=status)
    try:
        return requote_uri(urldefrag(urljoin(url, location)).url)
    except ValueError:
        raise Stop(Outcome.HTTP_ERROR, f"The shop redirects to no address (status {status}).", status=status) from None
