"""Stored pages are read again with today's parser: what would change, and on request the safe part of it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Prefetch

from catalog.models import Listing
from lib.errors import DomainError
from lib.money import to_major
from lib.vocabulary import Availability
from lib.windows import isoformat
from pricing.analytics.plausibility import doubt_reading, is_familiar
from pricing.models import PricePoint
from pricing.services import PriceReading, correct_point
from scraping.extraction import PARSER_VERSION, Reading, Recipe, extract
from scraping.models import Evidence
from scraping.services.evidence import PageDamaged, PageNotKept, reading_document, stored_page
from scraping.services.prices import price_reading
from scraping.services.recipes import active_recipes


class Finding(StrEnum):
    """What today's parser says of a recorded price."""

    #: the same price, as sure
    SAME = "same"
    #: the same price, more or less sure; nothing to correct
    CONFIDENCE = "confidence"
    #: another price, safe to correct
    CHANGED = "changed"
    #: another price, written in the place of the old one
    CORRECTED = "corrected"
    #: another price that a person has to look at
    DOUBTFUL = "doubtful"
    #: no price any more; one that is recorded is never taken away
    UNREADABLE = "unreadable"
    #: the page is not kept any more, or never was
    NO_PAGE = "no_page"
    #: the stored page is not the one that was read; it is not used
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class PriceWords:
    """A reading as a report shows it: decimal strings in major units of `currency` (ISO 4217), `confidence` in percent."""

    price: str | None
    list_price: str | None
    currency: str | None
    availability: str
    confidence: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """One price point and what today's parser says of its page. `new_point_id` where it was corrected."""

    point_id: int
    listing_id: int
    url: str
    observed_at: datetime
    finding: Finding
    old: PriceWords
    new: PriceWords | None = None
    reason: str = ""
    new_point_id: int | None = None

    def as_dict(self) -> dict:
        """The line as plain JSON values; times in UTC."""
        return {**asdict(self), "observed_at": isoformat(self.observed_at), "finding": self.finding.value}


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """How many points ended in which finding, and each point that is not the same."""

    counts: dict[Finding, int]
    points: tuple[Replayed, ...]
    parser_version: str = PARSER_VERSION

    def as_dict(self) -> dict:
        """The report as plain JSON values."""
        return {
            "parser_version": self.parser_version,
            "counts": {finding.value: self.counts.get(finding, 0) for finding in Finding},
            "points": [point.as_dict() for point in self.points],
        }


@dataclass(frozen=True, slots=True)
class _Draft:
    """A line of the report, and what a correction needs."""

    line: Replayed
    point: PricePoint
    evidence: Evidence
    reading: Reading | None = None
    price: PriceReading | None = None


def replay_evidence(
    *,
    at: datetime,
    store_slug: str | None = None,
    listing_id: int | None = None,
    since: datetime | None = None,
    limit: int | None = None,
    apply: bool = False,
) -> ReplayReport:
    """Read the stored pages of accepted and waiting prices again; with `apply`, correct the prices that safely can be.

    Scope: one store, one listing, prices that began at `since` (aware) or later, at most the newest `limit` prices. Safe are
    other prices of accepted points, in the same currency, that leave no doubt (`pricing.analytics.plausibility`) beside the
    price before them. The corrections of a listing are one transaction; each leaves an evidence row that notes the replay. They
    make no news. Running it again finds the corrected prices the same.
    """
    scope = PricePoint.objects.filter(
        evidence__isnull=False, status__in=[PricePoint.Status.ACCEPTED, PricePoint.Status.QUARANTINED]
    )
    if store_slug is not None:
        scope = scope.filter(listing__store__slug=store_slug)
    if listing_id is not None:
        scope = scope.filter(listing=listing_id)
    if since is not None:
        scope = scope.filter(observed_at__gte=since)
    newest = scope.order_by("-observed_at", "-pk").values_list("pk", "listing_id").distinct()[:limit]
    wanted: dict[int, set[int]] = {}
    for point_id, listing in newest:
        wanted.setdefault(listing, set()).add(point_id)
    counts: Counter[Finding] = Counter()
    points: list[Replayed] = []
    for listing in sorted(wanted):
        lines = _replay_listing(listing, wanted[listing], at=at, apply=apply)
        counts.update(line.finding for line in lines)
        points += [line for line in lines if line.finding is not Finding.SAME]
    return ReplayReport(dict(counts), tuple(points))


