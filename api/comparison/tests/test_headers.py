"""What every answer says beside its body: who, how long, which version, how much is left; and 304 for what is known."""

import re
from datetime import UTC, datetime

import pytest
from freezegun import freeze_time
from rest_framework.test import APIClient

from accounts.limits import limiter

CACHED = {
    "/v1/products/search?q=whey": 3600,
    "/v1/products/{id}": 7200,
    "/v1/products/{id}/prices": 300,
    "/v1/products/{id}/price-history": 1800,
    "/v1/brands": 86400,
    "/v1/retailers": 43200,
    "/v1/products/popular": 3600,
    "/v1/deals": 600,
}
REFUSED = ["/v1/nothing", "/v1/products/prod_invalid", "/v1/brands?page=0"]
#: 40 seconds before the end of a minute, far ahead: the storage in memory forgets in a thread that stays in real time.
MOMENT = datetime(2100, 1, 1, 12, 0, 20, tzinfo=UTC)


@pytest.mark.parametrize(("path", "seconds"), CACHED.items())
def test_an_answer_may_be_kept_as_long_as_documented(client, whey, path, seconds):
    response = client.get(path.format(id=whey.public_id))
    assert response["Cache-Control"] == f"public, max-age={seconds}"
    assert {"Accept", "Accept-Encoding"} <= set(response["Vary"].split(", "))
    assert response["X-Cache-Status"] == "MISS"
    assert re.fullmatch(r'W/"[a-z0-9_]+"', response["ETag"])


