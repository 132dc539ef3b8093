"""People, shops and tracked pages, made through the services."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from rest_framework.test import APIClient

from accounts.limits import limiter
from accounts.models import User
from accounts.services import register_user
from accounts.tokens import issue_access_token
from catalog.models import Listing, Store
from catalog.services import PageFacts, StoreFacts, add_listing, describe_listing, ensure_store
from lib.vocabulary import Availability
from pricing.services import PriceReading, record_readings

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def no_requests_counted() -> Iterator[None]:
    """Rate limits start afresh with each test."""
    limiter().reset()
    yield
    limiter().reset()


@pytest.fixture
def client() -> APIClient:
    """Nobody in particular."""
    return APIClient()


def _registered(email: str) -> User:
    return register_user(email=email, password=PASSWORD, at=NOON)


@pytest.fixture
def user(db) -> User:
    """A person with an account."""
    return _registered("user@example.com")


@pytest.fixture
def other_user(db) -> User:
    """Somebody else."""
    return _registered("other@example.com")


@pytest.fixture
def staff(db) -> User:
    """A member of staff."""
    staff = _registered("staff@example.com")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    staff.refresh_from_db()
    return staff


def signed_in(user: User) -> APIClient:
    """A client that sends the user's token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(user)}")
    return client


@pytest.fixture
def store(db) -> Store:
    """A shop that sells in rupees."""
    facts = StoreFacts(name="Kirana", country="IN", currency="INR")
    return ensure_store(url="https://kirana.example/", facts=facts, at=NOON)


@pytest.fixture
def make_listing(store):
    """Makes page number `number` of the shop: read and priced, or just pasted."""

    def make(number: int = 1, *, read: bool = True) -> Listing:
        url, at = f"https://kirana.example/p/{number}", NOON + timedelta(minutes=number)
        listing, _ = add_listing(store=store, canonical_url=url, pasted_url=url, at=at)
        if not read:
            return listing
        facts = PageFacts(title=f"Ghee {number}", brand="Gokul", image_url=f"{url}.jpg", sku=f"GH-{number}")
        describe_listing(listing=listing, facts=facts, at=at)
        Listing.objects.filter(pk=listing.pk).update(
            state="active", state_since=at, last_checked_at=at, last_outcome="ok", next_check_at=at + timedelta(hours=2)
        )
        record(listing, 64900, at=at)
        return Listing.objects.with_offer().get(pk=listing.pk)

    return make


@pytest.fixture
def listing(make_listing) -> Listing:
    """A page that was read and has a price: 649.00 rupees, in stock."""
    return make_listing()


def record(listing: Listing, amount: int | None, *, at: datetime, availability=Availability.IN_STOCK) -> int:
    """Record that the page showed `amount` paise at `at`; answers the id of the price point."""
    reading = PriceReading(
        listing_id=listing.pk, observed_at=at, amount=amount, currency="INR", availability=Availability(availability)
    )
    return record_readings([reading])[0].point_id


def listing_body(listing: Listing, number: int = 1) -> dict:
    """What the contract says of page number `number` of `make_listing`, typed out."""
    return {
        "id": listing.pk,
        "url": f"https://kirana.example/p/{number}",
        "title": f"Ghee {number}",
        "brand": "Gokul",
        "image_url": f"https://kirana.example/p/{number}.jpg",
        "sku": f"GH-{number}",
        "product": listing.product.public_id,
        "store": "Kirana",
        "store_id": "kirana",
        "price_cents": 64900,
        "currency": "INR",
        "availability": "In Stock",
        "status": "active",
        "status_text": f"Last checked 01 Mar 2026 12:{number:02} UTC, next check 01 Mar 2026 14:{number:02} UTC.",
        "created_at": f"2026-03-01T12:{number:02}:00Z",
        "last_checked_at": f"2026-03-01T12:{number:02}:00Z",
    }
