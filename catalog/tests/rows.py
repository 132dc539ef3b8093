"""Rows that tests of the catalogue, and of the floors above it, begin with."""

from datetime import UTC, datetime, timedelta

from catalog.models import Brand, Listing, Product, Store

#: The instant at which the rows were made.
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def make_store(number: int = 1, **fields) -> Store:
    """A shop that sells in euros."""
    return Store.objects.create(
        **{"name": f"Shop {number}", "slug": f"shop-{number}", "currency": "EUR", "created_at": AT} | fields
    )


def make_product(number: int = 1, **fields) -> Product:
    """A product with a brand of its own."""
    brand = Brand.objects.create(name=f"Brand {number}", slug=f"brand-{number}")
    return Product.objects.create(**{"name": f"Product {number}", "brand": brand, "created_at": AT, "updated_at": AT} | fields)


def make_listing(number: int = 1, **fields) -> Listing:
    """An active listing with a shop and a product of its own, due an hour after it was made."""
    defaults = {
        "canonical_url": f"https://shop-{number}.example/p/{number}",
        "title": f"Listing {number}",
        "state": "active",
        "state_since": AT,
        "next_check_at": AT + timedelta(hours=1),
        "check_interval": timedelta(hours=2),
        "created_at": AT,
    }
    missing = {name: make(number) for name, make in (("store", make_store), ("product", make_product)) if name not in fields}
    return Listing.objects.create(**defaults | missing | fields)
