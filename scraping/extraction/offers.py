"""schema.org offers: what a product node says of its prices, stock, condition and seller.

Works on dictionaries, so that JSON-LD, microdata and RDFa are read by the same rules. Standard: schema.org `Offer`,
`AggregateOffer`, `UnitPriceSpecification`, `PriceTypeEnumeration`, `ItemAvailability`, `OfferItemCondition`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from lib.vocabulary import Availability, Condition
from scraping.extraction.currency import currency_of, decimals
from scraping.extraction.jsonld import as_list, types_of
from scraping.extraction.page import clean
from scraping.extraction.price_text import parse_price
from scraping.extraction.reading import Role

MAX_OFFERS = 300
MAX_DEPTH = 4

_MACHINE = re.compile(r"\d{1,15}(?:\.\d{1,18})?$")
_DOT_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+$")
_LIST_TYPE = re.compile(r"listprice|strikethrough|msrp|\bsrp\b|suggestedretail|regularprice|rrp", re.IGNORECASE)
#: Currencies in which nobody writes three decimals and everybody writes thousands with a dot.
_DOTTED_THOUSANDS = frozenset("ARS CLP COP IDR VND PYG CRC UYU".split())


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer of a product: an amount in major units with its role, and what else the shop says of it."""

    amount: Decimal | None
    currency: str | None
    role: Role
    path: str
    raw: str
    list_amount: Decimal | None = None
    high_amount: Decimal | None = None
    availability: Availability = Availability.UNKNOWN
    condition: Condition = Condition.UNKNOWN
    seller: str | None = None
    url: str | None = None
    sku: str | None = None
    others: tuple["Offer", ...] = field(default=(), repr=False)


def offers_of(node: dict, path: str, *, country: str | None = None, depth: int = 0) -> list[Offer]:
    """The offers of a product node in order, those nested in aggregate offers behind the aggregate; nothing where there
    are none.
    """
    found: list[Offer] = []
    offers = node.get("offers")
    for place, value in enumerate(as_list(offers)[:MAX_OFFERS]):
        where = f"{path}.offers[{place}]" if isinstance(offers, list) else f"{path}.offers"
        if isinstance(value, dict):
            found.extend(_read(value, where, None, country, depth))
    return found


def variants_of(node: dict, path: str) -> Iterator[tuple[dict, str]]:
    """The variant products of a `ProductGroup` (or of a product that lists its variants) with their paths."""
    for key in ("hasVariant", "model"):
        for place, value in enumerate(as_list(node.get(key))[:MAX_OFFERS]):
            if isinstance(value, dict):
                yield value, f"{path}.{key}[{place}]"


def machine_amount(value: object, currency: str | None, *, country: str | None = None) -> Decimal | None:
    """The amount of a value meant for machines: a number, or a text in which "." is the decimal mark unless it is clearly
    formatted.

    `None` for zero, for what is negative, and for what is no amount.

    >>> machine_amount("1299.00", "EUR"), machine_amount("50.700₫", "VND"), machine_amount("1.299,95", "EUR")
    (Decimal('1299.00'), Decimal('50700'), Decimal('1299.95'))
    """
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, str):
        text = value.strip()
        if not _MACHINE.match(text):
            token = parse_price(text[:120], currency=currency, country=country)
            return _positive(token.amount) if token else None
        if _DOT_THOUSANDS.match(text) and (decimals(currency) == 0 or currency in _DOTTED_THOUSANDS):
            text = text.replace(".", "")
        value = text
    try:
        return _positive(Decimal(str(value)))
    except InvalidOperation:
        return None


def _positive(amount: Decimal) -> Decimal | None:
    return amount if amount.is_finite() and 0 < amount < Decimal(10) ** 12 else None


_AVAILABILITY = (
    (
        Availability.OUT_OF_STOCK,
        "outofstock soldout discontinued notavailable unavailable notinstock reserved oos agotado ausverkauft",
    ),
    (Availability.PREORDER, "preorder presale"),
    (Availability.LIMITED, "limitedavailability"),
    (
        Availability.IN_STOCK,
        "instock onlineonly instoreonly available madetoorder backorder availablefororder auflager lieferbar",
    ),
)


def availability_of(value: object) -> Availability:
    """The availability that a schema.org value, or a meta tag's word, means.

    >>> availability_of("https://schema.org/InStock").value, availability_of({"@id": "schema:PreOrder"}).value
    ('in_stock', 'preorder')
    """
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@id") or value.get("name")
    if not isinstance(value, str):
        return Availability.UNKNOWN
    word = re.sub(r"[^a-z]", "", re.split(r"[/:#]", value.strip().rstrip("/"))[-1].lower())
    for availability, words in _AVAILABILITY:
        if word in words.split():
            return availability
    return Availability.UNKNOWN


