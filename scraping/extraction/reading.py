"""What one page says: the answer of the ladder, with every price that was considered and why it won or lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lib.vocabulary import Availability, Condition

#: Goes up whenever the same page may be read differently; stored with every receipt, so that evidence can be replayed.
PARSER_VERSION = "1"


class Role(StrEnum):
    """What an amount on a product page is, of all the things it could be."""

    CURRENT = "current"
    LIST = "list"
    INSTALMENT = "instalment"
    MEMBER = "member"
    UNIT = "unit"
    USED = "used"
    FROM = "from"
    SHIPPING = "shipping"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One amount found on the page, and its fate.

    `amount` is in major units; `currency` an ISO 4217 code or `None` where its place does not tell. `source` is the rung of the
    ladder (json-ld, microdata, rdfa, opengraph, meta, state, css, text, retailer) or "recipe", `path` the node or JSON path
    within it, `raw` the text as the shop wrote it (at most 120 characters), `reason` a sentence for a person.
    """

    amount: Decimal
    currency: str | None
    role: Role
    source: str
    path: str
    raw: str
    won: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecipeUse:
    """What the shop's recipe did with a page: its `version`, the fields it names and did not find, sentences for people."""

    version: int
    missed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def missed_price(self) -> bool:
        """Whether the recipe names the price and did not find it: the shop has changed, or the page is none of its products."""
        return "price" in self.missed


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page says of the one product it is about.

    Prices are decimals in major units of `currency` (ISO 4217), tax included where the page tells both. `price` is `None`
    unless both the amount and its currency are certain enough. `gtin` is a valid GTIN-14. `image_url` and `canonical_url` are
    absolute. `source` and `path` say where the price was found, `confidence` (0 to 1) how well it is supported. `problem` is a
    short stable code (see `scraping.extraction.problems`) that says why there is no price, or `None` where there is one or the
    product is genuinely out of stock. `recipe` says what the shop's recipe did, where it was used.
    """

    url: str
    title: str | None = None
    brand: str | None = None
    price: Decimal | None = None
    list_price: Decimal | None = None
    currency: str | None = None
    availability: Availability = Availability.UNKNOWN
    condition: Condition = Condition.UNKNOWN
    seller: str | None = None
    sku: str | None = None
    mpn: str | None = None
    gtin: str | None = None
    image_url: str | None = None
    canonical_url: str | None = None
    source: str | None = None
    path: str | None = None
    confidence: float = 0.0
    problem: str | None = None
    candidates: tuple[Candidate, ...] = ()
    parser_version: str = PARSER_VERSION
    recipe: RecipeUse | None = None

    def as_dict(self) -> Mapping[str, object]:
        """The reading as plain JSON values; prices are decimal strings in major units without an exponent."""
        return {
            "title": self.title,
            "brand": self.brand,
            "price": _plain(self.price),
            "list_price": _plain(self.list_price),
            "currency": self.currency,
            "availability": self.availability.value,
            "sku": self.sku,
            "gtin": self.gtin,
            "image_url": self.image_url,
            "source": self.source,
            "confidence": round(self.confidence, 3),
            "problem": self.problem,
        }


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")
