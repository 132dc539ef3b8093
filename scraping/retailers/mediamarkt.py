"""MediaMarkt, MediaWorld and Saturn: one platform, the article number at the end of `/product/…`."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer

_ARTICLE = re.compile(r"^((?:/[a-z]{2})?/product/(?:[^/]*-)?_?(\d{6,9})\.html)$")


def product(parts: SplitResult) -> Product | None:
    """The page of an article."""
    found = _ARTICLE.match(parts.path)
    return Product(found[2], found[1]) if found else None


MEDIAMARKT = Retailer(
    slug="mediamarkt",
    name="MediaMarkt",
    hosts={
        "mediamarkt.at": Market("AT", "EUR"),
        "mediamarkt.be": Market("BE", "EUR"),
        "mediamarkt.ch": Market("CH", "CHF"),
        "mediamarkt.com.tr": Market("TR", "TRY"),
        "mediamarkt.de": Market("DE", "EUR"),
        "mediamarkt.es": Market("ES", "EUR"),
        "mediamarkt.hu": Market("HU", "HUF"),
        "mediamarkt.nl": Market("NL", "EUR"),
        "mediamarkt.pl": Market("PL", "PLN"),
        "mediaworld.it": Market("IT", "EUR"),
    },
    product=product,
)

SATURN = Retailer(slug="saturn", name="Saturn", hosts={"saturn.de": Market("DE", "EUR")}, product=product)
