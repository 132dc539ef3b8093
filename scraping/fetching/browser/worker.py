"""The process that keeps Chromium: renders one page at a time for the process that started it, and never outlives it.

`python -m scraping.fetching.browser.worker <path of Chromium> <folder> <idle seconds>`; what it reads and writes is in
`protocol.py`. It ends, and all of its descendants with it, when its standard input ends, when its parent is gone (a fork of the
parent may hold the pipe open), when Chromium is gone, or after the idle seconds.
"""

import asyncio
import ctypes
import json
import logging
import os
import select
import shutil
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from playwright.async_api import Browser, async_playwright

from scraping.fetching.browser.chromium import launch_options
from scraping.fetching.browser.protocol import Job, line, stop_message
from scraping.fetching.browser.proxy import GuardedProxy
from scraping.fetching.browser.rendering import render_page
from scraping.fetching.browser.trees import kill_descendants
from scraping.fetching.page import Stop

_PR_SET_CHILD_SUBREAPER = 36
#: How often is looked whether the parent is still there, in seconds.
_LOOK_EVERY = 1.0


class Pipe:
    """The lines from and to the parent. A thread reads, so that the end is noticed whatever the page does."""

    def __init__(self, source: int, target: BinaryIO, at_end: Callable[[], None]):
        self._source = source
        self._target = target
        self._at_end = at_end
        self._loop = asyncio.get_running_loop()
        self._lines: asyncio.Queue[bytes] = asyncio.Queue()
        self._turn = asyncio.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    async def hear(self) -> dict[str, Any]:
        """The next message of the parent."""
        return json.loads(await self._lines.get())

    def say(self, message: dict[str, Any], body: bytes = b"") -> None:
        """A message to the parent, and bytes that belong to it."""
        self._target.write(line(message) + body)
        self._target.flush()

    async def ask(self, url: str) -> bool:
        """Whether the parent lets the page go to `url`."""
        async with self._turn:
            self.say({"ask": url})
            return (await self.hear())["go"]

    def _read(self) -> None:
        parent, waiting = os.getppid(), b""
        while os.getppid() == parent:
            if not select.select([self._source], [], [], _LOOK_EVERY)[0]:
                continue
            piece = os.read(self._source, 65_536)
            if not piece:
                break
            *whole, waiting = (waiting + piece).split(b"\n")
            for one in whole:
                self._loop.call_soon_threadsafe(self._lines.put_nowait, one)
        self._at_end()


async def serve(pipe: Pipe, path: str, idle_seconds: float) -> None:
    """Start Chromium and render pages until there are none for `idle_seconds` or Chromium has ended."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    async with GuardedProxy() as proxy, async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options(path, proxy.port, is_root=is_root))
        ended = asyncio.Event()
        browser.on("disconnected", lambda _: ended.set())
        pipe.say({"ready": browser.version})
        work = asyncio.ensure_future(_work(pipe, browser, proxy, idle_seconds))
        await asyncio.wait([work, asyncio.ensure_future(ended.wait())], return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()


async def _work(pipe: Pipe, browser: Browser, proxy: GuardedProxy, idle_seconds: float) -> None:
    while True:
        try:
            async with asyncio.timeout(idle_seconds):
                message = await pipe.hear()
        except TimeoutError:
            return
        try:
            rendered = await render_page(browser, proxy, Job.from_message(message), pipe.ask)
        except Stop as stop:
            pipe.say(stop_message(stop))
        else:
            pipe.say(rendered.as_message(), rendered.body)


def adopt_orphans() -> None:
    """Become the parent of descendants that lose theirs (Linux), so that they can be found and ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def leave(folder: str) -> None:
    """End every descendant, collect what they leave to the system, remove `folder`, and end at once."""
    logging.disable()  # what is ended here on purpose is no news
    kill_descendants(os.getpid())
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


async def main(path: str, folder: str, idle_seconds: str) -> None:
    """Serve the parent over standard input and output; what others print goes to standard error."""
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    adopt_orphans()
    try:
        await serve(Pipe(sys.stdin.fileno(), target, lambda: leave(folder)), path, float(idle_seconds))
    finally:
        leave(folder)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
