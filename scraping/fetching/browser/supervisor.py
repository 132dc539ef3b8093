"""The worker process from outside: started, asked, watched while it works, and ended with all of its descendants."""

import json
import logging
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

import scraping
from lib.vocabulary import Outcome
from scraping.fetching.browser.chromium import executable
from scraping.fetching.browser.policy import BrowserPolicy
from scraping.fetching.browser.protocol import Job, Rendered, line, stop_of
from scraping.fetching.browser.trees import descendants, kill, kill_descendants, memory_mb
from scraping.fetching.page import Stop
from scraping.fetching.transport import Exchange

_ROOT = str(Path(scraping.__file__).resolve().parents[1])
#: Seconds that a process may take until Chromium is there, and that it may take to leave by itself.
_START_SECONDS = 30.0
_LEAVE_SECONDS = 2.0
#: How often memory is looked at, in seconds.
_LOOK_EVERY = 0.2
#: What a worker inherits from our environment: nothing that is secret, and no proxy.
_INHERITED = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "PLAYWRIGHT_NODEJS_PATH", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")

logger = logging.getLogger(__name__)


class BrowserProcess:
    """One worker process with its Chromium. Not thread-safe: one page at a time.

    `pages` counts the pages it was given. After a method has raised, or while `is_sound` is false, it must be ended.
    """

    def __init__(self, settings: BrowserPolicy):
        """Start it and wait until Chromium is there. Raises `Stop` (not a product) where it does not come."""
        self.pages = 0
        self.is_sound = False
        self._settings = settings
        self._buffer = bytearray()
        self._family: set[psutil.Process] = set()
        self._looked_at = 0.0
        self._max_mb = settings.max_mb
        self._folder = tempfile.mkdtemp(prefix="pricetracker-browser-")
        self._process = self._start()
        os.set_blocking(self._process.stdout.fileno(), False)
        end = time.monotonic() + _START_SECONDS
        try:
            self._message(lambda: end - time.monotonic())
        except Stop:
            self.end("did not start")
            words = "This shop's pages need a browser, and it could not be started on this installation."
            raise Stop(Outcome.NOT_A_PRODUCT, words) from None
        self.is_sound = True

    def _start(self) -> subprocess.Popen:
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        arguments = [executable(self._settings) or "", self._folder, str(self._settings.idle_seconds)]
        return subprocess.Popen(  # noqa: S603 - our own module, and a Chromium that the operator has named
            [sys.executable, "-m", "scraping.fetching.browser.worker", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self._folder,
            env=inherited | {"HOME": self._folder, "TMPDIR": self._folder, "PYTHONPATH": _ROOT, "PYTHONSAFEPATH": "1"},
            start_new_session=True,
        )

    def suits(self, settings: BrowserPolicy) -> bool:
        """Whether it may render another page: it is there, as `settings` want it, has pages left and does not hold too much."""
        return (
            self._process.poll() is None
            and (settings.executable, settings.idle_seconds) == (self._settings.executable, self._settings.idle_seconds)
            and self.pages < settings.pages_per_process
            and self._memory_mb() <= settings.max_mb
        )

    def render(self, job: Job, exchange: Exchange, admit: Callable[[str], None], max_mb: int) -> Rendered:
        """Render one page before `exchange` ends and within `max_mb` MiB of memory.

        `admit` raises `Stop` for an address that the page may not go to. Raises `Stop`; the process is still sound if it was
        the page or its shop that failed, not the browser.
        """
        self._max_mb = max_mb
        self.pages += 1
        self.is_sound = False
        self._send(job.as_message())
        refused: Stop | None = None
        while True:
            message = self._message(lambda: exchange.seconds(_LOOK_EVERY))
            if "ask" not in message:
                break
            try:
                admit(message["ask"])
            except Stop as stop:
                refused = stop
            self._send({"go": refused is None})
        if "stop" in message:
            self.is_sound = True
            raise refused or stop_of(message)
        body = self._take(message["bytes"], lambda: exchange.seconds(_LOOK_EVERY))
        self.is_sound = True
        return Rendered(message["status"], message["headers"], body)

    def end(self, why: str) -> None:
        """End it and all that descends from it: by itself if it can, else by force. Returns when all are gone."""
        logger.info("Browser process %s ended after %s pages: %s", self._process.pid, self.pages, why)
        self._family.update(descendants(self._process.pid))
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(_LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            kill_descendants(self._process.pid)
            self._process.kill()
            self._process.wait()
        kill(self._family)
        self._process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def abandon(self) -> None:
        """Forget it without ending it, in a process that was forked from its owner."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.returncode = 0

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._process.stdin.write(line(message))
            self._process.stdin.flush()
        except OSError:
            raise _crashed() from None

    def _message(self, seconds: Callable[[], float]) -> dict[str, Any]:
        while (at := self._buffer.find(b"\n")) < 0:
            self._receive(seconds())
        message = json.loads(self._buffer[:at])
        del self._buffer[: at + 1]
        return message

    def _take(self, count: int, seconds: Callable[[], float]) -> bytes:
        while len(self._buffer) < count:
            self._receive(seconds())
        body = bytes(self._buffer[:count])
        del self._buffer[:count]
        return body

    def _receive(self, seconds: float) -> None:
        """What the worker says within `seconds`; meanwhile its memory is held to the limit. Raises `Stop`."""
        if seconds <= 0:
            raise _crashed()
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            is_ready = selector.select(min(seconds, _LOOK_EVERY))
        if time.monotonic() >= self._looked_at + _LOOK_EVERY and self._memory_mb() > self._max_mb:
            raise Stop(Outcome.TOO_LARGE, f"The page needs more than {self._max_mb} MB of memory in the browser.")
        if is_ready:
            piece = os.read(self._process.stdout.fileno(), 1024 * 1024)
            if not piece:
                raise _crashed()
            self._buffer += piece

    def _memory_mb(self) -> float:
        """MiB that the whole tree holds. Its members are remembered, to be found again should the worker be gone first."""
        self._looked_at = time.monotonic()
        family = descendants(self._process.pid)
        self._family = set(family)
        with suppress(psutil.Error):
            family.append(psutil.Process(self._process.pid))
        return memory_mb(family)


def _crashed() -> Stop:
    return Stop(Outcome.HTTP_ERROR, "The page crashed the browser.")
