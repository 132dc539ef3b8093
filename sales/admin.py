"""Sale events in the admin."""

from django.contrib import admin
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from catalog.admin.base import StampedAdmin
from sales.models import Sale


@admin.register(Sale)
class SaleAdmin(StampedAdmin):
    """Sale events: entered here, or found and corrected here."""

    list_display = ["title", "store", "category", "status", "starts_at", "ends_at", "discount_summary", "origin"]
    list_filter = ["origin", ("store", AutocompleteSelectFilter), ("category", AutocompleteSelectFilter)]
    list_select_related = ["store", "category"]
    search_fields = ["title", "store__name", "discount_summary"]
    autocomplete_fields = ["store", "category"]
    date_hierarchy = "starts_at"
    readonly_fields = ["status", "created_at"]
    fieldsets = [
        (None, {"fields": ["title", ("store", "category"), "discount_summary", "url", "origin"]}),
        ("Time (UTC)", {"fields": [("starts_at", "ends_at"), ("status", "created_at")]}),
    ]

    @display(description="status", label={"upcoming": "info", "ongoing": "success", "ended": "warning"})
    def status(self, sale: Sale) -> str | None:
        """Whether the event is upcoming, ongoing or ended now; nothing yet while it is being added."""
        return sale.status_at(timezone.now()).value if sale.pk else None
