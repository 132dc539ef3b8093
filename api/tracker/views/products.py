"""Tracked products: track a page, list, show with history, delete."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response

from api.tracker.lookups import tracked_listing
from api.tracker.pagination import PageRequest, page_of
from api.tracker.schema import BEARER_OR_NOT, LIST_HEADERS, LOCATION, PRODUCT_ID, refusals
from api.tracker.serializers import ListingDetailSerializer, ListingSerializer, TrackRequest
from api.tracker.views.base import TrackerView
from catalog.models import Listing
from catalog.services import delete_listing
from pricing.queries import listing_points
from scraping.services import track_url
from scraping.tasks import hint_checks


class TrackView(TrackerView):
    """POST a link."""

    rate_limit = "track"

    @extend_schema(
        operation_id="track_product",
        summary="Track a product page",
        description=(
            "Adds the page to what is watched, and queues its first check. A page that is tracked already is found under any "
            "of its addresses. Signed in, it also joins your watchlist. Open to everybody; limited by address, or by user."
        ),
        tags=["products"],
        auth=BEARER_OR_NOT,
        request=TrackRequest,
        responses={202: ListingSerializer, **refusals(400, 401, 406, 413, 415, 422, 429)},
        parameters=[LOCATION],
    )
    def post(self, request: Request) -> Response:
        """202 and the listing, new or known."""
        wanted = TrackRequest(data=request.data)
        wanted.is_valid(raise_exception=True)
        listing = track_url(url=wanted.validated_data["url"], at=self.at, user=request.user).listing
        hint_checks([listing.pk])
        body = ListingSerializer(listing, context={"at": self.at}).data
        return Response(body, status=202, headers={"Location": reverse("tracker:product", args=[listing.pk])})


class ProductListView(TrackerView):
    """What is tracked."""

    @extend_schema(
        operation_id="list_products",
        summary="List tracked products",
        description="Newest first. A plain list; its whole length stands in `X-Total-Count`, its neighbours in `Link`.",
        tags=["products"],
        auth=BEARER_OR_NOT,
        parameters=[PageRequest, *LIST_HEADERS],
        responses={200: ListingSerializer(many=True), **refusals(401, 406, 422)},
    )
    def get(self, request: Request) -> Response:
        """200 and a page of listings."""
        listings, headers = page_of(Listing.objects.visible().with_offer(), request)
        return Response(ListingSerializer(listings, many=True, context={"at": self.at}).data, headers=headers)


class ProductView(TrackerView):
    """One tracked product."""

    def get_permissions(self) -> list:
        """Reading is open; deleting is for staff."""
        return [IsAdminUser() if self.request.method == "DELETE" else AllowAny()]

    @extend_schema(
        operation_id="get_product",
        summary="Show a tracked product with its price history",
        description="A page that turned out to be the same as another one answers with that other one, under its id.",
        tags=["products"],
        auth=BEARER_OR_NOT,
        parameters=[PRODUCT_ID],
        responses={200: ListingDetailSerializer, **refusals(401, 404, 406, 422)},
    )
    def get(self, request: Request, product_id: str) -> Response:
        """200 and the listing with its history."""
        listing = tracked_listing(product_id)
        context = {"at": self.at, "points": listing_points(listing.pk)}
        return Response(ListingDetailSerializer(listing, context=context).data)

    @extend_schema(
        operation_id="delete_product",
        summary="Delete a tracked product",
        description="With its history, watches and notifications. For staff.",
        tags=["products"],
        parameters=[PRODUCT_ID],
        responses={204: None, **refusals(401, 403, 404, 406, 422)},
    )
    def delete(self, request: Request, product_id: str) -> Response:
        """204, and the listing is gone."""
        delete_listing(listing_id=tracked_listing(product_id).pk)
        return Response(status=204)
