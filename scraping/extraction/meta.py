"""Prices in `<meta>` tags: Open Graph, the product vocabulary of Facebook, and shops' own names.

Standard: ogp.me and the `product:` and `og:price:` properties of the Facebook product catalogue. What these carry
besides the price to pay: prices without tax (`product:pretax_price`, or four decimals where the currency has two) and
the price before a sale.
"""

from decimal import Decimal

from lib.vocabulary import Availability
from scraping.extraction.currency import currency_of, decimals
from scraping.extraction.evidence import Evidence
from scraping.extraction.offers import availability_of, machine_amount
from scraping.extraction.page import Page
from scraping.extraction.reading import Role

_CURRENCY_NAMES = (
    "product:price:currency",
    "og:price:currency",
    "product:sale_price:currency",
    "price:currency",
    "pricecurrency",
    "currency",
)
#: Names in order of trust, with the role of their amount and the source they are reported under.
_PRICE_NAMES = (
    ("product:sale_price:amount", Role.CURRENT, "opengraph"),
    ("product:price:amount", Role.CURRENT, "opengraph"),
    ("og:price:amount", Role.CURRENT, "opengraph"),
    ("product:price", Role.CURRENT, "opengraph"),
    ("og:price", Role.CURRENT, "opengraph"),
    ("og:product:price", Role.CURRENT, "opengraph"),
    ("product_price", Role.CURRENT, "meta"),
    ("price", Role.CURRENT, "meta"),
    ("product:original_price:amount", Role.LIST, "opengraph"),
    ("og:price:standard_amount", Role.LIST, "opengraph"),
)


def evidence(page: Page) -> list[Evidence]:
    """The amounts in the meta tags of a page, best first."""
    metas = page.metas
    currency = next((code for name in _CURRENCY_NAMES if (code := currency_of(metas.get(name), country=page.country))), None)
    pretax = machine_amount(metas.get("product:pretax_price:amount"), currency)
    found: list[Evidence] = []
    for name, role, source in _PRICE_NAMES:
        raw = metas.get(name)
        amount = machine_amount(raw, currency or page.local_currency, country=page.country) if raw else None
        if amount is None:
            continue
        own = currency_of(raw, country=page.country, expected=currency or page.local_currency)
        found.append(
            Evidence(
                amount=amount,
                currency=own or currency,
                role=role,
                source=source,
                path=f'meta[property="{name}"]',
                raw=raw[:120],
                net=_looks_net(amount, raw, currency) or amount == pretax,
                availability=availability(page),
            )
        )
    return found


def availability(page: Page) -> Availability:
    """What the meta tags say of the stock."""
    metas = page.metas
    return availability_of(metas.get("product:availability") or metas.get("og:availability") or metas.get("availability"))


def _looks_net(amount: Decimal, raw: str, currency: str | None) -> bool:
    """More decimals than the currency has, ending in zeros of a database column: a calculated price, mostly without tax."""
    return "." in raw and -amount.as_tuple().exponent == 4 and decimals(currency) == 2