@pytest.mark.parametrize("path", CACHED)
def test_what_a_client_has_is_not_sent_again(client, whey, path):
    path = path.format(id=whey.public_id)
    first = client.get(path)
    for headers in (
        {"If-None-Match": first["ETag"]},
        {"If-None-Match": f'"other", {first["ETag"]}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert [again[name] for name in ("ETag", "Cache-Control")] == [first[name] for name in ("ETag", "Cache-Control")]
    for headers in (
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": first["Last-Modified"]},
        {"If-Modified-Since": "Mon, 15 Jan 2001 14:30:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        assert client.get(path, headers=headers).status_code == 200


def test_other_parameters_are_another_answer(client, whey):
    tags = {client.get(f"/v1/deals?{query}")["ETag"] for query in ("", "min_discount=11", "sort=recent", "per_page=5")}
    assert len(tags) == 4


def test_a_version_that_is_gone_is_a_412(client, whey):
    response = client.get("/v1/brands", headers={"If-Match": '"other"'})
    assert (response.status_code, response.json()["error"]["code"]) == (412, "PRECONDITION_FAILED")


def test_the_version_of_a_product_is_that_of_its_data(client, whey):
    path = f"/v1/products/{whey.public_id}"
    first = client.get(path)["ETag"]
    assert client.get(path)["ETag"] == first
    whey.nutrition.servings = None
    whey.nutrition.protein_per_serving = 25
    whey.nutrition.save()
    assert client.get(path)["ETag"] != first


@pytest.mark.parametrize("path", [*CACHED, *REFUSED, "/v1/health", "/health", "/v1/openapi.json"])
def test_every_answer_names_request_version_and_time(client, whey, path):
    response = client.get(path.format(id=whey.public_id))
    assert re.fullmatch(r"req_[0-9a-f]{12}", response["X-Request-ID"])
    assert (response["API-Version"], response["API-Supported-Versions"]) == ("1.1", "1.0, 1.1")
    assert response["X-Response-Time-Ms"].isdigit()
    assert re.fullmatch(r"db;dur=\d+\.\d, total;dur=\d+\.\d", response["Server-Timing"])


def test_the_time_of_statements_is_told(client, whey):
    timing = client.get("/v1/brands")["Server-Timing"]
    database, total = (float(part.partition("=")[2]) for part in timing.split(", "))
    assert 0 < database <= total


@pytest.mark.parametrize(
    ("sent", "kept"), [("req_abc123", True), ("a.b-c_9", True), ("a b", False), ("x" * 65, False), ("", False)]
)
def test_a_sane_request_id_is_kept(client, db, sent, kept):
    assert (client.get("/v1/brands", headers={"X-Request-ID": sent})["X-Request-ID"] == sent) is kept


def test_a_trace_goes_on(client, db):
    parent = f"00-{'ab' * 16}-{'cd' * 8}-01"
    error = client.get("/v1/nothing", headers={"traceparent": parent}).json()["error"]
    assert error["trace_id"] == f"trace_{'ab' * 16}"


class TestLimits:
    """Counting, with a clock that stands still and a limiter of this process."""

    @pytest.fixture(autouse=True)
    def small_limits(self, settings):
        """The documented limits, and a small one to reach."""
        settings.REDIS_URL = ""
        settings.ENDPOINT_LIMITS_FACTOR = 1
        settings.ENDPOINT_LIMITS = settings.ENDPOINT_LIMITS | {"brands": "3/minute; 2/second", "public": "5/hour"}
        limiter().reset()
        with freeze_time(MOMENT) as frozen:
            self.clock = frozen
            yield

    def told(self, response) -> tuple:
        """Status, limit, window and what is left."""
        names = ("X-RateLimit-Limit", "X-RateLimit-Window", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining")
        return (response.status_code, *(int(response[name]) for name in names))

    def test_an_answer_tells_the_limit_of_which_least_is_left(self, client, db):
        response = client.get("/v1/brands")
        assert self.told(response) == (200, 3, 60, 2, 2)
        assert (response["X-RateLimit-Reset"], response["X-RateLimit-Policy"]) == (
            str(int(MOMENT.timestamp()) + 40),
            "sliding-window",
        )
        assert self.told(client.get("/v1/nothing")) == (404, 5, 3600, 3, 3)

    def test_a_burst_is_stopped_for_a_second(self, client, db):
        responses = [client.get("/v1/brands") for _ in range(3)]
        assert [response.status_code for response in responses] == [200, 200, 429]
        assert self.told(responses[2]) == (429, 2, 1, 0, 0)
        assert responses[2]["Retry-After"] == "1"

    def test_one_request_too_many_is_refused_as_documented(self, client, db):
        for _ in range(3):
            client.get("/v1/brands")
            self.clock.tick(2)
        refused = client.get("/v1/brands")
        error = refused.json()["error"]
        assert (refused.status_code, error["code"]) == (429, "RATE_LIMIT_EXCEEDED")
        assert error["message"] == "Rate limit exceeded. Try again in 34 seconds."
        assert error["details"] == {
            "limit": 3,
            "window_seconds": 60,
            "retry_after_seconds": 34,
            "current_usage": 4,
            "reset_time": "2100-01-01T12:01:00Z",
        }
        assert (refused["Retry-After"], refused["Cache-Control"]) == ("34", "no-store")
        assert refused.json()["error"]["request_id"] == refused["X-Request-ID"]

    def test_all_endpoints_together_have_a_limit_too(self, client, db):
        statuses = [client.get(path).status_code for path in ["/v1/retailers", "/v1/nothing", "/v1/deals"] * 2]
        assert statuses == [200, 404, 200, 200, 404, 429]

    def test_addresses_are_counted_apart(self, client, db):
        for _ in range(5):
            client.get("/v1/retailers", REMOTE_ADDR="203.0.113.1")
        statuses = [client.get("/v1/retailers", REMOTE_ADDR=f"203.0.113.{last}").status_code for last in (1, 2)]
        assert statuses == [429, 200]

    def test_health_is_not_counted(self, client, db):
        responses = [client.get("/health") for _ in range(8)]
        assert {response.status_code for response in responses} <= {200, 503}
        assert "X-RateLimit-Limit" not in responses[0]

    def test_a_sandbox_allows_a_multiple(self, client, db, settings):
        settings.ENDPOINT_LIMITS_FACTOR = 10
        assert self.told(client.get("/v1/brands")) == (200, 30, 60, 29, 29)


def test_the_limits_are_those_of_the_document(settings):
    assert settings.ENDPOINT_LIMITS == {
        "search": "100/minute; 10/second",
        "product": "200/minute; 20/second",
        "prices": "150/minute; 15/second",
        "price-history": "50/minute; 5/second",
        "brands": "1000/hour; 50/second",
        "retailers": "1000/hour; 50/second",
        "deals": "100/minute; 10/second",
        "mcp-capabilities": "100/hour; 10/second",
        "public": "1000/hour",
    }


@pytest.mark.parametrize("path", [*CACHED, "/v1/openapi.json"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_everybody_may_read_under_both_spellings(whey, path, slash):
    path, mark, query = path.format(id=whey.public_id).partition("?")
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        assert APIClient().get(f"{path}{slash}{mark}{query}", headers=headers).status_code == 200