def _replay_listing(listing_id: int, wanted: set[int], *, at: datetime, apply: bool) -> list[Replayed]:
    """The lines of one listing, oldest first. Pages are read before the transaction, so that nobody waits for the parser."""
    drafts = _drafts(listing_id, wanted)
    if not apply or all(draft.line.finding is not Finding.CHANGED for draft in drafts):
        return [draft.line for draft in drafts]
    with transaction.atomic():
        return [_correct(draft, at) if draft.line.finding is Finding.CHANGED else draft.line for draft in drafts]


def _drafts(listing_id: int, wanted: set[int]) -> list[_Draft]:
    listing = Listing.objects.select_related("store").filter(pk=listing_id).first()
    if listing is None:
        return []
    points = (
        PricePoint.objects.filter(listing=listing_id)
        .filter(status__in=[PricePoint.Status.ACCEPTED, PricePoint.Status.QUARANTINED])
        .order_by("observed_at", "pk")
        .prefetch_related(Prefetch("evidence", Evidence.objects.filter(point__in=wanted).order_by("-pk")))
    )
    drafts: list[_Draft] = []
    recipe = active_recipes([listing.store_id]).get(listing.store_id)
    last: tuple[int | None, str] | None = None
    held: set[int] = set()
    for point in points:
        draft = _draft(point, listing, recipe, last, held) if point.pk in wanted else None
        if draft is not None:
            drafts.append(draft)
        if point.status == PricePoint.Status.ACCEPTED:
            is_corrected = draft is not None and draft.line.finding is Finding.CHANGED
            stands = draft.price if is_corrected else point
            if stands.amount is not None:
                last = (stands.amount, point.currency)
                held.add(stands.amount)
    return drafts


def _draft(
    point: PricePoint,
    listing: Listing,
    recipe: Recipe | None,
    last: tuple[int | None, str] | None,
    held: Collection[int],
) -> _Draft:
    """Read the pages of one point again and judge what they say beside `last`, the price before it."""
    evidence = point.evidence.all()[0]
    line = Replayed(point.pk, listing.pk, evidence.url, point.observed_at, Finding.SAME, _recorded(point))
    draft = _Draft(line, point, evidence)
    pages = {row.sha256: row for row in reversed(point.evidence.all()) if row.file}.values()
    if not pages:
        return _found(draft, Finding.NO_PAGE, "the page was too large to be kept, or has expired")
    try:
        readings = [_read(page, listing, recipe, last) for page in pages]
    except PageDamaged as error:
        return _found(draft, Finding.DAMAGED, str(error))
    except PageNotKept as error:
        return _found(draft, Finding.NO_PAGE, str(error))
    reading = readings[-1]
    price = price_reading(reading, listing=listing, at=point.observed_at)
    draft = replace(draft, line=replace(line, new=_read_words(reading)), reading=reading, price=price)
    if price is None or reading.problem or (price.amount is None and price.availability != Availability.OUT_OF_STOCK):
        return _found(draft, Finding.UNREADABLE, "today's parser finds no price on this page")
    price = replace(price, currency=price.currency if price.amount is not None else point.currency)
    draft = replace(draft, price=price)
    if len({(r.price, r.list_price, r.currency, r.availability) for r in readings}) > 1:
        return _found(draft, Finding.DOUBTFUL, "the pages of this price do not say the same any more")
    if _values(price) == _values(point):
        return _found(draft, Finding.SAME if price.confidence == point.confidence else Finding.CONFIDENCE)
    if reason := _objection(price, point, last, held):
        return _found(draft, Finding.DOUBTFUL, reason)
    return _found(draft, Finding.CHANGED)


