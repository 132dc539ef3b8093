"""Sale events."""

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.tracker.schema import BEARER_OR_NOT, refusals
from api.tracker.serializers import SaleFilter, SaleSerializer
from api.tracker.views.base import TrackerView
from sales.models import Sale


class SaleListView(TrackerView):
    """What is on sale, and will be."""

    @extend_schema(
        operation_id="list_sales",
        summary="List ongoing and upcoming sales",
        description="By their start, so the ongoing ones stand first. One statement.",
        tags=["sales"],
        auth=BEARER_OR_NOT,
        parameters=[SaleFilter],
        responses={200: SaleSerializer(many=True), **refusals(401, 406, 422)},
    )
    def get(self, request: Request) -> Response:
        """200 and the sales that are not over."""
        wanted = SaleFilter(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        sales = Sale.objects.current(self.at)
        if store := wanted.validated_data.get("store"):
            sales = sales.filter(Q(store__name__iexact=store) | Q(store__slug__iexact=store))
        status = wanted.validated_data.get("status")
        shown = [sale for sale in sales if status in (None, sale.status_at(self.at))]
        return Response(SaleSerializer(shown, many=True, context={"at": self.at}).data)
