"""Sale events: weekly, monthly and festival sales that come back, so that some are on and some are ahead at any time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.market.draws import Draws
from sandbox.market.shops import Shop

HOUR = 3_600
DAY = 24 * HOUR

#: 2024-01-01T00:00Z, from which all rhythms are counted.
ORIGIN = 1_704_067_200


@dataclass(frozen=True, slots=True)
class SaleEvent:
    """One sale: aware UTC times, `category` of the market or None for the whole shop.

    A sale that is not `announced` has to be noticed in the prices.
    """

    key: str
    shop: Shop
    title: str
    discount_summary: str
    category: str | None
    starts: datetime
    ends: datetime
    announced: bool

    def status_at(self, at: datetime) -> str:
        """ "upcoming", "ongoing" or "ended" at an aware time."""
        if at < self.starts:
            return "upcoming"
        return "ongoing" if at < self.ends else "ended"


@dataclass(frozen=True, slots=True)
class SaleSeries:
    """A sale that comes back every `period` days and lasts for `hours`.

    It begins `offset` hours after the period does, plus up to `jitter` days. `depths` are discounts in per cent that its
    articles may get; `joins` is how many per mille of the articles take part, `fakes` how many of these only seem to: their
    list price was raised first.
    """

    key: str
    shop: str
    title: str
    discount_summary: str
    category: str | None
    period: int
    offset: int
    hours: int
    jitter: int
    depths: tuple[int, ...]
    joins: int
    fakes: int
    announced: bool = True

    def occurrences(self, seed: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Number, start and end (epoch seconds) of each occurrence that overlaps `start` to `end`, in order."""
        draws = Draws(seed, "sales", self.key)
        period = self.period * DAY
        for number in range((start - ORIGIN) // period - 1, (end - ORIGIN) // period + 1):
            begins = ORIGIN + number * period + self.offset * HOUR + draws.between(0, self.jitter, number) * DAY
            if begins <= end and begins + self.hours * HOUR > start:
                yield number, begins, begins + self.hours * HOUR

    def event(self, shop: Shop, number: int, begins: int, ends: int) -> SaleEvent:
        """The occurrence as the event that people are told of."""
        return SaleEvent(
            key=f"{self.key}-{number}",
            shop=shop,
            title=self.title,
            discount_summary=self.discount_summary,
            category=self.category,
            starts=datetime.fromtimestamp(begins, UTC),
            ends=datetime.fromtimestamp(ends, UTC),
            announced=self.announced,
        )


def _series(key: str, shop: str, title: str, summary: str, category: str | None, *rhythm: object, **more: bool) -> SaleSeries:
    return SaleSeries(key, shop, title, summary, category, *rhythm, **more)


#: Key, shop, title, summary, category; period (days), offset (hours), length (hours), jitter (days), depths (per cent), joins
#: and fakes (per mille).
SERIES: tuple[SaleSeries, ...] = (
    _series(
        "lamps",
        "dhanush",
        "Festival of a Thousand Lamps",
        "Up to 40% off",
        None,
        91,
        30,
        120,
        12,
        (10, 15, 20, 30, 40),
        700,
        250,
    ),
    _series(
        "muscle",
        "dhanush",
        "Monthly Muscle Days",
        "Up to 25% off whey",
        "whey_protein",
        30,
        18,
        72,
        4,
        (10, 15, 20, 25),
        450,
        150,
    ),
    _series("kites", "patang", "Kite Season Mela", "Up to 45% off", None, 73, 42, 96, 14, (10, 20, 30, 45), 650, 400),
    _series(
        "gadgets",
        "patang",
        "Midweek Gadget Mela",
        "10 to 20% off electronics",
        "electronics",
        14,
        53,
        48,
        0,
        (10, 15, 20),
        300,
        200,
    ),
    _series(
        "iron", "shakti", "Iron Week", "Up to 30% off all protein", "whey_protein", 45, 28, 168, 8, (10, 15, 20, 30), 600, 100
    ),
    _series(
        "monsoon", "meru", "Monsoon Wellness Sale", "15 to 25% off", "whey_protein", 60, 66, 120, 10, (15, 20, 25), 500, 200
    ),
    _series("fireflies", "jugnu", "Firefly Hours", "Flat 30% off", None, 10, 14, 10, 3, (30,), 200, 500),
    _series(
        "harbour", "elbhafen", "Hafentage", "Bis zu 25 % auf Technik", "electronics", 61, 7, 96, 9, (10, 15, 20, 25), 450, 120
    ),
    _series("pines", "cobalt", "Pine Friday", "Up to 35% off", None, 121, 5, 96, 15, (15, 20, 25, 35), 600, 250),
    _series("tuesday", "cobalt", "Tech Tuesday", "Save 10% on electronics", "electronics", 7, 29, 24, 0, (10,), 220, 0),
    _series("teatime", "hobnob", "Teatime Savers", "A third off selected lines", None, 28, 15, 72, 5, (20, 33), 250, 200),
    _series(
        "harvest", "sabah", "Fresh Week", "10 to 25% off the week's harvest", "produce", 7, 4, 168, 0, (10, 15, 25), 220, 0
    ),
    _series("souk", "nilebasket", "Thursday Souk", "20% off fruit and vegetables", "produce", 7, 76, 24, 0, (20,), 300, 0),
    # Nobody is told of this one: it has to be detected from the prices.
    _series(
        "quiet",
        "shakti",
        "Unannounced clearance",
        "15 to 20% off",
        "whey_protein",
        53,
        40,
        60,
        12,
        (15, 20),
        750,
        0,
        announced=False,
    ),
)
