"""The shops: who they are, how they price, and how their pages are addressed. How the pages look is in `sandbox.shops`."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shop:
    """One invented shop. Amounts are minor units of `currency`.

    `page` is the form of a product's address below the shop's prefix; `locale` (Babel) how it writes numbers. `usd_rate` is the
    price of 1000 US dollars in minor units, `level` its prices in basis points of the market's usual ones, `endings` its
    rounding: up to the amount, the price is a multiple of the step, less a little. `assortment` says how many per mille of
    each category it stocks.
    """

    slug: str
    name: str
    country: str
    currency: str
    locale: str
    delivery_minor: int
    free_delivery_from_minor: int | None
    delivery_days: tuple[int, int]
    page: str
    sku_form: str
    title_form: str
    usd_rate: int
    level: int
    endings: tuple[tuple[int | None, int, int], ...]
    assortment: dict[str, int] = field(hash=False)
    shows_list_always: bool = False
    glitches_per_mille: int = 110
    answers_conditionally: bool = False
    is_flaky: bool = False

    @property
    def prefix(self) -> str:
        """The path below which the shop lives: "/dhanush/"."""
        return f"/{self.slug}/"

    def rounded(self, amount: int) -> int:
        """The nearest price (minor units) that this shop would print on a label."""
        for limit, step, less in self.endings:
            if limit is None or amount <= limit:
                return max(step, (amount + step // 2) // step * step) - less
        raise AssertionError("the last ending has no limit")


_RUPEES = ((100_000, 1_000, 100), (1_000_000, 5_000, 100), (None, 50_000, 1_000))
_RUPEES_AND_PAISE = ((100_000, 500, 50), (1_000_000, 2_500, 50), (None, 10_000, 1_000))
_EUROS = ((10_000, 100, 5), (None, 500, 5))
_DOLLARS = ((20_000, 100, 1), (None, 1_000, 1))
_POUNDS = ((1_000, 5, 0), (10_000, 50, 1), (None, 500, 1))
_PIASTRES = ((2_000, 25, 0), (None, 50, 0))

SHOPS: tuple[Shop, ...] = (
    Shop(
        slug="dhanush",
        name="Dhanush Mart",
        country="IN",
        currency="INR",
        locale="en_IN",
        delivery_minor=4_000,
        free_delivery_from_minor=49_900,
        delivery_days=(1, 2),
        page="dp/{sku}",
        sku_form="D0{code}",
        title_form="{name}, {variant}",
        usd_rate=8_350_000,
        level=10_000,
        endings=_RUPEES,
        shows_list_always=True,
        answers_conditionally=True,
        assortment={"whey_protein": 900, "electronics": 800},
    ),
    Shop(
        slug="patang",
        name="Patang Bazaar",
        country="IN",
        currency="INR",
        locale="en_IN",
        delivery_minor=4_900,
        free_delivery_from_minor=50_000,
        delivery_days=(2, 4),
        page="item/{sku}/{slug}.html",
        sku_form="{number}",
        title_form="{name} ({variant})",
        usd_rate=8_350_000,
        level=9_850,
        endings=_RUPEES_AND_PAISE,
        shows_list_always=True,
        assortment={"whey_protein": 850, "electronics": 750},
    ),
    Shop(
        slug="shakti",
        name="Shakti Supplements",
        country="IN",
        currency="INR",
        locale="en_IN",
        delivery_minor=5_000,
        free_delivery_from_minor=99_900,
        delivery_days=(2, 5),
        page="products/{slug}-{sku}",
        sku_form="ss{number}",
        title_form="{name} {variant}",
        usd_rate=8_350_000,
        level=9_700,
        endings=_RUPEES,
        answers_conditionally=True,
        assortment={"whey_protein": 900},
    ),
    Shop(
        slug="meru",
        name="Meru Wellness",
        country="IN",
        currency="INR",
        locale="en_IN",
        delivery_minor=0,
        free_delivery_from_minor=None,
        delivery_days=(3, 6),
        page="buy/{slug}/p{sku}",
        sku_form="{number}",
        title_form="{name} | {variant}",
        usd_rate=8_350_000,
        level=10_300,
        endings=_RUPEES,
        assortment={"whey_protein": 700},
    ),
    Shop(
        slug="jugnu",
        name="Jugnu Deals",
        country="IN",
        currency="INR",
        locale="en_IN",
        delivery_minor=7_000,
        free_delivery_from_minor=69_900,
        delivery_days=(3, 7),
        page="d/{sku}",
        sku_form="JG-{code}",
        title_form="{name} - {variant}",
        usd_rate=8_350_000,
        level=9_500,
        endings=_RUPEES,
        glitches_per_mille=220,
        is_flaky=True,
        assortment={"whey_protein": 450, "electronics": 450},
    ),
    Shop(
        slug="elbhafen",
        name="Elbhafen Technik",
        country="DE",
        currency="EUR",
        locale="de_DE",
        delivery_minor=495,
        free_delivery_from_minor=5_000,
        delivery_days=(1, 3),
        page="p/{slug}-{sku}",
        sku_form="{number}",
        title_form="{name}, {variant}",
        usd_rate=92_000,
        level=11_200,
        endings=_EUROS,
        answers_conditionally=True,
        assortment={"electronics": 750, "whey_protein": 330},
    ),
    Shop(
        slug="cobalt",
        name="Cobalt & Pine",
        country="US",
        currency="USD",
        locale="en_US",
        delivery_minor=599,
        free_delivery_from_minor=3_500,
        delivery_days=(2, 4),
        page="product?id={sku}",
        sku_form="CP{number}",
        title_form="{name} - {variant}",
        usd_rate=100_000,
        level=10_000,
        endings=_DOLLARS,
        assortment={"electronics": 650, "whey_protein": 330},
    ),
    Shop(
        slug="hobnob",
        name="Hobnob & Daughters",
        country="GB",
        currency="GBP",
        locale="en_GB",
        delivery_minor=399,
        free_delivery_from_minor=4_000,
        delivery_days=(2, 3),
        page="shop/{slug}/{sku}",
        sku_form="HD{number}",
        title_form="{name}, {variant}",
        usd_rate=79_000,
        level=11_000,
        endings=_POUNDS,
        assortment={"whey_protein": 330, "electronics": 350},
    ),
    Shop(
        slug="sabah",
        name="Sabah Market",
        country="EG",
        currency="EGP",
        locale="en",
        delivery_minor=2_500,
        free_delivery_from_minor=50_000,
        delivery_days=(0, 1),
        page="fresh/{slug}-{sku}",
        sku_form="SB{number}",
        title_form="{name}",
        usd_rate=4_860_000,
        level=10_000,
        endings=_PIASTRES,
        answers_conditionally=True,
        assortment={"produce": 1000},
    ),
    Shop(
        slug="nilebasket",
        name="Nile Basket",
        country="EG",
        currency="EGP",
        locale="en",
        delivery_minor=1_500,
        free_delivery_from_minor=30_000,
        delivery_days=(0, 0),
        page="en/goods/{slug}.{sku}",
        sku_form="{number}",
        title_form="{name}",
        usd_rate=4_860_000,
        level=10_200,
        endings=_PIASTRES,
        assortment={"produce": 1000},
    ),
)
