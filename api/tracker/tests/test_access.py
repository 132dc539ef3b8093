"""Who may do what: every endpoint for nobody, a user, another user and staff."""

import pytest
from rest_framework.test import APIClient

from alerts.services import watch_listing
from api.tracker.tests.conftest import NOON, PASSWORD, signed_in

CALLERS = ("nobody", "user", "other", "staff")
OPEN = dict.fromkeys(CALLERS, 200)
SIGNED_IN = {**OPEN, "nobody": 401}

ENDPOINTS = [
    ("post", "products/track", {"url": "https://kirana.example/p/9"}, dict.fromkeys(CALLERS, 202)),
    ("get", "products/", None, OPEN),
    ("get", "products/{id}", None, OPEN),
    ("delete", "products/{id}", None, {"nobody": 401, "user": 403, "other": 403, "staff": 204}),
    ("post", "users/register", {"email": "new@example.com", "password": PASSWORD}, dict.fromkeys(CALLERS, 201)),
    ("post", "users/token", {"username": "user@example.com", "password": PASSWORD}, OPEN),
    ("get", "users/me", None, SIGNED_IN),
    ("post", "users/me/watchlist/{id}", None, SIGNED_IN),
    ("delete", "users/me/watchlist/{id}", None, SIGNED_IN),
    ("get", "sales/", None, OPEN),
    ("get", "openapi.json", None, OPEN),
]


@pytest.fixture
def callers(user, other_user, staff) -> dict[str, APIClient]:
    """A client for each kind of caller."""
    return {"nobody": APIClient(), "user": signed_in(user), "other": signed_in(other_user), "staff": signed_in(staff)}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("method", "path", "body", "statuses"), ENDPOINTS, ids=[f"{e[0]} {e[1]}" for e in ENDPOINTS])
@pytest.mark.parametrize("slash", ["as documented", "the other way"])
def test_each_endpoint_answers_each_caller_under_both_spellings(callers, listing, method, path, body, statuses, caller, slash):
    url = f"/api/v1/{path.format(id=listing.pk)}"
    if slash == "the other way":
        url = url.removesuffix("/") if url.endswith("/") else f"{url}/"
    response = getattr(callers[caller], method)(url, body, **({"format": "json"} if body else {}))
    assert response.status_code == statuses[caller]


def test_the_refusal_of_a_user_says_what_is_needed(user, listing):
    response = signed_in(user).delete(f"/api/v1/products/{listing.pk}")
    assert response.json() == {
        "detail": "Your account may not do this: it needs a staff account.",
        "code": "permission_denied",
    }


def test_nobody_sees_or_ends_the_watches_of_another(user, other_user, listing):
    watch_listing(user=user, listing_id=listing.pk, at=NOON)
    theirs = signed_in(other_user).delete(f"/api/v1/users/me/watchlist/{listing.pk}").json()
    assert (theirs["email"], theirs["watchlist"]) == ("other@example.com", [])
    assert [row["id"] for row in signed_in(user).get("/api/v1/users/me").json()["watchlist"]] == [listing.pk]


@pytest.mark.parametrize("path", ["products//", "products/track//", "users/me//", "/products/"])
def test_only_one_slash_may_differ(client, db, path):
    assert client.get(f"/api/v1/{path}").status_code == 404


def test_a_session_of_the_site_is_no_sign_in_here(client, user):
    client.force_login(user)
    assert client.get("/api/v1/users/me").status_code == 401
