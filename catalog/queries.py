"""Answers about the catalogue; each docstring says how many statements it costs."""

from collections.abc import Collection

from django.db.models import Value

from catalog.models import Category, Product, Store


def products_among(keys: Collection[int], *, limit: int) -> list[tuple[int, str]]:
    """Key and name of at most `limit` products: those of `keys`, and where they are fewer the newest others. Two statements."""
    found = list(Product.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "name")[:limit]) if keys else []
    if len(found) < limit:
        others = Product.objects.exclude(pk__in=[key for key, _ in found]).order_by("-created_at")
        found += others.values_list("pk", "name")[: limit - len(found)]
    return found


def names_of(*, stores: Collection[str] = (), categories: Collection[str] = ()) -> tuple[dict[str, str], dict[str, str]]:
    """Names by slug, of shops and of categories; slugs that nobody has are left out. One statement, none for no slugs."""
    if not stores and not categories:
        return {}, {}
    shops = Store.objects.filter(slug__in=stores).order_by().annotate(of=Value(0)).values_list("of", "slug", "name")
    kinds = Category.objects.filter(slug__in=categories).order_by().annotate(of=Value(1)).values_list("of", "slug", "name")
    names: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for of, slug, name in shops.union(kinds, all=True):
        names[of][slug] = name
    return names
