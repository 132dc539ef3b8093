"""People, groups and keys in the admin."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts.models import ApiKey, Consent, Preferences, User

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PASSWORD = "a long walk by the sea"


def make_user(number: int = 1, **fields) -> User:
    return User.objects.create(email=f"person-{number}@example.com", **fields)


def make_key(number: int = 1, **fields) -> ApiKey:
    defaults = {"name": f"Key {number}", "prefix": f"pt_{number}", "digest": f"{number}" * 64, "created_at": AT}
    return ApiKey.objects.create(user=make_user(number), **defaults | fields)


def staff_client(*permissions: str) -> Client:
    """A browser of somebody on the staff with these permissions of `accounts`, who is no administrator."""
    user = User.objects.create(email="staff@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def add_user(client: Client, email: str, password: str = PASSWORD):
    data = {"email": email, "full_name": "Ada", "password1": password, "password2": password}
    return client.post(reverse("admin:accounts_user_add"), data)


def changed(user: User, **fields) -> dict[str, object]:
    """What the browser sends when `fields` of the change form are changed."""
    return {
        "email": user.email,
        "full_name": user.full_name,
        "is_active": "on",
        "preferences-TOTAL_FORMS": 0,
        "preferences-INITIAL_FORMS": 0,
    } | fields


def test_an_added_user_has_a_lower_case_address_preferences_and_a_working_password(admin_client, client):
    response = add_user(admin_client, "Ada@Example.COM")

    user = User.objects.get(email="ada@example.com")
    assert response.url == reverse("admin:accounts_user_change", args=[user.pk])
    assert (user.full_name, user.is_staff, user.is_superuser) == ("Ada", False, False)
    assert Preferences.objects.filter(user=user).exists()
    assert client.login(username="ada@example.com", password=PASSWORD)


def test_an_address_that_is_taken_in_another_case_is_refused(admin_client):
    User.objects.create(email="ada@example.com")

    response = add_user(admin_client, "ADA@example.com")

    assert response.context["adminform"].form.errors == {"email": ["User with this Email already exists."]}


def test_a_weak_password_is_refused(admin_client):
    response = add_user(admin_client, "ada@example.com", password="12345")

    assert "password2" in response.context["adminform"].form.errors
    assert not User.objects.filter(email="ada@example.com").exists()


def test_a_changed_address_is_lowered_and_has_to_be_verified_anew(admin_client):
    user = make_user(email_verified_at=AT)

    admin_client.post(reverse("admin:accounts_user_change", args=[user.pk]), changed(user, email="New@Example.com"))

    user.refresh_from_db()
    assert (user.email, user.email_verified_at) == ("new@example.com", None)


def test_a_changed_name_leaves_the_address_verified(admin_client):
    user = make_user(email_verified_at=AT)

    admin_client.post(reverse("admin:accounts_user_change", args=[user.pk]), changed(user, full_name="Grace"))

    user.refresh_from_db()
    assert (user.full_name, user.email_verified_at) == ("Grace", AT)


def test_the_password_page_sets_a_new_password(admin_client, client):
    user = make_user()

    admin_client.post(
        reverse("admin:auth_user_password_change", args=[user.pk]),
        {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"},
    )

    assert client.login(username=user.email, password=PASSWORD)


def test_staff_who_may_change_people_cannot_promote_anybody():
    user = make_user()

    client = staff_client("change_user", "view_user")
    client.post(
        reverse("admin:accounts_user_change", args=[user.pk]), changed(user, is_staff="on", is_superuser="on", full_name="Eve")
    )

    user.refresh_from_db()
    assert (user.full_name, user.is_staff, user.is_superuser) == ("Eve", False, False)


def test_staff_who_may_change_people_cannot_touch_an_administrator(admin_user):
    client = staff_client("change_user", "view_user", "delete_user")
    pages = [
        ("admin:accounts_user_change", changed(admin_user, full_name="Eve")),
        ("admin:auth_user_password_change", {"password1": PASSWORD, "password2": PASSWORD}),
        ("admin:accounts_user_delete", {"post": "yes"}),
    ]

    answers = [client.post(reverse(name, args=[admin_user.pk]), data).status_code for name, data in pages]

    assert answers == [403, 403, 403]


def test_a_user_is_found_in_the_list_by_address_with_their_public_id(admin_client):
    user = make_user(1)
    make_user(2)

    page = admin_client.get(reverse("admin:accounts_user_changelist"), {"q": "person-1@"})

    assert list(page.context["cl"].result_list) == [user]
    assert user.public_id in page.text


def test_an_unknown_time_zone_is_refused(admin_client):
    user = make_user()
    data = {"user": user.pk, "time_zone": "Atlantis/Capital", "currency": ""}

    response = admin_client.post(reverse("admin:accounts_preferences_add"), data)

    assert response.context["adminform"].form.errors == {
        "time_zone": ["This is no time zone: use an IANA name such as Europe/Berlin."]
    }


def test_the_digest_of_a_key_is_shown_nowhere(admin_client):
    key = make_key(7)

    pages = [
        admin_client.get(reverse("admin:accounts_apikey_changelist")).text,
        admin_client.get(reverse("admin:accounts_apikey_change", args=[key.pk])).text,
    ]

    assert ["pt_7…" in page for page in pages] == [True, True]
    assert [key.digest in page for page in pages] == [False, False]


def test_revoking_ends_keys_that_were_good_and_keeps_the_date_of_the_others(admin_client):
    good, ended = make_key(1), make_key(2, revoked_at=AT)

    response = admin_client.post(
        reverse("admin:accounts_apikey_changelist"), {"action": "revoke", "_selected_action": [good.pk, ended.pk]}, follow=True
    )

    good.refresh_from_db()
    ended.refresh_from_db()
    assert good.revoked_at is not None
    assert ended.revoked_at == AT
    assert [str(message) for message in response.context["messages"]] == ["1 of 2 keys were revoked."]


def test_staff_who_may_only_look_at_keys_cannot_revoke_them():
    key = make_key()

    staff_client("view_apikey").post(
        reverse("admin:accounts_apikey_changelist"), {"action": "revoke", "_selected_action": [key.pk]}
    )

    key.refresh_from_db()
    assert key.revoked_at is None


def test_consents_cannot_be_written_by_an_administrator(admin_client):
    consent = Consent.objects.create(user=make_user(), kind="marketing", granted=True, recorded_at=AT)

    answers = [
        admin_client.get(reverse("admin:accounts_consent_add")).status_code,
        admin_client.post(reverse("admin:accounts_consent_change", args=[consent.pk]), {"granted": ""}).status_code,
        admin_client.post(reverse("admin:accounts_consent_delete", args=[consent.pk]), {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403, 403]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_users_takes_five_queries(admin_client, django_assert_num_queries, rows):
    Group.objects.create(name="Support")
    for number in range(rows):
        make_user(number)

    with django_assert_num_queries(5):  # session, user, groups for the filter, count, rows
        admin_client.get(reverse("admin:accounts_user_changelist"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_keys_takes_four_queries(admin_client, django_assert_num_queries, rows):
    for number in range(rows):
        make_key(number)

    with django_assert_num_queries(4):  # session, user, count, rows with their owners
        admin_client.get(reverse("admin:accounts_apikey_changelist"))
