"""Accounts: register, sign in, the profile and its watchlist."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.services import register_user, sign_in
from accounts.tokens import access_token_lifetime, issue_access_token
from alerts.queries import watchlist
from alerts.services import unwatch_listing, watch_listing
from api.common.parsers import BoundedFormParser, BoundedJSONParser
from api.tracker.lookups import tracked_listing
from api.tracker.schema import PRODUCT_ID, refusals
from api.tracker.serializers import ProfileSerializer, RegisterRequest, TokenRequest, TokenSerializer, UserSerializer
from api.tracker.views.base import TrackerView


class RegisterView(TrackerView):
    """POST a new account."""

    authentication_classes = []
    rate_limit = "register"

    @extend_schema(
        operation_id="register",
        summary="Create an account",
        description="Limited by address.",
        tags=["users"],
        request=RegisterRequest,
        responses={201: UserSerializer, **refusals(400, 406, 409, 413, 415, 422, 429)},
    )
    def post(self, request: Request) -> Response:
        """201 and the account."""
        wanted = RegisterRequest(data=request.data)
        wanted.is_valid(raise_exception=True)
        user = register_user(**wanted.to_account(), at=self.at)
        return Response(UserSerializer(user).data, status=201)


class TokenView(TrackerView):
    """POST name and password."""

    authentication_classes = []
    parser_classes = [BoundedFormParser, BoundedJSONParser]
    rate_limit = "token"

    @extend_schema(
        operation_id="get_token",
        summary="Sign in",
        description="Takes a form (as OAuth 2 password clients send it) or JSON. Limited by address.",
        tags=["users"],
        request={"application/x-www-form-urlencoded": TokenRequest, "application/json": TokenRequest},
        responses={200: TokenSerializer, **refusals(400, 401, 406, 413, 415, 422, 429)},
    )
    def post(self, request: Request) -> Response:
        """200 and an access token."""
        wanted = TokenRequest(data=request.data)
        wanted.is_valid(raise_exception=True)
        credentials = wanted.validated_data
        user = sign_in(name=credentials["username"], password=credentials["password"], at=self.at, request=request._request)
        lifetime = int(access_token_lifetime().total_seconds())
        token = {"access_token": issue_access_token(user), "token_type": "bearer", "expires_in": lifetime}
        return Response(TokenSerializer(token).data, headers={"Cache-Control": "no-store"})

    def get_authenticate_header(self, request: Request) -> str:
        """The challenge of a 401: this door needs no token, and hands them out."""
        return 'Bearer realm="api"'


class ProfileAnswer(TrackerView):
    """Doors that answer with the caller's profile."""

    permission_classes = [IsAuthenticated]

    def profile(self, request: Request) -> Response:
        """200 and the account with its watchlist. Two statements for the watchlist, whatever its length."""
        context = {"at": self.at, "rows": watchlist(request.user)}
        return Response(ProfileSerializer(request.user, context=context).data, headers={"Cache-Control": "no-store"})


class ProfileView(ProfileAnswer):
    """Who am I."""

    @extend_schema(
        operation_id="get_profile",
        summary="Show my account and watchlist",
        tags=["users"],
        responses={200: ProfileSerializer, **refusals(401, 406)},
    )
    def get(self, request: Request) -> Response:
        """200 and the profile."""
        return self.profile(request)


class WatchlistView(ProfileAnswer):
    """One tracked product on my watchlist."""

    @extend_schema(
        operation_id="watch_product",
        summary="Put a tracked product on my watchlist",
        description="Putting it there again changes nothing.",
        tags=["users"],
        parameters=[PRODUCT_ID],
        request=None,
        responses={200: ProfileSerializer, **refusals(401, 404, 406, 422)},
    )
    def post(self, request: Request, product_id: str) -> Response:
        """200 and the updated profile."""
        watch_listing(user=request.user, listing_id=tracked_listing(product_id).pk, at=self.at)
        return self.profile(request)

    @extend_schema(
        operation_id="unwatch_product",
        summary="Take a tracked product off my watchlist",
        description="Taking it off again changes nothing.",
        tags=["users"],
        parameters=[PRODUCT_ID],
        responses={200: ProfileSerializer, **refusals(401, 404, 406, 422)},
    )
    def delete(self, request: Request, product_id: str) -> Response:
        """200 and the updated profile."""
        unwatch_listing(user=request.user, listing_id=tracked_listing(product_id).pk)
        return self.profile(request)
