"""How long an answer took, and how much of that the database."""

import time
from collections.abc import Callable


class Stopwatch:
    """Runs from its making. As an execute wrapper of a database connection it also adds up the time of its statements."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._database = 0.0

    def __call__(self, execute: Callable, sql: str, params, many: bool, context: dict):
        """Run one statement, and count its time (`connection.execute_wrapper`)."""
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self._database += time.perf_counter() - started

    @property
    def total_ms(self) -> float:
        """Milliseconds since the making, to a tenth."""
        return round((time.perf_counter() - self._started) * 1000, 1)

    @property
    def database_ms(self) -> float:
        """Milliseconds that statements took, to a tenth."""
        return round(self._database * 1000, 1)
