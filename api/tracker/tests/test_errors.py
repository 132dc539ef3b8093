"""What the tracker contract says no to, and how. Nothing is ever half-written."""

import json
from datetime import timedelta

import pytest
from freezegun import freeze_time
from rest_framework.test import APIClient

from accounts.models import Consent, User
from accounts.services import register_user
from accounts.tokens import issue_access_token
from alerts.models import Watch
from api.tracker.tests.conftest import NOON, PASSWORD, signed_in
from catalog.models import Listing, ListingAlias, Store
from pricing.models import PricePoint

TRACK, REGISTER, TOKEN = "/api/v1/products/track", "/api/v1/users/register", "/api/v1/users/token"
JSON = "application/json"
SIGN_IN = "Sign in first: send the header Authorization: Bearer <access_token>."
BAD_TOKEN = "The access token is not valid or has expired: get a new one from POST /api/v1/users/token."
WEAK = (
    "This password is too short. It must contain at least 10 characters.",
    "This password is too common.",
    "This password is entirely numeric.",
)


@pytest.fixture(autouse=True)
def nothing_is_written(db):
    """Each refusal leaves every table as it was."""
    tables = (User, Consent, Store, Listing, ListingAlias, PricePoint, Watch)
    before = None

    def remember():
        nonlocal before
        before = [table.objects.count() for table in tables]

    yield remember
    if before is not None:
        assert [table.objects.count() for table in tables] == before


def invalid(field: str, message: str, code: str = "invalid") -> dict:
    """The body of a refusal that blames one value."""
    return {
        "detail": f"{field}: {message}",
        "code": "invalid" if code in ("required", "blank", "min_value", "max_value", "null", "invalid_choice") else code,
        "errors": [{"field": field, "code": code, "message": message}],
    }


def post(path: str, body, **headers):
    """POST `body` as JSON; a string as it is."""
    text = body if isinstance(body, str) else json.dumps(body)
    return APIClient().post(path, text, content_type=JSON, headers=headers)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, invalid("url", "This field is required.", "required")),
        ({"url": None}, invalid("url", "This field may not be null.", "null")),
        ({"url": ""}, invalid("url", "This field may not be blank.", "blank")),
        ({"url": 7}, invalid("url", "Not a valid string.")),
        ({"url": ["https://shop.example/p"]}, invalid("url", "Not a valid string.")),
        ([], invalid("body", "Invalid data. Expected a dictionary, but got list.")),
        ("3", invalid("body", "Invalid data. Expected a dictionary, but got int.")),
        (
            {"url": "two words"},
            invalid(
                "url",
                "The address contains blanks, control characters or backslashes: "
                "paste the address of the product page, like https://shop.example/product/1",
                "invalid_url",
            ),
        ),
        (
            {"url": "ftp://shop.example/p/1"},
            invalid(
                "url",
                "ftp addresses cannot be tracked: use one that begins with https:// or http://",
                "invalid_url",
            ),
        ),
        (
            {"url": "javascript:alert(1)"},
            invalid(
                "url",
                "javascript addresses cannot be tracked: use one that begins with https:// or http://",
                "invalid_url",
            ),
        ),
    ],
    ids=str,
)
def test_a_body_that_names_no_page_is_a_422_that_names_the_field(nothing_is_written, body, expected):
    nothing_is_written()
    response = post(TRACK, body)
    assert (response.status_code, response.json()) == (422, expected)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/p/1",
        "http://10.0.0.8/p/1",
        "http://[::1]/p/1",
        "http://[::ffff:10.0.0.8]/p/1",
        "http://169.254.169.254/latest/meta-data/",
        "http://0x7f.1/",
        "http://2130706433/",
    ],
)
def test_a_private_address_is_a_422_that_names_the_field(nothing_is_written, url):
    nothing_is_written()
    response = post(TRACK, {"url": url})
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_url"
    assert [error["field"] for error in response.json()["errors"]] == ["url"]


@pytest.mark.parametrize("path", [TRACK, REGISTER, TOKEN])
@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ('{"url": ', "The body is not JSON: Expecting value: line 1 column 9 (char 8)."),
        ('{"url": NaN}', "The body is not JSON: Out of range float values are not JSON compliant: 'NaN'."),
        ("[" * 100_000, "The body is nested too deeply."),
    ],
    ids=["cut", "NaN", "deep"],
)
def test_malformed_json_is_a_400(nothing_is_written, path, body, detail):
    nothing_is_written()
    response = post(path, body)
    assert (response.status_code, response.json()) == (400, {"detail": detail, "code": "parse_error"})


def test_json_in_another_encoding_than_utf_8_is_a_400(nothing_is_written):
    nothing_is_written()
    response = APIClient().post(TRACK, b'{"url": "\xff"}', content_type="application/json; charset=latin-1")
    assert response.status_code == 400
    assert response.json()["detail"].startswith("The body is not JSON: 'utf-8' codec can't decode byte 0xff")


