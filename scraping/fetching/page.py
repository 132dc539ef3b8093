"""What a fetch answers with."""

from dataclasses import dataclass

from lib.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Validators:
    """What the shop said of the page the last time, to ask "has it changed?" with (RFC 9110, 13.1): both may be `None`."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One answered (or failed) request for a page.

    `url` is what was asked, `final_url` where the redirects (`redirects`, in order) ended. `body` has its content coding
    undone, its character set untouched, and is empty unless the outcome is `OK`. `retry_after` is in seconds from the answer
    on, `elapsed_ms` in milliseconds over everything, robots.txt and redirects included. `detail` is a sentence for people,
    free of paths and query strings.
    """

    url: str
    final_url: str
    outcome: Outcome
    status: int | None = None
    body: bytes = b""
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: float | None = None
    elapsed_ms: float = 0.0
    detail: str = ""
    redirects: tuple[str, ...] = ()

    @property
    def validators(self) -> Validators:
        """What to send with the next request for the same URL."""
        return Validators(etag=self.etag, last_modified=self.last_modified)


class Stop(Exception):
    """Ends a fetch early: carries the outcome and the sentence that the page will show. Never leaves this package."""

    def __init__(self, outcome: Outcome, detail: str, *, status: int | None = None):
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.status = status
