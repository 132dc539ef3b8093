"""Croma: `/p/<number>` at the end of the path is the article."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer

_ARTICLE = re.compile(r"^((?:/[^/]+)?/p/(\d+))/?$")


def product(parts: SplitResult) -> Product | None:
    """The page of an article."""
    found = _ARTICLE.match(parts.path)
    return Product(found[2], found[1]) if found else None


CROMA = Retailer(slug="croma", name="Croma", hosts={"croma.com": Market("IN", "INR")}, product=product)
