"""The pages that are watched, and the other addresses they are known by."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from catalog import services
from catalog.admin.base import HistoryAdmin, TableAdmin, outside_link, short
from catalog.models import Listing, ListingAlias

_STATE_LABELS = {"pending": "info", "active": "success", "blocked": "danger", "gone": "danger", "paused": "warning"}


class ListingAliasInline(TabularInline):
    """The other addresses of one listing."""

    model = ListingAlias
    fields = readonly_fields = ["url", "created_at"]
    extra = 0
    can_delete = False
    tab = True

    def has_add_permission(self, request: HttpRequest, obj: Listing | None = None) -> bool:
        """Nobody: addresses are learnt from pasted links and merges."""
        return False


@admin.register(Listing)
class ListingAdmin(TableAdmin):
    """What is tracked. A listing begins with a pasted link, never here; what the shop says of it is the shop's."""

    list_display = ["name", "store", "standing", "last_outcome", "last_checked_at", "next_check_at", "failures"]
    list_filter = ["state", ("store", AutocompleteSelectFilter), "last_outcome", ("merged_into", admin.EmptyFieldListFilter)]
    list_select_related = ["store"]
    search_fields = ["title", "canonical_url", "retailer_key", "sku", "gtin"]
    actions = ["check_now", "pause", "resume"]
    fieldsets = [
        (None, {"fields": ["title", "page", ("store", "product"), ("seller", "condition"), "image_url"]}),
        ("Known as", {"fields": [("brand_name", "gtin"), ("sku", "retailer_key"), "merged_into"]}),
        (
            "Checks",
            {
                "fields": [
                    ("state", "state_since"),
                    ("check_interval", "next_check_at"),
                    ("last_outcome", "last_checked_at"),
                    "last_detail",
                    ("failures", "claims"),
                    "created_at",
                ],
            },
        ),
    ]
    inlines = [ListingAliasInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a listing begins with a pasted link, which is checked and brought into canonical form."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Listing | None = None) -> list[str]:
        """All but the rhythm of the checks."""
        shown = [
            name
            for _, options in self.fieldsets
            for row in options["fields"]
            for name in ([row] if isinstance(row, str) else row)
        ]
        return [name for name in shown if name != "check_interval"]

    @display(description="listing", ordering="title")
    def name(self, listing: Listing) -> str:
        """The title as far as a row of a table holds it."""
        return short(listing.title)

    @display(description="state", ordering="state", label=_STATE_LABELS)
    def standing(self, listing: Listing) -> tuple[str, str]:
        """Where the listing stands, with the colour of its urgency."""
        return listing.state, listing.get_state_display()

    @display(description="page")
    def page(self, listing: Listing) -> str:
        """The shop's page, as a link."""
        return outside_link(listing.canonical_url)

    @admin.action(description="Check now", permissions=["change"])
    def check_now(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        """Make the selected listings due at once."""
        self._apply(request, queryset, services.request_checks, "are due for a check now")

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        """Stop checking the selected listings."""
        self._apply(request, queryset, services.pause_listings, "were paused")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        """Check the selected listings again."""
        self._apply(request, queryset, services.resume_listings, "are checked again")

    def _apply(self, request: HttpRequest, queryset: QuerySet[Listing], service: Callable[..., int], told: str) -> None:
        """Call the service for the selected rows, note it in each row's log, and tell the person how many it concerned."""
        at: datetime = timezone.now()
        listings = list(queryset)
        count = service(listing_ids=[listing.pk for listing in listings], at=at)
        LogEntry.objects.log_actions(request.user.pk, listings, CHANGE, f"Action: {told}.")
        self.message_user(
            request, f"{count} of {len(listings)} listings {told}.", messages.SUCCESS if count else messages.WARNING
        )


@admin.register(ListingAlias)
class ListingAliasAdmin(HistoryAdmin):
    """Every other address of a listing: as people pasted it, or as it was called before a merge."""

    list_display = ["url", "listing", "created_at"]
    list_select_related = ["listing"]
    search_fields = ["url", "listing__title"]
