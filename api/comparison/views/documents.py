"""The contract's description of itself, and of its errors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.response import Response

from api.comparison.codes import ERROR_CODES
from api.comparison.schema import DOCUMENT
from api.comparison.views.base import ComparisonView


class OpenApiView(ComparisonView):
    """The OpenAPI document."""

    schema = None

    def get(self, request: Request) -> Response:
        """200 and the document (OpenAPI 3.0), good for five minutes."""
        self.wanted(request)
        return Response(DOCUMENT.document(), headers={"Cache-Control": "public, max-age=300"})


@require_safe
@cache_control(public=True, max_age=3600)
def error_codes(request: HttpRequest) -> HttpResponse:
    """The page behind `documentation_url`: each code, what it means, what to do."""
    return render(request, "api/errors.html", {"codes": ERROR_CODES})
