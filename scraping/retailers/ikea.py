"""IKEA: one host, a country and a language in the path, the article number (`s` before it for a set) at the end."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer

_ARTICLE = re.compile(r"^(/[a-z]{2}/[a-z]{2}/p/[^/]*?-?(s?\d{8}))/?$")
_COUNTRIES_BY_CURRENCY = {
    "AED": "ae",
    "AUD": "au",
    "CAD": "ca",
    "CHF": "ch",
    "CLP": "cl",
    "CZK": "cz",
    "DKK": "dk",
    "EGP": "eg",
    "EUR": "at be de es fi fr ie it nl pt si sk",
    "GBP": "gb",
    "HUF": "hu",
    "INR": "in",
    "JPY": "jp",
    "KRW": "kr",
    "MXN": "mx",
    "MYR": "my",
    "NOK": "no",
    "PHP": "ph",
    "PLN": "pl",
    "RON": "ro",
    "SAR": "sa",
    "SEK": "se",
    "SGD": "sg",
    "THB": "th",
    "USD": "us",
}
_CURRENCIES = {country: currency for currency, countries in _COUNTRIES_BY_CURRENCY.items() for country in countries.split()}


def product(parts: SplitResult) -> Product | None:
    """The page of an article in a country."""
    found = _ARTICLE.match(parts.path)
    return Product(found[2], f"{found[1]}/") if found else None


def local_market(path: str) -> Market | None:
    """The market of a path like `/gb/en/…`."""
    country = path[1:3]
    return Market(country.upper(), _CURRENCIES[country]) if country in _CURRENCIES and path[3:4] == "/" else None


IKEA = Retailer(
    slug="ikea",
    name="IKEA",
    hosts={"ikea.com": Market(None, None)},
    product=product,
    local_market=local_market,
)
