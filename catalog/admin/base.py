"""What the admin pages of the catalogue, and of the floors above it, have in common."""

from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from unfold.admin import ModelAdmin
from unfold.decorators import display

from lib.ids import MalformedId, row_key


class TableAdmin(ModelAdmin):
    """A list that stays quick on a large table: a page at a time, and no second count of all rows behind each filter."""

    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    list_fullwidth = True
    warn_unsaved_form = True
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


class HistoryAdmin(TableAdmin):
    """Rows that a person may look at and never write: they were observed, sent or agreed to."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the system writes these rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: what was observed stays as it was observed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody; so a row that would take history with it can't be deleted in the admin either."""
        return False


class StampedAdmin(TableAdmin):
    """Rows with `created_at` (and `updated_at` where they have one), which the admin fills in: a person never types them."""

    def save_model(self, request: HttpRequest, obj: Model, form, change: bool) -> None:
        """Save the row with the instants of this request (UTC)."""
        stamp(obj, is_new=not change)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form, formset, change: bool) -> None:
        """Save the rows beneath it with theirs."""
        for row in formset.forms:
            if row.has_changed():
                stamp(row.instance, is_new=row.instance._state.adding)
        super().save_formset(request, form, formset, change)


def stamp(row: Model, *, is_new: bool) -> None:
    """Set `created_at` of a new row and `updated_at` of any to now, where the model has these fields."""
    names = {field.name for field in row._meta.concrete_fields}
    at = timezone.now()
    if is_new and "created_at" in names:
        row.created_at = at
    if "updated_at" in names:
        row.updated_at = at


class PublicIdSearch:
    """A list that also finds a row by the id the contracts show: set `public_id_prefix`, e.g. `prod`."""

    public_id_prefix: str

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """The rows that match the words, or the one row whose public id was typed."""
        try:
            key = row_key(self.public_id_prefix, search_term.strip())
        except MalformedId:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(pk=key), False


class ListingColumns:
    """Columns of a row with `listing`: what it is called, and whose page it is. Wants `listing__store` selected."""

    @display(description="listing", ordering="listing__title")
    def listing_title(self, row: Model) -> str:
        """The title as far as a row of a table holds it."""
        return short(row.listing.title)

    @display(description="shop", ordering="listing__store__name")
    def store(self, row: Model) -> str:
        """The shop's name."""
        return row.listing.store.name


def short(title: str) -> str:
    """The beginning of a title, as far as a row of a table holds it."""
    return Truncator(title).chars(60)


def outside_link(url: str) -> str:
    """`url` as a link that opens beside the admin and tells the shop nothing; plain text for anything else than http(s)."""
    if url.startswith(("https://", "http://")):
        return format_html('<a href="{0}" target="_blank" rel="noopener noreferrer" class="text-link">{0}</a>', url)
    return url
