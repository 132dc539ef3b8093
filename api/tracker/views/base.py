"""What all doors of the tracker contract have in common."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication

from api.common.negotiation import AcceptHeaderNegotiation
from api.common.parsers import BoundedJSONParser
from api.common.throttling import NamedLimit, RateLimitHeaders
from api.tracker.errors import answer_error
from lib.errors import NotFound


class TrackerView(RateLimitHeaders, APIView):
    """JSON in, JSON out, bearer tokens, the contract's errors. Open to everybody unless a view says otherwise."""

    authentication_classes = [JWTAuthentication]
    permission_classes = [AllowAny]
    throttle_classes = [NamedLimit]
    parser_classes = [BoundedJSONParser]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = AcceptHeaderNegotiation

    #: The entry of `settings.RATE_LIMITS` that counts the requests of this view; None: not limited.
    rate_limit: str | None = None
    #: The instant of the request (aware UTC), taken once and handed on.
    at: datetime

    def initial(self, request, *args, **kwargs) -> None:
        """Take the time, and refuse unknown methods before asking who calls."""
        self.at = timezone.now()
        if not hasattr(self, request.method.lower()):
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)

    def get_exception_handler(self):
        """How errors sound in this contract, and in this contract only."""
        return answer_error

    @property
    def rate(self) -> str:
        """The limit of this view in words, e.g. 20/minute."""
        name = f"{self.rate_limit}-user" if self.request.user.is_authenticated else self.rate_limit
        return settings.RATE_LIMITS.get(name) or settings.RATE_LIMITS[self.rate_limit]


class UnknownRoute(TrackerView):
    """Every other path below /api/v1: a 404 in the voice of the contract, for each method."""

    schema = None

    def initial(self, request, *args, **kwargs) -> None:
        """Raises `NotFound` that names the documentation."""
        raise NotFound(f"There is nothing at {request.path[:200]}: see /api/docs for what there is.")
