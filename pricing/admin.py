"""Prices in the admin: history to look at, and the quarantine, where a person decides."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.admin.base import HistoryAdmin, ListingColumns
from lib.errors import DomainError
from lib.money import format_money
from pricing import services
from pricing.models import Offer, PriceChange, PricePoint, ProductSummary

_STATUS_LABELS = {"accepted": "success", "quarantined": "warning", "rejected": "danger", "superseded": "info"}


def _formatted(minor: int | None, currency: str) -> str | None:
    """Minor units as a person writes them; None, which the admin shows as a dash, where there is no price."""
    return None if minor is None or not currency else format_money(minor, currency)


def _typed(request: HttpRequest, name: str) -> str:
    """What was typed beside the action, as long as its field allows."""
    return request.POST.get(name, "").strip()[: ModerationForm.base_fields[name].max_length]


class PriceColumns(ListingColumns):
    """The columns of a row with `listing`, `amount`, `list_amount` and `currency`."""

    @display(description="price", ordering="amount")
    def price(self, row: PricePoint | Offer) -> str | None:
        """The price; a dash where the shop showed none."""
        return _formatted(row.amount, row.currency)

    @display(description="list price", ordering="list_amount")
    def list_price(self, row: PricePoint | Offer) -> str | None:
        """The struck or recommended price beside it."""
        return _formatted(row.list_amount, row.currency)


class ModerationForm(ActionForm):
    """An action on price points, with the reason that a rejection or a correction wants, and the amount of a correction."""

    reason = forms.CharField(
        required=False,
        label="",
        max_length=PricePoint._meta.get_field("reason").max_length,
        widget=UnfoldAdminTextInputWidget({"placeholder": "Reason (shown to the public)", "aria-label": "Reason"}),
    )
    amount = forms.CharField(
        required=False,
        label="",
        max_length=30,
        widget=UnfoldAdminTextInputWidget({"placeholder": "Right amount, e.g. 49.90", "aria-label": "Right amount"}),
    )


@admin.register(PricePoint)
class PricePointAdmin(PriceColumns, HistoryAdmin):
    """Every span of every price. Read-only, but that waiting ones can be released or rejected, and a wrong amount corrected."""

    action_form = ModerationForm
    actions = ["release", "reject", "correct"]
    list_display = [
        "listing_title",
        "store",
        "price",
        "list_price",
        "availability",
        "standing",
        "reason",
        "sure",
        "observed_at",
    ]
    list_filter = ["status", "availability", ("listing__store", AutocompleteSelectFilter)]
    list_select_related = ["listing__store"]
    search_fields = ["listing__title", "listing__canonical_url"]
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": [("listing", "store"), ("price", "list_price"), "availability"]}),
        ("Reading", {"fields": [("status", "reason"), ("sure", "source")]}),
        ("Span (UTC)", {"fields": [("observed_at", "last_seen_at")]}),
    ]

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Whether the person may decide about quarantined prices: who has Django's permission to change price points."""
        return request.user.has_perm("pricing.change_pricepoint")

    @display(description="status", ordering="status", label=_STATUS_LABELS)
    def standing(self, point: PricePoint) -> tuple[str, str]:
        """Whether the price counts, with the colour of its urgency."""
        return point.status, point.get_status_display()

    @display(description="confidence", ordering="confidence")
    def sure(self, point: PricePoint) -> str:
        """How sure the reading was."""
        return f"{point.confidence} %"

    @admin.action(description="Release from quarantine", permissions=["moderate"])
    def release(self, request: HttpRequest, queryset: QuerySet[PricePoint]) -> None:
        """Accept the selected prices as history."""
        self._decide(request, queryset, services.release_point, "released from quarantine")

    @admin.action(description="Reject", permissions=["moderate"])
    def reject(self, request: HttpRequest, queryset: QuerySet[PricePoint]) -> None:
        """Refuse the selected prices for the reason that was typed."""
        reason = _typed(request, "reason")
        if not reason:
            self.message_user(request, "Nothing was rejected: say why, beside the action.", messages.ERROR)
            return
        self._decide(request, queryset, services.reject_point, f"rejected: {reason}", reason=reason)

    @admin.action(description="Correct amount", permissions=["moderate"])
    def correct(self, request: HttpRequest, queryset: QuerySet[PricePoint]) -> None:
        """Put the amount that was typed (major units) in the place of the one selected price, for the reason that was typed."""
        reason, amount = _typed(request, "reason"), _typed(request, "amount")
        if not reason or not amount or queryset.count() != 1:
            text = "Nothing was corrected: choose one price, and say its right amount and why, beside the action."
            self.message_user(request, text, messages.ERROR)
            return
        told = f"corrected to {amount}: {reason}"
        self._decide(request, queryset, services.correct_amount, told, reason=reason, amount=amount)

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[PricePoint], service: Callable, told: str, **details: str
    ) -> None:
        """Call the service for each point, oldest first; log what was done, and say of each refusal why."""
        decided = []
        for point in queryset.select_related("listing").order_by("observed_at", "id"):
            try:
                service(point_id=point.pk, at=timezone.now(), **details)
            except DomainError as error:
                self.message_user(request, f"{point.listing}: {error.message}", messages.ERROR)
            else:
                decided.append(point)
        if decided:
            LogEntry.objects.log_actions(request.user.pk, decided, CHANGE, f"Price {told}.")
            self.message_user(request, f"{len(decided)} prices {told}.", messages.SUCCESS)


