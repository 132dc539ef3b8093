"""What the comparison contract says no to, and how: the envelope, and never a 500."""

import json
import re

import pytest
from rest_framework.test import APIClient

from api.comparison.cursors import seal
from api.comparison.views.lists import BrandsView

SEARCH = "/v1/products/search"
PATHS = [
    SEARCH,
    "/v1/products/prod_k3v9q2",
    "/v1/products/prod_k3v9q2/prices",
    "/v1/products/prod_k3v9q2/price-history",
    "/v1/products/popular",
    "/v1/brands",
    "/v1/retailers",
    "/v1/deals",
    "/v1/health",
    "/health",
    "/v1/openapi.json",
]
KEYS = {"code", "message", "details", "timestamp", "request_id", "trace_id", "documentation_url"}


def refusal(response) -> tuple[int, str, dict]:
    """Status, code and details of an envelope that is complete."""
    body = response.json()
    assert set(body) == {"error"}
    error = body["error"]
    assert set(error) == KEYS
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", error["timestamp"])
    assert error["request_id"] == response["X-Request-ID"]
    assert error["trace_id"].startswith("trace_")
    assert error["documentation_url"] == f"http://testserver/docs/errors#{error['code']}"
    assert response["Cache-Control"] == "no-store"
    return response.status_code, error["code"], error["details"]


def problems(response) -> tuple[int, list[tuple[str, str]]]:
    """Status, and field and code of each thing that is wrong."""
    status, code, details = refusal(response)
    assert code == "VALIDATION_FAILED"
    return status, [(problem["field"], problem["code"]) for problem in details["validation_errors"]]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1", 404, "NOT_FOUND"),
        ("/v1/", 404, "NOT_FOUND"),
        ("/v1/nothing", 404, "NOT_FOUND"),
        ("/v1/products", 404, "NOT_FOUND"),
        ("/v1/products//", 404, "NOT_FOUND"),
        ("/v1/products/prod_k3v9q2/nothing", 404, "NOT_FOUND"),
        ("/v1/%0a%00", 404, "NOT_FOUND"),
        ("/v1/products/prod_invalid", 404, "PRODUCT_NOT_FOUND"),
        ("/v1/products/prod_0", 404, "PRODUCT_NOT_FOUND"),
        (f"/v1/products/prod_{'z' * 3000}", 404, "PRODUCT_NOT_FOUND"),
        ("/v1/products/prod_k3v9q2/prices", 404, "PRODUCT_NOT_FOUND"),
        ("/v1/products/prod_k3v9q2/price-history", 404, "PRODUCT_NOT_FOUND"),
        ("/v1/products/prod_", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/123", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/prod", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/PROD_123", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/prod_ABC", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/prod_a-b", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/prod_1%0a", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/prod_1%00", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/prod_%F0%9F%92%AA", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/%ff%fe", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/prod_١٢٣", 400, "INVALID_PRODUCT_ID"),
        ("/v1/products/' OR 1=1 --/prices", 400, "INVALID_PRODUCT_ID"),
    ],
)
def test_a_path_that_names_nothing_is_refused(client, db, path, status, code):
    assert refusal(client.get(path))[:2] == (status, code)


def test_an_id_of_the_wrong_form_is_told_the_right_one(client, db):
    details = refusal(client.get("/v1/products/whey"))[2]
    assert details == {
        "product_id": "whey",
        "valid_format": "prod_[0-9a-z]+",
        "suggestions": ["Use /products/search to find available products"],
    }


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_reading_is_all_there_is(client, db, path, slash, method):
    response = getattr(client, method)(f"{path}{slash}")
    assert refusal(response)[:2] == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("body", ["{", "[1,2", "\x00"])
