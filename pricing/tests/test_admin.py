"""Prices in the admin: read-only, but for the quarantine."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from catalog.tests.rows import AT, make_listing
from pricing.models import Offer, PriceChange, PricePoint, ProductSummary

pytestmark = pytest.mark.django_db


def make_point(number: int = 1, **fields) -> PricePoint:
    """A price of a listing of its own, that waits for somebody to look at it."""
    defaults = {
        "observed_at": AT, "last_seen_at": AT, "amount": 129900, "list_amount": 199900, "currency": "EUR", "confidence": 90,
        "availability": "in_stock", "status": "quarantined", "reason": "ten times the price before", "source": "json-ld",
    }  # fmt: skip
    listing = fields.pop("listing", None) or make_listing(number)
    return PricePoint.objects.create(listing=listing, **defaults | fields)


def make_prices(number: int) -> PricePoint:
    """An accepted price with its offer, news and summary."""
    point = make_point(number, status="accepted", reason="")
    same = {"currency": "EUR", "availability": "in_stock"}
    offer = Offer.objects.create(listing=point.listing, point=point, amount=129900, since=AT, last_seen_at=AT, **same)
    PriceChange.objects.create(listing=point.listing, point=point, old_amount=149900, new_amount=129900, changed_at=AT, **same)
    ProductSummary.objects.create(
        product=point.listing.product, currency="EUR", best_offer=offer, min_amount=129900, max_amount=139900, refreshed_at=AT
    )
    return point


def act(client: Client, action: str, *points: PricePoint, reason: str = "", amount: str = "") -> list[str]:
    """Choose `action` for the points in their list; what the admin then says."""
    data = {"action": action, "_selected_action": [point.pk for point in points], "reason": reason, "amount": amount}
    response = client.post(reverse("admin:pricing_pricepoint_changelist"), data, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_a_released_point_becomes_the_offer_and_is_noted(admin_client, admin_user):
    point = make_point()

    said = act(admin_client, "release", point)

    point.refresh_from_db()
    assert said == ["1 prices released from quarantine."]
    assert point.status == "accepted"
    assert Offer.objects.get(listing=point.listing).amount == 129900
    assert list(LogEntry.objects.values_list("user", "object_id", "change_message")) == [
        (admin_user.pk, str(point.pk), "Price released from quarantine.")
    ]


def test_a_rejected_point_keeps_its_reason_and_makes_no_offer(admin_client):
    point = make_point()

    said = act(admin_client, "reject", point, reason="a typing error of the shop")

    point.refresh_from_db()
    assert said == ["1 prices rejected: a typing error of the shop."]
    assert point.status == "rejected"
    assert "a typing error of the shop" in point.reason
    assert not Offer.objects.exists()


def test_a_rejection_without_a_reason_changes_nothing(admin_client):
    point = make_point()

    said = act(admin_client, "reject", point, reason="  ")

    point.refresh_from_db()
    assert said == ["Nothing was rejected: say why, beside the action."]
    assert point.status == "quarantined"


def test_a_point_that_does_not_wait_is_refused_and_the_others_are_released(admin_client):
    accepted, waiting = make_point(1, status="accepted"), make_point(2)

    said = act(admin_client, "release", accepted, waiting)

    waiting.refresh_from_db()
    assert said == [
        "Listing 1: This price point does not wait any more: it is accepted.",
        "1 prices released from quarantine.",
    ]
    assert waiting.status == "accepted"


def test_a_wrong_amount_is_corrected_and_noted(admin_client):
    point = make_prices(1)
    PriceChange.objects.update(announced_at=AT)

    said = act(admin_client, "correct", point, amount="1199.50", reason="the page said so")

    assert said == ["1 prices corrected to 1199.50: the page said so."]
    offer = Offer.objects.select_related("point").get()
    assert (offer.amount, offer.list_amount, offer.point.source) == (119950, 199900, "person")
    assert PricePoint.objects.get(pk=point.pk).status == "rejected"
    assert LogEntry.objects.get().change_message == "Price corrected to 1199.50: the page said so."


@pytest.mark.parametrize(("amount", "reason"), [("", "why"), ("10", " "), ("a lot", "why"), ("-1", "why"), ("1299.00", "why")])
def test_a_correction_that_makes_no_sense_changes_nothing(admin_client, amount, reason):
    point = make_prices(1)
    PriceChange.objects.update(announced_at=AT)
    before = list(PricePoint.objects.values())

    assert len(act(admin_client, "correct", point, amount=amount, reason=reason)) == 1

    assert list(PricePoint.objects.values()) == before


def test_one_price_is_corrected_at_a_time(admin_client):
    points = [make_point(number, status="accepted") for number in (1, 2)]

    said = act(admin_client, "correct", *points, amount="10", reason="why")

    assert said == ["Nothing was corrected: choose one price, and say its right amount and why, beside the action."]
    assert PricePoint.objects.filter(status="accepted").count() == 2


def test_points_of_a_listing_are_released_oldest_first(admin_client):
    newer = make_point(observed_at=AT + timedelta(hours=1), last_seen_at=AT + timedelta(hours=1), amount=139900)
    older = make_point(listing=newer.listing, amount=129900)

    act(admin_client, "release", newer, older)

    assert Offer.objects.get(listing=newer.listing).point == newer
    assert list(PricePoint.objects.order_by("observed_at").values_list("status", flat=True)) == ["accepted", "accepted"]


@pytest.mark.parametrize(("codename", "status"), [("view_pricepoint", "quarantined"), ("change_pricepoint", "accepted")])
def test_only_staff_with_the_permission_to_change_points_decide(codename, status):
    point = make_point()
    user = get_user_model().objects.create(email="staff@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_pricepoint", codename]))
    client = Client()
    client.force_login(user)

    act(client, "release", point)

    point.refresh_from_db()
    assert point.status == status


@pytest.mark.parametrize("model", ["pricepoint", "offer", "pricechange", "productsummary"])
def test_history_cannot_be_written_by_an_administrator(admin_client, model):
    point = make_prices(1)
    key = {
        "pricepoint": point.pk,
        "offer": point.listing_id,
        "pricechange": point.change.pk,
        "productsummary": point.listing.product_id,
    }

    answers = [
        admin_client.get(reverse(f"admin:pricing_{model}_add")).status_code,
        admin_client.post(reverse(f"admin:pricing_{model}_change", args=[key[model]]), {"amount": 1}).status_code,
        admin_client.post(reverse(f"admin:pricing_{model}_delete", args=[key[model]]), {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403, 403]


def test_a_listing_with_history_cannot_be_deleted(admin_client):
    point = make_prices(1)

    response = admin_client.post(reverse("admin:catalog_listing_delete", args=[point.listing_id]), {"post": "yes"})

    assert response.status_code == 403
    assert PricePoint.objects.filter(pk=point.pk).exists()


@pytest.mark.parametrize(
    ("model", "amounts"),
    [
        ("pricepoint", ["€1,299.00", "€1,999.00"]),
        ("offer", ["€1,299.00"]),
        ("pricechange", ["€1,499.00", "€1,299.00"]),
        ("productsummary", ["€1,299.00", "€1,399.00"]),
    ],
)
def test_amounts_are_shown_as_money(admin_client, model, amounts):
    make_prices(1)

    page = admin_client.get(reverse(f"admin:pricing_{model}_changelist")).text

    assert [amount for amount in amounts if amount not in page] == []


def test_times_are_shown_in_utc(admin_client):
    make_prices(1)

    assert "2026-03-01 12:00 UTC" in admin_client.get(reverse("admin:pricing_offer_changelist")).text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("model", "queries"), [("pricepoint", 4), ("offer", 4), ("pricechange", 4), ("productsummary", 5)])
def test_each_list_takes_the_same_queries_for_any_number_of_rows(admin_client, django_assert_num_queries, model, queries, rows):
    for number in range(rows):
        make_prices(number)

    with django_assert_num_queries(queries):  # session, user, count, rows; summaries: the currencies of the filter
        page = admin_client.get(reverse(f"admin:pricing_{model}_changelist"))

    assert len(page.context["cl"].result_list) == rows
