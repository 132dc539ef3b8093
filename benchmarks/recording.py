"""How many readings a second `record_readings` takes, by the size of the batch, and what a product page's history costs.

    python -m pricetracker.stores -- python benchmarks/recording.py          # PostgreSQL
    python benchmarks/recording.py                                           # SQLite

Everything is measured side by side in one run, in a database of its own: trust the ratios. Unchanged readings prolong a span,
changed ones open a new span with an offer, news and a summary. Targets on PostgreSQL: 1,000 unchanged and 300 changed readings
a second.
"""

import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="pt-benchmark-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pricetracker.settings")

import django

django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from catalog.models import Listing, Product, Store
from lib.vocabulary import Availability
from pricing.models import PricePoint
from pricing.queries import product_view
from pricing.services import KnownSpan, PriceReading, import_history, record_readings

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LISTINGS, PRODUCTS = 6000, 1000


def make_catalogue() -> list[int]:
    """6,000 listings of 1,000 products in one shop, each with 30 spans of history."""
    store = Store.objects.create(name="Shop", slug="shop", currency="EUR", created_at=NOON)
    products = Product.objects.bulk_create(
        [Product(name=f"Product {n}", created_at=NOON, updated_at=NOON) for n in range(PRODUCTS)], batch_size=1000
    )
    listings = Listing.objects.bulk_create(
        [
            Listing(
                store=store,
                product=products[n % PRODUCTS],
                canonical_url=f"https://shop.example/{n}",
                title=f"Product {n}",
                state="active",
                state_since=NOON,
                next_check_at=NOON,
                check_interval=timedelta(hours=1),
                created_at=NOON,
            )
            for n in range(LISTINGS)
        ],
        batch_size=1000,
    )
    ids = [listing.pk for listing in listings]
    start = NOON - timedelta(days=365)
    import_history(
        KnownSpan(pk, start + timedelta(days=12 * n), start + timedelta(days=12 * n + 11), 10_000 + n, "EUR", "in_stock")
        for pk in ids
        for n in range(30)
    )
    return ids


def readings(ids: list[int], hour: int, amount: int) -> list[PriceReading]:
    """One reading of `amount` cents for each listing, `hour` hours after noon."""
    at = NOON + timedelta(hours=hour)
    return [PriceReading(pk, at, amount, "EUR", Availability.IN_STOCK) for pk in ids]


def rate(batch: int, count: int, ids: list[int], hour: int, amount: int) -> float:
    """Readings a second when `count` are recorded in batches of `batch`."""
    work = readings(ids[:count], hour, amount)
    started = time.perf_counter()
    for start in range(0, len(work), batch):
        record_readings(work[start : start + batch])
    return len(work) / (time.perf_counter() - started)


def main() -> None:
    """Print the table."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        ids = make_catalogue()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {LISTINGS} listings, {PricePoint.objects.count()} points")
        record_readings(readings(ids, 1, 10_000))
        print(f"{'batch':>8} {'unchanged/s':>12} {'changed/s':>12}")
        hour, amount = 2, 10_000
        for batch, count in ((1, 300), (40, 2000), (100, 4000), (500, 6000)):
            unchanged = rate(batch, count, ids, hour, amount)
            record_readings(readings(ids[count:], hour, amount))
            amount += 100
            changed = rate(batch, count, ids, hour + 1, amount)
            record_readings(readings(ids[count:], hour + 1, amount))
            hour += 2
            print(f"{batch:>8} {unchanged:>12.0f} {changed:>12.0f}")
        product = Listing.objects.get(pk=ids[0]).product_id
        with CaptureQueriesContext(connection) as queries:
            started = time.perf_counter()
            view = product_view(product, until=NOON + timedelta(hours=hour + 1))
            spent = (time.perf_counter() - started) * 1000
        spans = sum(len(line.spans) for line in view.series)
        print(f"product page: {len(view.offers)} listings, {spans} spans of 365 days, {len(queries)} queries, {spent:.1f} ms")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
