"""How errors sound in the comparison contract: the envelope, whatever went wrong.

400: a request that cannot be understood. 422: values of the wrong kind or out of range. 404: an id of the right form that
nobody has. Everything that is wrong with the parameters of a request is reported together.
"""

import logging
from datetime import UTC, datetime

from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.limits import Allowance
from api.common.envelope import error_envelope
from lib.errors import DomainError
from lib.windows import isoformat

logger = logging.getLogger(__name__)

_CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    412: "PRECONDITION_FAILED",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "UNPROCESSABLE_ENTITY",
    503: "SERVICE_UNAVAILABLE",
}
_SUGGESTIONS = {
    404: "GET /v1/openapi.json describes every address",
    405: "Use GET: this contract is for reading",
    406: "Accept application/json or application/vnd.proteinprices.v1+json",
}


class Refusal(Exception):
    """An answer that says no: status, code, a sentence for people, details for programs."""

    def __init__(
        self, status: int, code: str, message: str, details: dict | None = None, headers: dict[str, str] | None = None
    ):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details or {}
        self.headers = headers or {}


def validation_failed(problems: list[dict], *, status: int) -> Refusal:
    """The refusal of parameters: `problems` as they stand in `validation_errors`."""
    return Refusal(status, "VALIDATION_FAILED", "Request validation failed", {"validation_errors": problems})


def rate_limit_exceeded(allowance: Allowance) -> Refusal:
    """The refusal of one request too many."""
    details = {
        "limit": allowance.limit,
        "window_seconds": allowance.window,
        "retry_after_seconds": allowance.retry_after,
        "current_usage": allowance.limit + 1,
        "reset_time": isoformat(datetime.fromtimestamp(allowance.reset_at, UTC)),
    }
    message = f"Rate limit exceeded. Try again in {_waiting(allowance.retry_after)}."
    return Refusal(429, "RATE_LIMIT_EXCEEDED", message, details, {"Retry-After": str(allowance.retry_after)})


def _waiting(seconds: int) -> str:
    """e.g. 45 minutes"""
    number, unit = (seconds, "second") if seconds < 120 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def answer_error(exc: Exception, context: dict) -> Response:
    """DRF's exception handler for the views of this contract: the response to whatever a view has raised. Never raises."""
    request, view = context["request"], context["view"]
    refusal = _refusal(exc)
    if refusal is None:
        logger.error("%s %s failed", request.method, request.path, exc_info=exc)
        refusal = Refusal(500, "INTERNAL_ERROR", "Something went wrong on our side. Nothing is wrong with your request.")
    body = error_envelope(
        request._request,
        code=refusal.code,
        message=refusal.message,
        details=refusal.details,
        at=view.at,
        base_url=base_url(request._request),
    )
    return Response(body, status=refusal.status, headers={**refusal.headers, "Cache-Control": "no-store"})


def base_url(request: HttpRequest) -> str:
    """Scheme and host of this installation as the client spelled them; empty for a host we do not serve."""
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""


def _refusal(exc: Exception) -> Refusal | None:
    """The refusal that `exc` is, or amounts to; None for a failure that nobody foresaw."""
    match exc:
        case Refusal():
            return exc
        case DomainError():
            details = {**({"field": exc.field} if exc.field else {}), **exc.details}
            return Refusal(exc.status, exc.code, exc.message, details)
        case exceptions.APIException():
            return _of_api(exc)
        case Http404():
            return _of_api(exceptions.NotFound())
        case PermissionDenied():
            return _of_api(exceptions.PermissionDenied())
        case RequestDataTooBig():
            return Refusal(413, "PAYLOAD_TOO_LARGE", "The body is too large.")
        case SuspiciousOperation():
            return Refusal(400, "BAD_REQUEST", "The request cannot be understood: it has too many fields, or unusable ones.")
        case UnreadablePostError():
            return Refusal(400, "BAD_REQUEST", "The body ended early.")
    return None


def _of_api(exc: exceptions.APIException) -> Refusal:
    details = {"suggestion": _SUGGESTIONS[exc.status_code]} if exc.status_code in _SUGGESTIONS else {}
    return Refusal(exc.status_code, _CODES.get(exc.status_code, "BAD_REQUEST"), str(exc.detail), details)
