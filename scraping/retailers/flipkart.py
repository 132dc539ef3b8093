"""Flipkart: `itm…` names a family of variants, the parameter `pid` (the FSN) the variant that is shown."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer, parameter

_ITEM = re.compile(r"^(?:/dl)?(/[^/]+/p/(itm[a-z0-9]+))/?$", re.IGNORECASE)


def product(parts: SplitResult) -> Product | None:
    """The page of a variant, by FSN where the address names one."""
    found = _ITEM.match(parts.path)
    if not found:
        return None
    fsn = parameter(parts, "pid")
    return Product(fsn or found[2], found[1], f"pid={fsn}" if fsn else "")


FLIPKART = Retailer(
    slug="flipkart",
    name="Flipkart",
    hosts={"flipkart.com": Market("IN", "INR")},
    aliases={"dl.flipkart.com": "flipkart.com"},
    product=product,
)
