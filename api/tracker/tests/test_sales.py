"""Sale events."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.services import StoreFacts, ensure_category, ensure_store
from sales.models import Sale


def moment(at) -> str:
    """An instant as the contract writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def sales(db) -> dict[str, Sale]:
    """A sale that is on, one to come, one that is over."""
    now = timezone.now()
    shops = [
        ensure_store(url=f"https://{name.lower()}.example/", facts=StoreFacts(name=name), at=now)
        for name in ("Kirana", "Bazaar")
    ]
    day = timedelta(days=1)

    def sale(store, title, start, end, **fields):
        return Sale.objects.create(store=store, title=title, starts_at=start, ends_at=end, created_at=now, **fields)

    electronics = ensure_category("Electronics")
    return {
        "ongoing": sale(
            shops[0],
            "Great Indian Festival",
            now - day,
            None,
            discount_summary="Up to 80% off",
            category=electronics,
            url="https://kirana.example/festival",
        ),
        "upcoming": sale(shops[1], "Harvest", now + day, now + 2 * day),
        "ended": sale(shops[0], "Spring", now - 2 * day, now - day),
    }


def test_sales_that_are_on_or_to_come_are_listed_by_their_start(client, sales):
    ongoing, upcoming = sales["ongoing"], sales["upcoming"]
    response = client.get("/api/v1/sales/")
    assert response.status_code == 200
    assert response.json() == [
        {
            "id": ongoing.pk,
            "title": "Great Indian Festival",
            "store": "Kirana",
            "discount_summary": "Up to 80% off",
            "status": "ongoing",
            "category": "Electronics",
            "store_id": "kirana",
            "starts_at": moment(ongoing.starts_at),
            "ends_at": None,
            "url": "https://kirana.example/festival",
        },
        {
            "id": upcoming.pk,
            "title": "Harvest",
            "store": "Bazaar",
            "discount_summary": "",
            "status": "upcoming",
            "category": "All",
            "store_id": "bazaar",
            "starts_at": moment(upcoming.starts_at),
            "ends_at": moment(upcoming.ends_at),
            "url": None,
        },
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("status=ongoing", ["Great Indian Festival"]),
        ("status=upcoming", ["Harvest"]),
        ("store=bazaar", ["Harvest"]),
        ("store=KIRANA", ["Great Indian Festival"]),
        ("status=upcoming&store=kirana", []),
        ("store=nobody", []),
    ],
)
def test_sales_are_narrowed_by_status_and_store(client, sales, query, titles):
    assert [sale["title"] for sale in client.get(f"/api/v1/sales/?{query}").json()] == titles


@pytest.mark.parametrize("rows", [1, 3])
def test_sales_cost_one_statement(client, sales, django_assert_num_queries, rows):
    template = sales["ongoing"]
    for number in range(rows - 2):
        Sale.objects.create(
            store=template.store, title=f"Sale {number}", starts_at=template.starts_at, created_at=template.created_at
        )
    if rows == 1:
        sales["upcoming"].delete()
    with django_assert_num_queries(1):
        assert len(client.get("/api/v1/sales/").json()) == rows
