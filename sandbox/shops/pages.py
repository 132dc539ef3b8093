"""What a page shows, put together from the market and the clock before any markup is written."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote as quote_path

from sandbox.market import Market, MarketListing, MarketProduct, Quote, SaleEvent, Shop
from sandbox.shops.themes import THEMES, Theme

#: Products on a page of a shop's shelves.
SHELF = 24

_RELATED = 4


@dataclass(frozen=True, slots=True)
class Card:
    """Another product as a page shows it in passing: its absolute address, and what it costs."""

    title: str
    url: str
    image_url: str
    sku: str
    label: str
    quote: Quote
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product page before its markup. All addresses are absolute; `url` is the canonical one."""

    listing: MarketListing
    quote: Quote
    theme: Theme
    url: str
    home_url: str
    department_url: str
    image_url: str
    variants: tuple[Card, ...]
    related: tuple[Card, ...]

    @property
    def shop(self) -> Shop:
        """The shop whose page it is."""
        return self.listing.shop

    @property
    def product(self) -> MarketProduct:
        """The article it sells."""
        return self.listing.product

    @property
    def title(self) -> str:
        """The article's name as this shop writes it."""
        return self.listing.title

    @property
    def discount_percent(self) -> int | None:
        """The discount that the page claims, in whole per cent, or None without a list price."""
        if self.quote.list_minor is None:
            return None
        return (self.quote.list_minor - self.quote.amount_minor) * 100 // self.quote.list_minor

    @property
    def per_hundred_grams_minor(self) -> int | None:
        """The price of 100 g in minor units, or None for what is not sold by weight."""
        grams = self.product.net_grams
        return None if grams is None else (self.quote.amount_minor * 100 + grams // 2) // grams

    @property
    def instalment_minor(self) -> int:
        """One of twelve monthly payments, in minor units, rounded up."""
        return -(-self.quote.amount_minor // 12)


def product_page(market: Market, listing: MarketListing, at: datetime, base: str) -> ProductPage:
    """The page of a listing at the aware time `at`, with addresses below the absolute `base`."""
    shop = listing.shop
    home_url = base + shop.prefix
    same_group = [other for other in market.listings(shop) if other.product.group == listing.product.group]
    variants = tuple(card(market, other, at, base, is_current=other is listing) for other in same_group)
    return ProductPage(
        listing=listing,
        quote=market.price_at(shop, listing.sku, at),
        theme=THEMES[shop.slug],
        url=base + listing.path,
        home_url=home_url,
        department_url=f"{home_url}?department={quote_path(listing.product.department)}",
        image_url=f"{home_url}img/{listing.sku}.svg",
        variants=variants if len(variants) > 1 else (),
        related=tuple(card(market, other, at, base) for other in _related(market, listing)),
    )


def card(market: Market, listing: MarketListing, at: datetime, base: str, *, is_current: bool = False) -> Card:
    """The listing in passing."""
    return Card(
        title=listing.title,
        url=base + listing.path,
        image_url=f"{base}{listing.shop.prefix}img/{listing.sku}.svg",
        sku=listing.sku,
        label=" ".join(listing.product.variant) or listing.product.name,
        quote=market.price_at(listing.shop, listing.sku, at),
        is_current=is_current,
    )


def ongoing_sales(market: Market, shop: Shop, at: datetime) -> list[SaleEvent]:
    """What the shop advertises: its announced sales that are on or ahead at the aware time `at`."""
    return [sale for sale in market.sales(at) if sale.shop is shop]


def departments(market: Market, shop: Shop) -> list[str]:
    """The names of the shop's departments, in the order of its shelves."""
    return list(dict.fromkeys(listing.product.department for listing in market.listings(shop)))


def _related(market: Market, listing: MarketListing) -> list[MarketListing]:
    """The next few products on the shelf that are no variants of this one."""
    shelf = [x for x in market.listings(listing.shop) if x.product.department == listing.product.department]
    place = shelf.index(listing)
    others = [x for x in shelf[place:] + shelf[:place] if x.product.group != listing.product.group]
    step = max(1, len(others) // _RELATED)
    return others[::step][:_RELATED]
