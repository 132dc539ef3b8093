"""The one browser process of this process, and whose turn it is."""

import atexit
import os
from collections.abc import Callable
from threading import Lock

from lib.vocabulary import Outcome
from scraping.fetching.browser.policy import BrowserPolicy
from scraping.fetching.browser.protocol import Job, Rendered
from scraping.fetching.browser.supervisor import BrowserProcess
from scraping.fetching.page import Stop
from scraping.fetching.transport import Exchange


class SharedBrowser:
    """Renders for any number of threads, one page at a time, in a process that is replaced when it is worn or failed."""

    def __init__(self):
        self._lock = Lock()
        self._process: BrowserProcess | None = None

    def render(
        self, job: Job, settings: BrowserPolicy, start: Callable[[], Exchange], admit: Callable[[str], None]
    ) -> Rendered:
        """Wait for a turn, and render. The time of the page begins with `start`. Raises `Stop`."""
        if not self._lock.acquire(timeout=settings.queue_seconds):
            raise Stop(Outcome.TIMED_OUT, "The browser was busy with other pages.")
        try:
            process = self._ready(settings)
            try:
                return process.render(job, start(), admit, settings.max_mb)
            finally:
                if not process.is_sound:
                    self._end("failed")
                elif not process.suits(settings):
                    self._end("worn")
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process, if there is one, and all that descends from it."""
        with self._lock:
            self._end("closed")

    def forget(self) -> None:
        """In a forked process: the browser belongs to the one it was forked from."""
        self._lock = Lock()
        if self._process is not None:
            self._process.abandon()
            self._process = None

    def _ready(self, settings: BrowserPolicy) -> BrowserProcess:
        if self._process is not None and not self._process.suits(settings):
            self._end("worn")
        if self._process is None:
            self._process = BrowserProcess(settings)
        return self._process

    def _end(self, why: str) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end(why)


BROWSER = SharedBrowser()
atexit.register(BROWSER.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=BROWSER.forget)
