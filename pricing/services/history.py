"""Loading history that is known already: demo data, imports. It makes no news, because it is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from pricing.models import Offer, PricePoint
from pricing.services.recording import offer_of, write_offers

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class KnownSpan:
    """One price that held from `observed_at` to `last_seen_at` (aware). Amounts in minor units of `currency`.

    A span with a `reason` was doubted at the time and overtaken: it is kept beside the history, not in it.
    """

    listing_id: int
    observed_at: datetime
    last_seen_at: datetime
    amount: int | None
    currency: str
    availability: str
    list_amount: int | None = None
    source: str = "import"
    reason: str = ""


@transaction.atomic
def import_history(spans: Iterable[KnownSpan]) -> int:
    """Write spans that are not recorded yet; answers how many. The newest of each listing becomes its offer, if none is newer.

    Spans of one listing come oldest first and must not overlap each other or what is recorded: the database refuses the whole
    load. Summaries are the caller's to refresh, once for all.
    """
    written = 0
    newest: dict[int, PricePoint] = {}
    batch: list[PricePoint] = []
    for span in spans:
        point = PricePoint(
            listing_id=span.listing_id,
            observed_at=span.observed_at,
            last_seen_at=span.last_seen_at,
            amount=span.amount,
            list_amount=span.list_amount,
            currency=span.currency,
            availability=span.availability,
            status=PricePoint.Status.SUPERSEDED if span.reason else PricePoint.Status.ACCEPTED,
            reason=span.reason,
            confidence=100,
            source=span.source,
        )
        batch.append(point)
        if not span.reason:
            newest[span.listing_id] = point
        if len(batch) == _BATCH:
            written += len(PricePoint.objects.bulk_create(batch))
            batch = []
    written += len(PricePoint.objects.bulk_create(batch))
    current = dict(Offer.objects.filter(pk__in=newest).values_list("pk", "since"))
    write_offers(offer_of(p) for p in newest.values() if p.listing_id not in current or current[p.listing_id] < p.observed_at)
    return written
