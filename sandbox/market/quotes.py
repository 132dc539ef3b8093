"""What a shop shows at one moment, and how long it showed it."""

from dataclasses import dataclass
from datetime import datetime

from lib.vocabulary import Availability


@dataclass(frozen=True, slots=True)
class Quote:
    """What a product page shows: the price and the struck price in minor units of `currency`, the stock, and why it is so.

    `is_glitch` marks a price that the shop shows by mistake; `promotion` names the offer or sale that lowers it.
    """

    amount_minor: int
    list_minor: int | None
    currency: str
    availability: Availability
    is_glitch: bool = False
    promotion: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The quote held from `start` (included) to `end` (excluded), both aware UTC."""

    start: datetime
    end: datetime
    quote: Quote
