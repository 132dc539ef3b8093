"""Answers about the catalogue; each docstring says how many statements it costs."""

from collections.abc import Collection

from catalog.models import Product


def products_among(keys: Collection[int], *, limit: int) -> list[tuple[int, str]]:
    """Key and name of at most `limit` products: those of `keys`, and where they are fewer the newest others. Two statements."""
    found = list(Product.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "name")[:limit]) if keys else []
    if len(found) < limit:
        others = Product.objects.exclude(pk__in=[key for key, _ in found]).order_by("-created_at")
        found += others.values_list("pk", "name")[: limit - len(found)]
    return found
