"""Answers where no view could give one: a host we do not serve, a route nobody has, a crash outside of any view.

Below /api/ these are JSON, everywhere else the pages of the site (templates/400.html and so on).
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

_API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that Django itself refused, for its host name say."""
    if request.path.startswith(_API):
        return _refusal(400, "bad_request", "The request cannot be understood.")
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no route."""
    if request.path.startswith(_API):
        return _refusal(404, "not_found", "There is nothing at this address: see /api/docs for what there is.")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a failure that no view's error handler saw."""
    if request.path.startswith(_API):
        return _refusal(500, "internal_error", "Something went wrong on our side. Nothing is wrong with your request.")
    return defaults.server_error(request)


def _refusal(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse({"detail": detail, "code": code}, status=status)
