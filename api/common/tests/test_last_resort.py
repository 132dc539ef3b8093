"""Where no view answers: JSON below /api/, pages everywhere else."""

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    """A client that takes a crash as a browser does: as an answer."""
    return Client(raise_request_exception=False)


@pytest.fixture
def crash(monkeypatch):
    """Make a middleware fail."""

    def fail(*_):
        raise RuntimeError("the secret cause")

    monkeypatch.setattr("django.middleware.clickjacking.XFrameOptionsMiddleware.process_response", fail)


def test_a_foreign_host_is_a_400_in_json_below_api(client, db):
    response = client.get("/api/v1/products/", headers={"Host": "evil.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/json")
    assert response.json() == {"detail": "The request cannot be understood.", "code": "bad_request"}


def test_an_unknown_route_is_a_404_in_json_below_api(client, db):
    response = client.get("/api/nothing")
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert response.json()["code"] == "not_found"


def test_a_crash_outside_of_any_view_is_a_500_in_json_below_api(client, crash, db):
    response = client.get("/api/v1/products/")
    assert (response.status_code, response["Content-Type"]) == (500, "application/json")
    assert response.json()["code"] == "internal_error"
    assert b"secret" not in response.content


def test_everywhere_else_they_are_pages(client, crash, db):
    foreign = client.get("/", headers={"Host": "evil.example"})
    crashed = client.get("/")
    assert [(r.status_code, r["Content-Type"].split(";")[0]) for r in (foreign, crashed)] == [
        (400, "text/html"),
        (500, "text/html"),
    ]
