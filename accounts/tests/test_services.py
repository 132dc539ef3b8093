"""Registering, signing in, the first administrator, revoking keys."""

from datetime import UTC, datetime

import pytest
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import ApiKey, Consent, Preferences, User
from accounts.services import WeakPassword, WrongCredentials, create_first_admin, register_user, revoke_api_keys, sign_in
from accounts.tokens import issue_access_token
from lib.errors import Conflict, Invalid

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


def register(email="Ada@Example.com", password=PASSWORD, **fields) -> User:
    return register_user(email=email, password=password, at=NOON, **fields)


def test_account_is_written_with_preferences_and_consents():
    user = register(username="ada", full_name="Ada L.", consents={"marketing": False, "analytics": True})

    assert (user.email, user.username, user.full_name, user.created_at, user.is_staff) == (
        "ada@example.com", "ada", "Ada L.", NOON, False,
    )  # fmt: skip
    assert user.check_password(PASSWORD)
    assert Preferences.objects.get(user=user).notify_price_alerts is True
    assert sorted(Consent.objects.values_list("kind", "granted")) == [("analytics", True), ("marketing", False)]


@pytest.mark.parametrize(
    ("fields", "error", "field"),
    [
        ({"email": "nobody"}, Invalid, "email"),
        ({"email": "a@b"}, Invalid, "email"),
        ({"username": "a b"}, Invalid, "username"),
        ({"password": "short"}, WeakPassword, "password"),
        ({"password": "password1234"}, WeakPassword, "password"),
        ({"password": "1234567890123"}, WeakPassword, "password"),
        ({"password": "ada@example.com"}, WeakPassword, "password"),
    ],
)
def test_bad_account_is_refused_and_nothing_written(fields, error, field):
    with pytest.raises(error) as raised:
        register(**fields)
    assert raised.value.field == field
    assert (User.objects.count(), Preferences.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "field"), [({"email": "ADA@example.com"}, "email"), ({"email": "b@example.com", "username": "ADA"}, "username")]
)
def test_taken_names_are_refused_in_any_case(fields, field):
    register(username="ada")
    with pytest.raises(Conflict) as raised:
        register(**fields)
    assert (raised.value.field, User.objects.count()) == (field, 1)


@pytest.mark.parametrize("name", ["ada@example.com", " ADA@Example.com ", "ada", "ADA"])
def test_person_signs_in_by_address_or_username(name):
    user = register(username="ada")
    assert sign_in(name=name, password=PASSWORD, at=NOON) == user
    assert User.objects.get().last_login == NOON


@pytest.mark.parametrize(
    ("name", "password"), [("ada@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("nobody", PASSWORD)]
)
def test_wrong_credentials_never_say_which_part_is_wrong(name, password):
    register(username="ada")
    with pytest.raises(WrongCredentials, match="E-mail address and password do not match an account"):
        sign_in(name=name, password=password, at=NOON)


def test_inactive_account_cannot_sign_in():
    register()
    User.objects.update(is_active=False)
    with pytest.raises(WrongCredentials):
        sign_in(name="ada@example.com", password=PASSWORD, at=NOON)


def test_first_administrator_is_made_once():
    admin = create_first_admin(email="root@example.com", password=PASSWORD, at=NOON)
    assert (admin.is_staff, admin.is_superuser, admin.email_verified_at) == (True, True, NOON)
    assert create_first_admin(email="second@example.com", password=PASSWORD, at=NOON) is None
    assert User.objects.count() == 1


def test_access_token_names_its_user_and_ends():
    user = register()
    token = AccessToken(issue_access_token(user))
    assert (token["sub"], token["exp"] - token["iat"]) == (str(user.pk), 900)


def test_revoked_key_is_not_usable():
    user = register()
    key = ApiKey.objects.create(user=user, name="k", prefix="ppk_live_1", digest="0" * 64, created_at=NOON)
    assert ApiKey.objects.usable(NOON).get() == key
    assert (revoke_api_keys(key_ids=[key.pk], at=NOON), revoke_api_keys(key_ids=[key.pk], at=NOON)) == (1, 0)
    assert not ApiKey.objects.usable(NOON).exists()
