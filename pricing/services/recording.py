"""Third room of the stream: readings become price points, offers and news, a batch in one transaction.

Every batch costs the same number of statements, whatever its size: the rows are read and locked together, judged in memory, and
written together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from catalog.models import Listing
from lib.vocabulary import Availability
from pricing.analytics.plausibility import Doubt, doubt_reading, is_familiar
from pricing.models import Offer, PriceChange, PricePoint
from pricing.services.summaries import refresh_summaries

#: A second reading confirms a doubtful one when at least this much time lies between them: longer than shops take to notice a
#: mistake of theirs, and no great loss, because what is doubted is so rarely real (benchmarks/quarantine.py).
CONFIRM_AFTER = timedelta(hours=3)
#: How far back an earlier price of the listing makes a jump to it believable.
_FAMILIAR_DAYS = 90
_OFFER_FIELDS = ["point", "amount", "list_amount", "currency", "availability", "since", "last_seen_at"]


@dataclass(frozen=True, slots=True)
class PriceReading:
    """What a check read on a listing's page. Amounts in minor units; `amount` None: the page shows the product without a price.

    `currency` may be None only then. `confidence` in percent. `observed_at` is when the page was fetched (aware).
    """

    listing_id: int
    observed_at: datetime
    amount: int | None
    currency: str | None
    availability: Availability
    list_amount: int | None = None
    confidence: int = 100
    source: str = ""


class Verdict(StrEnum):
    """What became of a reading."""

    FIRST = "first"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"
    #: not newer than what is recorded already
    STALE = "stale"
    #: no price, no currency, nothing recorded before: there is nothing to say
    NOTHING = "nothing"
    #: the listing is gone from the catalogue
    UNKNOWN_LISTING = "unknown_listing"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer for one reading: the point it opened, confirmed or prolonged, and the news it made."""

    reading: PriceReading
    verdict: Verdict
    point_id: int | None = None
    change_id: int | None = None
    reason: str = ""


@dataclass(slots=True)
class _Batch:
    """The rows of one batch, and what is to be written."""

    products: dict[int, int | None]
    offers: dict[int, Offer]
    waiting: dict[int, PricePoint]
    seen: list[Offer] = field(default_factory=list)
    opened: list[PricePoint] = field(default_factory=list)
    decided: list[PricePoint] = field(default_factory=list)
    offered: list[Offer] = field(default_factory=list)
    changes: list[PriceChange] = field(default_factory=list)


def record_readings(readings: Iterable[PriceReading]) -> list[Recorded]:
    """Record a batch of readings in one transaction; answers one `Recorded` for each, in the same order.

    An unchanged price prolongs its span; a changed one opens a new span, moves the offer and leaves a `PriceChange` in the
    outbox; a doubtful one waits in quarantine until a second one at least `CONFIRM_AFTER` later agrees, and touches nothing.
    """
    readings = list(readings)
    answers: list[Recorded] = []
    with transaction.atomic():
        for round_ in _rounds(readings):
            answers += _record_round(round_)
    place = {id(reading): index for index, reading in enumerate(readings)}
    return sorted(answers, key=lambda recorded: place[id(recorded.reading)])


def _rounds(readings: Sequence[PriceReading]) -> list[list[PriceReading]]:
    """The readings in rounds in which each listing occurs once, oldest first."""
    rounds: list[list[PriceReading]] = []
    seen: dict[int, int] = {}
    for reading in sorted(readings, key=lambda r: r.observed_at):
        turn = seen[reading.listing_id] = seen.get(reading.listing_id, -1) + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(reading)
    return rounds


