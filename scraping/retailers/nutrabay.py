"""Nutrabay: the handle after `/product/` is the product; parameters choose the flavour and stay."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer

_HANDLE = re.compile(r"^(/product/([^/]+))/?$")


def product(parts: SplitResult) -> Product | None:
    """The page of a handle."""
    found = _HANDLE.match(parts.path)
    return Product(found[2], found[1], parts.query) if found else None


NUTRABAY = Retailer(slug="nutrabay", name="Nutrabay", hosts={"nutrabay.com": Market("IN", "INR")}, product=product, www=False)
