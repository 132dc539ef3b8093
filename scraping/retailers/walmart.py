"""Walmart: the item number at the end of `/ip/…`."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer

_ITEM = re.compile(r"^/ip/(?:[^/]+/)?(\d{4,})/?$")
_CANADIAN_ITEM = re.compile(r"^((?:/(?:en|fr))?/ip/(?:[^/]+/)?([A-Z0-9]{6,}))/?$")


def product(parts: SplitResult) -> Product | None:
    """The page of an item; the Canadian site needs the words before the number."""
    if parts.netloc.endswith(".ca"):
        found = _CANADIAN_ITEM.match(parts.path)
        return Product(found[2], found[1]) if found else None
    found = _ITEM.match(parts.path)
    return Product(found[1], f"/ip/{found[1]}") if found else None


WALMART = Retailer(
    slug="walmart",
    name="Walmart",
    hosts={"walmart.com": Market("US", "USD"), "walmart.ca": Market("CA", "CAD")},
    product=product,
)
