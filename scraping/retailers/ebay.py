"""eBay: the item number; the parameter `var` chooses a variation with a price of its own."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer, parameter

_ITEM = re.compile(r"^/itm/(?:[^/]+/)?(\d{9,14})/?$")


def product(parts: SplitResult) -> Product | None:
    """The page of an item, of one variation where the address names it."""
    found = _ITEM.match(parts.path)
    if not found:
        return None
    variation = parameter(parts, "var")
    if variation and variation.isdigit() and variation != "0":
        return Product(f"{found[1]}-{variation}", f"/itm/{found[1]}", f"var={variation}")
    return Product(found[1], f"/itm/{found[1]}")


EBAY = Retailer(
    slug="ebay",
    name="eBay",
    hosts={
        "ebay.at": Market("AT", "EUR"),
        "ebay.ca": Market("CA", "CAD"),
        "ebay.ch": Market("CH", "CHF"),
        "ebay.co.uk": Market("GB", "GBP"),
        "ebay.com": Market("US", "USD"),
        "ebay.com.au": Market("AU", "AUD"),
        "ebay.com.hk": Market("HK", "HKD"),
        "ebay.com.my": Market("MY", "MYR"),
        "ebay.com.sg": Market("SG", "SGD"),
        "ebay.de": Market("DE", "EUR"),
        "ebay.es": Market("ES", "EUR"),
        "ebay.fr": Market("FR", "EUR"),
        "ebay.ie": Market("IE", "EUR"),
        "ebay.it": Market("IT", "EUR"),
        "ebay.nl": Market("NL", "EUR"),
        "ebay.ph": Market("PH", "PHP"),
        "ebay.pl": Market("PL", "PLN"),
    },
    product=product,
)
