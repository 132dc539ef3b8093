"""Brands and shops, with what they sell."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Max, Prefetch, Q

from catalog.models import Brand, Product, Store, StoreDomain


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A brand with its products. `mean_amount` is the mean of their best prices, in minor units of the `currency` most of them
    are sold in; None where none is for sale. `changed_at`: the newest fact about them, None without products.
    """

    brand: Brand
    product_count: int
    currency: str
    mean_amount: int | None
    changed_at: datetime | None


def brand_rows(brands: list[Brand]) -> list[BrandRow]:
    """The rows of these brands, in their order. One statement."""
    groups = defaultdict(list)
    priced = Count("pk", filter=Q(summary__min_amount__isnull=False))
    rows = (
        Product.objects.filter(brand__in=brands)
        .order_by()
        .values("brand_id", "summary__currency")
        .annotate(
            count=Count("pk"),
            priced=priced,
            mean=Avg("summary__min_amount"),
            updated=Max("updated_at"),
            refreshed=Max("summary__refreshed_at"),
        )
    )
    for row in rows:
        groups[row["brand_id"]].append(row)
    return [_brand_row(brand, groups[brand.pk]) for brand in brands]


def _brand_row(brand: Brand, groups: list[dict]) -> BrandRow:
    best = min(groups, key=lambda row: (-row["priced"], row["summary__currency"] or ""), default=None)
    instants = [row[name] for row in groups for name in ("updated", "refreshed") if row[name]]
    mean = best["mean"] if best else None
    return BrandRow(
        brand=brand,
        product_count=sum(row["count"] for row in groups),
        currency=(best["summary__currency"] or "") if best else "",
        mean_amount=None if mean is None else round(mean),
        changed_at=max(instants, default=None),
    )


@dataclass(frozen=True, slots=True)
class RetailerRow:
    """A shop, one of its addresses, and how many products it offers. `checked_at`: when one of its pages was last read."""

    store: Store
    domain: str
    product_count: int
    checked_at: datetime | None


def retailer_rows() -> list[RetailerRow]:
    """The shops that offer something, by name. Two statements."""
    offered = Q(listings__merged_into=None) & ~Q(listings__state="gone") & Q(listings__offer__isnull=False)
    stores = (
        Store.objects.annotate(
            product_count=Count("listings__product", filter=offered, distinct=True), checked_at=Max("listings__last_checked_at")
        )
        .filter(product_count__gt=0)
        .prefetch_related(Prefetch("domains", queryset=StoreDomain.objects.order_by("pk")))
        .order_by("name", "pk")
    )
    return [RetailerRow(store, _domain(store), store.product_count, store.checked_at) for store in stores]


def _domain(store: Store) -> str:
    """The shop's first address; empty where it has none."""
    return next((str(domain).rstrip("/") for domain in store.domains.all()), "")
