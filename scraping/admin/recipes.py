"""Recipes in the admin: written, tried out on a page, saved as the next version, activated and deactivated."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display
from unfold.forms import AdminForm

from catalog.admin.base import TableAdmin, outside_link
from lib.errors import DomainError
from scraping import services
from scraping.admin.checks import CANDIDATE_FIELDS
from scraping.admin.recipe_form import RecipeForm
from scraping.extraction import Reading
from scraping.models import Recipe
from scraping.services.evidence import reading_document
from scraping.services.trying import TryOut

#: What is compared between the readings with the recipe and without it.
_COMPARED = (
    "title", "brand", "price", "list_price", "currency", "availability", "sku", "gtin", "seller", "image_url", "source", "path",
    "confidence", "problem",
)  # fmt: skip


@admin.register(Recipe)
class RecipeAdmin(TableAdmin):
    """Recipes of shops. A saved form is the shop's next version; "Try" shows what it would read and saves nothing."""

    form = RecipeForm
    actions = ["activate", "deactivate"]
    list_display = ["store", "version", "standing", "places", "missed", "missed_at", "note", "created_by", "created_at"]
    list_filter = ["is_active", ("store", AutocompleteSelectFilter), ("missed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["store", "created_by"]
    search_fields = ["store__name", "store__slug", "note"]
    autocomplete_fields = ["store"]
    change_form_after_template = "admin/scraping/recipe/try.html"

    def has_delete_permission(self, request: HttpRequest, obj: Recipe | None = None) -> bool:
        """Nobody: receipts name versions."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Recipe | None = None) -> list[tuple[str | None, dict[str, object]]]:
        """The shop, its numbers and words, and how the version has done; the places have a table of their own below.

        Who may only look sees the places in words.
        """
        words = {"fields": ["locale", "currency", "note"]}
        history = (
            "History (UTC)",
            {"fields": [("standing", "created_at", "created_by"), ("missed", "missed_at", "missed_page")]},
        )
        if obj is not None and not self.has_change_permission(request, obj):
            return [(None, {"fields": ["store", "version", "said"]}), ("Numbers and words", words), history]
        head = ["store"] if obj is None else [("store", "version")]
        sections = [(None, {"fields": head}), ("Numbers and words", words)]
        return sections if obj is None else [*sections, history]

    def get_readonly_fields(self, request: HttpRequest, obj: Recipe | None = None) -> list[str]:
        """All but what a person says; the shop is chosen once."""
        if obj is None:
            return []
        return ["store", "version", "standing", "said", "created_at", "created_by", "missed", "missed_at", "missed_page"]

    @display(description="standing", ordering="is_active", label={"active": "success", "retired": "info"})
    def standing(self, recipe: Recipe) -> str:
        """Whether the shop's pages are read with this version."""
        return "active" if recipe.is_active else "retired"

    @display(description="fields")
    def places(self, recipe: Recipe) -> str:
        """What the version points at."""
        return ", ".join(name.replace("_", " ") for name in recipe.selectors)

    @display(description="places")
    def said(self, recipe: Recipe) -> str:
        """What the version points at, and where: a line for each field."""
        lines = [
            (name.replace("_", " "), said["kind"], said["expression"], f" @{said['attribute']}" if "attribute" in said else "")
            for name, said in recipe.selectors.items()
        ]
        return format_html_join(mark_safe("<br>"), "{}: {}: {}{}", lines)

    @display(description="price missed", ordering="misses")
    def missed(self, recipe: Recipe) -> str:
        """On how many pages the price was not where the recipe says."""
        return f"{recipe.misses} of {recipe.uses} pages"

    @display(description="page last missed")
    def missed_page(self, recipe: Recipe) -> str:
        """The last of them, as a link."""
        return outside_link(recipe.missed_url)

    @admin.action(description="Activate", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Recipe]) -> None:
        """Read the pages of the shops with the selected versions."""
        self._decide(request, queryset, services.activate_recipe, "activated")

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Recipe]) -> None:
        """Read the pages of the shops without a recipe."""
        self._decide(request, queryset, services.deactivate_recipe, "deactivated")

    def _decide(self, request: HttpRequest, queryset: QuerySet[Recipe], service: Callable, told: str) -> None:
        """Call the service for each version, oldest first; say of each refusal why. The services write the log."""
        decided = 0
        for recipe in queryset.select_related("store").order_by("pk"):
            try:
                service(recipe_id=recipe.pk, at=timezone.now(), user=request.user)
            except DomainError as error:
                self.message_user(request, f"{recipe}: {error.message}", messages.ERROR)
            else:
                decided += 1
        if decided:
            self.message_user(request, f"{decided} recipes {told}.", messages.SUCCESS)

    # -- saving: always the next version

    def save_model(self, request: HttpRequest, obj: Recipe, form, change: bool) -> None:
        """Save what the form says as the shop's next version."""
        saved = services.save_recipe(
            store=obj.store,
            selectors=form.selectors(),
            locale=obj.locale,
            currency=obj.currency,
            note=obj.note,
            at=timezone.now(),
            user=request.user,
        )
        obj.pk, obj.version, obj._state.adding = saved.pk, saved.version, False

    def log_addition(self, request: HttpRequest, obj: Recipe, message: object) -> None:
        """Nothing: the service has written it into the log."""

    def log_change(self, request: HttpRequest, obj: Recipe, message: object) -> None:
        """Nothing, likewise."""

    def response_add(self, request: HttpRequest, obj: Recipe, post_url_continue: str | None = None) -> HttpResponse:
        """On to the page of the new version."""
        self.message_user(request, f"Saved as version {obj.version}, which is active now.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:scraping_recipe_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: Recipe) -> HttpResponse:
        """Likewise: the version that was edited is as it was."""
        return self.response_add(request, obj)

    # -- trying

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The form; with "Try" pressed, the form as it was typed and what it would read."""
        context = {"show_save_and_add_another": False, "show_save_and_continue": False} | (extra_context or {})
        if request.method == "POST" and "_try" in request.POST:
            return self._tried(request, object_id, form_url, context)
        return super().changeform_view(request, object_id, form_url, context)

    def _tried(self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict) -> HttpResponse:
        """Try the recipe in the form. For who may change recipes only: it makes this server fetch an address."""
        obj = None if object_id is None else self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, obj) or (obj is None and not self.has_add_permission(request)):
            raise PermissionDenied
        if object_id is not None and obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        fieldsets = self.get_fieldsets(request, obj)
        form_class = self.get_form(request, obj, change=obj is not None, fields=flatten_fieldsets(fieldsets))
        form = form_class(request.POST, instance=obj)
        tried = form.try_out() if form.is_valid() else None
        readonly = self.get_readonly_fields(request, obj)
        admin_form = AdminForm(form, fieldsets, {}, readonly, model_admin=self)
        context = {
            **self.admin_site.each_context(request),
            "title": "Try a recipe",
            "subtitle": None if obj is None else str(obj),
            "adminform": admin_form,
            "object_id": object_id,
            "original": obj,
            "is_popup": False,
            "to_field": None,
            "media": self.media + admin_form.media,
            "inline_admin_formsets": [],
            "errors": form.errors,
            "preserved_filters": self.get_preserved_filters(request),
            "tried": tried and _shown(tried),
            **extra_context,
        }
        return self.render_change_form(request, context, add=obj is None, change=obj is not None, obj=obj, form_url=form_url)


def _shown(tried: TryOut) -> dict[str, object]:
    """A try-out for the template, which escapes what came from the page."""
    if tried.followed is None or tried.plain is None:
        return {"url": tried.url, "failure": tried.failure}
    followed, plain = reading_document(tried.followed), reading_document(tried.plain)
    use = tried.followed.recipe
    return {
        "url": tried.url,
        "missed": [] if use is None else use.missed,
        "notes": ["The recipe was not asked: this page is no product's."] if use is None else use.notes,
        "compared": [(name.replace("_", " "), followed[name], plain[name]) for name in _COMPARED],
        "fields": CANDIDATE_FIELDS,
        "candidates": _candidates(tried.followed),
        "plain_candidates": _candidates(tried.plain),
    }


def _candidates(reading: Reading) -> list[dict[str, object]]:
    return [
        {"won": row["won"], "values": [row[name] for name in CANDIDATE_FIELDS]}
        for row in reading_document(reading)["candidates"]
    ]
