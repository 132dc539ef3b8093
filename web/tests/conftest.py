"""A catalogue to look at, people to look at it, and a shop on loopback whose pages can be tracked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import register_user
from catalog.models import Brand, Listing, Product, Store
from lib.vocabulary import Availability
from pricing.services import PriceReading, record_readings
from web.throttling import forget_counts

PASSWORD = "correct horse battery"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    """Nobody has sent anything yet."""
    forget_counts()
    yield


@pytest.fixture
def now() -> datetime:
    """The instant at which the test looks."""
    return timezone.now()


@pytest.fixture
def asha(db) -> User:
    """A person with an account."""
    return register_user(email="asha@example.com", password=PASSWORD, at=NOON, full_name="Asha Rao")


@pytest.fixture
def ben(db) -> User:
    """Another person with an account."""
    return register_user(email="ben@example.com", password=PASSWORD, at=NOON)


@pytest.fixture
def product(db) -> Product:
    """A product that no shop sells yet."""
    brand = Brand.objects.create(name="Loomcraft", slug="loomcraft")
    return Product.objects.create(name="Aurora Kettle 1.7 l", brand=brand, created_at=NOON, updated_at=NOON)


@pytest.fixture
def sell(now):
    """Makes a shop called `name` sell `product` for `amount` minor units, as read `hours` ago."""

    def sell(product: Product, name: str, amount: int | None, *, hours: float = 2, currency: str = "INR", **fields) -> Listing:
        slug = name.lower()
        store, _ = Store.objects.get_or_create(slug=slug, defaults={"name": name, "created_at": NOON})
        listing = Listing.objects.create(
            store=store,
            product=product,
            canonical_url=f"https://{slug}.example/p/{product.pk}",
            title=f"{product.name} at {name}",
            state="active",
            state_since=now,
            next_check_at=now + timedelta(hours=1),
            last_checked_at=now - timedelta(minutes=5),
            last_outcome="ok",
            check_interval=timedelta(hours=2),
            created_at=now,
        )
        read(listing, amount, at=now - timedelta(hours=hours), currency=currency, **fields)
        return listing

    return sell


def read(listing: Listing, amount: int | None, *, at: datetime, currency: str = "INR", **fields) -> None:
    """Record that `amount` minor units stood on the listing's page at `at`."""
    fields = {"availability": Availability.IN_STOCK, **fields}
    record_readings([PriceReading(listing_id=listing.pk, observed_at=at, amount=amount, currency=currency, **fields)])


class Shop:
    """A shop on loopback. `pages` maps a path to its HTML; all else is 404."""

    def __init__(self, server: ThreadingHTTPServer):
        self.authority = f"127.0.0.1:{server.server_port}"
        self.pages: dict[str, str] = {}

    def url(self, path: str) -> str:
        """The address of a page of this shop."""
        return f"http://{self.authority}{path}"


@pytest.fixture
def shop(settings) -> Iterator[Shop]:
    """A running shop whose private address may be fetched."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            page = shop.pages.get(self.path)
            body = (page or "nothing here").encode()
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shop = Shop(server)
        settings.FETCH_ALLOW_PRIVATE = frozenset({shop.authority})
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield shop
        server.shutdown()


PAGE = """<!doctype html><html lang="en"><head><title>Copper Kettle</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Product", "name": "Copper Kettle",
"sku": "K-1", "offers": {"@type": "Offer", "price": "1299.00", "priceCurrency": "INR",
"availability": "https://schema.org/InStock"}}</script></head><body><h1>Copper Kettle</h1><p>₹1,299.00</p></body></html>"""
