"""One page in Chromium: a window without memory, every step of it asked for, and its DOM when the network has fallen silent."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from playwright.async_api import Browser, CDPSession, Error, Page, Request, Response
from playwright.async_api import TimeoutError as Late

from lib.vocabulary import Outcome
from scraping.fetching.browser.protocol import Job, Rendered
from scraping.fetching.browser.proxy import GuardedProxy, authority_of
from scraping.fetching.page import Stop

#: What a price is never found in (resource types of the DevTools protocol).
_LEFT_OUT = frozenset("Image Media Font TextTrack Manifest Ping CSPViolationReport Prefetch Document".split())
#: Failures that end no page: another navigation took its place, it is a download, or its status says all there is to say.
_HARMLESS = ("ERR_ABORTED", "ERR_HTTP_RESPONSE_CODE_FAILURE", "ERR_BLOCKED_BY_CLIENT", "Download is starting")
_FAILURES = (
    ("ERR_CERT", Outcome.HTTP_ERROR, "The shop's certificate or encryption could not be verified."),
    ("ERR_SSL", Outcome.HTTP_ERROR, "The shop's certificate or encryption could not be verified."),
    ("TIMED_OUT", Outcome.TIMED_OUT, "The shop did not answer in time."),
    ("ERR_UNSAFE_REDIRECT", Outcome.REFUSED_ADDRESS, "The shop redirects to an address that is not fetched."),
    ("ERR_UNKNOWN_URL_SCHEME", Outcome.REFUSED_ADDRESS, "The shop redirects to an address that is not fetched."),
    ("ERR_TOO_MANY_REDIRECTS", Outcome.HTTP_ERROR, "The shop redirects in a circle."),
)
#: A form sent by a script; or an address that is not fetched, of which the parent knows better words.
_GOES_ELSEWHERE = Stop(Outcome.HTTP_ERROR, "The page goes on by sending a form, which is not done here.")
_BROKEN_OFF = Stop(Outcome.HTTP_ERROR, "The shop's server broke the connection off.")
#: How long a closed window may take to be gone, in seconds.
_CLOSED_WITHIN = 2.0

Ask = Callable[[str], Awaitable[bool]]


async def render_page(browser: Browser, proxy: GuardedProxy, job: Job, ask: Ask) -> Rendered:
    """Render one page. `ask` says whether the page may go to an address, and is asked for each that it goes to.

    Raises `Stop` for what a page or its servers do. Takes as long as the page does: who waits for it keeps the time.
    """
    context = await browser.new_context(
        user_agent=job.policy.user_agent,
        service_workers="block",
        accept_downloads=False,
        viewport={"width": 1280, "height": 900},
    )
    try:
        context.set_default_timeout(0)
        visit = Visit(await context.new_page(), proxy, job, ask)
        proxy.open(job.policy, job.max_traffic_bytes, visit.end)
        context.on("page", lambda popup: visit.follow(popup.close()))
        return await visit.result()
    finally:
        proxy.close()
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(_CLOSED_WITHIN):
                await context.close()


class Visit:
    """What happens to one page between its first request and its DOM."""

    def __init__(self, page: Page, proxy: GuardedProxy, job: Job, ask: Ask):
        self._page = page
        self._proxy = proxy
        self._job = job
        self._ask = ask
        self._fate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._steps: set[asyncio.Task] = set()
        self._document: Response | None = None
        page.on("response", self._note_document)
        page.on("requestfailed", self._note_failure)
        page.on("crash", lambda _: self.end(Stop(Outcome.HTTP_ERROR, "The page crashed the browser.")))

    def end(self, stop: Stop) -> None:
        """Let the visit end with `stop`, unless it has ended already."""
        if not self._fate.done():
            self._fate.set_exception(stop)

    def follow(self, step: Awaitable) -> None:
        """Do something aside; a window that has been closed meanwhile is no matter."""
        task = asyncio.ensure_future(_quietly(step))
        self._steps.add(task)
        task.add_done_callback(self._steps.discard)

    async def result(self) -> Rendered:
        """The page as it is when all is done. Raises `Stop`."""
        work = asyncio.ensure_future(self._work())
        try:
            await asyncio.wait([work, self._fate], return_when=asyncio.FIRST_COMPLETED)
            if self._fate.done():
                self._fate.result()
            return work.result()
        except Error as error:
            raise self._stop_for(error.message) from None
        finally:
            self._fate.cancel()
            for task in (work, *self._steps):
                task.cancel()
            await asyncio.gather(work, *self._steps, return_exceptions=True)

    async def _work(self) -> Rendered:
        await self._guard(await self._page.context.new_cdp_session(self._page))
        try:
            await self._page.goto(self._job.url, wait_until="domcontentloaded")
        except Error as error:
            if self._document is None or not any(name in error.message for name in _HARMLESS):
                raise
            return Rendered(self._document.status, self._document.headers)
        body = await self._settled()
        # one byte more than the limit says that there was more
        return Rendered(self._document.status, self._document.headers, body[: self._job.policy.max_decoded_bytes + 1])

    async def _guard(self, session: CDPSession) -> None:
        """Stop every request of the page at Chromium's door, redirects one by one, until it has been judged."""
        main_frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        session.on("Fetch.requestPaused", lambda event: self.follow(self._judge(session, main_frame, event)))
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    async def _judge(self, session: CDPSession, main_frame: str, event: dict[str, Any]) -> None:
        kind, request = event["resourceType"], event["request"]
        if kind == "Document" and event["frameId"] == main_frame:
            may_go = request["method"] == "GET" and await self._ask(request["url"])
            if not may_go:
                self.end(_GOES_ELSEWHERE)
        else:
            may_go = kind not in _LEFT_OUT
        if may_go:
            await session.send("Fetch.continueRequest", {"requestId": event["requestId"]})
        else:
            await session.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "BlockedByClient"})

    async def _settled(self) -> bytes:
        """The HTML of the last document that the page has gone to by itself."""
        while True:
            document = self._document
            with suppress(Late):
                await self._page.wait_for_load_state("networkidle", timeout=self._job.settle_seconds * 1000)
            try:
                content = await self._page.content()
            except Error as error:
                if "navigating" not in error.message:
                    raise
                await self._page.wait_for_load_state("domcontentloaded")
                continue
            if document is self._document:
                return content.encode("utf-8", "replace")

    def _note_document(self, response: Response) -> None:
        if _is_of_page(response.request):
            self._document = response

    def _note_failure(self, request: Request) -> None:
        if _is_of_page(request) and not any(name in (request.failure or "") for name in _HARMLESS):
            self.end(self._stop_for(request.failure or "", request.url))

    def _stop_for(self, failure: str, url: str | None = None) -> Stop:
        """What a failure of Chromium's amounts to; the proxy knows best why a server did not answer."""
        address = url or (self._document.url if self._document else self._job.url)
        if stop := self._proxy.stops.get(authority_of(address)):
            return stop
        return next((Stop(outcome, words) for mark, outcome, words in _FAILURES if mark in failure), _BROKEN_OFF)


def _is_of_page(request: Request) -> bool:
    """Whether a request is for the page itself, not for something in it."""
    return request.is_navigation_request() and request.frame.parent_frame is None


async def _quietly(step: Awaitable) -> None:
    with suppress(Error):
        await step
