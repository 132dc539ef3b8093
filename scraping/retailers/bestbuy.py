"""Best Buy: the SKU, in the path (`6505727.p`, `/sku/6505727`) and again as `skuId`."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer

_SKU = re.compile(r"^/site/(?:[^/]+/)?(\d{6,8})\.p$")
_NAMED = re.compile(r"^(/product/[^/]+/([A-Z0-9]{6,})(?:/sku/(\d{6,8}))?)/?$")
_CANADIAN = re.compile(r"^(/(?:en|fr)-ca)/(?:product|produit)/(?:[^/]+/)?(\d{6,9})/?$")


def product(parts: SplitResult) -> Product | None:
    """The page of a SKU on the American or the Canadian site."""
    if found := _SKU.match(parts.path):
        return Product(found[1], f"/site/{found[1]}.p", f"skuId={found[1]}")
    if found := _NAMED.match(parts.path):
        return Product(found[3] or found[2], found[1])
    if found := _CANADIAN.match(parts.path):
        return Product(found[2], f"{found[1]}/product/{found[2]}")
    return None


BESTBUY = Retailer(
    slug="bestbuy",
    name="Best Buy",
    hosts={"bestbuy.com": Market("US", "USD"), "bestbuy.ca": Market("CA", "CAD")},
    product=product,
)
