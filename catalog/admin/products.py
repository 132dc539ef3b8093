"""Products, and what they are sorted and named by."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from unfold.admin import StackedInline, TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from catalog.admin.base import PublicIdSearch, StampedAdmin, TableAdmin
from catalog.models import Brand, Category, Identifier, Nutrition, Product, ProductGroup
from lib.gtin import normalise_gtin


@admin.register(Brand)
class BrandAdmin(TableAdmin):
    """Brands."""

    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Category)
class CategoryAdmin(TableAdmin):
    """The tree of categories."""

    list_display = ["name", "slug", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["parent"]


@admin.register(ProductGroup)
class ProductGroupAdmin(TableAdmin):
    """Groups of variants."""

    list_display = ["name", "brand"]
    list_filter = [("brand", AutocompleteSelectFilter)]
    list_select_related = ["brand"]
    search_fields = ["name", "brand__name"]
    autocomplete_fields = ["brand"]


class IdentifierForm(forms.ModelForm):
    """Takes a GTIN in any of its lengths and keeps it as GTIN-14 (GS1 General Specifications, 7.9)."""

    class Meta:
        model = Identifier
        fields = ["product", "scheme", "value", "source"]

    def clean(self) -> dict[str, object]:
        """The fields with `value` as GTIN-14 where the scheme is GTIN. Refuses a number that is none."""
        fields = super().clean()
        if fields.get("scheme") == Identifier.Scheme.GTIN and fields.get("value"):
            gtin = normalise_gtin(fields["value"])
            if gtin is None:
                raise ValidationError({"value": "This is not a GTIN: check its length and its last digit."})
            fields["value"] = gtin
        return fields


class IdentifierInline(TabularInline):
    """The numbers of one product."""

    model = Identifier
    form = IdentifierForm
    fields = ["scheme", "value", "source", "created_at"]
    readonly_fields = ["created_at"]
    extra = 0
    tab = True


class NutritionInline(StackedInline):
    """What a serving of one product holds."""

    model = Nutrition
    extra = 0
    tab = True


@admin.register(Product)
class ProductAdmin(PublicIdSearch, StampedAdmin):
    """Products: corrected here by people, who know better than a page."""

    public_id_prefix = "prod"
    list_display = ["name", "public_id", "brand", "category", "flavor", "quantity", "is_organic", "created_at"]
    list_filter = [("brand", AutocompleteSelectFilter), ("category", AutocompleteSelectFilter), "is_organic"]
    list_select_related = ["brand", "category"]
    search_fields = ["name", "brand__name", "identifiers__value"]
    search_help_text = "Name, brand, GTIN or another number, or a public id such as prod_k3v9q2."
    autocomplete_fields = ["brand", "category", "group"]
    readonly_fields = ["public_id", "created_at", "updated_at"]
    ordering = ["-created_at", "-id"]
    fieldsets = [
        (None, {"fields": ["name", "public_id", ("brand", "category"), "group", "description", "image_url"]}),
        ("Variant", {"fields": ["flavor", ("net_quantity", "net_unit"), "servings", "is_organic", "attributes"]}),
        ("Times (UTC)", {"fields": [("created_at", "updated_at")]}),
    ]
    inlines = [IdentifierInline, NutritionInline]

    @display(description="public id", ordering="pk")
    def public_id(self, product: Product) -> str | None:
        """The id the contracts show; none yet while the product is being added."""
        return product.public_id if product.pk else None

    @display(description="net quantity", ordering="net_quantity")
    def quantity(self, product: Product) -> str | None:
        """Content of one pack with its unit, e.g. 907 g."""
        if product.net_quantity is None:
            return None
        return f"{product.net_quantity.normalize():f} {product.get_net_unit_display()}"


@admin.register(Identifier)
class IdentifierAdmin(StampedAdmin):
    """Every number by which a product is known."""

    form = IdentifierForm
    list_display = ["value", "scheme", "product", "source", "created_at"]
    list_filter = ["scheme"]
    list_select_related = ["product"]
    search_fields = ["value", "product__name"]
    autocomplete_fields = ["product"]
    fields = ["product", "scheme", "value", "source", "created_at"]
    readonly_fields = ["created_at"]


@admin.register(Nutrition)
class NutritionAdmin(TableAdmin):
    """What a serving holds, product by product."""

    list_display = ["product", "serving_grams", "protein_per_serving", "calories_per_serving", "protein_percent"]
    list_select_related = ["product"]
    search_fields = ["product__name"]
    autocomplete_fields = ["product"]

    def get_readonly_fields(self, request: HttpRequest, obj: Nutrition | None = None) -> list[str]:
        """The product is the row's key: chosen once."""
        return ["product"] if obj else []
