"""A price in the history was wrong: it steps aside with a reason, and the right one takes its span."""

from datetime import datetime

from django.db import transaction

from catalog.models import Listing
from lib.errors import Conflict, Invalid, NotFound
from lib.money import format_money, minor_digits, to_minor
from lib.vocabulary import Availability
from pricing.models import Offer, PriceChange, PricePoint
from pricing.services.recording import offer_of, write_offers
from pricing.services.summaries import refresh_summaries

#: What the database can hold, in minor units.
_LARGEST = 2**63 - 1
#: The source of a price that a person wrote.
PERSON = "person"


@transaction.atomic
def correct_point(
    *,
    point_id: int,
    amount: int | None,
    list_amount: int | None,
    currency: str,
    availability: str,
    reason: str,
    at: datetime,
    confidence: int = 100,
    source: str = PERSON,
) -> PricePoint:
    """Put another price in the place of an accepted one; answers the new point.

    The new point has the very span of the old one, which is kept as rejected with the reason, and with its evidence. The offer
    follows where the span is the open one, and so does the product's summary. No news is made: what was told was told.

    `amount` and `list_amount` in minor units of `currency` (ISO 4217), None for no price shown; `confidence` in percent; `at`
    is the (aware) time of it. Raises `NotFound`; `Invalid` and `InvalidMoney` for a price that cannot be; `Conflict`
    for a point that does not count, already says so, or whose news is not told yet.
    """
    reason = reason.strip()
    _refuse_nonsense(amount, list_amount, currency, availability, confidence, reason)
    old = _locked(point_id)
    if (amount, list_amount, currency, availability) == (old.amount, old.list_amount, old.currency, old.availability):
        raise Conflict("This price point says so already.", field="point")
    new = PricePoint(
        listing_id=old.listing_id,
        observed_at=old.observed_at,
        last_seen_at=old.last_seen_at,
        amount=amount,
        list_amount=list_amount,
        currency=currency,
        availability=availability,
        status=PricePoint.Status.ACCEPTED,
        reason=f"corrected from {_words(old)}: {reason} ({at:%Y-%m-%d})"[:200],
        confidence=confidence,
        source=source[:40],
    )
    old.status = PricePoint.Status.REJECTED
    old.reason = f"corrected to {_words(new)}: {reason} ({at:%Y-%m-%d})"[:200]
    old.save(update_fields=["status", "reason"])  # first, for accepted spans never overlap
    new.save(force_insert=True)
    if Offer.objects.filter(point=old).exists():
        write_offers([offer_of(new)])
    if old.listing.product_id:
        refresh_summaries(product_ids=[old.listing.product_id], at=at)
    return new


def correct_amount(*, point_id: int, amount: str, reason: str, at: datetime) -> PricePoint:
    """Correct the amount alone, as a person types it: a decimal number of major units, such as "49.90".

    Everything else of the price stays. Raises what `correct_point` raises.
    """
    point = PricePoint.objects.filter(pk=point_id).first()
    if point is None:
        raise NotFound("There is no such price point.", field="point")
    return correct_point(
        point_id=point_id,
        amount=to_minor(amount.strip(), point.currency),
        list_amount=point.list_amount,
        currency=point.currency,
        availability=point.availability,
        reason=reason,
        at=at,
    )


def _refuse_nonsense(
    amount: int | None, list_amount: int | None, currency: str, availability: str, confidence: int, reason: str
) -> None:
    minor_digits(currency)
    if not reason:
        raise Invalid("Say why the price is corrected.", field="reason")
    for field, value in (("amount", amount), ("list_amount", list_amount)):
        if value is not None and not 0 <= value <= _LARGEST:
            raise Invalid("An amount is between zero and what the database holds.", field=field)
    if amount is None and list_amount is not None:
        raise Invalid("Without a price there is no list price beside it.", field="list_amount")
    if availability not in set(Availability):
        raise Invalid(f"{availability!r} is no availability.", field="availability")
    if not 0 <= confidence <= 100:
        raise Invalid("Confidence is a percentage.", field="confidence")


def _locked(point_id: int) -> PricePoint:
    """The point, locked behind its listing as every recording does it, if it may be corrected."""
    Listing.objects.select_for_update(of=["self"]).filter(points=point_id).first()
    point = PricePoint.objects.select_for_update(of=["self"]).select_related("listing").filter(pk=point_id).first()
    if point is None:
        raise NotFound("There is no such price point.", field="point")
    if point.status != PricePoint.Status.ACCEPTED:
        raise Conflict(f"Only a price that counts can be corrected; this one is {point.status}.", field="point")
    if PriceChange.objects.filter(point=point, announced_at=None).exists():
        raise Conflict("The news of this price is being told at this moment; try again in a minute.", field="point")
    return point


def _words(point: PricePoint) -> str:
    price = "no price" if point.amount is None else format_money(point.amount, point.currency)
    return f"{price}, {Availability(point.availability).label.lower()}"
