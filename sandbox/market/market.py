"""The market: all products, shops and listings, what each costs at any time, and what a person changed in it."""

import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from lib.errors import Invalid, NotFound
from lib.vocabulary import Availability
from sandbox.market.electronics import electronics_products
from sandbox.market.listings import MarketListing, stock_shops
from sandbox.market.produce import produce_products
from sandbox.market.products import MarketProduct
from sandbox.market.quotes import Quote, Span
from sandbox.market.sales import SERIES, SaleEvent
from sandbox.market.shops import SHOPS, Shop
from sandbox.market.timeline import Timeline
from sandbox.market.whey import whey_products

#: No price of the sandbox is higher (minor units): what fits a signed 32-bit integer.
HIGHEST_AMOUNT = 2_147_483_647

_BEFORE_ALL_TIME = -(1 << 62)


@dataclass(frozen=True, slots=True)
class _Override:
    """What a person set from `since` (epoch seconds) until the next entry; None leaves it to the market."""

    since: int
    amount_minor: int | None = None
    list_minor: int | None = None
    availability: Availability | None = None

    def applied_to(self, quote: Quote) -> Quote:
        if self.amount_minor is not None:
            quote = replace(
                quote,
                amount_minor=self.amount_minor,
                list_minor=self.list_minor,
                is_glitch=False,
                promotion=None,
            )
        return quote if self.availability is None else replace(quote, availability=self.availability)


