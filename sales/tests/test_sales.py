"""Sale events and their status."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Store
from lib.errors import Invalid
from sales.models import Sale
from sales.services import save_sale

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return Store.objects.create(name="Vessels", slug="vessels", created_at=NOON)


def save(store, title="Spring sale", starts=NOON, ends=NOON + DAY, **fields) -> Sale:
    return save_sale(store=store, title=title, starts_at=starts, ends_at=ends, at=NOON, **fields)


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (NOON - DAY, "upcoming"),
        (NOON, "ongoing"),
        (NOON + DAY / 2, "ongoing"),
        (NOON + DAY, "ended"),
        (NOON + 9 * DAY, "ended"),
    ],
)
def test_status_follows_time(store, at, status):
    assert save(store).status_at(at) == status


def test_sale_without_an_end_goes_on(store):
    assert save(store, ends=None).status_at(NOON + 999 * DAY) == "ongoing"


def test_current_sales_are_ongoing_and_upcoming_ones_by_their_start(store):
    save(store, "past", NOON - 3 * DAY, NOON)
    later = save(store, "later", NOON + 5 * DAY, NOON + 6 * DAY)
    now = save(store, "now", NOON - DAY, NOON + DAY)
    assert list(Sale.objects.current(NOON)) == [now, later]


def test_same_event_is_brought_up_to_date(store):
    first = save(store, discount_summary="Up to 20% off")
    again = save(store, discount_summary="Up to 30% off")
    assert (again.pk, Sale.objects.get().discount_summary) == (first.pk, "Up to 30% off")


@pytest.mark.parametrize(("fields", "field"), [({"title": " "}, "title"), ({"ends": NOON}, "ends_at")])
def test_impossible_event_is_refused(store, fields, field):
    with pytest.raises(Invalid) as error:
        save(store, **fields)
    assert (error.value.field, Sale.objects.count()) == (field, 0)


def test_database_refuses_an_event_that_ends_before_it_starts(store):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sale.objects.create(store=store, title="x", starts_at=NOON, ends_at=NOON - DAY, created_at=NOON)
