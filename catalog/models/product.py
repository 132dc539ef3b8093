"""What a shopper means: this thing, this flavour, this size."""

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Mod, Substr
from django.db.models.lookups import Exact

from catalog.querysets import IdentifierQuerySet, ProductQuerySet
from lib.ids import public_id


class Brand(models.Model):
    """Whose name is on the product."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    logo_url = models.URLField(max_length=2048, blank=True)
    country = models.CharField(max_length=60, blank=True, help_text="Where the brand is at home, as readers know it: USA.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A kind of product; a tree."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True, help_text="As the contracts show it, e.g. whey_protein.")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"
        constraints = [models.CheckConstraint(condition=~Q(parent=F("id")), name="category_not_its_own_parent")]

    def __str__(self) -> str:
        return self.name


class ProductGroup(models.Model):
    """Products that differ only in flavour, size or colour."""

    name = models.CharField(max_length=300)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="groups")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """One thing that shops sell, the same in each of them."""

    class Unit(models.TextChoices):
        """What the net quantity counts."""

        GRAM = "g"
        MILLILITRE = "ml"
        PIECE = "piece"

    name = models.CharField(max_length=300)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="products")
    group = models.ForeignKey(ProductGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="products")
    flavor = models.CharField(max_length=120, blank=True)
    net_quantity = models.DecimalField(
        max_digits=12, decimal_places=3, null=True, blank=True, help_text="Content of one pack, in the unit beside it."
    )
    net_unit = models.CharField(max_length=8, choices=Unit.choices, blank=True)
    servings = models.PositiveIntegerField(null=True, blank=True)
    is_organic = models.BooleanField(default=False)
    image_url = models.URLField(max_length=2048, blank=True)
    description = models.TextField(blank=True)
    attributes = models.JSONField(
        default=dict, blank=True, help_text="Anything else that tells variants apart: colour, capacity, …"
    )
    created_at = models.DateTimeField(db_index=True)  # lists: newest first
    updated_at = models.DateTimeField()

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(net_quantity=None) | Q(net_quantity__gt=0), name="product_net_quantity_positive"
            ),
            models.CheckConstraint(condition=Q(net_unit__in=["", "g", "ml", "piece"]), name="product_net_unit_known"),
            models.CheckConstraint(condition=Q(net_quantity=None) | ~Q(net_unit=""), name="product_net_quantity_has_unit"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The product's page on the site."""
        return f"/products/{self.public_id}"

    @property
    def public_id(self) -> str:
        """`prod_…`, the id the contracts show."""
        return public_id("prod", self.pk)


class Nutrition(models.Model):
    """What one serving holds; grams unless the name says otherwise."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True, related_name="nutrition")
    serving_grams = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    protein_per_serving = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    carbs_per_serving = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    fat_per_serving = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    calories_per_serving = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True, help_text="kcal")
    bcaa_per_serving = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    glutamine_per_serving = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    protein_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    digestibility = models.CharField(max_length=20, blank=True, help_text="fast, medium or slow")
    ingredients = models.JSONField(default=list, blank=True, help_text="Names, in the order of the label.")

    class Meta:
        verbose_name_plural = "nutrition"
        constraints = [
            models.CheckConstraint(
                condition=(Q(protein_per_serving=None) | Q(protein_per_serving__gte=0))
                & (Q(carbs_per_serving=None) | Q(carbs_per_serving__gte=0))
                & (Q(fat_per_serving=None) | Q(fat_per_serving__gte=0))
                & (Q(calories_per_serving=None) | Q(calories_per_serving__gte=0)),
                name="nutrition_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(protein_percent=None) | Q(protein_percent__gte=0, protein_percent__lte=100),
                name="nutrition_percent_range",
            ),
        ]

    def __str__(self) -> str:
        return f"nutrition of {self.product_id}"


def _gtin_remainder() -> Mod:
    """The GS1 check sum of a GTIN-14, modulo 10: digits weighted 3, 1, 3, … from the left; 0 for a valid number."""
    total = Value(0)
    for place in range(1, 15):
        total = total + Cast(Substr("value", place, 1), IntegerField()) * Value(3 if place % 2 else 1)
    return Mod(total, Value(10))


class Identifier(models.Model):
    """A number by which the world knows a product, and who says so."""

    class Scheme(models.TextChoices):
        """Whose numbering it is. A GTIN is kept as GTIN-14 (GS1 General Specifications, 7.9)."""

        GTIN = "gtin", "GTIN"
        MPN = "mpn", "MPN"
        ASIN = "asin", "ASIN"
        FSN = "fsn", "FSN"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=8, choices=Scheme.choices)
    value = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True, help_text="Where it was read: a shop, a feed, a person.")
    created_at = models.DateTimeField()

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "value"]
        constraints = [
            models.CheckConstraint(condition=Q(scheme__in=["gtin", "mpn", "asin", "fsn"]), name="identifier_scheme_known"),
            models.CheckConstraint(condition=~Q(value=""), name="identifier_value_present"),
            models.UniqueConstraint(fields=["value"], condition=Q(scheme="gtin"), name="identifier_gtin_unique"),
            models.UniqueConstraint(fields=["product", "scheme", "value"], name="identifier_once_per_product"),
            # a CASE, because the letters of an MPN must not be cast to digits
            models.CheckConstraint(
                condition=Exact(
                    Case(
                        When(scheme="gtin", value__regex="^[0-9]{14}$", then=_gtin_remainder()),
                        When(scheme="gtin", then=Value(1)),
                        default=Value(0),
                        output_field=IntegerField(),
                    ),
                    0,
                ),
                name="identifier_gtin_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"
