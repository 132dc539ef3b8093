"""Routes of the comparison contract, each with and without its trailing slash."""

from django.urls import re_path

from api.common.schema import swagger_page
from api.common.slashes import route
from api.comparison.views.base import UnknownRoute
from api.comparison.views.documents import OpenApiView, error_codes
from api.comparison.views.lists import BrandsView, DealsView, PopularView, RetailersView
from api.comparison.views.products import PriceHistoryView, PricesView, ProductView
from api.comparison.views.search import SearchView
from api.comparison.views.service import HealthView

app_name = "comparison"

urlpatterns = [
    route("v1/products/search", SearchView.as_view(), "search"),
    route("v1/products/popular", PopularView.as_view(), "popular"),
    route("v1/products/<str:product_id>", ProductView.as_view(), "product"),
    route("v1/products/<str:product_id>/prices", PricesView.as_view(), "prices"),
    route("v1/products/<str:product_id>/price-history", PriceHistoryView.as_view(), "price-history"),
    route("v1/brands", BrandsView.as_view(), "brands"),
    route("v1/retailers", RetailersView.as_view(), "retailers"),
    route("v1/deals", DealsView.as_view(), "deals"),
    route("v1/health", HealthView.as_view(), "health"),
    route("health", HealthView.as_view(schema=None), "root-health"),
    route("v1/openapi.json", OpenApiView.as_view(), "openapi"),
    route("v1/docs", swagger_page(title="Price Comparison API", schema="comparison:openapi"), "docs"),
    route("docs/errors", error_codes, "errors"),
    re_path(r"^v1(?:/[\s\S]*)?\Z", UnknownRoute.as_view(), name="unknown"),
]
