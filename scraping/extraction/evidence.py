"""What the rungs of the ladder hand on: an amount with its role, where it was found, and how much it counts."""

from dataclasses import dataclass
from decimal import Decimal

from lib.vocabulary import Availability, Condition
from scraping.extraction.reading import Role


@dataclass(slots=True)
class Evidence:
    """One amount that a rung found, in major units of `currency` (`None` where its place does not tell).

    `weight` compares evidence of one source (higher is likelier the page's price); `entity` tells that it belongs to
    the thing the page is about by url, id or name; `net` that it is named as without tax. The rest is what the same
    node says besides.
    """

    amount: Decimal
    currency: str | None
    role: Role
    source: str
    path: str
    raw: str
    weight: float = 0.0
    entity: bool = False
    net: bool = False
    list_amount: Decimal | None = None
    high_amount: Decimal | None = None
    availability: Availability = Availability.UNKNOWN
    condition: Condition = Condition.UNKNOWN
    seller: str | None = None
    reason: str = ""
