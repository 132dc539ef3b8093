"""Rendering: a URL in, a `Page` out, as `fetch` does it, but with the DOM that the page's scripts have made."""

from dataclasses import replace
from io import BytesIO
from time import perf_counter

import urllib3
from requests import PreparedRequest
from requests.adapters import HTTPAdapter

from lib.vocabulary import Outcome
from scraping.fetching.addresses import checked_url
from scraping.fetching.browser.chromium import lack_of
from scraping.fetching.browser.policy import BrowserPolicy
from scraping.fetching.browser.protocol import Job, Rendered
from scraping.fetching.browser.proxy import authority_of
from scraping.fetching.fetcher import judged_page, no_surprises
from scraping.fetching.page import Page, Stop
from scraping.fetching.policy import FetchPolicy
from scraping.fetching.redirects import EndlessRedirects, Trail
from scraping.fetching.robots import PROCESS_CACHE, RobotsCache, require_permission
from scraping.fetching.transport import Exchange, GuardedAdapter

#: Headers that belong to the document's bytes, not to the DOM that came of them.
_OF_THE_BYTES = frozenset(("content-encoding", "content-length", "transfer-encoding", "etag", "last-modified"))


def render(url: str, *, policy: FetchPolicy, settings: BrowserPolicy, robots: RobotsCache | None = None) -> Page:
    """Read one page in Chromium under both policies; never raises for anything that a URL or the other side can cause.

    Outcomes are those of `fetch`, but a page is never `UNCHANGED`: its document may be while its prices are not, and so there
    are no validators either. `body` is the rendered DOM as HTML in UTF-8, at most `policy.max_decoded_bytes`. Every address
    that the page goes to, by redirects or by itself, is held to robots.txt as `policy` says. Where the browser is switched off
    or missing, the outcome is `NOT_A_PRODUCT` and `detail` says what to do. May be called from any number of threads; one page
    is rendered at a time. Of `policy`, `total_timeout` holds for the first robots.txt only (then `settings.page_seconds`),
    `max_body_bytes` does not hold (but `settings.max_traffic_bytes`), and `ca_file` is not used: Chromium trusts what it
    trusts.
    """
    started = perf_counter()
    trail = Trail(url)
    try:
        if lack := lack_of(settings):
            raise Stop(Outcome.NOT_A_PRODUCT, lack)
        with no_surprises():
            page = _read(trail, policy, settings, robots or PROCESS_CACHE)
    except Stop as stop:
        page = Page(url, url, stop.outcome, status=stop.status, detail=stop.detail)
    elapsed_ms = (perf_counter() - started) * 1000
    return replace(page, final_url=trail.end, redirects=tuple(trail.hops), elapsed_ms=elapsed_ms)


def _read(trail: Trail, policy: FetchPolicy, settings: BrowserPolicy, robots: RobotsCache) -> Page:
    # Playwright and psutil are extras: nothing may need them before `lack_of` has found them
    from scraping.fetching.browser.shared import BROWSER

    _require(trail.start, Exchange(policy), robots)
    policy = replace(_without_foreign_exemptions(trail.start, policy), total_timeout=settings.page_seconds)
    job = Job(trail.start, policy, settings.settle_seconds, settings.max_traffic_bytes)
    page_time: list[Exchange] = []
    asked: list[str] = []

    def start() -> Exchange:
        page_time.append(Exchange(policy))
        return page_time[0]

    def admit(url: str) -> None:
        """The first address is the page's own, spelled as Chromium spells it; each further one is a hop."""
        asked.append(url)
        if len(asked) > policy.max_redirects + 1:
            raise EndlessRedirects(f"The shop redirects more than {policy.max_redirects} times.")
        if len(asked) > 1:
            trail.hops.append(url)
            _require(url, page_time[0], robots)

    rendered = BROWSER.render(job, settings, start, admit)
    return judged_page(_as_response(rendered), trail, policy, is_conditional=False)


def _require(url: str, exchange: Exchange, robots: RobotsCache) -> None:
    """Return where `url` may be read. Raises `Stop`."""
    with no_surprises(), GuardedAdapter(exchange) as adapter:
        checked_url(url, exchange.policy)
        if exchange.policy.respect_robots:
            require_permission(url, adapter, robots)


def _without_foreign_exemptions(url: str, policy: FetchPolicy) -> FetchPolicy:
    """Private addresses that a setting opens are open to pages from there; scripts of a public shop have no business there."""
    is_exempt = authority_of(url) in policy.allow_private
    return policy if is_exempt else replace(policy, allow_private=frozenset())


def _as_response(rendered: Rendered):
    """The rendered page as an answer whose body is the DOM, to be judged like any other."""
    headers = {name: value.replace("\n", ", ") for name, value in rendered.headers.items() if name not in _OF_THE_BYTES}
    media_type = headers.get("content-type", "text/html").partition(";")[0].strip()
    headers["content-type"] = f"{media_type}; charset=utf-8"
    answer = urllib3.HTTPResponse(
        body=BytesIO(rendered.body), headers=headers, status=rendered.status, preload_content=False, decode_content=False
    )
    return HTTPAdapter().build_response(PreparedRequest(), answer)
