"""Routes of the tracker contract, each with and without its trailing slash."""

from django.urls import re_path

from api.common.schema import redoc_page, swagger_page
from api.common.slashes import route
from api.tracker.views.base import UnknownRoute
from api.tracker.views.documents import OpenApiView
from api.tracker.views.products import ProductListView, ProductView, TrackView
from api.tracker.views.sales import SaleListView
from api.tracker.views.users import ProfileView, RegisterView, TokenView, WatchlistView

app_name = "tracker"

urlpatterns = [
    route("api/v1/products/track", TrackView.as_view(), "track"),
    route("api/v1/products/", ProductListView.as_view(), "products"),
    route("api/v1/products/<str:product_id>", ProductView.as_view(), "product"),
    route("api/v1/users/register", RegisterView.as_view(), "register"),
    route("api/v1/users/token", TokenView.as_view(), "token"),
    route("api/v1/users/me", ProfileView.as_view(), "profile"),
    route("api/v1/users/me/watchlist/<str:product_id>", WatchlistView.as_view(), "watch"),
    route("api/v1/sales/", SaleListView.as_view(), "sales"),
    route("api/v1/openapi.json", OpenApiView.as_view(), "openapi"),
    route("api/docs", swagger_page(title="Price Tracker API", schema="tracker:openapi"), "docs"),
    route("api/redoc", redoc_page(title="Price Tracker API", schema="tracker:openapi"), "redoc"),
    re_path(r"^api/v1(?:/[\s\S]*)?\Z", UnknownRoute.as_view(), name="unknown"),
]
