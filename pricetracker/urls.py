"""Every URL of the system."""

urlpatterns = []
