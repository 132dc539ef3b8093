"""Loading a catalogue that is known already: a few statements, whatever its size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from catalog.models import Identifier, Listing, Nutrition, Product, Store

_BATCH = 500


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """A product with its numbers (`Identifier.Scheme` -> value) and nutrition; `fields` and `nutrition` as in their models."""

    fields: Mapping[str, Any]
    identifiers: Mapping[str, str] = field(default_factory=dict)
    nutrition: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class KnownListing:
    """A page of a known product in a shop."""

    store: Store
    product: Product
    canonical_url: str
    next_check_at: datetime
    check_interval: timedelta
    fields: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def import_products(known: Sequence[KnownProduct], *, source: str, at: datetime) -> list[Product]:
    """Write products that are not in the catalogue yet, in the order given; the database refuses a GTIN that is."""
    products = Product.objects.bulk_create(
        [Product(created_at=at, updated_at=at, **item.fields) for item in known], batch_size=_BATCH
    )
    pairs = list(zip(products, known, strict=True))
    Identifier.objects.bulk_create(
        [
            Identifier(product=product, scheme=scheme, value=value, source=source, created_at=at)
            for product, item in pairs
            for scheme, value in item.identifiers.items()
        ],
        batch_size=_BATCH,
    )
    Nutrition.objects.bulk_create(
        [Nutrition(product=product, **item.nutrition) for product, item in pairs if item.nutrition is not None],
        batch_size=_BATCH,
    )
    return products


@transaction.atomic
def import_listings(known: Sequence[KnownListing], *, at: datetime) -> list[Listing]:
    """Write listings that are not in the catalogue yet, as active ones, in the order given."""
    return Listing.objects.bulk_create(
        [
            Listing(
                store=item.store,
                product=item.product,
                canonical_url=item.canonical_url,
                state=Listing.State.ACTIVE,
                state_since=at,
                next_check_at=item.next_check_at,
                check_interval=item.check_interval,
                created_at=at,
                **item.fields,
            )
            for item in known
        ],
        batch_size=_BATCH,
    )
