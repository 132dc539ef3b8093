"""Tracked products: track, list, show, delete."""

from datetime import timedelta

import pytest

from alerts.models import Watch
from api.tracker.tests.conftest import NOON, listing_body, record, signed_in
from catalog.models import Listing, ListingAlias
from pricing.models import PricePoint
from scraping.services import merge_listing

URL = "https://www.amazon.in/dp/B09G952332"


def test_track_answers_202_with_the_listing_and_queues_one_check(client, db, django_capture_on_commit_callbacks, monkeypatch):
    hints = []
    monkeypatch.setattr("scraping.tasks.check_listings.delay", hints.append)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/api/v1/products/track", {"url": URL}, format="json")
    listing = Listing.objects.get()
    assert response.status_code == 202
    created_at = response.json()["created_at"]
    assert response.json() == {
        "id": listing.pk,
        "url": URL,
        "title": "Tracking new product from www.amazon.in...",
        "brand": None,
        "image_url": None,
        "sku": None,
        "product": None,
        "store": "Amazon IN",
        "store_id": "amazon-in",
        "price_cents": None,
        "currency": None,
        "availability": None,
        "status": "pending",
        "status_text": "Not checked yet; the first check is on its way.",
        "created_at": created_at,
        "last_checked_at": None,
    }
    assert created_at == listing.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert response["Location"] == f"/api/v1/products/{listing.pk}"
    assert hints == [[listing.pk]]


def test_track_takes_the_markdown_link_of_the_document_as_the_page_it_names(client, db):
    response = client.post("/api/v1/products/track", {"url": f"[{URL}]({URL})"}, format="json")
    assert (response.status_code, response.json()["url"]) == (202, URL)


def test_tracking_a_page_twice_finds_it_under_every_spelling(client, db):
    first = client.post("/api/v1/products/track", {"url": URL}, format="json").json()
    second = client.post("/api/v1/products/track", {"url": f"{URL}?utm_source=mail#reviews"}, format="json").json()
    assert second == first
    assert Listing.objects.count() == 1


def test_tracking_answers_even_where_no_broker_can_be_asked(client, transactional_db, monkeypatch):
    def refuse(*_):
        raise ConnectionError("no broker")

    monkeypatch.setattr("scraping.tasks.check_listings.delay", refuse)
    response = client.post("/api/v1/products/track", {"url": URL}, format="json")
    assert response.status_code == 202
    assert Listing.objects.get().next_check_at == Listing.objects.get().created_at


def test_tracking_signed_in_also_watches(user):
    body = signed_in(user).post("/api/v1/products/track", {"url": URL}, format="json").json()
    assert list(Watch.objects.values_list("user_id", "listing_id")) == [(user.pk, body["id"])]


def test_tracking_as_nobody_watches_nothing(client, db):
    client.post("/api/v1/products/track", {"url": URL}, format="json")
    assert not Watch.objects.exists()


def test_the_list_holds_whole_listings_newest_first(client, make_listing):
    listings = [make_listing(number) for number in (1, 2, 3)]
    response = client.get("/api/v1/products/")
    assert response.status_code == 200
    assert response.json() == [listing_body(listings[number - 1], number) for number in (3, 2, 1)]
    assert response["X-Total-Count"] == "3"
    assert "Link" not in response


def test_the_list_is_empty_where_nothing_is_tracked(client, db):
    assert client.get("/api/v1/products/").json() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_two_statements(client, make_listing, django_assert_num_queries, rows):
    for number in range(rows):
        make_listing(number)
    with django_assert_num_queries(2):
        assert len(client.get("/api/v1/products/").json()) == rows


def test_skip_and_limit_walk_the_list_without_gap_or_repetition(client, make_listing):
    ids = [make_listing(number).pk for number in range(5)]
    walked, links = [], []
    for skip in (0, 2, 4):
        response = client.get("/api/v1/products/", {"skip": skip, "limit": 2})
        walked += [row["id"] for row in response.json()]
        links.append(response["Link"])
    base = "http://testserver/api/v1/products/"
    assert walked == ids[::-1]
    assert links == [
        f'<{base}?limit=2&skip=2>; rel="next"',
        f'<{base}?limit=2&skip=4>; rel="next", <{base}?limit=2&skip=0>; rel="prev"',
        f'<{base}?limit=2&skip=2>; rel="prev"',
    ]


def test_listings_of_one_instant_keep_one_order(client, make_listing):
    ids = [make_listing(number).pk for number in range(3)]
    Listing.objects.update(created_at=NOON)
    assert [row["id"] for row in client.get("/api/v1/products/").json()] == ids[::-1]


