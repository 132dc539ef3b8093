"""The whole system as its user starts it: `manage.py run` in a process of its own, in a new folder, on free ports."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 90

#: The shops are known beforehand and their pages are not, so that a pasted link is read for the first time.
_KNOWN_SHOPS = """
from django.core.management import call_command
from django.utils import timezone
from catalog.services import register_store
from sandbox.market import Market
call_command("migrate", verbosity=0)
for shop in Market().shops:
    register_store(
        slug=shop.slug, domains=[("127.0.0.1:{port}", shop.prefix)], at=timezone.now(), name=shop.name, country=shop.country,
        currency=shop.currency, crawl_delay="{crawl_delay}",
    )
"""


@dataclass(frozen=True)
class System:
    """Where the running system answers."""

    site: str
    shops: str

    def pages(self, shop: str) -> list[dict]:
        """The product pages of a demo shop: `url`, `sku`, `title`."""
        return self._json("/truth/products", shop=shop)["products"]

    def price(self, page: dict) -> dict:
        """What a product page shows now: `amount_minor`, `currency`, `availability`."""
        return self._json("/truth/price", shop=page["shop"], sku=page["sku"])

    def change_price(self, page: dict, amount_minor: int) -> None:
        """Let a product page show another price (minor units) from now on."""
        body = {"shop": page["shop"], "sku": page["sku"], "amount_minor": amount_minor, "availability": "in_stock"}
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.shops}/market/price", json.dumps(body).encode(), headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            assert answer.status == 200

    def _json(self, path: str, **query: str) -> dict:
        address = f"{self.shops}{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - loopback
            return json.load(answer)


@contextmanager
def running_system(folder: Path, crawl_delay: str = "1.5") -> Iterator[System]:
    """The system until the block ends. `crawl_delay`: seconds between two requests to one shop."""
    site, shops = _free_ports(2)
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
        "DJANGO_SETTINGS_MODULE": "pricetracker.settings",
        "DATA_DIR": str(folder),
        "PORT": str(site),
        "SANDBOX_PORT": str(shops),
        "DEMO": "1",
        "RATE_LIMIT_TRACK": "1000/minute",
        "PYTHONUNBUFFERED": "1",
    }
    code = _KNOWN_SHOPS.format(port=shops, crawl_delay=crawl_delay)
    prepare = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", code]
    subprocess.run(prepare, cwd=_ROOT, env=environment, check=True)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_until_ready(process)
        yield System(f"http://127.0.0.1:{site}", f"http://127.0.0.1:{shops}")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [bound.getsockname()[1] for bound in sockets]
    for bound in sockets:
        bound.close()
    return ports


def _wait_until_ready(process: subprocess.Popen) -> None:
    """Read the output to its READY line, and go on emptying the pipe in the background."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    seen, end = [], time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        try:
            line = lines.get(timeout=1)
        except queue.Empty:
            continue
        if line is None:
            break
        seen.append(line)
        if line.strip() == "READY":
            return
    raise AssertionError("the system did not start:\n" + "".join(seen))
