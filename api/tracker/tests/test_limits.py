"""Rate limits of the tracker contract."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from rest_framework.test import APIClient

from api.tracker.tests.conftest import signed_in

TRACK = "/api/v1/products/track"
LINK = {"url": "https://kirana.example/p/1"}
#: Windows of a minute begin with the minute: of this one, 40 seconds are left. Far ahead, because the storage in memory forgets
#: in a thread of its own, which stays in real time.
MOMENT = datetime(2100, 1, 1, 12, 0, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def small_limits(settings):
    """Limits that a test reaches soon, counted in this process: Redis would keep its own time."""
    settings.REDIS_URL = ""
    settings.RATE_LIMITS = {"track": "2/minute", "track-user": "3/minute", "register": "1/hour", "token": "1/minute"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[FrozenDateTimeFactory]:
    """A clock that stands still."""
    with freeze_time(MOMENT) as frozen:
        yield frozen


def track(client: APIClient, **headers):
    """Post the link."""
    return client.post(TRACK, LINK, format="json", **headers)


def told(response) -> tuple[str, str]:
    """Limit and remaining requests, as the headers tell."""
    return response["X-RateLimit-Limit"], response["X-RateLimit-Remaining"]


def test_each_answer_tells_what_is_left(client, db):
    responses = [track(client) for _ in range(2)]
    assert [(response.status_code, *told(response)) for response in responses] == [(202, "2", "1"), (202, "2", "0")]
    assert responses[0]["X-RateLimit-Reset"] == str(int(MOMENT.timestamp()) + 40)


def test_one_request_too_many_is_a_429_with_retry_after(client, db):
    responses = [track(client) for _ in range(3)]
    refused = responses[-1]
    assert refused.status_code == 429
    assert refused.json() == {
        "detail": "Too many requests: this is limited to 2/minute. Try again in 40 seconds.",
        "code": "throttled",
    }
    assert (*told(refused), refused["Retry-After"]) == ("2", "0", "40")


def test_whoever_waits_as_long_as_told_is_let_in(client, clock, db):
    for _ in range(2):
        track(client)
    refused = track(client)
    clock.tick(int(refused["Retry-After"]) + 1)
    assert (refused.status_code, track(client).status_code) == (429, 202)


def test_a_refused_request_tracks_nothing(client, settings, db):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "track": "0/minute"}
    assert track(client).status_code == 429
    assert client.get("/api/v1/products/").json() == []


def test_addresses_are_counted_apart(client, db):
    for _ in range(2):
        track(client, REMOTE_ADDR="203.0.113.1")
    statuses = [track(client, REMOTE_ADDR=f"203.0.113.{last}").status_code for last in (1, 2)]
    assert statuses == [429, 202]


def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(client, settings, db):
    for _ in range(2):
        track(client, headers={"X-Forwarded-For": "198.51.100.1"})
    believed_nobody = track(client, headers={"X-Forwarded-For": "198.51.100.2"}).status_code
    settings.TRUSTED_PROXIES = 1
    believed_proxy = track(client, headers={"X-Forwarded-For": "192.0.2.66, 198.51.100.2"}).status_code
    assert (believed_nobody, believed_proxy) == (429, 202)


def test_users_are_counted_by_themselves_and_not_by_address(user, other_user, db):
    mine, theirs = signed_in(user), signed_in(other_user)
    statuses = [track(mine).status_code for _ in range(4)]
    assert statuses == [202, 202, 202, 429]
    assert told(track(theirs)) == ("3", "2")
    assert "3/minute" in track(mine).json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/users/register", "/api/v1/users/token"])
def test_guesses_count_as_requests(client, db, path):
    statuses = [client.post(path, {}, format="json").status_code for _ in range(2)]
    assert statuses == [422, 429]


def test_reading_is_not_limited_here(client, db):
    assert "X-RateLimit-Limit" not in client.get("/api/v1/products/")