def test_skipping_past_the_end_answers_an_empty_list(client, listing):
    response = client.get("/api/v1/products/", {"skip": 1_000_000_000})
    assert (response.json(), response["X-Total-Count"]) == ([], "1")


def test_a_product_is_shown_with_its_history_oldest_first(client, listing):
    dearer = record(listing, 69900, at=NOON + timedelta(days=1))
    sold_out = record(listing, 69900, at=NOON + timedelta(days=2), availability="out_of_stock")
    first = PricePoint.objects.order_by("observed_at").first()
    response = client.get(f"/api/v1/products/{listing.pk}")
    assert response.status_code == 200
    shared = {"product_id": listing.pk, "currency": "INR"}
    assert response.json() == {
        **listing_body(listing),
        "price_cents": 69900,
        "availability": "Out of Stock",
        "price_history": [
            {
                **shared,
                "id": first.pk,
                "price_cents": 64900,
                "availability": "In Stock",
                "scraped_at": "2026-03-01T12:01:00Z",
                "last_seen_at": "2026-03-01T12:01:00Z",
            },
            {
                **shared,
                "id": dearer,
                "price_cents": 69900,
                "availability": "In Stock",
                "scraped_at": "2026-03-02T12:00:00Z",
                "last_seen_at": "2026-03-02T12:00:00Z",
            },
            {
                **shared,
                "id": sold_out,
                "price_cents": 69900,
                "availability": "Out of Stock",
                "scraped_at": "2026-03-03T12:00:00Z",
                "last_seen_at": "2026-03-03T12:00:00Z",
            },
        ],
    }


def test_while_the_shop_shows_no_price_the_history_has_no_entry(client, listing):
    record(listing, None, at=NOON + timedelta(days=1), availability="out_of_stock")
    body = client.get(f"/api/v1/products/{listing.pk}").json()
    assert (body["price_cents"], body["currency"], body["availability"]) == (None, "INR", "Out of Stock")
    assert [point["price_cents"] for point in body["price_history"]] == [64900]


def test_a_price_in_quarantine_is_neither_shown_nor_history(client, listing):
    record(listing, 649, at=NOON + timedelta(days=1))
    body = client.get(f"/api/v1/products/{listing.pk}").json()
    assert body["price_cents"] == 64900
    assert [point["price_cents"] for point in body["price_history"]] == [64900]


def test_a_product_without_a_reading_has_an_empty_history(client, make_listing):
    body = client.get(f"/api/v1/products/{make_listing(read=False).pk}").json()
    assert body["title"] == "Tracking new product from kirana.example..."
    assert (body["product"], body["price_cents"], body["price_history"]) == (None, None, [])


@pytest.mark.parametrize("points", [1, 3])
def test_a_product_costs_two_statements(client, listing, django_assert_num_queries, points):
    for day in range(1, points):
        record(listing, 64900 + day * 100, at=NOON + timedelta(days=day))
    with django_assert_num_queries(2):
        assert len(client.get(f"/api/v1/products/{listing.pk}").json()["price_history"]) == points


def test_a_merged_listing_answers_with_the_one_it_was_merged_into(client, make_listing):
    winner, loser = make_listing(1), make_listing(2)
    merge_listing(loser=loser, winner=winner, at=NOON)
    body = client.get(f"/api/v1/products/{loser.pk}").json()
    assert body == client.get(f"/api/v1/products/{winner.pk}").json()
    assert body["id"] == winner.pk
    assert [row["id"] for row in client.get("/api/v1/products/").json()] == [winner.pk]


def test_staff_delete_a_product_with_all_that_belongs_to_it(staff, user, listing, client):
    signed_in(user).post(f"/api/v1/users/me/watchlist/{listing.pk}")
    response = signed_in(staff).delete(f"/api/v1/products/{listing.pk}")
    assert (response.status_code, response.content) == (204, b"")
    left = [model.objects.count() for model in (Listing, ListingAlias, PricePoint, Watch)]
    assert left == [0, 0, 0, 0]
    assert client.get(f"/api/v1/products/{listing.pk}").status_code == 404


def test_deleting_a_merged_listing_deletes_the_page_it_stands_for(staff, make_listing):
    winner, loser = make_listing(1), make_listing(2)
    merge_listing(loser=loser, winner=winner, at=NOON)
    assert signed_in(staff).delete(f"/api/v1/products/{loser.pk}").status_code == 204
    assert not Listing.objects.exists()
