"""What a search costs, by kind, in a catalogue of 100,000 synthetic products.

    python -m pricetracker.stores -- python benchmarks/search.py             # PostgreSQL
    python benchmarks/search.py                                              # SQLite
    python benchmarks/search.py --products 1000000

Each figure is one call of `search_products` with its statements and facets, in one thread, over a warm cache; products are not
fetched, nothing is served. Words follow Zipf's law, so that the most frequent ones match a third of all products. Everything is
measured in one run, in a database of its own: trust the ratios. Target: 100 ms at the 95th percentile with a million products.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="pt-benchmark-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pricetracker.settings")

import django

django.setup()

from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils.text import slugify

from catalog.models import Brand, Category, Listing, Nutrition, Product, Store
from pricing.models import Offer, PricePoint, ProductSummary
from search import services
from search.models import SearchDocument, SearchToken
from search.queries import SearchQuery, Sort, complete_text, search_products

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KINDS = "whey isolate casein creatine bar oats peanut vitamin omega collagen electrolyte shaker glutamine bcaa gainer".split()
TRAITS = "gold standard premium raw pure advanced performance natural organic classic ultra essential daily sport".split()
FLAVORS = "Double Rich Chocolate,Vanilla,Strawberry,Cookies & Cream,Café Latte,Banana,Unflavoured,Mango,Salted Caramel".split(
    ","
)
SYLLABLES = "ba bo da do fe fi ga go ka ki la lo ma mi na no pa po ra ro sa so ta to va vo za zu".split()
STORES, CATEGORIES, BATCH = 12, 12, 5000


def made_word(random_: random.Random, syllables: int) -> str:
    """A word that no language has."""
    return "".join(random_.choice(SYLLABLES) for _ in range(syllables))


class Catalogue:
    """Products with one to four offers each, by a fixed seed."""

    def __init__(self, products: int):
        self.random, self.products = random.Random(1), products
        self.brands = [f"{made_word(self.random, 3).title()} {made_word(self.random, 2).title()}" for _ in range(600)]
        self.weights = [1 / (place + 1) for place in range(len(self.brands))]
        # the long tail of every catalogue: model names that few products share
        self.models = [made_word(self.random, 4) for _ in range(max(200, products // 10))]

    def name(self, number: int) -> str:
        """The name of product `number`."""
        kind = self.random.choices(KINDS, [1 / (place + 1) for place in range(len(KINDS))])[0]
        words = [
            *self.random.sample(TRAITS, 2),
            kind,
            self.random.choice(self.models),
            f"{self.random.choice((500, 1000, 2270))}g",
        ]
        return " ".join(words).title()

    def fill(self) -> None:
        """Write everything, a batch at a time, without the stream: prices are not what is measured."""
        brands = Brand.objects.bulk_create(Brand(name=name, slug=f"{slugify(name)}-{n}") for n, name in enumerate(self.brands))
        categories = Category.objects.bulk_create(Category(name=f"Kind {n}", slug=f"kind_{n}") for n in range(CATEGORIES))
        stores = Store.objects.bulk_create(Store(name=f"Shop {n}", slug=f"shop-{n}", created_at=NOON) for n in range(STORES))
        rows = self.rows(brands, categories)
        while batch := list(islice(rows, BATCH)):
            self.write(Product.objects.bulk_create(batch), stores)

    def rows(self, brands: list[Brand], categories: list[Category]) -> Iterator[Product]:
        """The products, unsaved."""
        for number in range(self.products):
            yield Product(
                name=self.name(number),
                brand=self.random.choices(brands, self.weights)[0],
                category=self.random.choice(categories),
                flavor=self.random.choice(FLAVORS),
                description=f"A {self.random.choice(TRAITS)} choice with {self.random.choice(KINDS)}, mixes well.",
                created_at=NOON + timedelta(minutes=number),
                updated_at=NOON,
            )

    def write(self, products: list[Product], stores: list[Store]) -> None:
        """Nutrition, listings, points, offers and summaries of these products."""
        Nutrition.objects.bulk_create(
            Nutrition(product=product, protein_per_serving=self.random.randrange(5, 40)) for product in products
        )
        listings = Listing.objects.bulk_create(
            Listing(
                store=store,
                product=product,
                canonical_url=f"https://{store.slug}.example/{product.pk}",
                title=product.name,
                state="active",
                state_since=NOON,
                next_check_at=NOON,
                check_interval=timedelta(hours=1),
                created_at=NOON,
            )
            for product in products
            for store in self.random.sample(stores, self.random.choice((1, 1, 1, 2, 2, 3, 4)))
        )
        span = {"currency": "INR", "availability": "in_stock", "last_seen_at": NOON}
        points = PricePoint.objects.bulk_create(
            PricePoint(listing=listing, observed_at=NOON, amount=self.random.randrange(9900, 999900), confidence=100, **span)
            for listing in listings
        )
        offers = Offer.objects.bulk_create(
            Offer(listing=point.listing, point=point, amount=point.amount, since=NOON, **span) for point in points
        )
        best: dict[int, list[Offer]] = {}
        for offer in offers:
            best.setdefault(offer.listing.product_id, []).append(offer)
        ProductSummary.objects.bulk_create(
            ProductSummary(
                product_id=product_id,
                currency="INR",
                best_offer=min(line, key=lambda offer: offer.amount),
                min_amount=min(offer.amount for offer in line),
                max_amount=max(offer.amount for offer in line),
                # popularity, until visits are counted: a few products that everybody sells
                offer_count=len(line) + int(self.random.paretovariate(1.2)),
                buyable_count=len(line),
                discount_percent=self.random.randrange(0, 60),
                refreshed_at=NOON,
            )
            for product_id, line in best.items()
        )


def queries(random_: random.Random) -> dict[str, list[SearchQuery]]:
    """What is asked, by kind: fifty of each."""
    titles = [title.split() for title in SearchDocument.objects.order_by("?").values_list("title", flat=True)[:50]]
    words = {count: [SearchQuery(" ".join(random_.sample(title, count))) for title in titles] for count in (1, 2, 3)}
    frequent = [SearchQuery(random_.choice(KINDS[:6])) for _ in titles]
    brand = SearchDocument.objects.order_by("rank").values_list("brand", flat=True)[0]
    # two letters that changed places, in words that many titles have
    typed = [word for word, documents in SearchToken.objects.filter(documents__gt=50).values_list("word", "documents")]
    long_words = [word for word in typed if len(word) > 5 and word.isalpha()]
    slips = [word[:3] + word[4] + word[3] + word[5:] for word in random_.choices(long_words, k=len(titles))]
    return {
        "1 word": words[1],
        "2 words": words[2],
        "3 words": words[3],
        "1 frequent word": frequent,
        "frequent, price order": [
            replace(query, sort=Sort.PRICE_ASC, min_price=50_000, max_price=500_000) for query in frequent
        ],
        "frequent, best deal": [replace(query, sort=Sort.BEST_DEAL) for query in frequent],
        "frequent, one brand": [replace(query, brands=(brand,)) for query in frequent],
        "frequent, one shop": [replace(query, retailers=(f"shop-{n % STORES}",)) for n, query in enumerate(frequent)],
        "2 words, price order": [replace(query, sort=Sort.PRICE_ASC) for query in words[2]],
        "beginning of a word": [SearchQuery(title[-1][:3]) for title in titles],
        "typing error": [SearchQuery(f"{slip} {random_.choice(KINDS[:6])}") for slip in slips],
        "browse, by name": [SearchQuery(sort=Sort.NAME_ASC, offset=20 * n) for n in range(50)],
    }


def measure(label: str, calls: list[Callable[[], object]]) -> None:
    """Print the 50th and 95th percentile of the calls, after one warm-up of each."""
    for call in calls:
        call()
    spent = []
    for call in calls:
        started = time.perf_counter()
        call()
        spent.append((time.perf_counter() - started) * 1000)
    spent.sort()
    print(
        f"{label:<24} {statistics.median(spent):>8.1f} {spent[int(0.95 * (len(spent) - 1))]:>8.1f} {spent[-1]:>8.1f}",
        flush=True,
    )


def second_page(query: SearchQuery) -> Callable[[], object]:
    """The page after the first, along its cursor."""
    following = replace(query, cursor=search_products(query).next_cursor)
    return lambda: search_products(following)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=100_000)
    wanted = parser.parse_args().products
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        Catalogue(wanted).fill()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        started = time.perf_counter()
        services.rebuild(at=NOON)
        spent = time.perf_counter() - started
        print(f"{connection.vendor}: {wanted} products, {Offer.objects.count()} offers, rebuilt in {spent:.0f} s")
        print(f"{'ms':<24} {'p50':>8} {'p95':>8} {'max':>8}")
        asked = queries(random.Random(2))
        for label, kind in asked.items():
            measure(label, [lambda query=query: search_products(query) for query in kind])
        measure("frequent, second page", [second_page(query) for query in asked["frequent, price order"]])
        measure("completion", [lambda query=query: complete_text(query.text[:3]) for query in asked["1 word"]])
        found = sum(bool(search_products(query).corrected) for query in asked["typing error"])
        print(f"typing errors noticed: {found} of {len(asked['typing error'])}")
        changed = list(SearchDocument.objects.values_list("product", flat=True)[:1000])
        ProductSummary.objects.filter(pk__in=changed).update(min_amount=9900, refreshed_at=NOON + timedelta(minutes=1))
        started = time.perf_counter()
        count = services.index_pending(at=NOON + timedelta(minutes=1))
        print(f"sweep of {count} changed prices: {time.perf_counter() - started:.1f} s")
        for sweep in (services.index_pending, services.index_stale):
            started = time.perf_counter()
            sweep(at=NOON + timedelta(days=1))
            print(f"{sweep.__name__} with nothing to do: {(time.perf_counter() - started) * 1000:.0f} ms")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
