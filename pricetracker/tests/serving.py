"""A real server on a free port for the length of a test."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

#: Longer than any start takes, on any machine; nothing here waits that long unless it fails.
PATIENCE = 60


@contextmanager
def served(application: Callable, **options) -> Iterator[tuple[str, int]]:
    """Serve an ASGI application with uvicorn in a thread; yields host and port."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        address = bound.getsockname()
        server = uvicorn.Server(uvicorn.Config(application, log_config=None, timeout_graceful_shutdown=1, **options))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([bound])), daemon=True)
        thread.start()
        wait_until(lambda: server.started)
        yield address
        server.should_exit = True
        thread.join(PATIENCE)


def wait_until(true: Callable[[], bool]) -> None:
    """Return as soon as `true()`; fail after a minute."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return bound.getsockname()[1]
