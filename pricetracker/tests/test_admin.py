"""The admin as a whole: who gets in, that every page of every model opens, its policy, its sidebar and its dashboard."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from alerts.models import Notification
from catalog.tests.rows import AT, make_listing, make_store
from lib.vocabulary import Outcome
from pricetracker.administration import NAVIGATION, navigation
from pricetracker.dashboard import Overview, overview
from pricetracker.tests.rows import one_of_each
from pricing.models import PriceChange, PricePoint
from scraping.models import ScrapeAttempt

pytestmark = pytest.mark.django_db

REGISTERED = pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda model: model._meta.label), ids=lambda m: m._meta.label
)
#: Whose rows begin in the admin; all others are written by the system or by the people they belong to.
ADDED_BY_STAFF = set(
    """
    accounts.Preferences accounts.User auth.Group catalog.Brand catalog.Category catalog.Identifier catalog.Nutrition
    catalog.Product catalog.ProductGroup catalog.Store catalog.StoreDomain django_celery_beat.ClockedSchedule
    django_celery_beat.CrontabSchedule django_celery_beat.IntervalSchedule django_celery_beat.PeriodicTask
    django_celery_beat.SolarSchedule sales.Sale scraping.Recipe
    """.split()
)


def page(model: type[Model], kind: str, *keys: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=keys)


def client_of(**fields) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(get_user_model().objects.create(email="somebody@example.com", **fields))
    return client


def directives(response) -> dict[str, set[str]]:
    """The content security policy of an answer."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def test_a_model_of_ours_without_a_page_in_the_admin_does_not_exist():
    ours = {"accounts", "alerts", "catalog", "pricing", "sales", "scraping", "search"}
    models = {model for model in apps.get_models() if model._meta.app_label in ours}

    assert models - set(admin.site._registry) == set()


@REGISTERED
def test_the_list_of_a_model_opens(admin_client, model):
    one_of_each()

    assert admin_client.get(page(model, "changelist")).status_code == 200


@REGISTERED
def test_a_row_of_a_model_opens(admin_client, model):
    row = one_of_each()[model]

    assert admin_client.get(page(model, "change", row.pk)).status_code == 200


@REGISTERED
def test_rows_are_added_only_where_staff_begin_them(admin_client, model):
    expected = 200 if model._meta.label in ADDED_BY_STAFF else 403

    assert admin_client.get(page(model, "add")).status_code == expected


@REGISTERED
def test_a_search_in_a_list_answers(admin_client, model):
    one_of_each()

    assert admin_client.get(page(model, "changelist"), {"q": "e"}).status_code == 200


@REGISTERED
def test_a_page_is_refused_to_staff_without_permission(model):
    client = client_of(is_staff=True)

    answers = [client.get(page(model, "changelist")).status_code, client.get(page(model, "add")).status_code]

    assert answers == [403, 403]


@REGISTERED
def test_a_page_leads_an_anonymous_visitor_to_the_sign_in_page(client, model):
    address = page(model, "changelist")

    assert client.get(address).url == f"{reverse('admin:login')}?next={address}"


def test_a_plain_user_is_led_to_the_sign_in_page(client):
    assert client_of().get("/admin/").url == "/admin/login/?next=/admin/"


def test_the_address_without_a_slash_leads_to_the_dashboard(client):
    assert client.get("/admin").url == "/admin/"


def test_staff_sign_in_with_their_address_in_any_case(client):
    user = get_user_model().objects.create(email="ada@example.com", is_staff=True)
    user.set_password("a long walk by the sea")
    user.save()

    response = client.post("/admin/login/?next=/admin/", {"username": "Ada@Example.com", "password": "a long walk by the sea"})

    assert (response.status_code, response.url) == (302, "/admin/")


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/catalog/product/", "/admin/catalog/product/add/"])
def test_the_admin_answers_under_its_own_policy(admin_client, address):
    response = admin_client.get(address) if address != "/admin/login/" else Client().get(address)

    assert directives(response) == {
        "default-src": {"'self'"},
        "script-src": {"'self'", "'unsafe-eval'"},
        "style-src": {"'self'", "'unsafe-inline'"},
        "img-src": {"'self'", "data:"},
        "object-src": {"'none'"},
        "base-uri": {"'none'"},
        "form-action": {"'self'"},
        "frame-ancestors": {"'none'"},
    }