def _record_round(readings: Sequence[PriceReading]) -> list[Recorded]:
    batch = _load(sorted(reading.listing_id for reading in readings))
    doubts = _doubts(readings, batch)
    verdicts = [(reading, *_judge(reading, batch, doubts.get(reading.listing_id))) for reading in readings]
    _write(batch)
    changed = {change.point_id: change.pk for change in batch.changes}
    answers = [
        Recorded(reading, verdict, point and point.pk, changed.get(point.pk) if point else None, reason)
        for reading, verdict, point, reason in verdicts
    ]
    moved = {batch.products[offer.listing_id] for offer in batch.offered} - {None}
    if moved:
        refresh_summaries(product_ids=moved, at=max(reading.observed_at for reading in readings))
    return answers


def _load(listing_ids: list[int]) -> _Batch:
    # the listing is locked, for a first price has no offer yet; in order of keys, so that two batches never deadlock
    locked = Listing.objects.select_for_update().filter(pk__in=listing_ids).order_by("pk")
    products = dict(locked.values_list("pk", "product_id"))
    offers = {offer.pk: offer for offer in Offer.objects.filter(pk__in=listing_ids)}
    waiting = {point.listing_id: point for point in PricePoint.objects.quarantined().filter(listing__in=listing_ids)}
    return _Batch(products, offers, waiting)


def _doubts(readings: Sequence[PriceReading], batch: _Batch) -> dict[int, Doubt]:
    """The doubts about readings, by listing; a jump to a price that the listing has held before is none."""
    doubtful = {}
    for reading in readings:
        if doubt := _doubt(reading, batch.offers.get(reading.listing_id)):
            doubtful[reading.listing_id] = (reading, doubt)
    earlier = _earlier_amounts([reading for reading, _ in doubtful.values()])
    return {
        listing_id: doubt
        for listing_id, (reading, doubt) in doubtful.items()
        if not is_familiar(reading.amount, earlier[listing_id, reading.currency])
    }


def _doubt(reading: PriceReading, offer: Offer | None) -> Doubt | None:
    if reading.amount is None:
        return None
    return doubt_reading(
        amount=reading.amount,
        currency=reading.currency or "",
        confidence=reading.confidence,
        last_amount=offer.amount if offer else None,
        last_currency=offer.currency if offer else None,
    )


def _earlier_amounts(readings: Sequence[PriceReading]) -> dict[tuple[int, str], set[int]]:
    """What the listings of doubtful readings have cost in the last 90 days, by listing and currency."""
    earlier: dict[tuple[int, str], set[int]] = defaultdict(set)
    if readings:
        since = min(reading.observed_at for reading in readings) - timedelta(days=_FAMILIAR_DAYS)
        listings = [reading.listing_id for reading in readings]
        rows = PricePoint.objects.accepted().filter(listing__in=listings, last_seen_at__gte=since, amount__gt=0)
        for listing_id, amount, currency in rows.values_list("listing_id", "amount", "currency"):
            earlier[listing_id, currency].add(amount)
    return earlier


def _judge(reading: PriceReading, batch: _Batch, doubt: Doubt | None) -> tuple[Verdict, PricePoint | None, str]:
    """Decide about one reading and note what is to be written."""
    if reading.listing_id not in batch.products:
        return Verdict.UNKNOWN_LISTING, None, ""
    offer = batch.offers.get(reading.listing_id)
    currency = reading.currency or (offer.currency if offer else None)
    if currency is None:
        return Verdict.NOTHING, None, "no price and no currency"
    if offer and reading.observed_at <= offer.last_seen_at:
        return Verdict.STALE, None, "not newer than the last reading"
    waiting = batch.waiting.pop(reading.listing_id, None)
    if doubt:
        return _hold_back(reading, currency, doubt, waiting, offer, batch)
    if waiting:
        waiting.status = PricePoint.Status.SUPERSEDED
        waiting.reason = f"{waiting.reason}; the next reading did not agree"[:200]
        batch.decided.append(waiting)
    now = (reading.amount, reading.list_amount, currency, reading.availability)
    if offer and now == (offer.amount, offer.list_amount, offer.currency, offer.availability):
        offer.last_seen_at = reading.observed_at
        batch.seen.append(offer)
        return Verdict.UNCHANGED, PricePoint(pk=offer.point_id), ""
    point = _point(reading, currency, PricePoint.Status.ACCEPTED)
    batch.opened.append(point)
    _move_offer(point, offer, batch)
    return (Verdict.CHANGED if offer else Verdict.FIRST), point, ""


