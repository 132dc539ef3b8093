"""Addresses of the shops' pages: which routes a product page has, and which listing an address means."""

from urllib.parse import parse_qs, urlsplit

from starlette.routing import compile_path

from lib.errors import NotFound
from sandbox.market import Market, MarketListing, Shop

#: The same pages for small screens live below this prefix; their canonical address is the one without it.
MOBILE = "/m"

#: What other people's links carry along; it changes nothing.
TRACKED = "utm_source=newsletter&utm_campaign=demo&ref=sandbox"


def product_route(shop: Shop) -> str:
    """The route of the shop's product pages below the shop's prefix: its path parameters give the sku, or its query does."""
    return shop.page.partition("?")[0]


def sku_in_query(shop: Shop) -> str | None:
    """The query parameter that names the sku, or None where the path does."""
    _, _, query = shop.page.partition("?")
    return query.partition("=")[0] or None


def tracked(path: str) -> str:
    """The path as a newsletter links it."""
    return f"{path}{'&' if '?' in path else '?'}{TRACKED}"


def find_listing(market: Market, url: str, base_path: str = "") -> MarketListing:
    """The listing of a product page's address: absolute or a path, tracked, mobile or canonical. Raises `NotFound`."""
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
    except ValueError:
        raise NotFound("Not an address", field="url") from None
    path = parts.path.removeprefix(base_path)
    if path.startswith(f"{MOBILE}/"):
        path = path.removeprefix(MOBILE)
    for shop in market.shops:
        if path.startswith(shop.prefix):
            pattern, _, _ = compile_path(shop.prefix + product_route(shop))
            match = pattern.match(path)
            name = sku_in_query(shop)
            sku = (query.get(name, [""])[0] if name else match.group("sku")) if match else ""
            return market.listing(shop, sku)
    raise NotFound("No demo shop has this address", field="url")
