"""What a search is asked, and what it answers: the same for every backend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Sort(StrEnum):
    """The orders of results. Price orders hold only what has a price in the currency of the search."""

    RELEVANCE = "relevance"
    PRICE_ASC = "price_asc"
    PRICE_DESC = "price_desc"
    NAME_ASC = "name_asc"
    NAME_DESC = "name_desc"
    PROTEIN_DESC = "protein_desc"
    POPULAR = "popular"
    NEWEST = "newest"
    BEST_DEAL = "best_deal"

    @property
    def is_by_price(self) -> bool:
        """Whether amounts of money are compared, which takes one currency."""
        return self in (Sort.PRICE_ASC, Sort.PRICE_DESC)


class Facet(StrEnum):
    """What results are counted by."""

    BRAND = "brand"
    FLAVOR = "flavor"
    RETAILER = "retailer"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two results: beside the one with sort key `key` and tie-breaker `tie`.

    `generation` is the state of the index at which the walk began: later pages see prices as they were then, so no product
    is skipped or repeated while prices move. `tiered` keeps a walk by relevance in the order it began with. `backward` looks at
    what comes before. Doors sign and encode it.
    """

    sort: Sort
    key: int | str
    tie: int
    generation: int
    tiered: bool = False
    backward: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One search. Empty `text` browses. Values of one filter are alternatives; filters apply together.

    `brands` are names or slugs, whole and in any case; `flavor` words, or beginnings of words, of the flavour; `category` a
    slug, with everything below it; `retailers` slugs of shops. Prices are minor units of `currency` (ISO 4217; empty: the main
    currency of the catalogue); protein is hundredths of a gram a serving. `in_stock` None: either. With a `cursor`, `offset` is
    left aside.
    """

    text: str = ""
    brands: tuple[str, ...] = ()
    flavor: str = ""
    category: str = ""
    min_price: int | None = None
    max_price: int | None = None
    currency: str = ""
    min_protein: int | None = None
    max_protein: int | None = None
    in_stock: bool | None = None
    retailers: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    cursor: Cursor | None = None
    facets: frozenset[Facet] = frozenset(Facet)

    @property
    def compares_prices(self) -> bool:
        """Whether only documents of one currency can answer."""
        return self.sort.is_by_price or self.min_price is not None or self.max_price is not None


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the results have this value: a brand's name, a flavour, a slug of a shop or a category."""

    value: str
    products: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The results in order. `total` is a lower bound, and the facets a sample of the most popular, unless `is_exact`.

    `corrected` is the text that was searched instead of one with unknown words; `currency` the one in which prices were
    compared.
    """

    product_ids: tuple[int, ...] = ()
    total: int = 0
    is_exact: bool = True
    facets: Mapping[Facet, tuple[Count, ...]] = field(default_factory=dict)
    corrected: str | None = None
    currency: str = ""
    next_cursor: Cursor | None = None
    prev_cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """The words of one document. `title` is its name, brand and flavour; `body` whatever else was written; `filters` its filter
    words.
    """

    rank: int
    product_id: int
    title: tuple[str, ...]
    body: tuple[str, ...]
    filters: tuple[str, ...]
