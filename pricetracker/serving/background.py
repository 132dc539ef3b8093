"""Celery's worker and beat as threads of the serving process.

The embedded system has no broker but its own memory, so whoever works has to live in the process that asks for work. A thread
that dies is started again: a row waits for it.
"""

import logging
import threading
from collections.abc import Callable

from celery import Celery
from celery.beat import Service
from celery.worker import WorkController

logger = logging.getLogger(__name__)

#: Seconds before a worker or beat that failed is started again.
RESTART_SECONDS = 2


class Background:
    """The worker with `threads` tasks at a time, and beat."""

    def __init__(self, app: Celery, *, threads: int):
        self._app = app
        self._threads = threads
        self._stopping = threading.Event()
        self._running: dict[str, WorkController | Service] = {}

    def start(self) -> None:
        """Start both; returns at once."""
        for name, make in (("worker", self._worker), ("beat", self._beat)):
            threading.Thread(target=self._keep_running, args=(name, make), name=name, daemon=True).start()

    def stop(self) -> None:
        """Ask both to end; returns at once.

        Nobody waits for a task that is still at work: its row was claimed for a while only, and is taken up again after that.
        """
        self._stopping.set()
        for name, running in list(self._running.items()):
            threading.Thread(target=running.stop, name=f"stop {name}", daemon=True).start()

    def _keep_running(self, name: str, make: Callable[[], WorkController | Service]) -> None:
        while not self._stopping.is_set():
            try:
                self._running[name] = running = make()
                running.start()
            except Exception:
                logger.exception("The %s failed; it is started again", name)
            self._stopping.wait(RESTART_SECONDS)

    def _worker(self) -> WorkController:
        return WorkController(
            app=self._app,
            hostname="embedded@localhost",
            pool_cls="threads",
            concurrency=self._threads,
            # it has no fellow workers to talk to
            without_mingle=True,
            without_gossip=True,
            without_heartbeat=True,
        )

    def _beat(self) -> Service:
        return Service(self._app, scheduler_cls=self._app.conf.beat_scheduler)
