"""A shop with listings, and readings of them."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.models import Listing, Product, Store
from lib.vocabulary import Availability
from pricing.services import PriceReading

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(db) -> Store:
    """A shop that sells in rupees."""
    return Store.objects.create(name="Kirana", slug="kirana", currency="INR", country="IN", created_at=NOON)


@pytest.fixture
def make_listing(store):
    """Makes the listing of product number `number`, each with a product of its own unless one is given."""

    def make(number: int = 1, product: Product | None = None) -> Listing:
        product = product or Product.objects.create(name=f"Product {number}", created_at=NOON, updated_at=NOON)
        return Listing.objects.create(
            store=store,
            product=product,
            canonical_url=f"https://kirana.example/p/{number}",
            title=f"Product {number}",
            state="active",
            state_since=NOON,
            next_check_at=NOON,
            check_interval=timedelta(hours=1),
            created_at=NOON,
        )

    return make


@pytest.fixture
def listing(make_listing) -> Listing:
    """One listing."""
    return make_listing()


def reading(listing: Listing, amount: int | None, *, hours: float = 0, **fields) -> PriceReading:
    """A reading of `amount` paise, `hours` after noon."""
    fields = {"currency": "INR", "availability": Availability.IN_STOCK, **fields}
    return PriceReading(listing_id=listing.pk, observed_at=NOON + timedelta(hours=hours), amount=amount, **fields)
