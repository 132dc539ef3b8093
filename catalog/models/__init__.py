"""The catalogue: what is sold (products), who sells it (stores), and the pages that are watched (listings)."""

from catalog.models.listing import Listing, ListingAlias
from catalog.models.product import Brand, Category, Identifier, Nutrition, Product, ProductGroup
from catalog.models.store import Store, StoreDomain

__all__ = [
    "Brand",
    "Category",
    "Identifier",
    "Listing",
    "ListingAlias",
    "Nutrition",
    "Product",
    "ProductGroup",
    "Store",
    "StoreDomain",
]
