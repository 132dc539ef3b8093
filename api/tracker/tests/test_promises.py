"""The sample bodies of the published document: each key is answered, with the same JSON type. Typed by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.services import price_event
from api.tracker.tests.conftest import NOON, PASSWORD, record, signed_in
from catalog.services import ensure_category
from pricing.models import PriceChange
from sales.models import Sale

TRACKED = {
    "id": 1,
    "url": "https://www.amazon.in/dp/B09G952332",
    "title": "Tracking new product from www.amazon.in...",
    "brand": None,
    "image_url": None,
    "sku": None,
}
LISTED = {"id": 1, "url": "...", "title": "..."}
SHOWN = {
    "id": 1,
    "url": "https://www.amazon.in/dp/B09G952332",
    "title": "Sony WH-1000XM5 Wireless Headphones",
    "brand": "Sony",
    "price_history": [
        {
            "id": 101,
            "product_id": 1,
            "price_cents": 2499000,
            "currency": "INR",
            "availability": "In Stock",
            "scraped_at": "2025-10-06T10:30:00Z",
        }
    ],
}
TOKEN = {"access_token": "eyJhbGciOiJI...", "token_type": "bearer"}
SALES = [
    {
        "id": 1,
        "title": "Great Indian Festival",
        "store": "Amazon",
        "discount_summary": "Up to 80% off",
        "status": "ongoing",
        "category": "Electronics",
    }
]
EVENT = {
    "event": "price_update",
    "data": {"product_id": 1, "new_price_cents": 2299000, "currency": "INR", "availability": "In Stock"},
}


def missing(promise, answer, path: str = "$") -> list[str]:
    """Where `answer` lacks a key of `promise`, or has another JSON type there."""
    if type(promise) is not type(answer):
        return [f"{path}: {type(promise).__name__} promised, {type(answer).__name__} answered"]
    if isinstance(promise, dict):
        absent = [f"{path}.{key}: absent" for key in promise if key not in answer]
        return absent + [m for key in promise if key in answer for m in missing(promise[key], answer[key], f"{path}.{key}")]
    if isinstance(promise, list):
        return [m for row in answer for m in missing(promise[0], row, f"{path}[]")] if answer else [f"{path}: empty"]
    return []


def test_track_answers_what_is_promised(client, db):
    answer = client.post("/api/v1/products/track", {"url": TRACKED["url"]}, format="json").json()
    assert missing(TRACKED, answer) == []
    assert {key: answer[key] for key in TRACKED if key != "id"} == {key: TRACKED[key] for key in TRACKED if key != "id"}


def test_the_list_answers_what_is_promised(client, make_listing):
    make_listing(1), make_listing(2, read=False)
    assert missing([LISTED], client.get("/api/v1/products/").json()) == []


def test_a_product_answers_what_is_promised(client, listing):
    record(listing, None, at=NOON + timedelta(days=1), availability="out_of_stock")
    record(listing, 61900, at=NOON + timedelta(days=2))
    assert missing(SHOWN, client.get(f"/api/v1/products/{listing.pk}").json()) == []


def test_a_token_answers_what_is_promised(client, user):
    credentials = {"username": user.email, "password": PASSWORD}
    answer = client.post("/api/v1/users/token", credentials, format="json").json()
    assert missing(TOKEN, answer) == []
    assert answer["token_type"] == "bearer"


def test_a_profile_holds_the_account_and_the_watched_products_and_no_password(user, listing):
    client = signed_in(user)
    client.post(f"/api/v1/users/me/watchlist/{listing.pk}")
    answer = client.get("/api/v1/users/me").json()
    assert missing({"email": "user@example.com", "watchlist": [LISTED]}, answer) == []
    assert "password" not in answer


@pytest.mark.parametrize("whole_shop", [False, True])
def test_sales_answer_what_is_promised(client, store, whole_shop):
    category = None if whole_shop else ensure_category("Electronics")
    now = timezone.now()
    Sale.objects.create(store=store, title="Festival", starts_at=now, created_at=now, category=category)
    assert missing(SALES, client.get("/api/v1/sales/").json()) == []


def test_the_event_of_a_changed_price_says_what_is_promised(listing):
    point = record(listing, 61900, at=NOON + timedelta(days=1))
    change = PriceChange.objects.select_related("listing__store", "listing__product").get(point=point)
    assert missing(EVENT, price_event(change)) == []
