"""The contract's description of itself."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.tracker.schema import DOCUMENT
from api.tracker.views.base import TrackerView


class OpenApiView(TrackerView):
    """The OpenAPI document."""

    authentication_classes = []
    schema = None

    def get(self, request: Request) -> Response:
        """200 and the document (OpenAPI 3.0), good for five minutes."""
        return Response(DOCUMENT.document(), headers={"Cache-Control": "public, max-age=300"})
