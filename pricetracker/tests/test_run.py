"""`manage.py run` as its user knows it: a process with a terminal, addresses, and Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import orjson
import pytest
from django.conf import settings
from django.test import override_settings
from websockets.sync.client import connect

from pricetracker.serving import preparation
from pricetracker.tests.serving import PATIENCE, free_port, wait_until
from sandbox.market import Market

pytestmark = pytest.mark.live


class System:
    """A running `manage.py run`."""

    def __init__(self, folder: Path, **environment: str):
        self.port = int(environment.get("PORT", 0)) or free_port()
        self.log = folder / "run.log"
        self.output = self.log.open("w")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=settings.BASE_DIR,
            env={**plain_environment(), "DATA_DIR": str(folder), "PORT": str(self.port), **environment},
            stdout=self.output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def said(self) -> str:
        """All output so far."""
        return self.log.read_text()

    def wait_until_ready(self) -> None:
        """Return once READY is printed."""
        wait_until(lambda: "READY\n" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def get(self, path: str) -> httpx.Response:
        """GET a page of the site."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", trust_env=False, timeout=PATIENCE)

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal; answers the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def group_is_empty(self) -> bool:
        """Whether nothing is left of all that it started."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collected static files; collecting them takes longer than anything else in a first start."""
    folder = tmp_path_factory.mktemp("static")
    whitenoise = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(STATIC_ROOT=folder, STORAGES={**settings.STORAGES, "staticfiles": whitenoise}):
        assert preparation.collect_static() is True
        assert preparation.collect_static() is False
    return folder


@pytest.fixture
def folder(tmp_path: Path, static: Path) -> Path:
    """A data folder that knows nothing but the static files."""
    (tmp_path / "static").symlink_to(static)
    return tmp_path


def plain_environment() -> dict[str, str]:
    """Ours, without the stores of this test run: each system here has a folder of its own."""
    return {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "DEMO"}}


@contextmanager
def system(folder: Path, **environment: str) -> Iterator[System]:
    """A system that is gone afterwards, whatever happened."""
    folder.mkdir(exist_ok=True)
    running = System(folder, **environment)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGKILL)
            running.process.wait()
        running.output.close()


def test_one_command_serves_and_ctrl_c_ends_all_of_it(folder):
    with system(folder) as running:
        running.wait_until_ready()
        address = f"127.0.0.1:{running.port}"
        assert f"http://{address}/" in running.said
        password = re.search(r"Sign in as {2}admin@example\.com with (\S+) \(shown only this once\)", running.said)[1]
        assert running.get("/").status_code == 200
        with connect(f"ws://{address}/ws/updates?product_id=x", proxy=None) as socket:
            assert orjson.loads(socket.recv(timeout=PATIENCE))["event"] == "error"
        with connect(f"ws://{address}/ws/updates", proxy=None):
            assert running.end() == 0  # with a socket open
        assert running.said.endswith("Stopped.\n")
        assert running.group_is_empty()
        assert password.encode() not in (folder / "pricetracker.sqlite3").read_bytes()

    with system(folder) as again:
        again.wait_until_ready()
        assert "Sign in as" not in again.said
        assert again.end(signal.SIGTERM) == 0


def test_a_folder_and_a_port_serve_one_system_at_a_time(folder):
    named = {"ADMIN_EMAIL": "owner@example.org", "ADMIN_PASSWORD": "a long enough secret"}
    with system(folder, **named) as running:
        running.wait_until_ready()
        with system(folder / "second", DATA_DIR=str(folder)) as second:
            assert second.process.wait(PATIENCE) == 1
            assert second.said == (
                f"CommandError: Price Tracker is running already on {folder}. "
                "Stop it first, or choose another folder: DATA_DIR=…\n"
            )
        with system(folder / "third", PORT=str(running.port)) as third:
            assert third.process.wait(PATIENCE) == 1
            assert third.said == (
                f"CommandError: Port {running.port} on 127.0.0.1 is not to be had (Address already in use). "
                "Choose another: PORT=…\n"
            )
        assert "Sign in as  owner@example.org with the password from ADMIN_PASSWORD" in running.said
        assert named["ADMIN_PASSWORD"] not in running.said
        assert sign_in(running, named["ADMIN_EMAIL"], named["ADMIN_PASSWORD"]) == (302, "/admin/")
        assert running.end() == 0


def test_a_password_that_the_accounts_refuse_stops_the_start(folder):
    with system(folder, ADMIN_PASSWORD="short") as running:
        assert running.process.wait(PATIENCE) == 1
        assert running.said.splitlines()[-1].startswith("CommandError: The first administrator cannot be made")


def test_demo_shops_answer_and_their_pages_are_recorded_by_the_worker(folder):
    shops = free_port()
    with system(folder, DEMO="1", SANDBOX_PORT=str(shops)) as running:
        running.wait_until_ready()
        assert f"Demo shops  http://127.0.0.1:{shops}/" in running.said
        assert httpx.get(f"http://127.0.0.1:{shops}/", trust_env=False, timeout=PATIENCE).status_code == 200
        # the worker fetches a pasted page from its shop and reads it: the first price leaves its evidence
        page = f"http://127.0.0.1:{shops}{Market().new_pages[0].path}"
        track = f"http://127.0.0.1:{running.port}/api/v1/products/track"
        tracked = httpx.post(track, json={"url": page}, trust_env=False, timeout=PATIENCE)
        assert (tracked.status_code, tracked.json()["status"]) == (202, "pending")
        wait_until(lambda: any((folder / "evidence").rglob("*.gz")))
        assert running.end() == 0
        assert running.group_is_empty()


def sign_in(running: System, email: str, password: str) -> tuple[int, str | None]:
    """What the admin answers to this person: the status, and where it sends them."""
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False, timeout=PATIENCE) as browser:
        browser.get("/admin/login/")
        form = {"username": email, "password": password, "next": "/admin/", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        answer = browser.post("/admin/login/", data=form)
    return answer.status_code, answer.headers.get("location")