def _hold_back(reading, currency, doubt, waiting, offer, batch) -> tuple[Verdict, PricePoint, str]:
    """A doubtful reading: the second that agrees confirms the first, any other waits in its place."""
    if waiting and (waiting.amount, waiting.currency) == (reading.amount, currency):
        waiting.last_seen_at = reading.observed_at
        batch.decided.append(waiting)
        if not doubt.confirmable or reading.observed_at - waiting.observed_at < CONFIRM_AFTER:
            return Verdict.QUARANTINED, waiting, doubt.reason
        waiting.status = PricePoint.Status.ACCEPTED
        waiting.reason = f"{doubt.reason}; confirmed by a second reading"[:200]
        _move_offer(waiting, offer, batch)
        return (Verdict.CHANGED if offer else Verdict.FIRST), waiting, waiting.reason
    if waiting:
        waiting.status = PricePoint.Status.SUPERSEDED
        batch.decided.append(waiting)
    point = _point(reading, currency, PricePoint.Status.QUARANTINED, doubt.reason)
    batch.opened.append(point)
    return Verdict.QUARANTINED, point, doubt.reason


def _point(reading: PriceReading, currency: str, status: str, reason: str = "") -> PricePoint:
    return PricePoint(
        listing_id=reading.listing_id,
        observed_at=reading.observed_at,
        last_seen_at=reading.observed_at,
        amount=reading.amount,
        list_amount=reading.list_amount,
        currency=currency,
        availability=reading.availability.value,
        status=status,
        reason=reason[:200],
        confidence=reading.confidence,
        source=reading.source[:40],
    )


def _move_offer(point: PricePoint, offer: Offer | None, batch: _Batch) -> None:
    """The offer follows the point; news is made where price, currency or availability differ, not for a list price alone."""
    batch.offered.append(offer_of(point))
    old = (offer.amount, offer.currency, offer.availability) if offer else None
    if old != (point.amount, point.currency, point.availability):
        batch.changes.append(change_to(point, offer))


def offer_of(point: PricePoint) -> Offer:
    """The offer that repeats `point`; not saved."""
    return Offer(
        listing_id=point.listing_id,
        point=point,
        amount=point.amount,
        list_amount=point.list_amount,
        currency=point.currency,
        availability=point.availability,
        since=point.observed_at,
        last_seen_at=point.last_seen_at,
    )


def change_to(point: PricePoint, offer: Offer | None) -> PriceChange:
    """The news that the listing of `offer` now costs what `point` says; not saved."""
    comparable = offer is not None and offer.currency == point.currency
    return PriceChange(
        listing_id=point.listing_id,
        point=point,
        old_amount=offer.amount if comparable else None,
        old_availability=offer.availability if offer else "",
        new_amount=point.amount,
        currency=point.currency,
        availability=point.availability,
        is_first=offer is None,
        changed_at=point.last_seen_at,
    )


def write_offers(offers: Iterable[Offer]) -> None:
    """Insert offers, or put them in the place of those that their listings have."""
    Offer.objects.bulk_create(offers, update_conflicts=True, unique_fields=["listing"], update_fields=_OFFER_FIELDS)


def _write(batch: _Batch) -> None:
    PricePoint.objects.prolong({offer.point_id: offer.last_seen_at for offer in batch.seen})
    Offer.objects.prolong({offer.pk: offer.last_seen_at for offer in batch.seen})
    PricePoint.objects.bulk_update(batch.decided, ["status", "reason", "last_seen_at"], batch_size=200)
    PricePoint.objects.bulk_create(batch.opened)
    write_offers(batch.offered)
    PriceChange.objects.bulk_create(batch.changes)
