"""Access tokens: short-lived JWTs (RFC 7519), signed by djangorestframework-simplejwt."""

from datetime import timedelta

from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken


def issue_access_token(user) -> str:
    """A signed access token for `user`; it lives as long as `access_token_lifetime` says."""
    return str(AccessToken.for_user(user))


def access_token_lifetime() -> timedelta:
    """How long an access token is good for."""
    return api_settings.ACCESS_TOKEN_LIFETIME
