"""What a person decides about a price that waits."""

from datetime import datetime

from django.db import transaction

from lib.errors import Conflict, NotFound
from pricing.models import Offer, PriceChange, PricePoint
from pricing.services.recording import change_to, offer_of, write_offers
from pricing.services.summaries import refresh_summaries


@transaction.atomic
def release_point(*, point_id: int, at: datetime) -> PriceChange | None:
    """Accept a quarantined price: it becomes the offer, history, and news (the answer; None where it says nothing new).

    Raises `NotFound`, or `Conflict` where it does not wait any more or a newer reading has overtaken it.
    """
    point = _waiting(point_id)
    offer = Offer.objects.filter(pk=point.listing_id).first()
    if offer and offer.last_seen_at >= point.observed_at:
        raise Conflict("A newer reading of this listing was accepted since; this one can only be rejected.", field="point")
    point.status = PricePoint.Status.ACCEPTED
    point.reason = f"{point.reason}; released by a person"[:200]
    point.save(update_fields=["status", "reason"])
    write_offers([offer_of(point)])
    change = None
    if offer is None or (offer.amount, offer.currency, offer.availability) != (
        point.amount,
        point.currency,
        point.availability,
    ):
        change = change_to(point, offer)
        change.save(force_insert=True)
    if point.listing.product_id:
        refresh_summaries(product_ids=[point.listing.product_id], at=at)
    return change


@transaction.atomic
def reject_point(*, point_id: int, reason: str, at: datetime) -> PricePoint:
    """Refuse a quarantined price; it stays visible with the reason and counts nowhere. Raises `NotFound` or `Conflict`."""
    point = _waiting(point_id)
    point.status = PricePoint.Status.REJECTED
    point.reason = f"{point.reason}; {reason or 'rejected by a person'} ({at:%Y-%m-%d})"[:200]
    point.save(update_fields=["status", "reason"])
    return point


def _waiting(point_id: int) -> PricePoint:
    point = PricePoint.objects.select_for_update(of=["self"]).select_related("listing").filter(pk=point_id).first()
    if point is None:
        raise NotFound("There is no such price point.", field="point")
    if point.status != PricePoint.Status.QUARANTINED:
        raise Conflict(f"This price point does not wait any more: it is {point.status}.", field="point")
    return point
