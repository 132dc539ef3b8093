"""What all doors of the comparison contract have in common."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.limits import Allowance, spend_endpoint_request
from api.common.envelope import request_id
from api.common.negotiation import AcceptHeaderNegotiation
from api.common.parsers import BoundedJSONParser
from api.comparison.errors import Refusal, answer_error, rate_limit_exceeded
from api.comparison.parameters import ParameterSet
from api.comparison.rendering import ExactJSONRenderer, VersionedJSONRenderer
from api.comparison.timing import Stopwatch
from api.comparison.versions import digest, entity_tag
from lib.windows import isoformat

_VERSION_HEADERS = {"API-Version": "1.1", "API-Supported-Versions": "1.0, 1.1", "API-Deprecated-Versions": "0.9"}


class ComparisonView(APIView):
    """For everybody, for reading: parameters in, JSON out, the contract's errors, headers and limits."""

    authentication_classes = []
    permission_classes = [AllowAny]
    parser_classes = [BoundedJSONParser]
    renderer_classes = [ExactJSONRenderer, VersionedJSONRenderer]
    content_negotiation_class = AcceptHeaderNegotiation
    http_method_names = ["get", "head", "options"]

    #: The entry of `settings.ENDPOINT_LIMITS` that counts the requests of this view, beside "public"; None: not limited.
    rate_limit: str | None = "public"
    #: Seconds for which a client may keep an answer.
    max_age = 0
    #: What the query may hold.
    parameters = ParameterSet()
    #: The instant of the request (aware UTC), taken once and handed on.
    at: datetime
    allowance: Allowance | None = None
    cache_status = "BYPASS"

    def dispatch(self, request, *args, **kwargs):
        """Answer, with the time it took in the headers. Rendering is part of that time."""
        self.at = timezone.now()
        self.stopwatch = Stopwatch()
        with connection.execute_wrapper(self.stopwatch):
            response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, Response):
            response.render()
        total = self.stopwatch.total_ms
        response["X-Response-Time-Ms"] = str(round(total))
        response["Server-Timing"] = f"db;dur={self.stopwatch.database_ms}, total;dur={total}"
        return response

    def initial(self, request, *args, **kwargs) -> None:
        """Refuse unknown methods before anything else."""
        if request.method.lower() not in self.http_method_names or not hasattr(self, request.method.lower()):
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)

    def check_throttles(self, request: Request) -> None:
        """Count the request. Raises the refusal of one too many; the allowance is kept for the headers."""
        if self.rate_limit is None or request.method == "OPTIONS":
            return
        self.allowance = spend_endpoint_request(self.rate_limit, request._request)
        if not self.allowance.allowed:
            raise rate_limit_exceeded(self.allowance)

    def get_exception_handler(self):
        """How errors sound in this contract, and in this contract only."""
        return answer_error

    def options(self, request: Request, *args, **kwargs) -> Response:
        """204; the header Allow says what may be asked here."""
        return Response(status=204)

    def wanted(self, request: Request) -> dict:
        """The parameters of the request. Raises the refusal of all that is wrong with them together."""
        return self.parameters.read(request.query_params)

    def reply(
        self,
        request: Request,
        body: Callable[[], dict],
        *,
        name: str,
        wanted: Mapping[str, object],
        version: object,
        modified: datetime | None,
    ) -> Response:
        """200 and the body, or 304 for a client that has this version. Raises the refusal of a failed precondition (412).

        `name` and `wanted` say which answer it is, `version` are the stamps of the data in it, `modified` the newest of them.
        """
        self.cache_status = "MISS"
        etag = entity_tag(name, wanted, version)
        headers = {"Cache-Control": f"public, max-age={self.max_age}", "ETag": etag}
        if modified is not None:
            headers["Last-Modified"] = http_date(modified.timestamp())
        unchanged = get_conditional_response(
            request._request, etag=etag, last_modified=None if modified is None else int(modified.timestamp())
        )
        if unchanged is None:
            return Response(body(), headers=headers)
        if unchanged.status_code == 412:
            raise Refusal(412, "PRECONDITION_FAILED", "The answer is of another version than the one you named.")
        for header, value in headers.items():
            unchanged[header] = value
        return unchanged

    def cache_info(self, name: str, wanted: Mapping[str, object]) -> dict:
        """What the body says of the cache: this answer was made just now."""
        key = f"{name}_{digest(sorted(wanted.items()))}"
        return {"cached": False, "cache_key": key, "ttl_seconds": self.max_age}

    def meta(self) -> dict:
        """What the body says of its own making; a client may keep it until `cache_expires_at`."""
        expires = isoformat(self.at + timedelta(seconds=self.max_age))
        took = Decimal(str(self.stopwatch.total_ms))
        return {"query_time_ms": took, "cached": False, "cache_expires_at": expires}

    def finalize_response(self, request, response, *args, **kwargs):
        """The response with the headers that all of them have, refusals included."""
        response = super().finalize_response(request, response, *args, **kwargs)
        http_request = getattr(request, "_request", request)
        response["X-Request-ID"] = request_id(http_request)
        response["X-Cache-Status"] = self.cache_status
        for header, value in _VERSION_HEADERS.items():
            response[header] = value
        patch_vary_headers(response, ["Accept", "Accept-Encoding"])
        if allowance := self.allowance:
            response["X-RateLimit-Limit"] = allowance.limit
            response["X-RateLimit-Remaining"] = allowance.remaining
            response["X-RateLimit-Reset"] = allowance.reset_at
            response["X-RateLimit-Window"] = allowance.window
            response["X-RateLimit-Policy"] = "sliding-window"
            response["X-Rate-Limit-Remaining"] = allowance.remaining
        return response


class UnknownRoute(ComparisonView):
    """Every other path below /v1: a 404 in the voice of the contract, for each method."""

    schema = None

    def initial(self, request, *args, **kwargs) -> None:
        """Raises the refusal that names the documentation."""
        self.check_throttles(request)
        details = {"path": request.path[:200], "suggestion": "GET /v1/openapi.json describes every address"}
        raise Refusal(404, "NOT_FOUND", f"There is nothing at {request.path[:200]}: see /v1/docs for what there is.", details)
