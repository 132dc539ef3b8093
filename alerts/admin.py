"""Who is told what, in the admin: rules and watches belong to people, letters are history."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from alerts.models import Notification, PriceAlert, PushSubscription, Watch
from catalog.admin.base import HistoryAdmin, PublicIdSearch, TableAdmin
from lib.money import format_money


class PersonalAdmin(TableAdmin):
    """Rows that a person made for themselves: staff may look at them and delete them, not write in their name."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: people make these on the site."""
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Nobody, likewise."""
        return False


@admin.register(Watch)
class WatchAdmin(PublicIdSearch, PersonalAdmin):
    """Who follows what."""

    public_id_prefix = "fav"
    list_display = ["public_id", "user", "product", "listing", "created_at"]
    list_select_related = ["user", "product", "listing"]
    search_fields = ["user__email", "product__name", "listing__title"]
    fields = ["public_id", "user", ("product", "listing"), "created_at"]
    readonly_fields = ["public_id"]


@admin.register(PriceAlert)
class PriceAlertAdmin(PublicIdSearch, TableAdmin):
    """The rules people set. Staff may switch a rule off or end it; the rest is its owner's."""

    public_id_prefix = "alert"
    list_display = ["public_id", "user", "product", "kind", "condition", "standing", "is_active", "last_fired_at", "expires_at"]
    list_filter = ["kind", "state", "is_active"]
    list_select_related = ["user", "product"]
    search_fields = ["user__email", "product__name"]
    fieldsets = [
        (None, {"fields": ["public_id", ("user", "product"), "stores", ("kind", "condition"), "channels"]}),
        ("State", {"fields": [("state", "episode", "last_fired_at"), "is_active", "expires_at", "created_at"]}),
    ]
    readonly_fields = [
        "public_id",
        "user",
        "product",
        "stores",
        "kind",
        "condition",
        "channels",
        "state",
        "episode",
        "last_fired_at",
        "created_at",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: people set their own rules, counted from the price of that moment."""
        return False

    @display(description="condition")
    def condition(self, alert: PriceAlert) -> str | None:
        """What is waited for, in figures: an amount, a percentage with its baseline, or a number of days."""
        match alert.kind:
            case PriceAlert.Kind.TARGET:
                return f"≤ {format_money(alert.target_amount, alert.currency)}"
            case PriceAlert.Kind.PERCENT_DROP:
                return f"−{alert.percent.normalize():f} % of the {alert.get_baseline_display()}{_counted_from(alert)}"
            case PriceAlert.Kind.LOWEST_IN_DAYS:
                return f"{alert.window_days} days"
        return None

    @display(description="state", ordering="state", label={"armed": "success", "fired": "info"})
    def standing(self, alert: PriceAlert) -> tuple[str, str]:
        """Whether the rule waits or has told."""
        return alert.state, alert.get_state_display()


def _counted_from(alert: PriceAlert) -> str:
    """The baseline as money, where the rule keeps it."""
    return (
        ""
        if alert.baseline_amount is None or not alert.currency
        else f" ({format_money(alert.baseline_amount, alert.currency)})"
    )


@admin.register(Notification)
class NotificationAdmin(HistoryAdmin):
    """Every letter: sent, waiting for its next try, or given up."""

    list_display = ["text", "user", "channel", "standing", "created_at", "sent_at", "attempts", "retry_at", "last_error"]
    list_filter = [
        "channel",
        ("sent_at", admin.EmptyFieldListFilter),
        ("failed_at", admin.EmptyFieldListFilter),
        ("user", AutocompleteSelectFilter),
    ]
    list_select_related = ["user"]
    search_fields = ["text", "user__email"]
    fieldsets = [
        (None, {"fields": ["text", ("user", "channel"), ("alert", "change", "listing"), "key"]}),
        (
            "Delivery (UTC)",
            {"fields": ["standing", ("created_at", "sent_at", "read_at"), ("attempts", "retry_at", "failed_at"), "last_error"]},
        ),
    ]

    @display(description="state", label={"sent": "success", "waiting": "info", "failed": "danger"})
    def standing(self, letter: Notification) -> str:
        """Whether the letter was sent, waits, or was given up."""
        if letter.sent_at is not None:
            return "sent"
        return "waiting" if letter.failed_at is None else "failed"


@admin.register(PushSubscription)
class PushSubscriptionAdmin(PersonalAdmin):
    """Browsers that may be told. Their keys are never shown."""

    list_display = ["user", "service", "created_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = ["user", "service", "created_at", "last_used_at"]
    readonly_fields = ["service"]

    @display(description="push service")
    def service(self, subscription: PushSubscription) -> str:
        """The host of the browser's vendor; the rest of the address lets anybody who knows it write to the browser."""
        return subscription.endpoint.partition("://")[2].partition("/")[0]
