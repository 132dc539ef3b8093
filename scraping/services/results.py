"""What a batch of finished checks leaves behind, in one transaction: prices, receipts, attempts, and when to come again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from catalog.models import Listing, Store
from catalog.services import PageFacts, describe_listing
from lib.vocabulary import Availability, Outcome
from pricing.models import Offer
from pricing.services import PriceReading, Recorded, Verdict, record_readings, refresh_summaries
from scraping.models import Evidence, ScrapeAttempt
from scraping.services.evidence import receipt
from scraping.services.merging import canonical_twin, merge_listing
from scraping.services.outcomes import Check, schedule
from scraping.services.prices import price_reading

_SCHEDULE_FIELDS = [
    "state", "state_since", "next_check_at", "last_checked_at", "last_outcome", "last_detail", "failures", "etag",
    "last_modified",
]  # fmt: skip
#: Verdicts that open a price, and so deserve a receipt.
_NEW_PRICE = (Verdict.FIRST, Verdict.CHANGED, Verdict.QUARANTINED)


@transaction.atomic
def write_results(checks: Sequence[Check], *, at: datetime) -> list[int]:
    """Record a batch of checks; answers the ids of the price changes to announce.

    A failed check is an attempt and never a price. A page that turns out to be another listing's is merged into it, and its
    price is recorded there.
    """
    checks = _without_deleted(checks)
    targets = {check.listing.pk: _describe(check) for check in checks if check.outcome == Outcome.OK}
    # as they are now, not as they were when the check began: a person may have corrected one meanwhile
    offers = Offer.objects.in_bulk([check.listing.pk for check in checks if check.outcome == Outcome.UNCHANGED])
    readings = {}
    for check in checks:
        if reading := _price_reading(check, targets.get(check.listing.pk, check.listing), offers):
            readings[check.listing.pk] = reading
    recorded = dict(zip(readings, record_readings(readings.values()), strict=True))
    _write_receipts(checks, recorded)
    _write_attempts(checks, recorded)
    _write_schedule(checks, recorded, at)
    _note_stores(checks)
    return [answer.change_id for answer in recorded.values() if answer.change_id is not None]


def _without_deleted(checks: Sequence[Check]) -> list[Check]:
    """The checks of listings that are still there: staff may have deleted one while its page was fetched."""
    there = set(
        Listing.objects.select_for_update()
        .filter(pk__in=[c.listing.pk for c in checks])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return [check for check in checks if check.listing.pk in there]


def _describe(check: Check) -> Listing:
    """Write the page's words on its listing; answers the listing that stands for the page, after a merge another one."""
    reading = check.reading
    twin = canonical_twin(check.listing, reading, check.fetched_at)
    if twin is not None:
        merge_listing(loser=check.listing, winner=twin, at=check.fetched_at)
    listing = twin or check.listing
    facts = PageFacts(
        title=reading.title or "",
        brand=reading.brand or "",
        image_url=reading.image_url or "",
        sku=reading.sku or "",
        mpn=reading.mpn or "",
        gtin=reading.gtin or "",
        seller=reading.seller or "",
        condition=reading.condition.value,
    )
    return describe_listing(listing=listing, facts=facts, at=check.fetched_at)


def _price_reading(check: Check, listing: Listing, offers: dict[int, Offer]) -> PriceReading | None:
    """What the check says of the price; None for a failed one. A page that was not modified says what the offer says."""
    if check.outcome == Outcome.UNCHANGED:
        offer = offers.get(listing.pk)
        if offer is None:
            return None
        return PriceReading(
            listing_id=listing.pk,
            observed_at=check.fetched_at,
            amount=offer.amount,
            currency=offer.currency,
            availability=Availability(offer.availability),
            list_amount=offer.list_amount,
        )
    if check.outcome != Outcome.OK:
        return None
    return price_reading(check.reading, listing=listing, at=check.fetched_at)


def _write_receipts(checks: Sequence[Check], recorded: dict[int, Recorded]) -> None:
    rows = []
    for check in checks:
        answer = recorded.get(check.listing.pk)
        if answer and answer.verdict in _NEW_PRICE and answer.point_id and check.reading is not None:
            rows.append(receipt(check, answer.point_id))
    Evidence.objects.bulk_create(rows)


def _write_attempts(checks: Sequence[Check], recorded: dict[int, Recorded]) -> None:
    rows = []
    for check in checks:
        answer = recorded.get(check.listing.pk)
        rows.append(
            ScrapeAttempt(
                listing=check.listing,
                started_at=check.fetched_at - timedelta(milliseconds=check.page.elapsed_ms),
                outcome=check.outcome,
                detail=check.detail or (answer.reason[:300] if answer else ""),
                problem=check.problem[:40],
                status=check.page.status,
                final_url=(check.page.final_url or "")[:2048],
                bytes=len(check.page.body),
                fetch_ms=round(check.page.elapsed_ms),
                point_id=answer.point_id if answer else None,
            )
        )
    ScrapeAttempt.objects.bulk_create(rows)


def _write_schedule(checks: Sequence[Check], recorded: dict[int, Recorded], at: datetime) -> None:
    gone_before = {check.listing.pk for check in checks if check.listing.state == Listing.State.GONE}
    standing = [check for check in checks if check.listing.merged_into_id is None]
    for check in standing:
        answer = recorded.get(check.listing.pk)
        schedule(check, is_doubtful=answer is not None and answer.verdict == Verdict.QUARANTINED)
    listings = [check.listing for check in standing]
    Listing.objects.bulk_update(listings, _SCHEDULE_FIELDS)
    vanished = {x.product_id for x in listings if x.state == Listing.State.GONE and x.pk not in gone_before} - {None}
    refresh_summaries(product_ids=vanished, at=at)


def _note_stores(checks: Sequence[Check]) -> None:
    """What the answers say of their shops: blocked or not, told to wait, a longer crawl delay wished."""
    for check in checks:
        store = Store.objects.filter(pk=check.listing.store_id)
        if check.outcome == Outcome.BLOCKED:
            store.filter(blocked_since=None).update(blocked_since=check.fetched_at)
        elif check.outcome.is_success:
            store.exclude(blocked_since=None).update(blocked_since=None)
        if check.page.retry_after:
            wait_until = check.fetched_at + timedelta(seconds=min(check.page.retry_after, 86_400))
            store.update(next_fetch_at=Greatest(Coalesce(F("next_fetch_at"), wait_until), wait_until))
        if check.wanted_delay:
            store.filter(Q(crawl_delay__lt=check.wanted_delay)).update(crawl_delay=check.wanted_delay)
