"""What the database itself refuses, whoever writes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from pricing.models import PricePoint
from pricing.tests.conftest import NOON

pytestmark = pytest.mark.django_db


def point(listing, start: float, end: float, **fields) -> PricePoint:
    values = {
        "amount": 100, "currency": "INR", "availability": "in_stock", "status": "accepted", "confidence": 100, **fields,
    }  # fmt: skip
    return PricePoint.objects.create(
        listing=listing,
        observed_at=NOON + timedelta(hours=start),
        last_seen_at=NOON + timedelta(hours=end),
        **values,
    )


def refused(make) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return str(error.value)


@pytest.mark.parametrize(("start", "end"), [(1, 2), (-1, 0), (3, 9), (-1, 9), (4, 4)])
def test_accepted_spans_of_a_listing_never_overlap(listing, start, end):
    point(listing, 0, 4)
    assert "price_point_spans_never_overlap" in refused(lambda: point(listing, start, end))


def test_spans_beside_each_other_are_fine(listing):
    point(listing, 0, 4)
    point(listing, 5, 9)
    assert PricePoint.objects.count() == 2


def test_what_waits_may_overlap_and_acceptance_may_not(listing):
    point(listing, 0, 4)
    waiting = point(listing, 1, 2, status="quarantined")
    assert "price_point_spans_never_overlap" in refused(
        lambda: PricePoint.objects.filter(pk=waiting.pk).update(status="accepted")
    )


def test_prolonging_into_the_next_span_is_refused(listing):
    first = point(listing, 0, 4)
    point(listing, 5, 9)
    assert "price_point_spans_never_overlap" in refused(
        lambda: PricePoint.objects.filter(pk=first.pk).update(last_seen_at=NOON + timedelta(hours=5))
    )


def test_other_listings_are_not_in_the_way(make_listing):
    point(make_listing(1), 0, 4)
    point(make_listing(2), 0, 4)
    assert PricePoint.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"currency": "XXX"}, "price_point_currency_iso_4217"),
        ({"currency": "inr"}, "price_point_currency_iso_4217"),
        ({"availability": "maybe"}, "price_point_availability_known"),
        ({"status": "perhaps"}, "price_point_status_known"),
        ({"confidence": 101}, "price_point_confidence_percent"),
    ],
)
def test_unknown_words_are_refused(listing, fields, constraint):
    assert constraint in refused(lambda: point(listing, 0, 1, **fields))


def test_negative_amounts_are_refused(listing):
    assert "amount" in refused(lambda: point(listing, 0, 1, amount=-1))


def test_span_that_runs_backwards_is_refused(listing):
    assert "price_point_span_forward" in refused(lambda: point(listing, 1, 0))
