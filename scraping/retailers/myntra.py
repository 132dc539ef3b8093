"""Myntra: a number near the end of the path is the style. The words before it stay, as the shop redirects without them."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer

_STYLE = re.compile(r"^(?:/[^/]+)*?/(\d{4,})(?:/buy)?/?$")


def product(parts: SplitResult) -> Product | None:
    """The page of a style; parameters only sort and track."""
    found = _STYLE.match(parts.path)
    return Product(found[1], parts.path.rstrip("/")) if found else None


MYNTRA = Retailer(slug="myntra", name="Myntra", hosts={"myntra.com": Market("IN", "INR")}, product=product)
