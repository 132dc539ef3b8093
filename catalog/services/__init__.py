"""What can be done with the catalogue. Each function is one transaction."""

from catalog.services.imports import KnownListing, KnownProduct, import_listings, import_products
from catalog.services.listings import (
    DEFAULT_CHECK_INTERVAL,
    add_listing,
    delete_listing,
    find_listing,
    pause_listings,
    request_checks,
    resume_listings,
)
from catalog.services.products import PageFacts, describe_listing, ensure_brand, ensure_category
from catalog.services.stores import StoreFacts, ensure_store, find_store, register_store

__all__ = [
    "DEFAULT_CHECK_INTERVAL",
    "KnownListing",
    "KnownProduct",
    "PageFacts",
    "StoreFacts",
    "add_listing",
    "delete_listing",
    "describe_listing",
    "ensure_brand",
    "ensure_category",
    "ensure_store",
    "find_listing",
    "find_store",
    "import_listings",
    "import_products",
    "pause_listings",
    "register_store",
    "request_checks",
    "resume_listings",
]
