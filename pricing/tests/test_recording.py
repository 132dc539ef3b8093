"""Readings become spans, offers and news."""

from datetime import timedelta

import pytest

from lib.vocabulary import Availability
from pricing.models import Offer, PriceChange, PricePoint, ProductSummary
from pricing.services import Verdict, record_readings
from pricing.tests.conftest import NOON, reading

pytestmark = pytest.mark.django_db


def record(listing, amount, **fields):
    return record_readings([reading(listing, amount, **fields)])[0]


def spans(listing):
    return [
        (p.amount, p.status, (p.observed_at - NOON) / timedelta(hours=1), (p.last_seen_at - NOON) / timedelta(hours=1))
        for p in PricePoint.objects.filter(listing=listing).order_by("pk")
    ]


def test_first_reading_opens_a_span_an_offer_and_news(listing):
    answer = record(listing, 249900, list_amount=299900, confidence=93, source="json-ld")

    assert answer.verdict == Verdict.FIRST
    assert spans(listing) == [(249900, "accepted", 0, 0)]
    offer = Offer.objects.get(listing=listing)
    assert (offer.amount, offer.list_amount, offer.currency, offer.availability) == (249900, 299900, "INR", "in_stock")
    change = PriceChange.objects.get()
    assert (change.pk, change.old_amount, change.new_amount, change.is_first, change.announced_at) == (
        answer.change_id, None, 249900, True, None,
    )  # fmt: skip


def test_unchanged_reading_prolongs_the_span_in_silence(listing):
    record(listing, 249900)
    answer = record(listing, 249900, hours=5)

    assert (answer.verdict, answer.change_id) == (Verdict.UNCHANGED, None)
    assert spans(listing) == [(249900, "accepted", 0, 5)]
    assert Offer.objects.get(listing=listing).last_seen_at == NOON + timedelta(hours=5)
    assert PriceChange.objects.count() == 1


def test_changed_reading_opens_a_new_span_and_leaves_the_old_one_alone(listing):
    record(listing, 249900)
    record(listing, 249900, hours=5)
    answer = record(listing, 229900, hours=6)

    assert answer.verdict == Verdict.CHANGED
    assert spans(listing) == [(249900, "accepted", 0, 5), (229900, "accepted", 6, 6)]
    change = PriceChange.objects.get(pk=answer.change_id)
    assert (change.old_amount, change.new_amount, change.is_first) == (249900, 229900, False)


def test_stock_alone_is_news(listing):
    record(listing, 249900)
    answer = record(listing, 249900, hours=1, availability=Availability.OUT_OF_STOCK)

    change = PriceChange.objects.get(pk=answer.change_id)
    assert (change.old_availability, change.availability, change.old_amount, change.new_amount) == (
        "in_stock", "out_of_stock", 249900, 249900,
    )  # fmt: skip


def test_list_price_alone_is_history_and_no_news(listing):
    record(listing, 249900, list_amount=259900)
    answer = record(listing, 249900, hours=1, list_amount=399900)

    assert (answer.verdict, answer.change_id) == (Verdict.CHANGED, None)
    assert [p.list_amount for p in PricePoint.objects.order_by("pk")] == [259900, 399900]


def test_sold_out_page_without_a_price_keeps_the_currency_of_the_offer(listing):
    record(listing, 249900)
    record(listing, None, hours=1, currency=None, availability=Availability.OUT_OF_STOCK)

    offer = Offer.objects.get(listing=listing)
    assert (offer.amount, offer.currency, offer.availability, offer.money) == (None, "INR", "out_of_stock", None)


def test_page_without_price_or_currency_says_nothing(listing):
    assert record(listing, None, currency=None).verdict == Verdict.NOTHING
    assert not PricePoint.objects.exists()


def test_reading_that_is_not_newer_is_stale(listing):
    record(listing, 249900, hours=2)
    assert record(listing, 199900, hours=1).verdict == Verdict.STALE
    assert record(listing, 199900, hours=2).verdict == Verdict.STALE
    assert spans(listing) == [(249900, "accepted", 2, 2)]


def test_reading_of_a_deleted_listing_is_nobodys(listing):
    ghost = reading(listing, 100)
    listing.delete()
    assert record_readings([ghost])[0].verdict == Verdict.UNKNOWN_LISTING


