"""Accounts: register, sign in, profile, watchlist."""

from datetime import timedelta

import pytest

from accounts.models import Consent, User
from alerts.services import watch_listing, watch_product
from api.tracker.tests.conftest import NOON, PASSWORD, listing_body, record, signed_in
from scraping.services import merge_listing


def user_body(user: User, **differing) -> dict:
    """What the contract says of a fresh account, typed out."""
    return {
        "id": user.public_id,
        "email": user.email,
        "username": None,
        "full_name": None,
        "is_active": True,
        "is_staff": False,
        "email_verified": False,
        "created_at": "2026-03-01T12:00:00Z",
        **differing,
    }


def test_registering_answers_201_with_the_account_and_no_password(client, db):
    response = client.post("/api/v1/users/register", {"email": "New@Example.com", "password": PASSWORD}, format="json")
    user = User.objects.get()
    assert response.status_code == 201
    assert user.email == "new@example.com"
    assert response.json() == user_body(user, created_at=user.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert user.check_password(PASSWORD)


def test_registering_keeps_username_name_and_consents(client, db):
    body = {
        "email": "new@example.com",
        "password": PASSWORD,
        "username": "newt",
        "name": "New T.",
        "consent_marketing": False,
        "consent_analytics": True,
    }
    answer = client.post("/api/v1/users/register", body, format="json").json()
    assert (answer["username"], answer["full_name"]) == ("newt", "New T.")
    assert dict(Consent.objects.values_list("kind", "granted")) == {"marketing": False, "analytics": True}


@pytest.mark.parametrize("format_", ["form", "json"])
def test_a_token_is_given_for_a_form_and_for_json(client, user, format_):
    credentials = {"username": "USER@example.com", "password": PASSWORD}
    if format_ == "form":
        form = "username=USER%40example.com&password=correct+horse+battery&grant_type=password"
        response = client.post("/api/v1/users/token", form, content_type="application/x-www-form-urlencoded")
    else:
        response = client.post("/api/v1/users/token", credentials, format="json")
    token = response.json()["access_token"]
    assert response.status_code == 200
    assert response.json() == {"access_token": token, "token_type": "bearer", "expires_in": 900}
    assert response["Cache-Control"] == "no-store"
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert client.get("/api/v1/users/me").json()["email"] == "user@example.com"


def test_the_profile_is_the_account_and_its_watchlist(user, other_user, make_listing):
    first, second, foreign = make_listing(1), make_listing(2), make_listing(3)
    watch_listing(user=user, listing_id=first.pk, at=NOON)
    watch_listing(user=user, listing_id=second.pk, at=NOON)
    watch_product(user=user, product_id=first.product_id, at=NOON)
    watch_listing(user=other_user, listing_id=foreign.pk, at=NOON)
    response = signed_in(user).get("/api/v1/users/me")
    assert response.status_code == 200
    assert response.json() == {
        **user_body(user),
        "watchlist": [listing_body(second, 2), listing_body(first, 1)],
        "watched_products": [first.product.public_id],
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_profile_costs_three_statements(user, make_listing, django_assert_num_queries, rows):
    for number in range(rows):
        listing = make_listing(number)
        record(listing, 69900, at=NOON + timedelta(days=1))
        watch_listing(user=user, listing_id=listing.pk, at=NOON)
    client = signed_in(user)
    with django_assert_num_queries(3):  # the user behind the token, the watches, their latest changes
        assert len(client.get("/api/v1/users/me").json()["watchlist"]) == rows


def test_watching_twice_answers_the_profile_twice_and_watches_once(user, listing):
    client = signed_in(user)
    answers = [client.post(f"/api/v1/users/me/watchlist/{listing.pk}") for _ in range(2)]
    expected = {**user_body(user), "watchlist": [listing_body(listing)], "watched_products": []}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, expected)] * 2


def test_unwatching_twice_answers_the_profile_twice(user, make_listing):
    kept, dropped = make_listing(1), make_listing(2)
    client = signed_in(user)
    for listing in (kept, dropped):
        client.post(f"/api/v1/users/me/watchlist/{listing.pk}")
    answers = [client.delete(f"/api/v1/users/me/watchlist/{dropped.pk}") for _ in range(2)]
    expected = {**user_body(user), "watchlist": [listing_body(kept)], "watched_products": []}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, expected)] * 2


def test_a_merged_listing_is_watched_and_unwatched_as_the_one_it_became(user, make_listing):
    winner, loser = make_listing(1), make_listing(2)
    merge_listing(loser=loser, winner=winner, at=NOON)
    client = signed_in(user)
    watched = client.post(f"/api/v1/users/me/watchlist/{loser.pk}").json()["watchlist"]
    unwatched = client.delete(f"/api/v1/users/me/watchlist/{loser.pk}").json()["watchlist"]
    assert ([row["id"] for row in watched], unwatched) == ([winner.pk], [])
