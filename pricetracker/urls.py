"""Every URL of the system."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

handler400 = "api.common.last_resort.bad_request"
handler404 = "api.common.last_resort.not_found"
handler500 = "api.common.last_resort.server_error"

urlpatterns = [
    path("", include("api.urls")),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("", include("web.urls")),
]
