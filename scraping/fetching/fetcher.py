"""The only place with the network: a URL in, a `Page` out, whatever the other side does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from time import perf_counter

import requests
import urllib3.exceptions
from requests import Response

from lib.vocabulary import Outcome
from scraping.fetching.addresses import checked_url
from scraping.fetching.body import ACCEPT_ENCODING, read_body
from scraping.fetching.page import Page, Stop, Validators
from scraping.fetching.policy import KIB, FetchPolicy
from scraping.fetching.redirects import Trail, follow
from scraping.fetching.robots import PROCESS_CACHE, RobotsCache, crawl_delay_for, require_permission
from scraping.fetching.transport import Exchange, GuardedAdapter

#: A shop that says "later" for longer is asked again after a week.
MAX_RETRY_AFTER = 7 * 86_400.0

_BLOCKED = frozenset({401, 403, 429, 451})
_GONE = frozenset({404, 410})
#: How bot walls announce themselves, whatever the status.
_CHALLENGE_HEADERS = {"cf-mitigated": "challenge", "x-amzn-waf-action": ""}
#: How they look in a page that a server sends as "unavailable".
_CHALLENGE_WORDS = (
    b"captcha",
    b"challenge-platform",
    b"cf-chl",
    b"_incapsula_resource",
    b"px-captcha",
    b"datadome",
    b"are you a robot",
    b"robot check",
    b"api-services-support@amazon",
    b"access denied",
    b"enable javascript and cookies",
)
_MAX_HEADER_VALUE = 512
_NETWORK_ERRORS = (requests.RequestException, urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError)


def fetch(url: str, *, policy: FetchPolicy, validators: Validators | None = None, robots: RobotsCache | None = None) -> Page:
    """Read one page under `policy`; never raises for anything that a URL or the other side can cause.

    `validators` make the request conditional, so that an unchanged page costs no body. `robots` keeps robots.txt files over
    fetches (default: in the memory of this process). Outcomes: ok (2xx), unchanged (304 to a conditional request), blocked,
    gone, too large, timed out, refused address, robots, and HTTP error for the rest. May be called from any number of threads.
    """
    started = perf_counter()
    trail = Trail(url)
    try:
        with no_surprises(), GuardedAdapter(Exchange(policy)) as adapter:
            page = _read(adapter, trail, validators or Validators(), robots or PROCESS_CACHE)
    except Stop as stop:
        page = Page(url, url, stop.outcome, status=stop.status, detail=stop.detail)
    elapsed_ms = (perf_counter() - started) * 1000
    return replace(page, final_url=trail.end, redirects=tuple(trail.hops), elapsed_ms=elapsed_ms)


def crawl_delay(url: str, policy: FetchPolicy, robots: RobotsCache | None = None) -> float | None:
    """The seconds that the shop's robots.txt asks for between two requests, at most a day.

    `None` where it asks for none, cannot be read, or is not respected by `policy`. Reads robots.txt where `robots` has no copy.
    """
    if not policy.respect_robots:
        return None
    try:
        with no_surprises(), GuardedAdapter(Exchange(policy)) as adapter:
            checked_url(url, policy)
            return crawl_delay_for(url, adapter, robots or PROCESS_CACHE)
    except Stop:
        return None


@contextmanager
def no_surprises() -> Iterator[None]:
    """Every error of the network stack leaves as a `Stop` with a sentence that holds no path, query or header."""
    try:
        yield
    except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
        raise Stop(Outcome.TIMED_OUT, "The shop did not answer in time.") from None
    except requests.exceptions.SSLError:
        raise Stop(Outcome.HTTP_ERROR, "The shop's certificate or encryption could not be verified.") from None
    except (requests.ConnectionError, urllib3.exceptions.ProtocolError) as error:
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        if isinstance(reason, urllib3.exceptions.NewConnectionError):
            raise Stop(Outcome.HTTP_ERROR, "The shop's server could not be reached.") from None
        raise Stop(Outcome.HTTP_ERROR, "The shop's server broke the connection off.") from None
    except (requests.exceptions.InvalidURL, urllib3.exceptions.LocationValueError, UnicodeError):
        raise Stop(Outcome.REFUSED_ADDRESS, "The address cannot be read.") from None
    except _NETWORK_ERRORS:
        raise Stop(Outcome.HTTP_ERROR, "The shop's server gave an answer that is not valid HTTP.") from None


def _read(adapter: GuardedAdapter, trail: Trail, validators: Validators, robots: RobotsCache) -> Page:
    policy = adapter.policy

    def admit(url: str) -> None:
        checked_url(url, policy)
        if policy.respect_robots:
            require_permission(url, adapter, robots)

    conditions = _conditions(validators)
    response = follow(
        adapter,
        trail,
        headers={
            "User-Agent": policy.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": ACCEPT_ENCODING,
        },
        first_only=conditions,
        max_redirects=policy.max_redirects,
        admit=admit,
    )
    try:
        return judged_page(response, trail, policy, is_conditional=bool(conditions) and not trail.hops)
    finally:
        response.close()


def judged_page(response: Response, trail: Trail, policy: FetchPolicy, *, is_conditional: bool) -> Page:
    """The page of a final answer, by its status and, for a bot wall, by its marks."""
    status = response.status_code
    page = Page(
        url=trail.start,
        final_url=trail.end,
        outcome=Outcome.HTTP_ERROR,
        status=status,
        content_type=_header(response, "Content-Type"),
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        retry_after=retry_after(response.headers.get("Retry-After"), datetime.now(UTC)),
    )
    if status in _BLOCKED or _is_challenge(response, policy):
        return replace(page, outcome=Outcome.BLOCKED, detail=f"The shop turned the request away (status {status}).")
    if status in _GONE:
        return replace(page, outcome=Outcome.GONE, detail=f"The shop no longer has this page (status {status}).")
    if status == 304 and is_conditional:
        return replace(page, outcome=Outcome.UNCHANGED, detail="The page has not changed.")
    if not 200 <= status < 300:
        return replace(page, detail=f"The shop answered with an error (status {status}).")
    try:
        with no_surprises():
            return replace(page, outcome=Outcome.OK, body=read_body(response, policy), detail="The page was read.")
    except Stop as stop:
        return replace(page, outcome=stop.outcome, detail=stop.detail)


def _is_challenge(response: Response, policy: FetchPolicy) -> bool:
    """Whether a bot wall answered in the shop's place."""
    for name, value in _CHALLENGE_HEADERS.items():
        if name in response.headers and value in response.headers[name].lower():
            return True
    if response.status_code != 503:
        return False
    small = replace(policy, max_body_bytes=256 * KIB, max_decoded_bytes=256 * KIB)
    try:
        body = read_body(response, small).lower()
    except Stop:
        return False
    return any(words in body for words in _CHALLENGE_WORDS)


def _conditions(validators: Validators) -> dict[str, str]:
    """The conditional headers (RFC 9110, 13.1); a value that no header can carry is left out."""
    pairs = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in pairs.items() if value and value.isascii() and value.isprintable()}


def _header(response: Response, name: str) -> str | None:
    """A header that is worth keeping: present, and not absurdly long."""
    value = response.headers.get(name, "").strip()
    return value if 0 < len(value) <= _MAX_HEADER_VALUE else None


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds of a Retry-After header (RFC 9110, 10.2.3: a number or an HTTP date), from 0 to a week; `None` if unreadable.

    >>> retry_after("120", datetime(2025, 1, 1, tzinfo=UTC))
    120.0
    >>> retry_after("Wed, 01 Jan 2025 00:01:00 GMT", datetime(2025, 1, 1, tzinfo=UTC))
    60.0
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)
