"""Health: what is asked, what is said when something does not answer, and how long that may take."""

import time

import pytest

from api.comparison.health import PROBES
from api.comparison.tests import samples
from api.comparison.tests.test_promises import missing

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_part_that_fails_is_named_and_the_others_go_on(client, monkeypatch):
    def fail() -> dict:
        raise ConnectionError("password=secret")

    monkeypatch.setattr(PROBES["database"], "ask", fail)
    response = client.get("/v1/health")
    answer = response.json()
    assert response.status_code == 503
    assert missing(samples.UNHEALTHY, answer) == []
    assert [(error["service"], error["error"]) for error in answer["errors"]] == [("database", "ConnectionError")]
    assert answer["partial_services"] == ["cache", "scraper", "search"]
    assert "secret" not in response.content.decode()


def test_a_part_that_hangs_is_not_waited_for(client, monkeypatch):
    monkeypatch.setattr("api.comparison.health.PATIENCE", 0.05)
    monkeypatch.setattr(PROBES["search"], "ask", lambda: time.sleep(0.4) or {})
    answer = client.get("/v1/health").json()
    assert ("search", "No answer within 0.05 s") in [(error["service"], error["error"]) for error in answer["errors"]]


def test_since_when_a_part_is_out_of_order_is_remembered(client, monkeypatch):
    def fail() -> dict:
        raise ConnectionError

    monkeypatch.setattr(PROBES["cache"], "ask", fail)
    first, second = (client.get("/health").json()["errors"][0]["since"] for _ in range(2))
    assert first == second
    monkeypatch.undo()
    assert client.get("/health").status_code == 200
    assert PROBES["cache"].failing_since is None
