"""What every page promises: no inline code, its own policy, a skip link, its errors in the same look, limits on forms."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from web.tests.page import soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client, asha, product, sell):
    """Every page, as a signed-in person sees it."""
    listing = sell(product, "Kirana", 200_000)
    fresh = sell(product, "Basar", 100)
    fresh.product = None
    fresh.save()
    fresh.offer.delete()
    client.force_login(asha)
    paths = ["/", "/sign-in", "/sign-up", "/watchlist", f"/products/{product.public_id}", f"/listings/{fresh.pk}"]
    paths += [f"/listings/{listing.pk}/why", f"/listings/{fresh.pk}/why", "/nowhere"]
    assert listing.product_id == product.pk
    return [(path, client.get(path)) for path in paths]


def test_no_page_holds_inline_code_or_styles(pages):
    for path, response in pages:
        page = soup(response)
        scripts = [script for script in page.find_all("script") if not script.get("src")]
        assert {script.get("type") for script in scripts} <= {"application/json"}, path
        assert not page.find_all("style"), path
        assert not page.select("[style]"), path
        handlers = [name for element in page.find_all(True) for name in element.attrs if name.startswith("on")]
        assert handlers == [], path


def test_every_page_has_the_strict_policy(pages):
    for path, response in pages:
        policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'self'", path
        assert "unsafe" not in response["Content-Security-Policy"], path
        assert policy.get("script-src", "'self'") == policy.get("style-src", "'self'") == "'self'", path


def test_pages_load_nothing_from_other_hosts(pages):
    for path, response in pages:
        page = soup(response)
        loaded = [tag.get("src") or tag.get("href") for tag in page.select("script[src], link[rel=stylesheet], link[rel=icon]")]
        assert all(address.startswith(settings.STATIC_URL) for address in loaded), path


def test_every_page_has_one_heading_one_main_a_skip_link_and_a_title(pages):
    for path, response in pages:
        page = soup(response)
        assert (len(page.find_all("h1")), len(page.find_all("main"))) == (1, 1), path
        assert page.select_one("a.skip")["href"] == f"#{page.main['id']}", path
        assert page.title.text.endswith("Price Tracker") or path == "/", path
        assert page.html["lang"] == "en", path


def test_every_input_has_a_label(pages):
    for path, response in pages:
        page = soup(response)
        for field in page.select("input:not([type=hidden])"):
            assert page.select_one(f"label[for={field['id']}]"), path


def test_personal_pages_are_never_stored_by_caches(pages):
    for path, response in pages:
        assert response.status_code == 404 or "private" in response["Cache-Control"], path


def test_every_address_answers_with_its_slash_too(client, product):
    for path in ("/sign-in/", "/sign-up/", f"/products/{product.public_id}/", f"/products/{product.public_id}/live/"):
        assert client.get(path).status_code == 200


def test_names_stand_for_the_address_without_a_slash(product):
    assert reverse("web:product", args=[product.pk]) == f"/products/{product.public_id}"
    assert reverse("web:listing", args=[3]) == "/listings/3"


def test_an_unknown_address_is_a_page_of_the_house(client):
    response = client.get("/no/such/page")
    page = soup(response)
    assert (response.status_code, words(page.h1)) == (404, "There is nothing here")
    assert b"urlconf" not in response.content.lower()


def test_a_form_without_its_proof_is_refused_in_the_same_look(db):
    response = Client(enforce_csrf_checks=True).post("/track", {"url": "https://shop.example/1"})
    assert (response.status_code, words(soup(response).h1)) == (403, "The form had gone stale")


def test_a_failure_shows_no_trace(client, monkeypatch):
    def explode(limit: int = 8):
        raise RuntimeError("the secret detail")

    monkeypatch.setattr("web.views.home.front_page", explode)
    client.raise_request_exception = False
    response = client.get("/")
    assert (response.status_code, words(soup(response).h1)) == (500, "Something broke on our side")
    assert b"secret detail" not in response.content
    assert b"Traceback" not in response.content


def test_a_strange_host_is_refused_without_a_trace(client):
    response = client.get("/", headers={"Host": "evil.example"})
    assert (response.status_code, words(soup(response).h1)) == (400, "This request could not be understood")


def test_too_many_forms_from_one_address_are_429_with_the_wait(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "track": "2/minute"}
    answers = [client.post("/track", {"url": ""}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    wait = int(answers[2]["Retry-After"])
    assert 1 <= wait <= 60
    assert f"Wait {wait} second" in words(soup(answers[2]).main)
    assert client.get("/").status_code == 200


def test_each_address_has_its_own_limit(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "token": "1/minute"}
    peers = ["192.0.2.1", "192.0.2.2", "192.0.2.1"]
    assert [client.post("/sign-in", {}, REMOTE_ADDR=peer).status_code for peer in peers] == [422, 422, 429]


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 422)])
def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(client, settings, proxies, status):
    settings.TRUSTED_PROXIES = proxies
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "register": "1/minute"}
    client.post("/sign-up", {}, headers={"X-Forwarded-For": "198.51.100.1"})
    response = client.post("/sign-up", {}, headers={"X-Forwarded-For": "198.51.100.2"})
    assert response.status_code == status


def test_vendored_libraries_carry_their_licence():
    vendor = Path(settings.BASE_DIR) / "static" / "vendor"
    folders = [folder for folder in vendor.iterdir() if folder.is_dir()]
    assert folders
    assert all((folder / "LICENSE").is_file() for folder in folders)