def test_every_other_page_keeps_the_strict_policy(client):
    policy = directives(client.get("/nowhere-at-all"))

    assert policy == {name: set(values) for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()}
    assert {value for values in policy.values() for value in values if "unsafe" in value} == set()


def test_the_sidebar_leads_to_every_model_of_the_admin():
    models = {model._meta.label_lower for model in admin.site._registry}

    assert {entry.model for entries in NAVIGATION.values() for entry in entries} == models


def test_the_sidebar_shows_what_the_person_may_see(rf):
    user = get_user_model().objects.create(email="somebody@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_pricepoint", "change_store"]))
    request = rf.get("/admin/pricing/pricepoint/", {"status__exact": "quarantined"})
    request.user = user

    shown = [
        (group.get("title"), [(item["title"], item.get("active")) for item in group["items"]]) for group in navigation(request)
    ]

    assert shown == [
        (None, [("Dashboard", None)]),
        ("Catalogue", [("Shops", False)]),
        ("Prices", [("Quarantine", True), ("Price history", False)]),
    ]


def test_the_dashboard_counts_what_there_is():
    due = make_listing(1, state="pending", next_check_at=AT)
    make_listing(2, state="blocked", store=make_store(2, blocked_since=AT))
    make_listing(3, merged_into=due)
    price = {"listing": due, "currency": "EUR", "availability": "in_stock", "confidence": 50}
    _, told, untold = (
        PricePoint.objects.create(
            observed_at=AT - timedelta(days=days), last_seen_at=AT - timedelta(days=days), status=status, **price
        )
        for days, status in ((0, "quarantined"), (1, "accepted"), (2, "accepted"))
    )
    news = {"listing": due, "currency": "EUR", "availability": "in_stock", "changed_at": AT}
    PriceChange.objects.create(point=told, announced_at=AT, **news)
    PriceChange.objects.create(point=untold, **news)
    for hours, outcome in ((1, "ok"), (2, "ok"), (3, "blocked"), (25, "gone")):
        ScrapeAttempt.objects.create(listing=due, started_at=AT - timedelta(hours=hours), outcome=outcome)
    user = get_user_model().objects.create(email="somebody@example.com")
    for key, sent_at in (("1", None), ("2", AT), ("3", None)):
        Notification.objects.create(user=user, channel="site", key=key, text="Fell.", created_at=AT, sent_at=sent_at)

    found = overview(AT)

    assert found == Overview(
        listings={"pending": 1, "active": 0, "blocked": 1, "gone": 0, "paused": 0},
        due=1,
        quarantined=1,
        blocked_stores=1,
        checks={outcome.value: {"ok": 2, "blocked": 1}.get(outcome, 0) for outcome in Outcome},
        pending_changes=1,
        pending_notifications=2,
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_dashboard_takes_ten_queries_for_any_number_of_rows(admin_client, django_assert_num_queries, rows):
    for number in range(rows):
        make_listing(number)

    with django_assert_num_queries(10):  # session, user, seven counts, the person's own last actions
        response = admin_client.get("/admin/")

    assert ("Active", rows, "/admin/catalog/listing/?state__exact=active") in response.context["listing_states"]


def test_the_links_of_the_dashboard_lead_to_lists(admin_client):
    one_of_each()
    context = admin_client.get("/admin/").context
    links = [card[-1] for card in context["cards"]] + [state[-1] for state in context["listing_states"]]

    assert [admin_client.get(link).status_code for link in links] == [200] * len(links)


def test_a_schedule_is_edited(admin_client):
    rows = one_of_each()
    interval = rows[IntervalSchedule]

    admin_client.post(
        page(IntervalSchedule, "change", interval.pk),
        {"every": 60, "period": "seconds", "periodictask_set-TOTAL_FORMS": 0, "periodictask_set-INITIAL_FORMS": 0},
    )
    admin_client.post(
        page(PeriodicTask, "change", rows[PeriodicTask].pk),
        {
            "name": "check",
            "task": "scraping.tasks.check_due",
            "interval": interval.pk,
            "args": "[]",
            "kwargs": "{}",
            "headers": "{}",
        },
    )

    interval.refresh_from_db()
    assert interval.every == 60
    assert list(PeriodicTask.objects.values_list("name", "enabled")) == [("check", False)]


def test_the_checks_of_the_framework_find_nothing():
    call_command("check", fail_level="DEBUG")
