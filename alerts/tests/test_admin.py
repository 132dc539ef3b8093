"""Watches, alert rules and letters in the admin."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from alerts.models import Notification, PriceAlert, PushSubscription, Watch
from catalog.tests.rows import AT, make_listing

pytestmark = pytest.mark.django_db


def make_rows(number: int = 1, **alert_fields) -> PriceAlert:
    """A rule of a person of its own, with a watch, a letter and a browser."""
    user = get_user_model().objects.create(email=f"person-{number}@example.com")
    listing = make_listing(number)
    defaults = {"kind": "target", "target_amount": 99900, "currency": "EUR", "channels": ["email"], "created_at": AT}
    alert = PriceAlert.objects.create(user=user, product=listing.product, **defaults | alert_fields)
    Watch.objects.create(user=user, listing=listing, created_at=AT)
    Notification.objects.create(user=user, alert=alert, channel="email", key=f"{number}", text="It fell.", created_at=AT)
    PushSubscription.objects.create(
        user=user, endpoint=f"https://push.example/secret-{number}", p256dh="public-key", auth="shared-secret", created_at=AT
    )
    return alert


def test_staff_may_switch_a_rule_off_and_change_nothing_else(admin_client):
    alert = make_rows()

    admin_client.post(reverse("admin:alerts_pricealert_change", args=[alert.pk]), {"target_amount": 1, "kind": "back_in_stock"})

    alert.refresh_from_db()
    assert (alert.is_active, alert.kind, alert.target_amount) == (False, "target", 99900)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "≤ €999.00"),
        ({"kind": "percent_drop", "percent": "12.50", "baseline": "low_30_days"}, "−12.5 % of the lowest price of 30 days"),
        (
            {"kind": "percent_drop", "percent": "10", "baseline": "when_set", "baseline_amount": 120000},
            "−10 % of the price when the rule was set (€1,200.00)",
        ),
        ({"kind": "lowest_in_days", "window_days": 90}, "90 days"),
    ],
)
def test_a_rule_is_shown_in_figures(admin_client, fields, shown):
    alert = make_rows(**fields)

    page = admin_client.get(reverse("admin:alerts_pricealert_changelist")).text

    assert shown in page
    assert alert.public_id in page


def test_a_rule_is_found_by_its_public_id(admin_client):
    alert, _ = make_rows(1), make_rows(2)

    page = admin_client.get(reverse("admin:alerts_pricealert_changelist"), {"q": alert.public_id})

    assert list(page.context["cl"].result_list) == [alert]


def test_the_keys_and_the_address_of_a_browser_are_shown_nowhere(admin_client):
    make_rows()
    browser = PushSubscription.objects.get()

    pages = [
        admin_client.get(reverse("admin:alerts_pushsubscription_changelist")).text,
        admin_client.get(reverse("admin:alerts_pushsubscription_change", args=[browser.pk])).text,
    ]

    assert ["push.example" in page for page in pages] == [True, True]
    assert [word for page in pages for word in ("secret-1", "public-key", "shared-secret") if word in page] == []


def test_letters_cannot_be_written_by_an_administrator(admin_client):
    make_rows()
    letter = Notification.objects.get()

    answers = [
        admin_client.get(reverse("admin:alerts_notification_add")).status_code,
        admin_client.post(reverse("admin:alerts_notification_change", args=[letter.pk]), {"text": "x"}).status_code,
        admin_client.post(reverse("admin:alerts_notification_delete", args=[letter.pk]), {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403, 403]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("model", ["watch", "pricealert", "notification", "pushsubscription"])
def test_each_list_takes_four_queries(admin_client, django_assert_num_queries, model, rows):
    for number in range(rows):
        make_rows(number)

    with django_assert_num_queries(4):  # session, user, count, rows
        page = admin_client.get(reverse(f"admin:alerts_{model}_changelist"))

    assert len(page.context["cl"].result_list) == rows
