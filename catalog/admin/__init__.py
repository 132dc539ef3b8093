"""The catalogue in the admin: products and what names them, shops, and the pages that are watched."""

from catalog.admin.listings import ListingAdmin, ListingAliasAdmin
from catalog.admin.products import BrandAdmin, CategoryAdmin, IdentifierAdmin, NutritionAdmin, ProductAdmin, ProductGroupAdmin
from catalog.admin.stores import StoreAdmin, StoreDomainAdmin

__all__ = [
    "BrandAdmin",
    "CategoryAdmin",
    "IdentifierAdmin",
    "ListingAdmin",
    "ListingAliasAdmin",
    "NutritionAdmin",
    "ProductAdmin",
    "ProductGroupAdmin",
    "StoreAdmin",
    "StoreDomainAdmin",
]
