"""The OpenAPI document, the answers that it describes, and the pages to read.

`UPDATE_SNAPSHOTS=1 pytest api/comparison/tests/test_documents.py` writes the snapshot anew, on purpose.
"""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from api.comparison import urls
from api.comparison.codes import ERROR_CODES
from api.comparison.schema import DOCUMENT
from api.comparison.tests.test_promises import PROMISES

SNAPSHOT = Path(__file__).parent.parent / "snapshots" / "openapi.json"
GUIDE = Path(__file__).parents[3] / "docs" / "api" / "comparison.md"


def test_the_document_is_the_snapshot(client):
    response = client.get("/v1/openapi.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(json.dumps(response.json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert response.json() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_the_document_describes_every_route_and_no_other():
    undocumented = {"openapi", "docs", "errors", "unknown", "root-health"}
    routes = {
        f"/{pattern.pattern}".replace("<str:", "{").replace(">", "}")
        for pattern in urls.urlpatterns
        if pattern.name not in undocumented
    }
    assert set(DOCUMENT.document()["paths"]) == routes


def _plain(schema, components: dict):
    """`schema` in the words of JSON Schema: references resolved, `nullable` spelled out, nothing else allowed."""
    if isinstance(schema, list):
        return [_plain(each, components) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _plain(components[schema["$ref"].rsplit("/", 1)[-1]], components)
    plain = {key: _plain(value, components) for key, value in schema.items() if key not in ("nullable", "readOnly")}
    if "properties" in plain:
        plain["additionalProperties"] = False
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") else plain


def _validator(path: str, status: str) -> Draft202012Validator:
    document = DOCUMENT.document()
    content = document["paths"][path]["get"]["responses"][status]["content"]["application/json"]["schema"]
    return Draft202012Validator(_plain(content, document["components"]["schemas"]))


def _route(path: str) -> str:
    return path.partition("?")[0].replace("{id}", "{product_id}")


@pytest.mark.parametrize("path", sorted({path for path, _ in PROMISES}))
def test_an_answer_is_what_the_document_says_and_nothing_more(client, whole_market, path):
    answer = client.get(path.format(id=whole_market.public_id)).json()
    assert [error.message for error in _validator(_route(path), "200").iter_errors(answer)] == []


def test_a_product_that_nobody_knows_much_of_is_described_too(client, market):
    bare = market.product("Headphones", category=None, net_quantity=None, net_unit="", servings=None, flavor="", image_url="")
    bare.nutrition.delete()
    market.listing(bare, market.shop("amazon", delivery_days=None, free_delivery_from=None))
    market.index()
    for path in ("", "/prices", "/price-history"):
        answer = client.get(f"/v1/products/{bare.public_id}{path}").json()
        validator = _validator(f"/v1/products/{{product_id}}{path}", "200")
        assert [error.message for error in validator.iter_errors(answer)] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("/v1/products/nothing", "400"), ("/v1/products/prod_zzz", "404"), ("/v1/products/search?q=whey&page=0", "422")],
)
def test_a_refusal_is_what_the_document_says(client, db, path, status):
    response = client.get(path)
    route = "/v1/products/search" if "?" in path else "/v1/products/{product_id}"
    assert str(response.status_code) == status
    assert [error.message for error in _validator(route, status).iter_errors(response.json())] == []


def test_every_code_is_explained_under_its_anchor():
    response = APIClient().get("/docs/errors")
    html = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert [code.code for code in ERROR_CODES if f'id="{code.code}"' not in html] == []


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_pages_load_everything_from_our_own_host(slash):
    html = APIClient().get(f"/v1/docs{slash}").content.decode()
    assert "http://" not in html
    assert "https://" not in html


def test_the_guide_names_every_endpoint_parameter_limit_and_code(settings):
    guide = GUIDE.read_text(encoding="utf-8")
    paths = DOCUMENT.document()["paths"]
    assert [path for path in paths if f"`GET {path}`" not in guide] == []
    named = {p["name"] for item in paths.values() for p in item["get"].get("parameters", []) if p["in"] == "query"}
    assert [name for name in sorted(named) if f"`{name}`" not in guide] == []
    assert [code.code for code in ERROR_CODES if code.code not in guide] == []
    limits = [limit for name, limit in settings.ENDPOINT_LIMITS.items() if name != "mcp-capabilities"]
    assert [limit for limit in limits if f"`{limit}`" not in guide] == []


def test_the_samples_of_the_guide_are_json():
    samples = [block.split("```")[0] for block in GUIDE.read_text(encoding="utf-8").split("```json\n")[1:]]
    assert [type(json.loads(sample)) for sample in samples] == [dict] * len(samples)
    assert len(samples) >= 5
