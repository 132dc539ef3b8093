"""A small market: whey proteins in rupee shops, with prices, history, a sale, and a search index."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.limits import limiter
from api.comparison.health import PROBES
from catalog.models import Brand, Category, Listing, Nutrition, Product, Store, StoreDomain
from lib.vocabulary import Availability
from pricing.services import PriceReading, record_readings
from sales.models import Sale
from scraping.models import ScrapeAttempt
from search.services import rebuild


@pytest.fixture(autouse=True)
def no_limits_reached(settings) -> Iterator[None]:
    """Limits far away, and counted afresh; what parts of the system said of their health is forgotten."""
    settings.ENDPOINT_LIMITS_FACTOR = 1000
    limiter().reset()
    yield
    limiter().reset()
    for probe in PROBES.values():
        probe.forget()


@pytest.fixture
def client() -> APIClient:
    """Nobody in particular."""
    return APIClient()


@pytest.fixture(scope="session")
def now() -> datetime:
    """The instant at which the market is looked at: the answers take their own time from the clock."""
    return timezone.now().replace(microsecond=0)


class Market:
    """Makes shops, products and prices; `index` brings them into search."""

    def __init__(self, now: datetime):
        self.now = now
        self.category = Category.objects.create(name="Whey protein", slug="whey_protein")

    def shop(self, slug: str, **fields) -> Store:
        """A shop in India that says everything of itself."""
        facts = {
            "name": slug.capitalize(),
            "country": "IN",
            "currency": "INR",
            "logo_url": f"https://{slug}.example/logo.png",
            "free_delivery_from": 49900,
            "delivery_days": 2,
            "payment_methods": ["card", "upi"],
            "affiliate_program": f"{slug}_partners",
            "affiliate_template": "{url}?tag=pt-21",
            "commission_rate": "4-8%",
            "created_at": self.now - timedelta(days=400),
        }
        store = Store.objects.create(slug=slug, **facts | fields)
        StoreDomain.objects.create(store=store, host=f"{slug}.example")
        return store

    def product(self, name: str = "Gold Standard Whey", *, brand: str = "Optimum Nutrition", **fields) -> Product:
        """A whey protein with everything on its label."""
        slug = brand.lower().replace(" ", "-")
        facts = {
            "brand": Brand.objects.get_or_create(
                slug=slug, defaults={"name": brand, "country": "USA", "logo_url": f"https://cdn.example/{slug}.png"}
            )[0],
            "category": self.category,
            "flavor": "Double Rich Chocolate",
            "net_quantity": Decimal("2270"),
            "net_unit": "g",
            "servings": 74,
            "image_url": "https://cdn.example/whey.jpg",
            "description": "Whey, and little else.",
            "created_at": self.now - timedelta(days=300),
            "updated_at": self.now - timedelta(days=300),
        }
        product = Product.objects.create(name=name, **facts | fields)
        Nutrition.objects.create(
            product=product,
            serving_grams=Decimal("30"),
            protein_per_serving=Decimal("24"),
            carbs_per_serving=Decimal("3"),
            fat_per_serving=Decimal("1"),
            calories_per_serving=Decimal("120"),
            bcaa_per_serving=Decimal("5.5"),
            glutamine_per_serving=Decimal("4"),
            protein_percent=Decimal("80"),
            digestibility="fast",
            ingredients=["Whey Protein Isolate", "Cocoa"],
        )
        return product

    def listing(self, product: Product, store: Store, *readings: tuple[float, int | None], **fields) -> Listing:
        """The product's page in a shop, and what it showed: (days ago, paise)."""
        facts = {
            "canonical_url": f"https://{store.slug}.example/p/{product.pk}",
            "title": product.name,
            "state": "active",
            "state_since": self.now,
            "next_check_at": self.now + timedelta(hours=1),
            "check_interval": timedelta(hours=2),
            "last_checked_at": self.now,
            "created_at": self.now - timedelta(days=300),
        }
        listing = Listing.objects.create(product=product, store=store, **facts | fields)
        for days, amount in readings:
            self.price(listing, amount, days=days)
        return listing

    def price(
        self, listing: Listing, amount: int | None, *, days: float = 0, list_amount: int | None = 399900, **fields
    ) -> None:
        """Record that the page showed `amount`."""
        facts = {"currency": "INR", "availability": Availability.IN_STOCK, "list_amount": list_amount}
        at = self.now - timedelta(days=days)
        record_readings([PriceReading(listing_id=listing.pk, observed_at=at, amount=amount, **facts | fields)])

    def index(self) -> None:
        """Bring everything into search."""
        rebuild(at=self.now)


@pytest.fixture
def market(db, now) -> Market:
    """An empty market."""
    return Market(now)


@pytest.fixture
def whey(market) -> Product:
    """A whey protein in three shops: 3199 at flipkart, 3299 at amazon, 3999 at nutrabay, all in stock."""
    product = market.product()
    for slug, readings in {
        "amazon": [(20, 339900), (5, 329900)],
        "flipkart": [(20, 349900), (2, 319900)],
        "nutrabay": [(20, 399900)],
    }.items():
        market.listing(product, market.shop(slug), *readings)
    market.index()
    return product


@pytest.fixture
def whole_market(market, whey) -> Product:
    """Three whey proteins, so that a page of one has neighbours; a sale; a check."""
    for number in (2, 3):
        product = market.product(f"Gold Standard Whey {number}")
        market.listing(product, market.shop(f"shop-{number}"), (3, 300000 + number))
    amazon = whey.listings.get(store__slug="amazon").store
    Sale.objects.create(
        store=amazon,
        title="Festival",
        starts_at=market.now - timedelta(days=1),
        ends_at=market.now + timedelta(days=3),
        created_at=market.now,
    )
    ScrapeAttempt.objects.create(listing=whey.listings.first(), started_at=market.now, outcome="ok")
    market.index()
    return whey