def condition_of(value: object) -> Condition:
    """The condition that a schema.org `itemCondition` means.

    >>> condition_of("https://schema.org/UsedCondition"), condition_of("new"), condition_of(None)
    (<Condition.USED: 'used'>, <Condition.NEW: 'new'>, <Condition.UNKNOWN: 'unknown'>)
    """
    if isinstance(value, dict):
        value = value.get("@id") or value.get("name")
    text = value.lower() if isinstance(value, str) else ""
    if "refurb" in text or "renewed" in text:
        return Condition.REFURBISHED
    if "used" in text or "damaged" in text or "gebraucht" in text:
        return Condition.USED
    return Condition.NEW if "new" in text else Condition.UNKNOWN


def name_of(value: object) -> str | None:
    """The text of a value that may be a text, a thing with a name, or a list of either; `None` where it is empty.

    >>> name_of({"@type": "Brand", "name": " Acme "}), name_of(["Acme"]), name_of({})
    ('Acme', 'Acme', None)
    """
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("name") or value.get("@value")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return clean(value) or None


def _read(node: dict, path: str, currency: str | None, country: str | None, depth: int) -> list[Offer]:
    currency = _currency(node, country) or currency
    amount, raw, where, role = None, "", path, Role.CURRENT
    list_amount = high_amount = None
    if (amount := machine_amount(node.get("price"), currency, country=country)) is not None:
        raw, where = str(node["price"]), f"{path}.price"
    for place, spec in enumerate(as_list(node.get("priceSpecification"))[:20]):
        if not isinstance(spec, dict):
            continue
        currency = currency or _currency(spec, country)
        value = spec.get("price") if spec.get("price") not in (None, "") else spec.get("minPrice")
        found = machine_amount(value, currency, country=country)
        if found is None:
            continue
        kind = _role_of_specification(spec)
        if kind is Role.LIST:
            list_amount = list_amount or found
        elif kind is Role.CURRENT and amount is None:
            amount, raw, where = found, str(value), f"{path}.priceSpecification[{place}]"
    nested = node.get("offers") if depth < MAX_DEPTH else None
    others: list[Offer] = []
    for place, value in enumerate(as_list(nested)[:MAX_OFFERS]):
        if isinstance(value, dict):
            others.extend(_read(value, f"{path}.offers[{place}]", currency, country, depth + 1))
    if amount is None:
        amount = machine_amount(node.get("lowPrice"), currency, country=country)
        high_amount = machine_amount(node.get("highPrice"), currency, country=country)
        if amount is None and high_amount is not None:
            amount, high_amount, raw, where = high_amount, None, str(node["highPrice"]), f"{path}.highPrice"
        elif amount is not None:
            raw, where = str(node["lowPrice"]), f"{path}.lowPrice"
            role = Role.FROM if high_amount is not None and high_amount > amount else Role.CURRENT
    condition = condition_of(node.get("itemCondition"))
    if condition is Condition.USED and role is Role.CURRENT:
        role = Role.USED
    if currency is None and isinstance(node.get("price"), str):
        currency = currency_of(node["price"], country=country)
    return [
        Offer(
            amount=amount,
            currency=currency,
            role=role,
            path=where,
            raw=raw[:120],
            list_amount=list_amount,
            high_amount=high_amount,
            availability=availability_of(node.get("availability")),
            condition=condition,
            seller=name_of(node.get("seller") or node.get("offeredBy")),
            url=node.get("url") if isinstance(node.get("url"), str) else None,
            sku=name_of(node.get("sku")),
            others=tuple(others),
        ),
        *others,
    ]


def _currency(node: dict, country: str | None) -> str | None:
    for key in ("priceCurrency", "pricecurrency", "currency"):
        value = node.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, str) and (code := currency_of(value, country=country)):
            return code
    return None


def _role_of_specification(spec: dict) -> Role:
    kind = f"{spec.get('priceType') or ''} {spec.get('name') or ''}"
    if _LIST_TYPE.search(kind):
        return Role.LIST
    if spec.get("validForMemberTier") or "member" in kind.lower():
        return Role.MEMBER
    reference = spec.get("referenceQuantity")
    if reference or (
        spec.get("unitCode")
        and "UnitPrice" in types_of(spec)
        and spec.get("unitCode") not in ("C62", "EA", "H87", "PCE", "XPP")
    ):
        return Role.UNIT
    if spec.get("billingDuration") or spec.get("billingIncrement"):
        return Role.INSTALMENT
    if "DeliveryCharge" in types_of(spec) or "shipping" in kind.lower():
        return Role.SHIPPING
    return Role.CURRENT