def _found(draft: _Draft, finding: Finding, reason: str = "") -> _Draft:
    return replace(draft, line=replace(draft.line, finding=finding, reason=reason))


def _read(evidence: Evidence, listing: Listing, recipe: Recipe | None, last: tuple[int | None, str] | None) -> Reading:
    """Today's reading of a stored page, by the shop's recipe of today, with what the check knew of its listing then."""
    amount, currency = last or (None, None)
    return extract(
        stored_page(evidence),
        evidence.url,
        content_type=_content_type(evidence),
        expected_currency=currency or listing.store.currency or None,
        country=listing.store.country or None,
        recipe=recipe,
        earlier=() if amount is None else (to_major(amount, currency),),
    )


def _content_type(evidence: Evidence) -> str | None:
    """The header that the page came with; None for a receipt from before it was noted."""
    return evidence.reading.get("content_type") if isinstance(evidence.reading, dict) else None


def _objection(price: PriceReading, point: PricePoint, last: tuple[int | None, str] | None, held: Collection[int]) -> str:
    """Why a person has to look at another price first; empty where it is safe."""
    if point.status == PricePoint.Status.QUARANTINED:
        return "the price waits in quarantine, where a person or the next reading decides"
    if price.amount is None:
        return "" if point.amount is None else "a recorded price is never taken away"
    doubt = doubt_reading(
        amount=price.amount,
        currency=price.currency,
        confidence=price.confidence,
        last_amount=None,
        last_currency=point.currency,
    )
    is_jump = price.amount != point.amount and not is_familiar(price.amount, held)
    if doubt is None and is_jump and last is not None and last[1] == price.currency:
        doubt = doubt_reading(
            amount=price.amount,
            currency=price.currency,
            confidence=price.confidence,
            last_amount=last[0],
            last_currency=last[1],
        )
    return doubt.reason if doubt else ""


def _correct(draft: _Draft, at: datetime) -> Replayed:
    """Write the price of a draft in the place of the old one, with a receipt; a refusal leaves the old one and says why."""
    price, before = draft.price, draft.evidence.parser_version
    try:
        point = correct_point(
            point_id=draft.point.pk,
            amount=price.amount,
            list_amount=price.list_amount,
            currency=price.currency,
            availability=price.availability.value,
            confidence=price.confidence,
            source=price.source,
            reason=f"the stored page, read again by parser {draft.reading.parser_version}",
            at=at,
        )
    except DomainError as error:
        return replace(draft.line, finding=Finding.DOUBTFUL, reason=error.message)
    note = {"at": isoformat(at), "of_point": draft.point.pk, "parser_version": before}
    Evidence.objects.create(
        point=point,
        url=draft.evidence.url,
        fetched_at=draft.evidence.fetched_at,
        sha256=draft.evidence.sha256,
        file=draft.evidence.file,
        size=draft.evidence.size,
        reading=reading_document(draft.reading) | {"content_type": _content_type(draft.evidence), "replay": note},
        parser_version=draft.reading.parser_version,
    )
    return replace(draft.line, finding=Finding.CORRECTED, new_point_id=point.pk)


def _values(price: PriceReading | PricePoint) -> tuple:
    return price.amount, price.list_amount, price.currency, price.availability


def _recorded(point: PricePoint) -> PriceWords:
    return PriceWords(
        _major(point.amount, point.currency),
        _major(point.list_amount, point.currency),
        point.currency,
        point.availability,
        point.confidence,
    )


def _read_words(reading: Reading) -> PriceWords:
    document = reading.as_dict()
    return PriceWords(
        document["price"],
        document["list_price"],
        reading.currency,
        reading.availability.value,
        round(reading.confidence * 100),
        reading.problem,
    )


def _major(amount: int | None, currency: str) -> str | None:
    return None if amount is None else format(to_major(amount, currency), "f")
