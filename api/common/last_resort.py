"""Answers where no view could give one: a host we do not serve, a route nobody has, a crash outside of any view.

Below /api/ these are JSON, below /v1 the error envelope, everywhere else the pages of the site (templates/400.html and so on).
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views import defaults

from api.common.envelope import error_envelope, request_id

_API = "/api/"
_COMPARISON = ("/v1", "/health")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that Django itself refused, for its host name say."""
    return _refusal(request, 400, "BAD_REQUEST", "The request cannot be understood.") or defaults.bad_request(
        request, exception
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no route."""
    sentence = "There is nothing at this address: see /api/docs for what there is."
    return _refusal(request, 404, "NOT_FOUND", sentence) or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a failure that no view's error handler saw."""
    sentence = "Something went wrong on our side. Nothing is wrong with your request."
    return _refusal(request, 500, "INTERNAL_ERROR", sentence) or defaults.server_error(request)


def _refusal(request: HttpRequest, status: int, code: str, sentence: str) -> JsonResponse | None:
    """The refusal as the contract of this path spells it; None for a page."""
    if request.path.startswith(_API):
        return JsonResponse({"detail": sentence, "code": code.lower()}, status=status)
    if request.path in _COMPARISON or request.path.startswith(tuple(f"{prefix}/" for prefix in _COMPARISON)):
        body = error_envelope(request, code=code, message=sentence, details={}, at=timezone.now())
        return JsonResponse(body, status=status, headers={"X-Request-ID": request_id(request), "Cache-Control": "no-store"})
    return None
