"""Routes of all published contracts; each spells its full path."""

from django.urls import include, path

urlpatterns = [
    path("", include("api.tracker.urls")),
    path("", include("api.comparison.urls")),
]
