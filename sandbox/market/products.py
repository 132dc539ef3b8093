"""What is sold in the market: the noun, and the words its assortments share."""

import re
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

#: The categories, with the name a person reads.
CATEGORIES = {"whey_protein": "Whey protein", "produce": "Fruit and vegetables", "electronics": "Electronics"}

#: GS1 keeps the prefix 952 for demonstrations and examples, so that no number of ours is anybody's real product.
_DEMONSTRATION_PREFIX = "952"


@dataclass(frozen=True, slots=True)
class Nutrition:
    """What one serving holds: grams as decimals, energy in kcal."""

    serving_g: Decimal
    protein_g: Decimal
    carbs_g: Decimal
    fat_g: Decimal
    calories: int
    bcaa_g: Decimal
    glutamine_g: Decimal
    digestibility: str
    ingredients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarketProduct:
    """One article: this thing, this flavour, this size.

    `key` is its slug in the market, `name` the article without its variant, `variant` what tells it from the others of its
    `group` (flavour and size, colour, capacity). `net_grams` is what one unit of the price holds; `sold_by` is "kg" where
    the price is for a kilogram, else "piece" or "pack". `reference_mills` is its usual price in thousandths of a US dollar,
    from which each shop makes its own.
    """

    key: str
    name: str
    brand: str | None
    category: str
    department: str
    group: str
    variant: tuple[str, ...]
    description: str
    reference_mills: int
    gtin: str | None = None
    mpn: str | None = None
    sold_by: str = "piece"
    net_grams: int | None = None
    servings: int | None = None
    flavor: str | None = None
    is_organic: bool | None = None
    nutrition: Nutrition | None = None
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """The article's full name: "Optimum Nutrition Gold Standard 100% Whey, Double Rich Chocolate, 2270 g"."""
        return ", ".join((self.name, *self.variant))

    @property
    def size(self) -> str | None:
        """The net weight as a label gives it ("2270 g"), or None for what is not sold by weight."""
        return None if self.net_grams is None else grams_label(self.net_grams)


def grams_label(grams: int) -> str:
    """A weight as labels give it.

    >>> grams_label(2270), grams_label(2000), grams_label(500)
    ('2270 g', '2 kg', '500 g')
    """
    return f"{grams // 1000} kg" if grams % 1000 == 0 else f"{grams} g"


def slug_of(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, for addresses.

    >>> slug_of('Präzision 27" Monitor, 144 Hz')
    'prazision-27-monitor-144-hz'
    """
    plain = normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def gtin13(number: int) -> str:
    """The GTIN-13 of the market's article `number` (0 to 999,999,999), with its check digit (GS1 General Specifications, 7.9).

    >>> gtin13(1)
    '9520000000011'
    """
    body = f"{_DEMONSTRATION_PREFIX}{number:09d}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """The GS1 check digit of the digits before it.

    >>> check_digit("400638133393")
    '1'
    """
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)
