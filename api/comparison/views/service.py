"""How the service is."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.comparison.health import VERSION, build_info, environment, examine, system_usage, uptime_seconds
from api.comparison.schema import refusals
from api.comparison.serializers import HealthAnswer, UnhealthyAnswer
from api.comparison.views.base import ComparisonView
from lib.windows import isoformat


class HealthView(ComparisonView):
    """Whether database, cache, scraper and search answer. Not limited, not cached."""

    rate_limit = None

    @extend_schema(
        operation_id="get_health",
        summary="Health of the service",
        description="Each part has a second to answer. The same at /health.",
        tags=["service"],
        auth=[{}],
        responses={
            200: HealthAnswer,
            503: OpenApiResponse(
                UnhealthyAnswer, description="`errors` says what is out of order, `partial_services` what works."
            ),
            **refusals(400, 406),
        },
    )
    def get(self, request: Request) -> Response:
        """200 where all parts answer, else 503."""
        self.wanted(request)
        found = examine(self.at)
        headers = {"Cache-Control": "no-store"}
        if found.errors:
            body = {
                "status": "unhealthy",
                "timestamp": isoformat(self.at),
                "errors": found.errors,
                "partial_services": list(found.services),
            }
            return Response(body, status=503, headers=headers)
        body = {
            "status": "healthy",
            "timestamp": isoformat(self.at),
            "version": VERSION,
            "environment": environment(),
            "uptime_seconds": uptime_seconds(self.at),
            "services": found.services,
            "system": system_usage(),
            "build_info": build_info(),
        }
        return Response(body, headers=headers)
