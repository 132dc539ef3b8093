"""A process and all that descend from it: how much memory they hold, and how they are ended."""

import re
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

_MIB = 1024 * 1024
#: Memory of a process's own (anonymous and shared between processes), without the pages of program files. See proc(5).
_OWN_KIB = re.compile(r"^Rss(?:Anon|Shmem):\s+(\d+) kB$", re.MULTILINE)
#: Seconds that a killed process may take to be gone.
_GONE_WITHIN = 2.0
#: A process that waits for a broken disk cannot be killed: nobody waits for it for ever.
_ROUNDS = 5


def descendants(pid: int) -> list[psutil.Process]:
    """The living descendants of a process, zombies left out; none where it is gone itself."""
    try:
        return list(filter(is_alive, psutil.Process(pid).children(recursive=True)))
    except psutil.Error:
        return []


def is_alive(process: psutil.Process) -> bool:
    """Whether a process runs. A zombie does not, however long nobody collects it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def memory_mb(processes: Iterable[psutil.Process]) -> float:
    """MiB of memory that the processes hold, program files left out where the system tells (Linux)."""
    return sum(map(_own_bytes, processes)) / _MIB


def kill_descendants(pid: int) -> None:
    """SIGKILL to all descendants of `pid` until there are none: some are born meanwhile. Gives up after five rounds."""
    for _ in range(_ROUNDS):
        if not (processes := descendants(pid)):
            return
        kill(processes)


def kill(processes: Iterable[psutil.Process]) -> None:
    """SIGKILL to these processes, if they are still the same; returns when they are gone or zombies."""
    processes = list(processes)
    for process in processes:
        with suppress(psutil.Error):
            process.kill()
    end = time.monotonic() + _GONE_WITHIN
    while any(map(is_alive, processes)) and time.monotonic() < end:
        time.sleep(0.01)


def _own_bytes(process: psutil.Process) -> int:
    try:
        if sys.platform == "linux":
            return sum(int(kib) for kib in _OWN_KIB.findall(Path(f"/proc/{process.pid}/status").read_text())) * 1024
        return process.memory_info().rss
    except (OSError, psutil.Error):
        return 0