@pytest.mark.parametrize("type_", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", [TRACK, REGISTER, TOKEN])
def test_a_body_of_another_type_is_a_415(nothing_is_written, path, type_):
    nothing_is_written()
    response = APIClient().post(path, b"url=https://shop.example/p", content_type=type_)
    assert response.status_code == 415
    assert response.json() == {"detail": f'Unsupported media type "{type_}" in request.', "code": "unsupported_media_type"}


@pytest.mark.parametrize("type_", [JSON, "application/x-www-form-urlencoded"])
def test_an_oversized_body_is_a_413(nothing_is_written, type_):
    nothing_is_written()
    response = APIClient().post(TOKEN, b"x" * 1_048_577, content_type=type_)
    assert response.status_code == 413
    assert response.json() == {"detail": "The body is larger than 1048576 bytes.", "code": "body_too_large"}


def test_a_form_with_too_many_fields_is_a_400(nothing_is_written):
    nothing_is_written()
    response = APIClient().post(TOKEN, b"a=1&" * 2000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert response.json() == {
        "detail": "The request cannot be understood: it has too many fields, or unusable ones.",
        "code": "parse_error",
    }


def test_all_errors_of_a_registration_are_told_together(nothing_is_written):
    nothing_is_written()
    body = {
        "email": "nobody",
        "password": "12345",
        "username": "a b",
        "full_name": 7,
        "consent_marketing": "yes",
    }
    errors = [
        ("email", "invalid", "Enter a valid email address."),
        *(("password", "weak_password", message) for message in WEAK),
        ("username", "invalid", "A username has 3 to 60 letters, digits, dots, dashes or underscores."),
        ("full_name", "invalid", "Not a valid string."),
        ("consent_marketing", "invalid", "Must be a valid boolean."),
    ]
    response = post(REGISTER, body)
    assert response.status_code == 422
    assert response.json() == {
        "detail": " ".join(f"{field}: {message}" for field, _, message in errors),
        "code": "invalid",
        "errors": [{"field": field, "code": code, "message": message} for field, code, message in errors],
    }


def test_a_password_like_the_address_is_a_422(nothing_is_written):
    nothing_is_written()
    response = post(REGISTER, {"email": "margarethe@example.com", "password": "margarethe1"})
    message = "The password is too similar to the email."
    assert (response.status_code, response.json()) == (422, invalid("password", message, "weak_password"))


@pytest.mark.parametrize("email", ["user@example.com", " USER@Example.com "])
def test_a_duplicate_registration_is_a_409_that_names_the_field(nothing_is_written, user, email):
    nothing_is_written()
    response = post(REGISTER, {"email": email, "password": PASSWORD})
    message = "This e-mail address has an account already. Sign in, or use another address."
    assert (response.status_code, response.json()) == (409, invalid("email", message, "conflict"))


def test_a_taken_username_is_a_409_that_names_the_field(nothing_is_written):
    register_user(email="a@example.com", password=PASSWORD, username="newt", at=NOON)
    nothing_is_written()
    response = post(REGISTER, {"email": "b@example.com", "password": PASSWORD, "username": "NEWT"})
    message = "This username is taken. Choose another one."
    assert (response.status_code, response.json()) == (409, invalid("username", message, "conflict"))


@pytest.mark.parametrize(
    "credentials",
    [
        {"username": "user@example.com", "password": "wrong"},
        {"username": "nobody@example.com", "password": PASSWORD},
        {"username": "nobody", "password": PASSWORD},
    ],
)
def test_wrong_credentials_are_one_401_whatever_was_wrong(user, credentials):
    response = post(TOKEN, credentials)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response.json() == {
        "detail": "E-mail address and password do not match an account.",
        "code": "invalid_credentials",
    }


def test_a_token_request_without_values_names_both_fields(db):
    response = APIClient().post(TOKEN, "", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [
        ("username", "required"),
        ("password", "required"),
    ]


def _expired(user) -> str:
    with freeze_time(NOON):
        return issue_access_token(user)


@pytest.mark.parametrize("path", ["/api/v1/users/me", "/api/v1/products/", "/api/v1/sales/"])
@pytest.mark.parametrize("kind", ["garbage", "forged", "expired"])
def test_a_bad_token_is_a_401_even_where_none_is_needed(user, path, kind):
    good = issue_access_token(user)
    token = {"garbage": "x.y.z", "forged": good[:-6] + "AAAAAA", "expired": _expired(user)}[kind]
    response = APIClient().get(path, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api", error="invalid_token"'
    assert response.json() == {
        "detail": BAD_TOKEN,
        "code": "token_not_valid",
        "errors": [{"field": "Authorization", "code": "token_not_valid", "message": BAD_TOKEN}],
    }


def test_the_token_of_a_closed_account_is_a_401(user):
    client = signed_in(user)
    User.objects.update(is_active=False)
    response = client.get("/api/v1/users/me")
    assert (response.status_code, response.json()["code"]) == (401, "user_inactive")


def test_no_token_is_a_401_that_says_what_to_send(db):
    response = APIClient().get("/api/v1/users/me")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert response.json() == {"detail": SIGN_IN, "code": "not_authenticated"}


PER_PRODUCT = [
    ("get", "/api/v1/products/{}"),
    ("delete", "/api/v1/products/{}"),
    ("post", "/api/v1/users/me/watchlist/{}"),
    ("delete", "/api/v1/users/me/watchlist/{}"),
]


@pytest.mark.parametrize(("method", "path"), PER_PRODUCT)
@pytest.mark.parametrize("number", ["0", "-1", "4711", str(2**63 - 1), str(2**63), "9" * 200])
def test_an_unknown_id_is_a_404(staff, listing, nothing_is_written, method, path, number):
    nothing_is_written()
    response = getattr(signed_in(staff), method)(path.format(number))
    message = f"There is no tracked product {number[:40]}."
    assert response.status_code == 404
    assert response.json() == {
        "detail": message,
        "code": "not_found",
        "errors": [{"field": "product_id", "code": "not_found", "message": message}],
    }


@pytest.mark.parametrize(("method", "path"), PER_PRODUCT)
@pytest.mark.parametrize("text", ["abc", "1.0", "prod_k3v9q2", "%D9%A1", "1%0A", "%00", "+1"])
def test_an_id_of_the_wrong_kind_is_a_422(staff, listing, nothing_is_written, method, path, text):
    nothing_is_written()
    response = getattr(signed_in(staff), method)(path.format(text))
    assert (response.status_code, response.json()) == (422, invalid("product_id", "A product id is a whole number."))


@pytest.mark.parametrize(
    ("query", "field", "code", "message"),
    [
        ("skip=-1", "skip", "min_value", "Ensure this value is greater than or equal to 0."),
        ("skip=9999999999", "skip", "max_value", "Ensure this value is less than or equal to 1000000000."),
        ("skip=x", "skip", "invalid", "A valid integer is required."),
        ("limit=0", "limit", "min_value", "Ensure this value is greater than or equal to 1."),
        ("limit=501", "limit", "max_value", "Ensure this value is less than or equal to 500."),
        ("limit=1.5", "limit", "invalid", "A valid integer is required."),
    ],
)
def test_a_page_out_of_range_is_a_422_that_names_the_parameter(db, query, field, code, message):
    response = APIClient().get(f"/api/v1/products/?{query}")
    assert (response.status_code, response.json()) == (422, invalid(field, message, code))


def test_both_parameters_out_of_range_are_told_together(db):
    response = APIClient().get("/api/v1/products/?skip=-1&limit=0")
    assert [error["field"] for error in response.json()["errors"]] == ["skip", "limit"]


def test_an_unknown_status_of_sales_is_a_422(db):
    response = APIClient().get("/api/v1/sales/?status=ended")
    assert response.status_code == 422
    assert response.json() == invalid("status", '"ended" is not a valid choice.', "invalid_choice")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("get", TRACK, "POST, OPTIONS"),
        ("get", TOKEN, "POST, OPTIONS"),
        ("post", "/api/v1/products/", "GET, HEAD, OPTIONS"),
        ("put", "/api/v1/products/1", "GET, DELETE, HEAD, OPTIONS"),
        ("patch", "/api/v1/users/me", "GET, HEAD, OPTIONS"),
        ("get", "/api/v1/users/me/watchlist/1", "POST, DELETE, OPTIONS"),
        ("delete", "/api/v1/sales/", "GET, HEAD, OPTIONS"),
    ],
)
def test_another_method_is_a_405_for_everybody(db, method, path, allowed):
    response = getattr(APIClient(), method)(path)
    assert response.status_code == 405
    assert response.json() == {"detail": f'Method "{method.upper()}" not allowed.', "code": "method_not_allowed"}
    assert response["Allow"] == allowed


def test_an_answer_in_another_form_than_json_is_a_406(db):
    response = APIClient().get("/api/v1/products/", headers={"Accept": "text/html"})
    assert (response.status_code, response["Content-Type"]) == (406, JSON)
    assert response.json() == {"detail": "Could not satisfy the request Accept header.", "code": "not_acceptable"}


def test_a_parameter_called_format_means_nothing(db):
    assert APIClient().get("/api/v1/sales/?format=xml").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/products/1/2/", "/api/v1/a%0Ab"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_route_is_a_404_in_json(db, method, path):
    response = getattr(APIClient(), method)(path)
    spelled = path.replace("%0A", "\n")
    assert response.status_code == 404
    assert response.json() == {
        "detail": f"There is nothing at {spelled}: see /api/docs for what there is.",
        "code": "not_found",
    }


def test_a_failure_on_our_side_is_a_500_in_json_that_tells_nothing(db, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("the secret cause")

    monkeypatch.setattr("sales.querysets.SaleQuerySet.current", fail)
    response = APIClient().get("/api/v1/sales/")
    assert response.status_code == 500
    assert response.json() == {
        "detail": "Something went wrong on our side. Nothing is wrong with your request.",
        "code": "internal_error",
    }
    assert "the secret cause" in caplog.text


def test_a_token_lives_as_long_as_it_says(user):
    with freeze_time(NOON) as clock:
        client = signed_in(user)
        clock.tick(timedelta(seconds=899))
        assert client.get("/api/v1/users/me").status_code == 200
        clock.tick(timedelta(seconds=2))
        assert client.get("/api/v1/users/me").status_code == 401
