"""One row for a product: its best offer now, and the last 30 days of all its listings.

Between two points a price counts as held until the next one: so a summary depends only on what changed, and equals a rebuild
as of the same instant, however many unchanged checks came between.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from lib.vocabulary import Availability
from lib.windows import Window, weighted_mean

#: Days that low, high and mean look back.
WINDOW_DAYS = 30
#: Percent by which the best price must leave its mean to count as a trend.
_TREND_PERCENT = 2


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """A listing's price now, in minor units."""

    listing_id: int
    amount: int | None
    list_amount: int | None
    currency: str
    availability: str

    @property
    def is_buyable(self) -> bool:
        """Whether it can be ordered at a price; an unknown availability does not rule that out."""
        return self.amount is not None and self.availability != Availability.OUT_OF_STOCK


@dataclass(frozen=True, slots=True)
class PointFacts:
    """The start of one accepted price of a listing."""

    listing_id: int
    observed_at: datetime
    amount: int | None
    currency: str
    availability: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list shows of a product. Amounts are minor units of `currency`; None where nothing can be bought."""

    currency: str = ""
    best_listing_id: int | None = None
    min_amount: int | None = None
    max_amount: int | None = None
    offer_count: int = 0
    buyable_count: int = 0
    discount_percent: Decimal | None = None
    low_30d: int | None = None
    high_30d: int | None = None
    mean_30d: int | None = None
    trend: str = "stable"


def summarise(offers: Sequence[OfferFacts], points: Iterable[PointFacts], as_of: datetime) -> Summary:
    """The summary of a product at `as_of` from its offers and the accepted points of its listings, oldest first.

    The currency is the one that most buyable offers use (then: most offers; then: the first by code), because amounts of two
    currencies cannot be compared without a rate.
    """
    if not offers:
        return Summary()
    buyable = [offer for offer in offers if offer.is_buyable]
    counts = Counter(offer.currency for offer in buyable or offers)
    currency = min(counts, key=lambda code: (-counts[code], code))
    ranked = sorted((o for o in buyable if o.currency == currency), key=lambda o: (o.amount, o.listing_id))
    held = held_prices(points, currency, Window.last(WINDOW_DAYS, as_of))
    if not ranked:
        return Summary(currency=currency, offer_count=len(offers), buyable_count=len(buyable), **price_range(held))
    best = ranked[0]
    figures = price_range(held)
    return Summary(
        currency=currency,
        best_listing_id=best.listing_id,
        min_amount=best.amount,
        max_amount=ranked[-1].amount,
        offer_count=len(offers),
        buyable_count=len(buyable),
        discount_percent=discount_percent(best.amount, best.list_amount),
        trend=price_trend(best.amount, figures["mean_30d"]),
        **figures,
    )


def discount_percent(amount: int, list_amount: int | None) -> Decimal | None:
    """How far `amount` lies below the list price, in percent with two decimals; None without a higher list price.

    >>> discount_percent(319900, 399900)
    Decimal('20.01')
    """
    if not list_amount or list_amount <= amount:
        return None
    return (Decimal(list_amount - amount) * 100 / list_amount).quantize(Decimal("0.01"))


def held_prices(points: Iterable[PointFacts], currency: str, window: Window) -> list[tuple[int, timedelta]]:
    """(amount, time held inside the window) of each buyable price in `currency`; the points of a listing oldest first."""
    by_listing: dict[int, list[PointFacts]] = {}
    for point in points:
        by_listing.setdefault(point.listing_id, []).append(point)
    parts = []
    for line in by_listing.values():
        ends = [following.observed_at for _, following in pairwise(line)] + [window.end]
        for point, end in zip(line, ends, strict=True):
            if point.amount is None or point.currency != currency or point.availability == Availability.OUT_OF_STOCK:
                continue
            if end >= window.start and point.observed_at <= window.end:
                parts.append((point.amount, window.overlap(point.observed_at, max(end, point.observed_at))))
    return parts


def price_range(held: list[tuple[int, timedelta]]) -> dict[str, int | None]:
    """Lowest, highest and time-weighted mean amount of what `held_prices` answers; None each where nothing held."""
    amounts = [amount for amount, _ in held]
    return {
        "low_30d": min(amounts, default=None),
        "high_30d": max(amounts, default=None),
        # a price first seen at this very instant has held for no time yet: then it is its own mean
        "mean_30d": weighted_mean(held) or (round(sum(amounts) / len(amounts)) if amounts else None),
    }


def price_trend(best: int, mean: int | None) -> str:
    """up, down or stable: where the best price now stands against its mean.

    >>> price_trend(97, 100), price_trend(99, 100), price_trend(103, None)
    ('down', 'stable', 'stable')
    """
    if mean is None or abs(best - mean) * 100 <= mean * _TREND_PERCENT:
        return "stable"
    return "down" if best < mean else "up"
