"""Shops, and the addresses that belong to them."""

from django.contrib import admin
from unfold.admin import TabularInline
from unfold.decorators import display

from catalog.admin.base import StampedAdmin, TableAdmin
from catalog.models import Store, StoreDomain
from lib.money import format_money


class StoreDomainInline(TabularInline):
    """The addresses of one shop."""

    model = StoreDomain
    extra = 0


@admin.register(Store)
class StoreAdmin(StampedAdmin):
    """Shops: how they are visited, what they charge for delivery, and whether they refuse us."""

    list_display = [
        "name",
        "slug",
        "country",
        "currency",
        "access",
        "blocked_since",
        "crawl_delay",
        "respects_robots",
        "delivery",
    ]
    list_filter = [
        "is_active",
        ("blocked_since", admin.EmptyFieldListFilter),
        "respects_robots",
        "needs_browser",
        "country",
        "currency",
    ]
    search_fields = ["name", "slug", "domains__host"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["delivery", "free_delivery", "next_fetch_at", "blocked_since", "created_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "homepage", "logo_url", ("country", "currency"), "is_active"]}),
        (
            "Visits",
            {
                "fields": [("crawl_delay", "respects_robots"), "needs_browser", ("next_fetch_at", "blocked_since")],
            },
        ),
        (
            "Delivery",
            {"fields": [("delivery_fee", "delivery"), ("free_delivery_from", "free_delivery"), "delivery_days"]},
        ),
        ("Payment", {"fields": ["payment_methods"]}),
        ("Links", {"fields": ["affiliate_template", ("affiliate_program", "commission_rate"), "created_at"]}),
    ]
    inlines = [StoreDomainInline]

    @display(description="access", label={"open": "success", "blocked": "danger", "off": "warning"})
    def access(self, store: Store) -> str:
        """Whether the shop lets us in: open, blocked by the shop, or switched off by us."""
        if not store.is_active:
            return "off"
        return "open" if store.blocked_since is None else "blocked"

    @display(description="delivery")
    def delivery(self, store: Store) -> str | None:
        """The delivery fee as a person writes it."""
        return _formatted(store.delivery_fee, store)

    @display(description="free from")
    def free_delivery(self, store: Store) -> str | None:
        """The order value from which delivery is free, as a person writes it."""
        return _formatted(store.free_delivery_from, store)


def _formatted(minor: int | None, store: Store) -> str | None:
    """Minor units in the shop's currency; None where either is unknown."""
    return None if minor is None or not store.currency else format_money(minor, store.currency)


@admin.register(StoreDomain)
class StoreDomainAdmin(TableAdmin):
    """Which shop an address belongs to."""

    list_display = ["host", "path_prefix", "store"]
    list_select_related = ["store"]
    search_fields = ["host", "path_prefix", "store__name"]
    autocomplete_fields = ["store"]
