"""Search documents in the admin, to look at: what search knows of a product, and since when."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from catalog.admin.base import HistoryAdmin, short
from lib.money import format_money
from search.models import SearchDocument, SearchState, SearchToken, SupersededKeys


@admin.register(SearchDocument)
class SearchDocumentAdmin(HistoryAdmin):
    """One row a product, most popular first."""

    list_display = ("product_name", "brand", "category", "price_now", "in_stock", "popularity", "indexed_at")
    list_filter = ("in_stock", "currency")
    search_fields = ("title",)
    search_help_text = "Folded words of brand, name and flavour"
    list_select_related = ("product",)

    @display(description="product", ordering="name_key")
    def product_name(self, row: SearchDocument) -> str:
        """The product's name as far as a row of a table holds it."""
        return short(row.product.name)

    @display(description="price", ordering="price")
    def price_now(self, row: SearchDocument) -> str | None:
        """The cheapest buyable offer; a dash where there is none."""
        return None if row.price is None else format_money(row.price, row.currency)


@admin.register(SearchToken)
class SearchTokenAdmin(HistoryAdmin):
    """The vocabulary behind corrections and completions."""

    list_display = ("word", "documents")
    search_fields = ("word",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchToken]:
        """Most frequent first."""
        return super().get_queryset(request).order_by("-documents", "word")


@admin.register(SupersededKeys)
class SupersededKeysAdmin(HistoryAdmin):
    """Sort keys that walks over pages may still want."""

    list_display = ("product_id", "generation", "price", "currency", "discount", "replaced_at")


@admin.register(SearchState)
class SearchStateAdmin(HistoryAdmin):
    """The one row of the index's state."""

    list_display = ("generation", "currency")
