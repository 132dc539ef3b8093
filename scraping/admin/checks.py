"""Checks and receipts in the admin: what was asked of the shops, how it ended, and why a price was believed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from catalog.admin.base import HistoryAdmin, ListingColumns, outside_link, short
from lib.vocabulary import Outcome
from scraping.models import Evidence, ScrapeAttempt, ScrapeRun

_OUTCOME_LABELS = dict.fromkeys(Outcome, "warning") | {
    Outcome.OK: "success",
    Outcome.UNCHANGED: "success",
    Outcome.BLOCKED: "danger",
    Outcome.GONE: "danger",
    Outcome.REFUSED_ADDRESS: "danger",
}
#: What is shown of each candidate of a reading, in this order.
CANDIDATE_FIELDS = ("amount", "currency", "role", "source", "path", "raw", "reason")


@admin.register(ScrapeRun)
class ScrapeRunAdmin(HistoryAdmin):
    """Rounds of checks."""

    list_display = [
        "id",
        "store",
        "state",
        "requested_by",
        "created_at",
        "started_at",
        "finished_at",
        "planned",
        "checked",
        "changed",
        "failed",
    ]
    list_filter = ["state", ("store", AutocompleteSelectFilter)]
    list_select_related = ["store", "requested_by"]
    search_fields = ["store__name", "requested_by__email"]


@admin.register(ScrapeAttempt)
class ScrapeAttemptAdmin(ListingColumns, HistoryAdmin):
    """Single checks, however they ended."""

    list_display = ["started_at", "listing_title", "store", "ended", "detail", "problem", "status", "fetch_ms", "bytes"]
    list_filter = ["outcome", ("listing__store", AutocompleteSelectFilter)]
    list_select_related = ["listing__store"]
    search_fields = ["listing__title", "listing__canonical_url", "detail"]
    fieldsets = [
        (None, {"fields": [("listing", "run"), "started_at", ("outcome", "status"), "detail", "problem"]}),
        ("Answer", {"fields": ["address", ("bytes", "fetch_ms"), "point"]}),
    ]

    @display(description="outcome", ordering="outcome", label=_OUTCOME_LABELS)
    def ended(self, attempt: ScrapeAttempt) -> tuple[str, str]:
        """How the check ended, with the colour of its urgency."""
        return attempt.outcome, attempt.get_outcome_display()

    @display(description="final address")
    def address(self, attempt: ScrapeAttempt) -> str:
        """Where the redirects led, as a link."""
        return outside_link(attempt.final_url)


@admin.register(Evidence)
class EvidenceAdmin(HistoryAdmin):
    """The receipts of prices: the page, where on it the price stood, and which amounts lost against it, and why.

    The stored page itself is never rendered: it is a stranger's HTML.
    """

    list_display = ["price", "listing", "fetched_at", "size", "parser_version", "kept"]
    list_filter = ["parser_version", ("file", admin.EmptyFieldListFilter)]
    list_select_related = ["point__listing"]
    search_fields = ["url", "sha256", "point__listing__title"]
    change_form_outer_after_template = "admin/scraping/evidence/receipt.html"
    fieldsets = [
        (None, {"fields": [("point", "listing"), "address", ("fetched_at", "parser_version"), ("size", "kept"), "sha256"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """Receipts without their readings, which are long; the one that is looked at brings its own."""
        return super().get_queryset(request).defer("reading")

    @display(description="price", ordering="point__amount")
    def price(self, evidence: Evidence) -> str:
        """What the receipt is for."""
        return str(evidence.point)

    @display(description="listing", ordering="point__listing__title")
    def listing(self, evidence: Evidence) -> str:
        """Whose page it is."""
        return short(evidence.point.listing.title)

    @display(description="page kept", boolean=True)
    def kept(self, evidence: Evidence) -> bool:
        """Whether the compressed page is still in the evidence storage."""
        return bool(evidence.file)

    @display(description="address")
    def address(self, evidence: Evidence) -> str:
        """The page, as a link."""
        return outside_link(evidence.url)

    def render_change_form(self, request: HttpRequest, context: dict[str, object], *args, **kwargs) -> HttpResponse:
        """The form with the receipt below it, as wide as the page."""
        evidence = kwargs.get("obj")
        return super().render_change_form(request, context | {"receipt": evidence and _receipt(evidence)}, *args, **kwargs)


def _receipt(evidence: Evidence) -> dict[str, object]:
    """Where the chosen price stood, and every candidate, for the template, which escapes what came from the page."""
    reading = evidence.reading if isinstance(evidence.reading, dict) else {}
    candidates, recipe = reading.get("candidates"), reading.get("recipe")
    rows = [candidate for candidate in candidates if isinstance(candidate, dict)] if isinstance(candidates, list) else []
    return {
        "source": reading.get("source"),
        "path": reading.get("path"),
        "problem": reading.get("problem"),
        "recipe": recipe if isinstance(recipe, dict) else None,
        "fields": CANDIDATE_FIELDS,
        "candidates": [{"won": row.get("won") is True, "values": [row.get(name) for name in CANDIDATE_FIELDS]} for row in rows],
    }
