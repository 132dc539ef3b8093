"""AJIO: `/p/<style>_<colour>` at the end of the path is the article in a colour."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer

_STYLE = re.compile(r"^((?:/[^/]+)?/p/(\d+(?:_[\w-]+)?))/?$")


def product(parts: SplitResult) -> Product | None:
    """The page of a style in a colour."""
    found = _STYLE.match(parts.path)
    return Product(found[2], found[1]) if found else None


AJIO = Retailer(slug="ajio", name="AJIO", hosts={"ajio.com": Market("IN", "INR")}, product=product)
