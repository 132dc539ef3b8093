"""What is known of a shop before its first page is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from lib.urls import site_of


@dataclass(frozen=True, slots=True)
class Market:
    """Where a shop's site sells: ISO 3166-1 alpha-2 `country`, ISO 4217 `currency`; `None` where one host serves several."""

    country: str | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class CanonicalUrl:
    """One address for one product page: `retailer` is the slug of a known shop, `product_id` the shop's own id of the thing."""

    url: str
    retailer: str | None = None
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A product page as a shop's module recognises it: the shop's own id, and the path and query of the canonical form."""

    id: str
    path: str
    query: str = ""


def _no_local_market(_path: str) -> Market | None:
    return None


@dataclass(frozen=True, slots=True)
class Retailer:
    """A known shop.

    `hosts` maps each of its sites, as `lib.urls.site_of` spells them, to the market it sells in. `product` takes the split,
    normalised URL of one of these sites and recognises a product page, or returns `None`. `aliases` are further sites of the
    same shop (apps, charity programmes), with the site they stand for. `local_market` reads the market off the path where one
    host serves several. `www` says whether the canonical host carries `www.`.
    """

    slug: str
    name: str
    hosts: Mapping[str, Market]
    product: Callable[[SplitResult], Product | None]
    aliases: Mapping[str, str] = field(default_factory=dict)
    local_market: Callable[[str], Market | None] = _no_local_market
    www: bool = True

    def site(self, url: str) -> str | None:
        """The site of this shop that `url` belongs to, mobile hosts and aliases resolved; `None` for another shop's URL."""
        site = site_of(url)
        site = self.aliases.get(site, site)
        return site if site in self.hosts else None

    def market(self, url: str) -> Market | None:
        """The market that `url` sells in; `None` for another shop's URL.

        >>> from scraping.retailers.amazon import AMAZON
        >>> AMAZON.market("https://m.amazon.in/dp/B09G952332")
        Market(country='IN', currency='INR')
        """
        site = self.site(url)
        return (self.local_market(urlsplit(url).path) or self.hosts[site]) if site else None

    def canonical(self, url: str) -> CanonicalUrl:
        """The canonical form of a normalised URL of this shop: a product page on https and the shop's own host, else `url`."""
        site = self.site(url)
        parts = urlsplit(url)._replace(scheme="https", netloc=f"www.{site}" if self.www else site)
        product = self.product(parts)
        if product is None:
            return CanonicalUrl(url, self.slug)
        return CanonicalUrl(parts._replace(path=product.path, query=product.query).geturl(), self.slug, product.id)


def parameter(parts: SplitResult, name: str) -> str | None:
    """The first value of a query parameter, `None` where it is missing or empty; names are compared without case."""
    for pair in parts.query.split("&"):
        key, _, value = pair.partition("=")
        if key.lower() == name.lower() and value:
            return value
    return None
