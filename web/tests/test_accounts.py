"""Signing up, in and out."""

import pytest

from accounts.models import User
from web.tests.conftest import PASSWORD
from web.tests.page import soup, words

pytestmark = pytest.mark.django_db


def _errors(response) -> dict[str, str]:
    return {
        error["id"].removeprefix("id_").removesuffix("_error"): words(error)
        for error in soup(response).select(".errorlist[id]")
    }


def test_signing_up_makes_an_account_and_signs_in(client):
    form = {"email": " Asha@Example.com ", "full_name": "Asha", "password": PASSWORD}
    response = client.post("/sign-up", form)
    user = User.objects.get()
    assert response["Location"] == "/watchlist"
    assert (user.email, user.full_name, client.session["_auth_user_id"]) == ("asha@example.com", "Asha", str(user.pk))


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"email": "asha"}, {"email": "Enter a valid e-mail address, like name@example.com."}),
        (
            {"password": "1234"},
            {
                "password": "This password is too short. It must contain at least 10 characters. "
                "This password is too common. This password is entirely numeric."
            },
        ),
        ({"email": "", "password": ""}, {"email": "This field is required.", "password": "This field is required."}),
    ],
)
def test_a_refused_sign_up_names_the_field_and_keeps_what_was_typed(client, change, errors):
    response = client.post("/sign-up", {"email": "asha@example.com", "full_name": "Asha", "password": PASSWORD} | change)
    page = soup(response)
    assert (response.status_code, _errors(response)) == (422, errors)
    assert page.find(id="id_full_name")["value"] == "Asha"
    assert "value" not in page.find(id="id_password").attrs
    assert not User.objects.exists()


def test_an_address_that_is_taken_is_refused_at_its_field(client, asha):
    response = client.post("/sign-up", {"email": "ASHA@example.com", "password": PASSWORD})
    message = "This e-mail address has an account already. Sign in, or use another address."
    assert (response.status_code, _errors(response)) == (422, {"email": message})
    assert User.objects.count() == 1


def test_signing_in_goes_on_to_where_the_person_wanted(client, asha):
    response = client.post("/sign-in", {"name": "Asha@example.com", "password": PASSWORD, "next": "/listings/3"})
    assert (response.status_code, response["Location"]) == (302, "/listings/3")
    assert client.session["_auth_user_id"] == str(asha.pk)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(client, asha, target):
    response = client.post("/sign-in", {"name": "asha@example.com", "password": PASSWORD, "next": target})
    assert response["Location"] == "/watchlist"


def test_wrong_credentials_say_nothing_about_which_was_wrong(client, asha):
    answers = []
    for name, password in [("asha@example.com", "wrong"), ("nobody@example.com", PASSWORD)]:
        response = client.post("/sign-in", {"name": name, "password": password})
        page = soup(response)
        answers.append((response.status_code, words(page.select_one(".errorlist.nonfield"))))
        assert page.find(id="id_name")["value"] == name
    assert answers == [(422, "E-mail address and password do not match an account.")] * 2
    assert "_auth_user_id" not in client.session


def test_signing_out_ends_the_session(client, asha):
    client.force_login(asha)
    assert client.post("/sign-out")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_the_header_says_who_is_signed_in(client, asha):
    assert words(soup(client.get("/")).header.nav) == "Deals Popular Watchlist Sign in Sign up"
    client.force_login(asha)
    assert words(soup(client.get("/")).header.nav) == "Deals Popular Watchlist Asha Rao Sign out"
