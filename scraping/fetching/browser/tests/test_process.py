"""The browser's processes are replaced when they are worn, ended when they misbehave, and none is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

import scraping
from lib.vocabulary import Outcome
from scraping.fetching import FetchPolicy
from scraping.fetching.browser import BrowserPolicy, render
from scraping.fetching.browser.tests.conftest import SETTINGS, alive, family, html, workers

STRICT = replace(SETTINGS, max_mb=600, page_seconds=2)


@pytest.fixture
def calm(shop) -> None:
    shop.answers["/"] = html("price.textContent = 'calm'")


@contextmanager
def meanwhile(shop, path: str, do: Callable[[list[psutil.Process]], None]) -> Iterator[list[psutil.Process]]:
    """While the block renders `path` and the page is at work: note the browser's processes, and do something to them."""
    seen: list[psutil.Process] = []

    def watch() -> None:
        end = time.monotonic() + 10
        while not shop.counts[path] and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.3)
        seen.extend(family())
        do(seen)

    thread = threading.Thread(target=watch)
    thread.start()
    yield seen
    thread.join()


def kill_renderers(processes: list[psutil.Process]) -> None:
    for process in processes:
        if "--type=renderer" in process.cmdline():
            process.kill()


def test_a_process_is_replaced_after_its_share_of_pages(read, calm):
    settings = replace(SETTINGS, pages_per_process=2)
    pids = []
    for _ in range(3):
        seen = family() if pids else []
        assert read("/", settings=settings).outcome is Outcome.OK
        pids.append([worker.pid for worker in workers()])
    first, second, third = pids
    assert (len(first), second, len(third), first == third, alive(seen)) == (1, [], 1, False, [])


def test_a_page_that_takes_too_much_memory_is_ended(read, shop):
    shop.answers["/greedy"] = html("const all = []; setTimeout(() => { for (;;) all.push(new Uint8Array(1e7).fill(1)) })")
    with meanwhile(shop, "/greedy", lambda processes: None) as seen:
        page = read("/greedy", settings=replace(STRICT, page_seconds=20))
    assert (page.outcome, page.body, page.detail) == (
        Outcome.TOO_LARGE,
        b"",
        "The page needs more than 600 MB of memory in the browser.",
    )
    assert (alive(seen), workers()) == ([], [])


def test_a_page_that_does_not_end_is_ended_at_the_deadline(read, shop):
    shop.answers["/forever"] = html("setTimeout(() => { for (;;) {} }, 50)")
    with meanwhile(shop, "/forever", lambda processes: None) as seen:
        page = read("/forever", settings=STRICT)
    assert (page.outcome, page.detail) == (Outcome.TIMED_OUT, "The shop did not finish answering within 2 seconds.")
    assert (len(seen) > 3, alive(seen), workers()) == (True, [], [])


def test_a_renderer_that_crashes_costs_its_page_and_no_other(read, shop, calm):
    shop.answers["/crash"] = html("setInterval(() => fetch('/'), 100)")
    with meanwhile(shop, "/crash", kill_renderers):
        page = read("/crash")
    pids = [worker.pid for worker in workers()]
    assert (page.outcome, page.detail) == (Outcome.HTTP_ERROR, "The page crashed the browser.")
    assert (read("/").outcome, [worker.pid for worker in workers()], len(pids)) == (Outcome.OK, pids, 1)


@pytest.mark.parametrize(("blow", "outcome"), [(signal.SIGKILL, Outcome.HTTP_ERROR), (signal.SIGSTOP, Outcome.TIMED_OUT)])
def test_a_process_that_is_killed_or_stopped_leaves_nothing_behind(read, shop, calm, blow, outcome):
    shop.answers["/p"] = html("setInterval(() => fetch('/'), 100)")
    with meanwhile(shop, "/p", lambda processes: processes[0].send_signal(blow)) as seen:
        page = read("/p", settings=STRICT)
    assert (page.outcome, len(seen) > 3, alive(seen), workers()) == (outcome, True, [], [])


def test_the_browser_does_not_outlive_the_process_that_started_it(chromium, shop, calm, policy):
    code = f"""
import os, sys
from scraping.fetching import FetchPolicy
from scraping.fetching.browser import BrowserPolicy, render
policy = FetchPolicy(allow_private=frozenset({{"127.0.0.1:{shop.port}"}}))
print(render("http://127.0.0.1:{shop.port}/", policy=policy, settings=BrowserPolicy(enabled=True)).outcome, flush=True)
if os.fork():
    sys.stdin.read()
else:  # holds copies of what its parent has open
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(scraping.__file__).parents[1])},
    ) as owner:
        assert owner.stdout.readline() == b"ok\n"
        children = psutil.Process(owner.pid).children()
        worker = next(child for child in children if "scraping.fetching.browser.worker" in child.cmdline())
        browser = [worker, *worker.children(recursive=True)]
        owner.kill()
        left = alive(browser)
        owner.stdin.close()
    assert (len(browser) > 3, left) == (True, [])


def test_an_idle_process_ends_by_itself(read, calm):
    assert read("/", settings=replace(SETTINGS, idle_seconds=0.2)).outcome is Outcome.OK
    assert alive(family()) == []


def test_a_browser_that_does_not_start_is_told(chromium, tmp_path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    policy = FetchPolicy(allow_private=frozenset({"127.0.0.1:1"}), respect_robots=False)
    page = render("http://127.0.0.1:1/", policy=policy, settings=BrowserPolicy(enabled=True, executable=str(broken)))
    assert (page.outcome, page.detail) == (
        Outcome.NOT_A_PRODUCT,
        "This shop's pages need a browser, and it could not be started on this installation.",
    )
