"""The limiter, where it counts and what it does without Redis."""

from uuid import uuid4

import pytest
from django.conf import settings
from freezegun import freeze_time
from limits import parse

from accounts.addresses import client_address
from accounts.limits import Allowance, Limiter

THREE = parse("3/minute")
#: 40 seconds before the end of a minute, far ahead: the storage in memory forgets in a thread that stays in real time.
MOMENT = "2100-01-01 12:00:20"


@freeze_time(MOMENT)
def test_a_limiter_counts_down_and_then_refuses():
    limiter = Limiter()
    allowances = [limiter.spend(THREE, "track", "203.0.113.1") for _ in range(4)]
    reset_at = 4102488060
    assert allowances == [
        Allowance(allowed=True, limit=3, remaining=2, reset_at=reset_at, retry_after=40, window=60),
        Allowance(allowed=True, limit=3, remaining=1, reset_at=reset_at, retry_after=40, window=60),
        Allowance(allowed=True, limit=3, remaining=0, reset_at=reset_at, retry_after=40, window=60),
        Allowance(allowed=False, limit=3, remaining=0, reset_at=reset_at, retry_after=40, window=60),
    ]


@freeze_time(MOMENT)
def test_names_and_keys_are_counted_apart():
    limiter = Limiter()
    keys = [("track", "a"), ("track", "b"), ("token", "a")]
    assert [limiter.spend(THREE, *key).remaining for key in keys] == [2, 2, 2]


@freeze_time(MOMENT)
@pytest.mark.parametrize("url", ["redis://127.0.0.1:9/0", "unix:///nonexistent/redis.sock"])
def test_without_redis_this_process_counts_alone_and_says_so_once(url, caplog):
    limiter = Limiter(url)
    assert [limiter.spend(THREE, "track", "a").allowed for _ in range(4)] == [True, True, True, False]
    assert len(caplog.records) == 1
    assert "Redis does not answer" in caplog.text


@pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL names no Redis to count in")
def test_two_processes_count_together_in_redis():
    processes = [Limiter(settings.REDIS_URL), Limiter(settings.REDIS_URL)]
    key = ("track", uuid4().hex)
    assert [processes[turn % 2].spend(parse("3/day"), *key).remaining for turn in range(4)] == [2, 1, 0, 0]
    assert not processes[0].spend(parse("3/day"), *key).allowed


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "10.9.9.9, 198.51.100.7", "198.51.100.7"),
        (2, "10.9.9.9, 198.51.100.7, 203.0.113.5", "198.51.100.7"),
        (2, "198.51.100.7", "198.51.100.7"),
        (1, "unknown", "192.0.2.1"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_the_clients_address(rf, settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(rf.get("/", headers=headers, REMOTE_ADDR="192.0.2.1")) == address