@pytest.mark.parametrize(
    ("amount", "currency", "reason"),
    [
        (2499000, "INR", "10 times the last price: a decimal point may be lost"),
        (2499, "INR", "1/100 of the last price: a decimal point may be wrong"),
        (20825, "INR", "exactly 1/12 of the last price: it may be an instalment"),
        (1500000, "INR", "6.0 times the last price"),
        (30000, "INR", "88 % below the last price"),
        (0, "INR", "a price of zero"),
        (249900, "USD", "the currency changed from INR to USD"),
    ],
)
def test_absurd_reading_waits_and_touches_nothing(listing, amount, currency, reason):
    record(listing, 249900)
    before = ProductSummary.objects.values().get()
    answer = record(listing, amount, hours=1, currency=currency)

    assert (answer.verdict, answer.reason, answer.change_id) == (Verdict.QUARANTINED, reason, None)
    assert spans(listing) == [(249900, "accepted", 0, 0), (amount, "quarantined", 1, 1)]
    assert Offer.objects.get(listing=listing).amount == 249900
    assert ProductSummary.objects.values().get() == before


def test_unsure_reading_waits(listing):
    assert record(listing, 249900, confidence=30).verdict == Verdict.QUARANTINED
    assert not Offer.objects.exists()


def test_second_reading_that_agrees_later_releases_the_first(listing):
    record(listing, 249900)
    record(listing, 30000, hours=1)
    too_soon = record(listing, 30000, hours=3.5)
    answer = record(listing, 30000, hours=4)

    assert too_soon.verdict == Verdict.QUARANTINED
    assert answer.verdict == Verdict.CHANGED
    assert spans(listing) == [(249900, "accepted", 0, 0), (30000, "accepted", 1, 4)]
    change = PriceChange.objects.get(pk=answer.change_id)
    assert (change.old_amount, change.new_amount) == (249900, 30000)


@pytest.mark.parametrize(("amount", "currency"), [(0, "INR"), (249900, "USD")])
def test_zero_and_another_currency_wait_for_a_person_however_often_they_are_read(listing, amount, currency):
    record(listing, 249900)
    for hours in (1, 5, 9):
        assert record(listing, amount, hours=hours, currency=currency).verdict == Verdict.QUARANTINED
    assert Offer.objects.get(listing=listing).money.minor == 249900


def test_ordinary_reading_supersedes_what_waited(listing):
    record(listing, 249900)
    record(listing, 2499000, hours=1)
    record(listing, 249900, hours=2)

    assert spans(listing) == [(249900, "accepted", 0, 2), (2499000, "superseded", 1, 1)]


def test_jump_back_to_a_familiar_price_is_believed(listing):
    record(listing, 249900)
    record(listing, 30000, hours=1)
    record(listing, 30000, hours=4)
    assert record(listing, 249900, hours=5).verdict == Verdict.CHANGED


def test_batch_answers_in_the_order_of_its_readings_and_takes_one_listing_twice(make_listing):
    first, second = make_listing(1), make_listing(2)
    answers = record_readings([reading(first, 300, hours=2), reading(second, 500), reading(first, 200, hours=1)])

    assert [(a.reading.amount, a.verdict) for a in answers] == [
        (300, Verdict.CHANGED), (500, Verdict.FIRST), (200, Verdict.FIRST),
    ]  # fmt: skip
    assert spans(first) == [(200, "accepted", 1, 1), (300, "accepted", 2, 2)]


@pytest.mark.parametrize("size", [1, 3, 30])
def test_batch_costs_the_same_statements_whatever_its_size(make_listing, django_assert_num_queries, size):
    listings = [make_listing(number) for number in range(size)]
    record_readings([reading(listing, 10000) for listing in listings])
    with django_assert_num_queries(7):  # savepoint pair, three reads, two updates
        record_readings([reading(listing, 10000, hours=1) for listing in listings])
    with django_assert_num_queries(
        13
    ):  # two savepoint pairs, three reads, points, offers, changes, and three for the summaries
        record_readings([reading(listing, 9000, hours=2) for listing in listings])
