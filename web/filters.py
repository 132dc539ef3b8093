"""What shoppers narrow a list down with, as it stands in the address.

These forms never block: what cannot be understood is named beside its field and left out, and the list is shown without it.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django import forms

from lib.money import minor_digits
from pricing.queries import DealFilter, DealSort
from search.queries import Facet, SearchQuery, Sort, main_currency
from web.forms import PageForm
from web.paging import PAGE_SIZE

_LAST_PAGE = 1_000_000
_LONGEST_NAME = 140

_SORTS = [
    (Sort.RELEVANCE, "Best match"),
    (Sort.PRICE_ASC, "Cheapest first"),
    (Sort.PRICE_DESC, "Dearest first"),
    (Sort.BEST_DEAL, "Largest discount"),
    (Sort.POPULAR, "Popular"),
    (Sort.NEWEST, "Newest"),
    (Sort.PROTEIN_DESC, "Most protein"),
    (Sort.NAME_ASC, "Name, A to Z"),
    (Sort.NAME_DESC, "Name, Z to A"),
]
_DEAL_SORTS = [
    (DealSort.DISCOUNT_DESC, "Largest discount"),
    (DealSort.DISCOUNT_ASC, "Smallest discount"),
    (DealSort.PRICE_ASC, "Cheapest first"),
    (DealSort.EXPIRES_SOON, "Ends soon"),
    (DealSort.RECENT, "Newest"),
]
TIMEFRAMES = [("7d", "7 days"), ("30d", "30 days"), ("90d", "90 days")]


def _name() -> forms.CharField:
    """A slug or a name that links bring along."""
    return forms.CharField(required=False, max_length=_LONGEST_NAME, widget=forms.HiddenInput)


def _choice(label: str, choices: list) -> forms.ChoiceField:
    """One of a few words; the first stands for none."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[(str(value), text) for value, text in choices],
        error_messages={"invalid_choice": "This is none of the choices; the first one is used."},
    )


def _price(label: str) -> forms.DecimalField:
    """An amount in major units."""
    message = "Write the price as a number, like 1299 or 1299.50."
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=4,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            message,
        ),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class ListFilters(PageForm):
    """The filters of a list in pages. `number` is the page wanted, 1 where the address names none that could be."""

    page = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=_LAST_PAGE,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "There is no such page; this is the first one."),
    )

    def __init__(self, data, **kwargs):
        super().__init__(data, auto_id="filter_%s", **kwargs)
        self.full_clean()

    @property
    def number(self) -> int:
        """The number of the page, from 1."""
        return self.cleaned_data.get("page") or 1

    @property
    def complaints(self) -> list[str]:
        """What is wrong with parts of the address that have no field to be seen at."""
        return [message for field in self.hidden_fields() for message in field.errors]

    @property
    def status(self) -> int:
        """The HTTP status of the page: 422 where something could not be understood."""
        return 422 if self.errors else 200

    def text(self, name: str) -> str:
        """The value of a field of words; empty for none."""
        return self.cleaned_data.get(name) or ""


class SearchFilters(ListFilters):
    """The filters of `/search`."""

    q = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.HiddenInput,
        error_messages={"max_length": "Search with less than 200 characters: the name of a product is enough."},
    )
    brand = _name()
    category = _name()
    retailer = _name()
    compare = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    sort = _choice("Order", _SORTS)
    min_price = _price("Price from")
    max_price = _price("Price up to")
    in_stock = forms.BooleanField(label="Only what can be bought now", required=False)

    def clean(self) -> dict:
        """Refuse a range that ends before it begins."""
        low, high = (self.cleaned_data.get(name) for name in ("min_price", "max_price"))
        if low is not None and high is not None and low > high:
            self.add_error("max_price", "This is below “Price from”, so nothing could be found; it is left out.")
        return self.cleaned_data

    def query(self) -> SearchQuery:
        """The search that is wanted. One statement where a price is named, to learn in which currency; else none."""
        wanted = self.cleaned_data
        low, high = wanted.get("min_price"), wanted.get("max_price")
        currency = main_currency() if low is not None or high is not None else ""
        digits = minor_digits(currency) if currency else 2
        return SearchQuery(
            text=self.text("q"),
            brands=_alternatives(self.text("brand")),
            category=self.text("category"),
            retailers=_alternatives(self.text("retailer")),
            min_price=None if low is None else _minor(low, digits, ROUND_CEILING),
            max_price=None if high is None else _minor(high, digits, ROUND_FLOOR),
            currency=currency,
            in_stock=True if wanted.get("in_stock") else None,
            sort=Sort(self.text("sort") or Sort.RELEVANCE),
            offset=(self.number - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
            facets=frozenset({Facet.BRAND, Facet.CATEGORY, Facet.RETAILER}),
        )


def _alternatives(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _minor(value: Decimal, digits: int, rounding: str) -> int:
    """`value` in units of 10 to the power of -`digits`; a bound between two of them moves inwards."""
    return int(value.scaleb(digits).to_integral_value(rounding))


class DealFilters(ListFilters):
    """The filters of `/deals`."""

    brand = _name()
    retailer = _name()
    sort = _choice("Order", _DEAL_SORTS)
    min_discount = forms.DecimalField(
        label="Percent off, at least",
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places"),
            "Write a number from 0 to 100.",
        ),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "10"}),
    )

    #: Percent, as `/v1/deals` has it.
    DEFAULT_DISCOUNT = Decimal(10)

    @property
    def order(self) -> DealSort:
        """The order that is wanted."""
        return DealSort(self.text("sort") or DealSort.DISCOUNT_DESC)

    def query(self) -> DealFilter:
        """The deals that are wanted. No statement."""
        least = self.cleaned_data.get("min_discount")
        least = self.DEFAULT_DISCOUNT if least is None else least
        return DealFilter(least, self.text("retailer"), self.text("brand"))


class PopularFilters(ListFilters):
    """The filters of `/popular`."""

    category = _name()
    timeframe = _choice("Interest of the last", [TIMEFRAMES[1], TIMEFRAMES[0], TIMEFRAMES[2]])

    @property
    def days(self) -> int:
        """How many days back interest counts."""
        return int((self.text("timeframe") or "30d").removesuffix("d"))
