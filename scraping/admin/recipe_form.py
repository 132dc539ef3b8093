"""The form of a recipe: a row of inputs for each field, and the page to try it on."""

from collections.abc import Mapping

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from lib.errors import Invalid, InvalidUrl
from scraping import extraction
from scraping.extraction.recipe import AMOUNTS, Field
from scraping.extraction.selectors import MAX_EXPRESSION, Kind
from scraping.models import Evidence, Recipe
from scraping.services.trying import TryOut, try_on_address, try_on_receipt

#: So many of the shop's stored pages are offered, the newest first.
_OFFERED = 30
_KINDS = [(Kind.CSS, "CSS"), (Kind.XPATH, "XPath"), (Kind.JSONPATH, "JSON path")]
_LABELS = {Field.SKU: "SKU", Field.MPN: "MPN", Field.GTIN: "GTIN", Field.IMAGE: "Image", Field.LIST_PRICE: "List price"}


def _inputs_of(field: Field) -> tuple[str, ...]:
    """The names of the inputs that make one row of the table."""
    names = (f"{field}_kind", f"{field}_expression", f"{field}_attribute")
    return (*names, f"{field}_in_minor_units") if field in AMOUNTS else names


class ReceiptField(forms.ModelChoiceField):
    """A choice among receipts whose page is kept."""

    def label_from_instance(self, evidence: Evidence) -> str:
        """What was read, of what, and when."""
        return f"{evidence.point.listing.title[:60]}, {evidence.fetched_at:%Y-%m-%d %H:%M} UTC"


class BaseRecipeForm(forms.ModelForm):
    """What all recipes have; `RecipeForm` adds the inputs of each field. A valid form has the recipe as `rules`."""

    try_url = forms.CharField(
        label="Address of a product page",
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="It is fetched as the shop's pages are.",
    )
    try_receipt = ReceiptField(
        label="Or a stored page of the shop",
        queryset=Evidence.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="The newest pages behind recorded prices. For a new recipe, choose the shop and press Try once to see them.",
    )

    rules: extraction.Recipe

    class Meta:
        model = Recipe
        fields = ["store", "locale", "currency", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field, selector in (self.instance.selectors or {}).items():
            for name, value in selector.items():
                self.initial.setdefault(f"{field}_{name}", value)
        self.fields["try_receipt"].queryset = self._receipts()

    def clean(self) -> dict[str, object]:
        """Check what the recipe says as the service will; an error stands beside its input."""
        cleaned = super().clean()
        if not self.errors:
            try:
                self.rules = extraction.Recipe.from_document(
                    self.instance.version or 1, self.selectors(), locale=cleaned["locale"], currency=cleaned["currency"]
                )
            except Invalid as error:
                where, _, field = (error.field or "").partition(".")
                self.add_error(f"{field}_expression" if where == "selectors" else where, error.message)
        return cleaned

    def validate_constraints(self) -> None:
        """Nothing here: what is saved is a version of its own, whose number and standing the service gives."""

    def selectors(self) -> dict[str, Mapping[str, object]]:
        """The selectors that were typed: field -> kind, expression, attribute, in_minor_units."""
        return {
            field.value: {name.removeprefix(f"{field}_"): self.cleaned_data.get(name) for name in _inputs_of(field)}
            for field in Field
            if self.cleaned_data.get(f"{field}_expression")
        }

    def places(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The rows of the table of places: a label, and the inputs."""
        return [(_label(field), [self[name] for name in _inputs_of(field)]) for field in Field]

    def try_out(self) -> TryOut | None:
        """Read the chosen page with the recipe of this valid form; None, and an error beside the input, without a page."""
        url, evidence = self.cleaned_data["try_url"], self.cleaned_data["try_receipt"]
        if bool(url) == bool(evidence):
            self.add_error("try_url", "Give the address of a product page, or choose a stored one.")
            return None
        if evidence:
            return try_on_receipt(rules=self.rules, evidence=evidence)
        try:
            return try_on_address(rules=self.rules, store=self.instance.store, url=url)
        except InvalidUrl as error:
            self.add_error("try_url", error.message)
            return None

    def _receipts(self):
        """The newest receipts of the shop whose pages are kept; none before the shop is known."""
        store_id = self.instance.store_id or self.data.get("store") or self.initial.get("store")
        if not str(store_id or "").isdecimal():
            return Evidence.objects.none()
        kept = Evidence.objects.filter(point__listing__store=store_id).exclude(file="").order_by("-pk")
        newest = list(kept.values_list("pk", flat=True)[:_OFFERED])
        receipts = Evidence.objects.filter(pk__in=newest).select_related("point__listing__store")
        return receipts.defer("reading").order_by("-pk")


def _label(field: Field) -> str:
    return _LABELS.get(field, field.value.capitalize())


def _inputs() -> dict[str, forms.Field]:
    """The inputs of all fields. They stand in a table, so that their names are for those who do not see its heads."""
    inputs: dict[str, forms.Field] = {}
    for field in Field:

        def named(what: str, field: Field = field) -> dict[str, str]:
            return {"aria-label": f"{_label(field)}: {what}"}

        inputs[f"{field}_kind"] = forms.ChoiceField(
            choices=_KINDS, initial=Kind.CSS, required=False, widget=UnfoldAdminSelectWidget(named("language"))
        )
        inputs[f"{field}_expression"] = forms.CharField(
            required=False, max_length=MAX_EXPRESSION, widget=UnfoldAdminTextInputWidget(named("expression"))
        )
        inputs[f"{field}_attribute"] = forms.CharField(
            required=False, max_length=64, widget=UnfoldAdminTextInputWidget(named("attribute"))
        )
        if field in AMOUNTS:
            inputs[f"{field}_in_minor_units"] = forms.BooleanField(
                required=False, widget=UnfoldBooleanWidget(named("in cents, or the currency's other minor unit"))
            )
    return inputs


RecipeForm = type(forms.ModelForm)("RecipeForm", (BaseRecipeForm,), {**_inputs(), "__module__": __name__})