def test_a_body_changes_nothing(client, db, body):
    response = client.post("/v1/brands", body, content_type="application/json")
    assert refusal(response)[:2] == (405, "METHOD_NOT_ALLOWED")
    assert client.generic("GET", "/v1/brands", body, content_type="application/json").status_code == 200
    assert client.generic("GET", "/v1/brands", body, content_type="text/csv").status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "accept", ["text/html", "application/vnd.proteinprices.v2+json", "application/xml;q=0.9", "x", "/", "\x7f", "a/b" * 4000]
)
def test_a_form_that_does_not_exist_is_a_406(client, db, path, accept):
    assert refusal(client.get(path, headers={"Accept": accept}))[:2] == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/*", "application/vnd.proteinprices.v1+json"])
def test_every_form_that_exists_is_json(client, db, accept):
    response = client.get("/v1/brands", headers={"Accept": accept})
    assert (response.status_code, json.loads(response.content)["total_count"]) == (200, 0)
    assert response["Content-Type"] == (accept if "v1" in accept else "application/json")


SORTS = "relevance price_asc price_desc name_asc name_desc protein_desc popular newest best_deal".split()


@pytest.mark.parametrize(
    ("query", "status", "expected"),
    [
        ("", 400, [("q", "REQUIRED")]),
        ("q=", 422, [("q", "BLANK")]),
        ("q=%20%20", 422, [("q", "BLANK")]),
        ("q=a&q=b", 400, [("q", "REPEATED_PARAMETER")]),
        ("q=%00", 422, [("q", "INVALID_CHARACTERS")]),
        ("q=whey%0d%0aX:1", 422, [("q", "INVALID_CHARACTERS")]),
        (f"q={'w' * 8000}", 422, [("q", "TOO_LONG")]),
        ("q=w&colour=red", 400, [("colour", "UNKNOWN_PARAMETER")]),
        ("q=w&%00=1&format=xml", 400, [("\x00", "UNKNOWN_PARAMETER"), ("format", "UNKNOWN_PARAMETER")]),
        ("q=w&min_price=abc&per_page=150", 422, [("min_price", "INVALID_TYPE"), ("per_page", "OUT_OF_RANGE")]),
        ("q=w&page=1000000000", 422, [("page", "OUT_OF_RANGE")]),
        (f"q=w&page={'9' * 5000}", 422, [("page", "INVALID_TYPE")]),
        ("q=w&page=0", 422, [("page", "OUT_OF_RANGE")]),
        ("q=w&page=-1", 422, [("page", "OUT_OF_RANGE")]),
        ("q=w&page=1.5", 422, [("page", "INVALID_TYPE")]),
        ("q=w&page=%D9%A1", 422, [("page", "INVALID_TYPE")]),
        ("q=w&per_page=0", 422, [("per_page", "OUT_OF_RANGE")]),
        ("q=w&min_price=5&max_price=4", 422, [("min_price", "REVERSED_RANGE")]),
        ("q=w&min_protein=5&max_protein=4", 422, [("min_protein", "REVERSED_RANGE")]),
        ("q=w&min_price=NaN", 422, [("min_price", "INVALID_TYPE")]),
        ("q=w&min_price=Infinity", 422, [("min_price", "INVALID_TYPE")]),
        ("q=w&min_price=1e30", 422, [("min_price", "OUT_OF_RANGE")]),
        ("q=w&min_price=1e-999999999", 422, [("min_price", "INVALID_TYPE")]),
        ("q=w&min_price=1e9999999", 422, [("min_price", "INVALID_TYPE")]),
        ("q=w&min_price=-1", 422, [("min_price", "OUT_OF_RANGE")]),
        ("q=w&min_price=1_0", 422, [("min_price", "INVALID_TYPE")]),
        ("q=w&sort=cheapest", 422, [("sort", "INVALID_CHOICE")]),
        ("q=w&in_stock=yes", 422, [("in_stock", "INVALID_TYPE")]),
        ("q=w&retailers=,", 422, [("retailers", "BLANK")]),
        (f"q=w&retailers={','.join(map(str, range(51)))}", 422, [("retailers", "TOO_MANY")]),
        ("q=w&currency=XXX", 422, [("currency", "INVALID_CHOICE")]),
        ("q=w&cursor=abc", 400, [("cursor", "INVALID_CURSOR")]),
        ("q=w&cursor=abc:def:ghi", 400, [("cursor", "INVALID_CURSOR")]),
        (
            "sort=x&x=1&page=a",
            400,
            [("x", "UNKNOWN_PARAMETER"), ("q", "REQUIRED"), ("sort", "INVALID_CHOICE"), ("page", "INVALID_TYPE")],
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_everything_wrong_with_a_query_is_told_together(client, db, query, status, expected):
    assert problems(client.get(f"{SEARCH}?{query}")) == (status, expected)


def test_a_problem_says_what_came_and_what_is_right(client, db):
    response = client.get(f"{SEARCH}?q=whey&min_price=abc&per_page=150&sort=cheap&fields=name")
    assert refusal(response)[2]["validation_errors"] == [
        {
            "field": "fields",
            "code": "UNKNOWN_PARAMETER",
            "message": "Is no parameter here",
            "received": "name",
            "allowed": [
                *"q brand flavor category min_price max_price currency min_protein max_protein in_stock retailers sort".split(),
                *"page per_page cursor".split(),
            ],
        },
        {"field": "min_price", "code": "INVALID_TYPE", "message": "Must be a number", "received": "abc", "expected": "number"},
        {
            "field": "sort",
            "code": "INVALID_CHOICE",
            "message": f"Must be one of {', '.join(SORTS)}",
            "received": "cheap",
            "allowed": SORTS,
        },
        {
            "field": "per_page",
            "code": "OUT_OF_RANGE",
            "message": "Must be between 1 and 100",
            "received": 150,
            "min": 1,
            "max": 100,
        },
    ]


@pytest.mark.parametrize(
    ("path", "field", "code", "status"),
    [
        ("/v1/products/{id}?fields=name", "fields", "UNKNOWN_PARAMETER", 400),
        ("/v1/products/{id}/prices?include_out_of_stock=maybe", "include_out_of_stock", "INVALID_TYPE", 422),
        ("/v1/products/{id}/price-history?days=366", "days", "OUT_OF_RANGE", 422),
        ("/v1/products/{id}/price-history?days=0", "days", "OUT_OF_RANGE", 422),
        ("/v1/products/{id}/price-history?interval=yearly", "interval", "INVALID_CHOICE", 422),
        ("/v1/products/{id}/price-history?retailer_id=%00", "retailer_id", "INVALID_CHARACTERS", 422),
        ("/v1/products/popular?limit=51", "limit", "OUT_OF_RANGE", 422),
        ("/v1/products/popular?timeframe=1y", "timeframe", "INVALID_CHOICE", 422),
        ("/v1/brands?per_page=101", "per_page", "OUT_OF_RANGE", 422),
        ("/v1/retailers?page=1", "page", "UNKNOWN_PARAMETER", 400),
        ("/v1/deals?per_page=51", "per_page", "OUT_OF_RANGE", 422),
        ("/v1/deals?min_discount=101", "min_discount", "OUT_OF_RANGE", 422),
        ("/v1/deals?sort=relevance", "sort", "INVALID_CHOICE", 422),
        ("/v1/deals?cursor=x", "cursor", "INVALID_CURSOR", 400),
        ("/v1/health?verbose=1", "verbose", "UNKNOWN_PARAMETER", 400),
        ("/v1/openapi.json?format=yaml", "format", "UNKNOWN_PARAMETER", 400),
    ],
)
def test_each_endpoint_knows_its_parameters(client, whey, path, field, code, status):
    assert problems(client.get(path.format(id=whey.public_id))) == (status, [(field, code)])


def test_a_shop_that_nobody_has_is_a_404(client, whey):
    response = client.get(f"/v1/products/{whey.public_id}/price-history?retailer_id=nobody")
    assert refusal(response)[:2] == (404, "RETAILER_NOT_FOUND")


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE catalog_product; --",
        '" OR ""="',
        "<script>alert(1)</script>",
        "whey* NEAR(protein) AND",
        "a:b & | ! <-> ( ) \\",
        "%",
        "_" * 100,
        "💪🏽",
        "\u202ewhey",
        "ẃ̷̢hey",
        "\ufeff",
        "\ue000",
        "-" * 100,
    ],
)
def test_a_strange_query_finds_nothing_and_breaks_nothing(client, whey, text):
    response = client.get(SEARCH, {"q": text, "brand": text, "flavor": text, "category": text, "retailers": text[:50]})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response.json()["products"] == []


def test_a_cursor_is_good_for_its_own_query_only(client, market):
    for number in range(3):
        market.product(f"Whey {number}", brand=f"Brand {number}")
        market.listing(market.product(f"Whey {number}"), market.shop(f"shop-{number}"), (1, 1000))
    market.index()
    cursor = client.get(f"{SEARCH}?q=whey&per_page=1").json()["pagination"]["next_cursor"]
    brands = client.get("/v1/brands?per_page=1").json()["pagination"]["next_cursor"]
    good = [f"{SEARCH}?q=whey&per_page=1&cursor={cursor}", f"/v1/brands?per_page=1&cursor={brands}"]
    foreign = [
        f"{SEARCH}?q=whey&per_page=2&cursor={cursor}",
        f"{SEARCH}?q=protein&per_page=1&cursor={cursor}",
        f"{SEARCH}?q=whey&per_page=1&sort=newest&cursor={cursor}",
        f"{SEARCH}?q=whey&per_page=1&cursor={brands}",
        f"/v1/brands?per_page=1&cursor={cursor}",
        f"/v1/deals?per_page=1&cursor={brands}",
        f"/v1/brands?per_page=1&cursor={brands[:-1]}x",
        f"/v1/brands?per_page=1&cursor={brands}%00",
    ]
    assert [client.get(path).status_code for path in good] == [200, 200]
    assert {client.get(path).status_code for path in foreign} <= {400, 422}


def test_a_cursor_ends_with_its_day(client, db, monkeypatch):
    cursor = seal([0, []], endpoint="brands", wanted={"per_page": 50})
    assert client.get("/v1/brands", {"cursor": cursor}).status_code == 200
    monkeypatch.setattr("api.comparison.cursors._SECONDS", -1)
    assert problems(client.get("/v1/brands", {"cursor": cursor})) == (400, [("cursor", "INVALID_CURSOR")])


def test_more_parameters_than_anybody_means_are_a_400(client, db):
    query = "&".join(f"p{number}=1" for number in range(1200))
    assert refusal(client.get(f"/v1/brands?{query}"))[:2] == (400, "BAD_REQUEST")


def test_a_failure_of_ours_is_an_envelope_that_tells_nothing(client, db, monkeypatch, caplog):
    def fail(*args):
        raise RuntimeError("secret")

    monkeypatch.setattr(BrandsView, "wanted", fail)
    response = client.get("/v1/brands")
    assert refusal(response) == (500, "INTERNAL_ERROR", {})
    assert "secret" not in response.content.decode()
    assert "secret" in caplog.text


@pytest.mark.parametrize("path", ["/v1/brands", "/health"])
def test_a_host_that_is_not_ours_is_an_envelope(path):
    body = APIClient().get(path, headers={"Host": "evil.example"}).json()["error"]
    assert (set(body), body["code"], body["documentation_url"]) == (KEYS, "BAD_REQUEST", "/docs/errors#BAD_REQUEST")


@pytest.mark.parametrize("path", PATHS)
def test_options_say_what_may_be_asked(client, db, path):
    response = client.options(path)
    assert (response.status_code, response.content, response["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ["/v1/brands", "/v1/brands/"])
def test_head_is_get_without_a_body(client, db, path):
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])
