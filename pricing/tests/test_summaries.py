"""One row a product, equal to a rebuild at all times."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from lib.vocabulary import Availability
from pricing.models import ProductSummary
from pricing.services import record_readings
from pricing.services.summaries import _columns, compute_summaries
from pricing.tests.conftest import NOON, reading

pytestmark = pytest.mark.django_db


def test_summary_names_the_cheapest_buyable_offer(make_listing):
    first = make_listing(1)
    second, third = make_listing(2, first.product), make_listing(3, first.product)
    record_readings([
        reading(first, 329900, list_amount=399900),
        reading(second, 319900, list_amount=399900),
        reading(third, 99900, availability=Availability.OUT_OF_STOCK),
    ])  # fmt: skip

    summary = ProductSummary.objects.get(product=first.product)
    assert (summary.best_offer_id, summary.min_amount, summary.max_amount, summary.currency) == (
        second.pk, 319900, 329900, "INR",
    )  # fmt: skip
    assert (summary.offer_count, summary.buyable_count, summary.discount_percent) == (3, 2, Decimal("20.01"))


def test_mean_weighs_a_price_by_how_long_it_held(listing):
    record_readings([reading(listing, 10000)])
    record_readings([reading(listing, 5000, hours=90)])
    record_readings([reading(listing, 6000, hours=100)])

    summary = ProductSummary.objects.get()
    assert (summary.low_30d, summary.high_30d, summary.mean_30d, summary.trend) == (5000, 10000, 9500, "down")


def test_offers_in_another_currency_are_counted_and_not_compared(make_listing):
    first = make_listing(1)
    others = [make_listing(number, first.product) for number in (2, 3)]
    record_readings([reading(first, 100, currency="EUR"), *(reading(other, 9000) for other in others)])

    summary = ProductSummary.objects.get()
    assert (summary.currency, summary.min_amount, summary.offer_count) == ("INR", 9000, 3)


def test_summary_equals_a_rebuild_after_any_history(make_listing):
    chance = random.Random(7)
    first = make_listing(1)
    listings = [first, make_listing(2, first.product), make_listing(3)]
    hour = 0.0
    for _ in range(60):
        hour += chance.choice([1, 7, 30])
        record_readings([
            reading(
                chance.choice(listings),
                chance.choice([9000, 9500, 10000, 12000, None]),
                hours=hour,
                availability=chance.choice([Availability.IN_STOCK, Availability.OUT_OF_STOCK, Availability.UNKNOWN]),
            )
        ])  # fmt: skip
        for row in ProductSummary.objects.all():
            rebuilt = compute_summaries([row.pk], row.refreshed_at)[row.pk]
            assert {name: getattr(row, name) for name in _columns(rebuilt)} == _columns(rebuilt)
    assert ProductSummary.objects.count() == 2
    assert ProductSummary.objects.get(product=first.product).refreshed_at <= NOON + timedelta(hours=hour)