@admin.register(Offer)
class OfferAdmin(PriceColumns, HistoryAdmin):
    """What each listing costs now."""

    list_display = ["listing_title", "store", "price", "list_price", "availability", "since", "last_seen_at"]
    list_filter = ["availability", ("listing__store", AutocompleteSelectFilter)]
    list_select_related = ["listing__store"]
    search_fields = ["listing__title", "listing__canonical_url"]
    ordering = ["-last_seen_at"]
    fields = [("listing", "store"), "point", ("price", "list_price"), "availability", ("since", "last_seen_at")]


@admin.register(PriceChange)
class PriceChangeAdmin(ListingColumns, HistoryAdmin):
    """The news of prices, and whether they have been told."""

    list_display = [
        "listing_title",
        "store",
        "old_price",
        "new_price",
        "old_availability",
        "availability",
        "is_first",
        "changed_at",
        "announced_at",
    ]
    list_filter = [
        ("announced_at", admin.EmptyFieldListFilter),
        "is_first",
        "availability",
        ("listing__store", AutocompleteSelectFilter),
    ]
    list_select_related = ["listing__store"]
    search_fields = ["listing__title", "listing__canonical_url"]
    fields = [
        "listing",
        "point",
        ("old_price", "new_price"),
        ("old_availability", "availability"),
        "is_first",
        ("changed_at", "announced_at"),
    ]

    @display(description="from", ordering="old_amount")
    def old_price(self, change: PriceChange) -> str | None:
        """The price before; a dash for the first one, and where none was shown."""
        return _formatted(change.old_amount, change.currency)

    @display(description="to", ordering="new_amount")
    def new_price(self, change: PriceChange) -> str | None:
        """The price after it; a dash where none is shown any more."""
        return _formatted(change.new_amount, change.currency)


@admin.register(ProductSummary)
class ProductSummaryAdmin(HistoryAdmin):
    """One row a product, as lists and sorts see it. Derived: rebuilt by a command, never by hand."""

    list_display = [
        "product",
        "cheapest",
        "dearest",
        "offer_count",
        "buyable_count",
        "discount_percent",
        "low",
        "high",
        "trend",
        "refreshed_at",
    ]
    list_filter = ["trend", "currency"]
    list_select_related = ["product"]
    search_fields = ["product__name"]
    ordering = ["-refreshed_at"]
    fields = [
        "product",
        "best_offer",
        ("cheapest", "dearest"),
        ("offer_count", "buyable_count"),
        "discount_percent",
        ("low", "high", "mean"),
        "trend",
        "refreshed_at",
    ]

    @display(description="cheapest", ordering="min_amount")
    def cheapest(self, summary: ProductSummary) -> str | None:
        """The cheapest buyable offer."""
        return _formatted(summary.min_amount, summary.currency)

    @display(description="dearest", ordering="max_amount")
    def dearest(self, summary: ProductSummary) -> str | None:
        """The dearest buyable offer."""
        return _formatted(summary.max_amount, summary.currency)

    @display(description="30-day low", ordering="low_30d")
    def low(self, summary: ProductSummary) -> str | None:
        """The lowest buyable price of 30 days."""
        return _formatted(summary.low_30d, summary.currency)

    @display(description="30-day high", ordering="high_30d")
    def high(self, summary: ProductSummary) -> str | None:
        """The highest buyable price of 30 days."""
        return _formatted(summary.high_30d, summary.currency)

    @display(description="30-day mean", ordering="mean_30d")
    def mean(self, summary: ProductSummary) -> str | None:
        """The time-weighted mean of the buyable prices of 30 days."""
        return _formatted(summary.mean_30d, summary.currency)
