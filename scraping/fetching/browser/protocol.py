"""What the two processes say to each other: JSON, one object a line, over the worker's standard input and output.

us                                              the worker
                                                {"ready": "<version of Chromium>"}
{"url": …, "policy": …, "settle_seconds": …}
                                                {"ask": "<address the page goes to>"}    for the page and each hop
{"go": true}
                                                {"status": …, "headers": …, "bytes": n} and n bytes of HTML
                                                or {"stop": [outcome, detail]}
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from lib.vocabulary import Outcome
from scraping.fetching.page import Stop
from scraping.fetching.policy import FetchPolicy

_SETS = ("allow_private", "allowed_ports")


@dataclass(frozen=True, slots=True)
class Job:
    """One page to render under `policy`. Seconds and bytes as in `BrowserPolicy`."""

    url: str
    policy: FetchPolicy
    settle_seconds: float
    max_traffic_bytes: int

    def as_message(self) -> dict[str, Any]:
        """The job as JSON can carry it."""
        message = asdict(self)
        message["policy"].update({name: sorted(message["policy"][name]) for name in _SETS})
        return message

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> "Job":
        """The job that `as_message` wrote."""
        sets = {name: frozenset(message["policy"][name]) for name in _SETS}
        return cls(**{**message, "policy": FetchPolicy(**{**message["policy"], **sets})})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered page: status and headers (names in lower case) of its document, and its DOM as HTML in UTF-8."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def as_message(self) -> dict[str, Any]:
        """What goes before the body, its length in bytes included."""
        return {"status": self.status, "headers": self.headers, "bytes": len(self.body)}


def stop_message(stop: Stop) -> dict[str, Any]:
    """A `Stop` as JSON can carry it."""
    return {"stop": [stop.outcome.value, stop.detail]}


def stop_of(message: dict[str, Any]) -> Stop:
    """The `Stop` that `stop_message` wrote."""
    outcome, detail = message["stop"]
    return Stop(Outcome(outcome), detail)


def line(message: dict[str, Any]) -> bytes:
    """The message as it goes over the pipe."""
    return json.dumps(message).encode() + b"\n"
