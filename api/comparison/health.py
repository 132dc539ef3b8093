"""Whether the parts of the system answer: each is asked in a thread of its own and has a second to say so."""

import platform
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import psutil
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone

from lib.windows import isoformat
from scraping.queries.activity import scraper_activity
from search.models import SearchDocument

VERSION = "1.1.0"
#: Seconds that a part may take before it counts as out of order.
PATIENCE = 1.0
_MEGABYTE = 1_048_576
_PROCESS = psutil.Process()
_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="health")


def _database() -> dict:
    """A statement, and who is connected."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
        took = time.perf_counter() - started
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity "
                "WHERE datname = current_database()"
            )
            active, most = cursor.fetchone()
        else:  # connections to SQLite are open files of this process, one for each thread
            name = str(connection.settings_dict["NAME"])
            active, most = sum(file.path == name for file in _PROCESS.open_files()), settings.HTTP_THREADS
    last = MigrationRecorder.Migration.objects.aggregate(last=Max("applied"))["last"]
    return {
        "response_time_ms": round(took * 1000, 1),
        "connections_active": active,
        "connections_max": most,
        "last_migration": last and isoformat(last),
    }


def _cache() -> dict:
    """A value put in and taken out. Without Redis the cache lies in the memory of this process."""
    key, value = "comparison.health", uuid4().hex
    started = time.perf_counter()
    cache.set(f"{key}.{value}", value, 5)
    if cache.get(f"{key}.{value}") != value:
        raise RuntimeError("A value that was put in did not come out")
    took = time.perf_counter() - started
    cache.delete(f"{key}.{value}")
    return {"response_time_ms": round(took * 1000, 1), **_cache_memory()}


def _cache_memory() -> dict:
    if not settings.REDIS_URL:
        used, most, rate = _PROCESS.memory_info().rss, psutil.virtual_memory().total, 0.0
    else:
        told = cache._cache.get_client().info()
        used, most = told["used_memory"], told.get("maxmemory") or told.get("total_system_memory", 0)
        asked = told["keyspace_hits"] + told["keyspace_misses"]
        rate = round(100 * told["keyspace_hits"] / asked, 1) if asked else 0.0
    return {"memory_used_mb": round(used / _MEGABYTE), "memory_max_mb": round(most / _MEGABYTE), "hit_rate_percent": rate}


def _scraper() -> dict:
    """What the scraper has done, and what it will do."""
    found = scraper_activity(timezone.now())
    return {
        "last_run": found.last_check_at and isoformat(found.last_check_at),
        "success_rate_24h": found.success_percent,
        "active_jobs": found.active_runs,
        "next_scheduled_run": found.next_check_at and isoformat(found.next_check_at),
    }


def _search() -> dict:
    """How much of the catalogue can be found."""
    last = SearchDocument.objects.order_by().aggregate(last=Max("indexed_at"))["last"]
    return {"index_size": SearchDocument.objects.count(), "last_indexed": last and isoformat(last)}


@dataclass
class Probe:
    """A part of the system. `ask` answers its facts or raises; they are good for `keep` seconds, because counting costs."""

    ask: Callable[[], dict]
    keep: float = 0.0
    failing_since: datetime | None = None
    _asked: Future | None = field(default=None, repr=False)
    _facts: dict | None = field(default=None, repr=False)
    _good_until: float = 0.0

    def forget(self) -> None:
        """Forget what was answered."""
        self.failing_since, self._asked, self._facts, self._good_until = None, None, None, 0.0

    def begin(self) -> None:
        """Ask, unless the last answer is still good, or the last question still open."""
        if time.monotonic() >= self._good_until and (self._asked is None or self._asked.done()):
            self._asked = _THREADS.submit(_closing, self.ask)

    def finish(self, deadline: float, at: datetime) -> dict:
        """The facts. Raises what the asking raised, or `TimeoutError` at the `deadline` (monotonic seconds)."""
        try:
            if time.monotonic() >= self._good_until or self._facts is None:
                self._facts = self._asked.result(timeout=max(0.0, deadline - time.monotonic()))
                self._good_until = time.monotonic() + self.keep
        except Exception:
            self.failing_since = self.failing_since or at
            raise
        self.failing_since = None
        return self._facts


def _closing(ask: Callable[[], dict]) -> dict:
    """Ask on a connection of this thread's own, and leave none open."""
    try:
        return ask()
    finally:
        connection.close()


PROBES = {
    "database": Probe(_database),
    "cache": Probe(_cache),
    "scraper": Probe(_scraper, keep=30),
    "search": Probe(_search, keep=30),
}


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found: the facts of the parts that answered, and what is wrong with the others (service, error, since)."""

    services: dict[str, dict]
    errors: list[dict]


def examine(at: datetime) -> Examination:
    """Ask every part, together, for at most `PATIENCE` seconds."""
    deadline = time.monotonic() + PATIENCE
    for probe in PROBES.values():
        probe.begin()
    services, errors = {}, []
    for name, probe in PROBES.items():
        try:
            services[name] = {"status": "healthy", **probe.finish(deadline, at)}
        except TookTooLong:
            errors.append(_wrong(name, f"No answer within {PATIENCE:g} s", probe))
        except Exception as error:  # noqa: BLE001 -- whatever a part raises, it is out of order; its text may hold secrets
            errors.append(_wrong(name, type(error).__name__, probe))
    return Examination(services, errors)


def _wrong(name: str, words: str, probe: Probe) -> dict:
    return {"service": name, "error": words, "since": isoformat(probe.failing_since)}


def uptime_seconds(at: datetime) -> int:
    """How long this process has run at `at`."""
    return max(0, int(at.timestamp() - _PROCESS.create_time()))


def environment() -> str:
    """sandbox: with demo shops and their data; development: with debug pages; else production."""
    if settings.DEMO:
        return "sandbox"
    return "development" if settings.DEBUG else "production"


def system_usage() -> dict:
    """Percent of the machine's memory, processor and disk in use."""
    folder = settings.DATA_DIR if settings.DATA_DIR.exists() else settings.BASE_DIR
    return {
        "memory_usage_percent": psutil.virtual_memory().percent,
        "cpu_usage_percent": psutil.cpu_percent(),
        "disk_usage_percent": psutil.disk_usage(str(folder)).percent,
    }


@lru_cache(maxsize=1)
def build_info() -> dict:
    """Which code runs: its commit where it lies in a git checkout, and when that was made or installed."""
    commit, file = _commit(settings.BASE_DIR / ".git")
    made = datetime.fromtimestamp((file or settings.BASE_DIR / "manage.py").stat().st_mtime, UTC)
    return {"git_commit": commit, "build_time": isoformat(made), "python_version": platform.python_version()}


def _commit(git: Path) -> tuple[str, Path | None]:
    """The commit that is checked out and the file that says so; "unknown" outside of a checkout."""
    head = git / "HEAD"
    if not head.is_file():
        return "unknown", None
    words = head.read_text(encoding="utf-8").split()
    if words[0] != "ref:":
        return words[0][:12], head
    loose = git / words[1]
    if loose.is_file():
        return loose.read_text(encoding="utf-8").strip()[:12], loose
    packed = git / "packed-refs"
    lines = packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else []
    return next((line.split()[0][:12] for line in lines if line.endswith(f" {words[1]}")), "unknown"), head