class Market:
    """A deterministic market: the same `seed` gives the same products, listings and prices at all times.

    Nothing is built before it is asked for. Safe to share between threads.
    """

    def __init__(self, seed: int = 1):
        self.seed = seed
        self._overrides: dict[tuple[str, str], tuple[_Override, ...]] = {}
        self._timelines: dict[tuple[str, str], Timeline] = {}
        self._lock = threading.Lock()

    @property
    def shops(self) -> tuple[Shop, ...]:
        """All shops."""
        return SHOPS

    @property
    def products(self) -> tuple[MarketProduct, ...]:
        """All articles, whey proteins first."""
        return _all_products()

    def listings(self, shop: Shop | str | None = None) -> tuple[MarketListing, ...]:
        """All product pages, or those of one shop (the shop or its slug). Raises `NotFound` for a slug that no shop has."""
        if shop is None:
            return self._all_listings
        return self._listings_by_shop[self.shop(shop).slug]

    def listings_of(self, product: MarketProduct) -> tuple[MarketListing, ...]:
        """The pages of one article, in the order of the shops."""
        return self._listings_by_product[product.key]

    def shop(self, shop: Shop | str) -> Shop:
        """The shop with this slug. Raises `NotFound`."""
        slug = shop if isinstance(shop, str) else shop.slug
        for candidate in SHOPS:
            if candidate.slug == slug:
                return candidate
        raise NotFound(f"No shop is called {slug!r}", field="shop")

    @cached_property
    def new_pages(self) -> tuple[MarketListing, ...]:
        """Pages that count as new, so that a tracker loaded with the rest can be shown one: every twelfth of each shop.

        No product twice, and none in the flaky shops.
        """
        pages: dict[str, MarketListing] = {}
        for place, shop in enumerate(self.shops):
            for page in () if shop.is_flaky else self.listings(shop)[place + 1 :: 12]:
                pages.setdefault(page.product.key, page)
        return tuple(pages.values())

    def listing(self, shop: Shop | str, sku: str) -> MarketListing:
        """The page of the shop's article `sku`. Raises `NotFound`."""
        shop = self.shop(shop)
        try:
            return self._listings_by_key[shop.slug, sku]
        except KeyError:
            raise NotFound(f"{shop.name} sells nothing under {sku!r}", field="sku") from None

    def price_at(self, shop: Shop | str, sku: str, at: datetime) -> Quote:
        """What the shop's page shows at the aware time `at`, past or future.

        Raises `NotFound` for an unknown listing, `Invalid` for a naive time.
        """
        listing = self.listing(shop, sku)
        second = math.floor(_seconds(at, "at"))
        _, _, quote = next(self._timeline(listing).quotes(second, second + 1))
        for override in reversed(self._overrides.get(listing.key, ())):
            if override.since <= second:
                return override.applied_to(quote)
        return quote

    def history(self, shop: Shop | str, sku: str, start: datetime, end: datetime) -> list[Span]:
        """The changes of a page from `start` to `end` (aware): spans in order, without gaps, no two neighbours equal.

        Changes fall on whole seconds. Glitches are spans of their own, flagged in their quote. Raises `NotFound`, and `Invalid`
        for naive times or an empty range.
        """
        listing = self.listing(shop, sku)
        first, last = math.floor(_seconds(start, "start")), math.ceil(_seconds(end, "end"))
        if start >= end:
            raise Invalid("The end has to be after the start", field="end")
        edges: list[int] = []
        quotes: list[Quote] = []
        for begins, _, quote in self._overridden(listing, first, last):
            if not quotes or quotes[-1] != quote:
                edges.append(begins)
                quotes.append(quote)
        times = [start, *(datetime.fromtimestamp(edge, UTC) for edge in edges[1:]), end]
        return [Span(begins, ends, quote) for (begins, ends), quote in zip(pairwise(times), quotes, strict=True)]

    def sales(self, at: datetime, ahead: timedelta = timedelta(days=60)) -> tuple[SaleEvent, ...]:
        """The announced sales that are on at the aware time `at` or begin within `ahead`, by their start."""
        return tuple(sale for sale in self.sales_between(at, at + ahead) if sale.announced)

    def sales_between(self, start: datetime, end: datetime) -> tuple[SaleEvent, ...]:
        """All sales that are on from `start` to `end` (aware) or in between, also those nobody was told of, by their start."""
        first, last = math.floor(_seconds(start, "start")), math.floor(_seconds(end, "end"))
        events = [
            series.event(self.shop(series.shop), *occurrence)
            for series in SERIES
            for occurrence in series.occurrences(self.seed, first, last)
        ]
        return tuple(sorted(events, key=lambda event: (event.starts, event.key)))

    def set_price(
        self,
        shop: Shop | str,
        sku: str,
        amount_minor: int | None = None,
        list_minor: int | None = None,
        availability: Availability | None = None,
        *,
        since: datetime | None = None,
    ) -> None:
        """Make a shop show a price (minor units of its currency) with or without a list price, or a stock.

        It takes effect at once and is the truth from `since` on (aware, taken down to the whole second; by default from the
        beginning of time) until it is cleared. What is None stays as it was set before, or as the market has it; a new price
        replaces its list price too. Raises `NotFound`, and `Invalid` for an amount outside of 0 to `HIGHEST_AMOUNT` or a list
        price that is not above the price.
        """
        listing = self.listing(shop, sku)
        for field, amount in (("amount_minor", amount_minor), ("list_minor", list_minor)):
            if amount is not None and not 0 <= amount <= HIGHEST_AMOUNT:
                raise Invalid(f"An amount is a whole number of minor units from 0 to {HIGHEST_AMOUNT}", field=field)
        if list_minor is not None and (amount_minor is None or list_minor <= amount_minor):
            raise Invalid("A list price comes with a price below it", field="list_minor")
        second = _BEFORE_ALL_TIME if since is None else math.floor(_seconds(since, "since"))
        with self._lock:
            earlier = tuple(o for o in self._overrides.get(listing.key, ()) if o.since < second)
            current = next((o for o in reversed(self._overrides.get(listing.key, ())) if o.since <= second), _Override(second))
            if amount_minor is None:
                amount_minor, list_minor = current.amount_minor, current.list_minor
            changed = _Override(second, amount_minor, list_minor, availability or current.availability)
            self._overrides[listing.key] = (*earlier, changed)

    def clear(self, shop: Shop | str | None = None, sku: str | None = None, *, since: datetime | None = None) -> None:
        """Give a listing, or everything, back to the market: from `since` on, or as if nothing had ever been set.

        Raises `NotFound` for an unknown listing, `Invalid` for a shop without a sku.
        """
        if (shop is None) != (sku is None):
            raise Invalid("Name both the shop and the sku, or neither", field="sku" if sku is None else "shop")
        keys = [self.listing(shop, sku).key] if shop is not None and sku is not None else None
        with self._lock:
            for key in keys if keys is not None else list(self._overrides):
                if since is None:
                    self._overrides.pop(key, None)
                elif key in self._overrides:
                    second = math.floor(_seconds(since, "since"))
                    self._overrides[key] = (*(o for o in self._overrides[key] if o.since < second), _Override(second))

    def is_overridden(self, shop: Shop | str, sku: str) -> bool:
        """Whether a person's price or stock holds for the listing now."""
        overrides = self._overrides.get(self.listing(shop, sku).key)
        return bool(overrides) and (overrides[-1].amount_minor, overrides[-1].availability) != (None, None)

    def _overridden(self, listing: MarketListing, first: int, last: int) -> Iterator[tuple[int, int, Quote]]:
        """The market's quotes, cut where overrides begin and changed by them."""
        overrides = self._overrides.get(listing.key, ())
        for begins, ends, quote in self._timeline(listing).quotes(first, last):
            cuts = [begins, *(o.since for o in overrides if begins < o.since < ends), ends]
            for start, end in pairwise(cuts):
                current = next((o for o in reversed(overrides) if o.since <= start), None)
                yield start, end, quote if current is None else current.applied_to(quote)

    def _timeline(self, listing: MarketListing) -> Timeline:
        timeline = self._timelines.get(listing.key)
        if timeline is None:
            timeline = self._timelines[listing.key] = Timeline(self.seed, listing)
        return timeline

    @property
    def _all_listings(self) -> tuple[MarketListing, ...]:
        return _all_listings(self.seed)

    @cached_property
    def _listings_by_key(self) -> dict[tuple[str, str], MarketListing]:
        return {listing.key: listing for listing in self._all_listings}

    @cached_property
    def _listings_by_shop(self) -> dict[str, tuple[MarketListing, ...]]:
        return {shop.slug: tuple(x for x in self._all_listings if x.shop.slug == shop.slug) for shop in SHOPS}

    @cached_property
    def _listings_by_product(self) -> dict[str, tuple[MarketListing, ...]]:
        grouped: dict[str, list[MarketListing]] = {product.key: [] for product in self.products}
        order = [shop.slug for shop in SHOPS]
        for listing in self._all_listings:
            grouped[listing.product.key].append(listing)
        return {key: tuple(sorted(rows, key=lambda row: order.index(row.shop.slug))) for key, rows in grouped.items()}


@cache
def _all_products() -> tuple[MarketProduct, ...]:
    return (*whey_products(), *produce_products(), *electronics_products())


@lru_cache(maxsize=4)
def _all_listings(seed: int) -> tuple[MarketListing, ...]:
    return tuple(stock_shops(seed, SHOPS, _all_products()))


def _seconds(at: datetime, field: str) -> float:
    if at.tzinfo is None:
        raise Invalid("A time needs a time zone", field=field)
    return at.timestamp()
