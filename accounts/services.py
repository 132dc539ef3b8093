"""What can be done with accounts. Each function is one transaction."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts.models import ApiKey, Consent, Preferences, User
from lib.errors import Conflict, DomainError, Invalid

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,59}")


class WeakPassword(Invalid):
    """The password is too easily guessed; `details["reasons"]` says each rule it breaks."""

    code = "WEAK_PASSWORD"
    field = "password"


class WrongCredentials(DomainError):
    """Name and password do not belong together. It never says which of the two was wrong."""

    code = "INVALID_CREDENTIALS"
    status = 401


def register_user(
    *,
    email: str,
    password: str,
    at: datetime,
    username: str | None = None,
    full_name: str = "",
    consents: dict[str, bool] | None = None,
) -> User:
    """Create an account with its preferences, and log what was agreed to (`Consent.Kind` -> granted).

    Raises `Invalid` for an address or username of the wrong form, `WeakPassword`, and `Conflict` naming the field for one that
    is taken. Nothing is written then.
    """
    email = email.strip().lower()
    username = (username or "").strip() or None
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid("Enter a valid e-mail address, like name@example.com.", field="email") from None
    if username and not _USERNAME.fullmatch(username):
        raise Invalid("A username has 3 to 60 letters, digits, dots, dashes or underscores.", field="username")
    user = User(email=email, username=username, full_name=full_name.strip()[:150], created_at=at)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), reasons=error.messages) from None
    user.set_password(password)
    _refuse_taken(email=email, username=username)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            Preferences.objects.create(user=user)
            Consent.objects.bulk_create(
                Consent(user=user, kind=kind, granted=granted, recorded_at=at) for kind, granted in (consents or {}).items()
            )
    except IntegrityError:  # somebody registered the same name between the look and the write
        _refuse_taken(email=email, username=username)
        raise
    return user


def _refuse_taken(*, email: str, username: str | None) -> None:
    if User.objects.filter(email=email).exists():
        raise Conflict("This e-mail address has an account already. Sign in, or use another address.", field="email")
    if username and User.objects.filter(username__iexact=username).exists():
        raise Conflict("This username is taken. Choose another one.", field="username")


def sign_in(*, name: str, password: str, at: datetime, request=None) -> User:
    """The user whom e-mail address or username and password name; notes the sign-in. Raises `WrongCredentials`."""
    name = name.strip()
    email = name.lower() if "@" in name else User.objects.filter(username__iexact=name).values_list("email", flat=True).first()
    # an unknown username still goes through authenticate(), which then takes as long as for a known one
    user = authenticate(request, username=email or name, password=password)
    if user is None:
        raise WrongCredentials("E-mail address and password do not match an account.")
    User.objects.filter(pk=user.pk).update(last_login=at)
    return user


def create_first_admin(*, email: str, password: str, at: datetime) -> User | None:
    """The first administrator of an installation; None, and nothing done, where one exists already. Raises `Invalid`."""
    with transaction.atomic():
        if User.objects.filter(is_superuser=True).exists():
            return None
        user = register_user(email=email, password=password, at=at)
        user.is_staff = user.is_superuser = True
        user.email_verified_at = at
        user.save(update_fields=["is_staff", "is_superuser", "email_verified_at"])
        return user


def revoke_api_keys(*, key_ids: Iterable[int], at: datetime) -> int:
    """End the keys at once; answers how many were still good. A revoked key stays listed, and is refused everywhere."""
    return ApiKey.objects.filter(pk__in=list(key_ids), revoked_at=None).update(revoked_at=at)
