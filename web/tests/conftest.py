"""A catalogue to look at, people to look at it, and a shop on loopback whose pages can be tracked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.limits import limiter
from accounts.models import User
from accounts.services import register_user
from catalog.models import Brand, Listing, Product, Store
from lib.vocabulary import Availability
from pricing.services import PriceReading, record_readings
from tests.shop_server import Shop, running_shop

PASSWORD = "correct horse battery"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    """Nobody has sent anything yet."""
    limiter().reset()
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


@pytest.fixture
def shop(settings) -> Iterator[Shop]:
    """A shop on loopback whose private address may be fetched; it has one kettle."""
    with running_shop() as shop:
        settings.FETCH_ALLOW_PRIVATE = frozenset({shop.authority})
        shop.shows("/kettle", "1299.00", name="Copper Kettle")
        yield shop
