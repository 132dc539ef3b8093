"""Amazon: the ASIN is the product on a site, wherever in the path it stands."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer

_HOSTS = {
    "amazon.ae": Market("AE", "AED"),
    "amazon.ca": Market("CA", "CAD"),
    "amazon.co.jp": Market("JP", "JPY"),
    "amazon.co.uk": Market("GB", "GBP"),
    "amazon.co.za": Market("ZA", "ZAR"),
    "amazon.com": Market("US", "USD"),
    "amazon.com.au": Market("AU", "AUD"),
    "amazon.com.be": Market("BE", "EUR"),
    "amazon.com.br": Market("BR", "BRL"),
    "amazon.com.mx": Market("MX", "MXN"),
    "amazon.com.tr": Market("TR", "TRY"),
    "amazon.de": Market("DE", "EUR"),
    "amazon.eg": Market("EG", "EGP"),
    "amazon.es": Market("ES", "EUR"),
    "amazon.fr": Market("FR", "EUR"),
    "amazon.ie": Market("IE", "EUR"),
    "amazon.in": Market("IN", "INR"),
    "amazon.it": Market("IT", "EUR"),
    "amazon.nl": Market("NL", "EUR"),
    "amazon.pl": Market("PL", "PLN"),
    "amazon.sa": Market("SA", "SAR"),
    "amazon.se": Market("SE", "SEK"),
    "amazon.sg": Market("SG", "SGD"),
}
_ASIN = re.compile(
    r"/(?:dp(?:/product)?|gp/product(?:/glance)?|gp/aw/d|gp/offer-listing|gp/aw/ol|exec/obidos/(?:ASIN|tg/detail/-)|o/ASIN)"
    r"/([A-Z0-9]{10})(?=[/?]|$)",
    re.IGNORECASE,
)


def product(parts: SplitResult) -> Product | None:
    """The page of an ASIN. Size and colour have ASINs of their own, so no parameter belongs to the product."""
    found = _ASIN.search(parts.path)
    return Product(found[1].upper(), f"/dp/{found[1].upper()}") if found else None


AMAZON = Retailer(
    slug="amazon",
    name="Amazon",
    hosts=_HOSTS,
    aliases={f"smile.{host}": host for host in _HOSTS},
    product=product,
)
