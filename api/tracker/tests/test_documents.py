"""The OpenAPI document, and the pages to read it on.

`UPDATE_SNAPSHOTS=1 pytest api/tracker/tests/test_documents.py` writes the snapshot anew, on purpose.
"""

import json
import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from rest_framework.test import APIClient

from api.tracker import urls
from api.tracker.schema import DOCUMENT

SNAPSHOT = Path(__file__).parent.parent / "snapshots" / "openapi.json"
GUIDE = Path(__file__).parents[3] / "docs" / "api" / "tracker.md"
PAGES = ["/api/docs", "/api/redoc"]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


def test_the_document_is_the_snapshot(client):
    response = client.get("/api/v1/openapi.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(json.dumps(response.json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert response.json() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_the_document_describes_every_route_and_no_other():
    undocumented = {"openapi", "docs", "redoc", "unknown"}
    routes = {
        f"/{pattern.pattern}".replace("<str:", "{").replace(">", "}")
        for pattern in urls.urlpatterns
        if pattern.name not in undocumented
    }
    assert set(DOCUMENT.document()["paths"]) == routes


def test_every_operation_says_what_it_does_and_how_it_refuses():
    operations = [operation for path in DOCUMENT.document()["paths"].values() for operation in path.values()]
    assert len(operations) == 11 - 1  # ten endpoints; the document itself is none
    for operation in operations:
        assert operation["summary"]
        assert "406" in operation["responses"]
        assert ("422" in operation["responses"]) == bool(operation.get("parameters") or operation.get("requestBody"))


def test_the_guide_names_every_endpoint_and_every_limit(settings):
    guide = GUIDE.read_text(encoding="utf-8")
    spelled = guide.replace("POST, DELETE /api", "DELETE /api")
    endpoints = [(method.upper(), path) for path, item in DOCUMENT.document()["paths"].items() for method in item]
    assert [f"{method} {path}" for method, path in endpoints if f"`{method} {path}`" not in guide] == []
    assert [path for _, path in endpoints if f" {path}\n" not in spelled] == []
    limits = [name for name in settings.RATE_LIMITS if f"RATE_LIMIT_{name.upper().replace('-', '_')}" not in guide]
    assert limits == []


def test_the_samples_of_the_guide_are_json():
    samples = [block.split("```")[0] for block in GUIDE.read_text(encoding="utf-8").split("```json\n")[1:]]
    assert [type(json.loads(sample)) for sample in samples] == [dict, dict, dict, dict, list, dict, dict]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_page_loads_everything_from_our_own_host(path, slash):
    response = APIClient().get(f"{path}{slash}")
    html = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "http://" not in html
    assert "https://" not in html
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.parametrize("path", PAGES)
def test_the_files_of_a_page_exist(path):
    html = APIClient().get(path).content.decode()
    files = [part.split('"')[0] for part in html.split('="/static/')[1:]]
    assert len(files) >= 3
    assert [name for name in files if finders.find(name) is None] == []


def test_swagger_is_told_where_the_document_is():
    script = APIClient().get("/api/docs?script=")
    assert script["Content-Type"] == "application/javascript"
    assert '"/api/v1/openapi.json"' in script.content.decode().replace("\\u002D", "-").replace("\\/", "/")


def test_the_document_is_for_reading_only(client):
    assert client.post("/api/v1/openapi.json").status_code == 405
