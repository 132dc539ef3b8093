"""schema.org offers: what a product node says of its prices, stock, condition and seller.

Works on dictionaries, so that JSON-LD, microdata and RDFa are read by the same rules. Standard: schema.org `Offer`,
`AggregateOffer`, `UnitPriceSpecification`, `PriceTypeEnumeration`, `MemberProgramTier`, `ItemAvailability`,
`OfferItemCondition`; and what Google asks of merchants for active, struck, member and unit prices. Validity (`validFrom`,
`priceValidUntil`) is not judged: a reading knows no clock, and shops let it lapse.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from lib.vocabulary import Availability, Condition
from scraping.extraction.currency import currency_of, decimals
from scraping.extraction.jsonld import as_list, types_of
from scraping.extraction.page import clean
from scraping.extraction.price_text import parse_price
from scraping.extraction.reading import Role

MAX_OFFERS = 300
MAX_DEPTH = 4
MAX_SPECIFICATIONS = 20

_MACHINE = re.compile(r"\d{1,15}(?:\.\d{1,18})?$")
_DOT_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+$")
_LIST_TYPE = re.compile(r"(?:list|regular) ?price|strikethrough|msrp|\bsrp\b|suggested ?retail|rrp|\bwas\b", re.IGNORECASE)
_REGULAR = re.compile(r"regular ?price", re.IGNORECASE)
_MEMBER = re.compile(r"member|loyalty|\bclub", re.IGNORECASE)
#: Codes of UN/CEFACT recommendation 20 that mean one piece or pack: a price for each is no price of a measure.
_PIECES = frozenset("C62 EA H87 PCE XPP NMP PA PK SET PR".split())
#: What an offer's price is taken for where it names several, first to last.
_RANKS = (Role.CURRENT, Role.FROM, Role.USED, Role.MEMBER)
#: Currencies in which nobody writes three decimals and everybody writes thousands with a dot.
_DOTTED_THOUSANDS = frozenset("ARS CLP COP IDR VND PYG CRC UYU".split())


@dataclass(frozen=True, slots=True)
class Price:
    """One amount that an offer names, in major units, with its role; `net` where it says to be without tax."""

    amount: Decimal
    role: Role
    path: str
    raw: str
    net: bool = False
    high_amount: Decimal | None = None
    is_regular: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer of a product: an amount in major units with its role, and what else the shop says of it.

    `besides` are the other prices that it names: before a sale, for members, for a measure, for many, without tax.
    """

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
    besides: tuple[Price, ...] = ()


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
    if any(offer.condition is Condition.NEW and offer.role is Role.CURRENT for offer in found):
        return [_beside_new(offer) for offer in found]
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
    specifications = [spec for spec in as_list(node.get("priceSpecification"))[:MAX_SPECIFICATIONS] if isinstance(spec, dict)]
    currency = _currency(node, country) or next(filter(None, (_currency(s, country) for s in specifications)), currency)
    prices = _prices(node, specifications, path, currency, country)
    condition = condition_of(node.get("itemCondition"))
    first = min(
        (price for price in prices if price.role in _RANKS),
        key=lambda price: (_RANKS.index(price.role), price.net),
        default=None,
    )
    role = first.role if first is not None else Role.CURRENT
    if condition is Condition.USED and role is Role.CURRENT:
        role = Role.USED
    if currency is None and isinstance(node.get("price"), str):
        currency = currency_of(node["price"], country=country)
    nested = node.get("offers") if depth < MAX_DEPTH else None
    others: list[Offer] = []
    for place, value in enumerate(as_list(nested)[:MAX_OFFERS]):
        if isinstance(value, dict):
            others.extend(_read(value, f"{path}.offers[{place}]", currency, country, depth + 1))
    return [
        Offer(
            amount=first.amount if first is not None else None,
            currency=currency,
            role=role,
            path=first.path if first is not None else path,
            raw=first.raw if first is not None else "",
            list_amount=next((price.amount for price in prices if price.role is Role.LIST), None),
            high_amount=first.high_amount if first is not None else None,
            availability=availability_of(node.get("availability")),
            condition=condition,
            seller=name_of(node.get("seller") or node.get("offeredBy")),
            url=node.get("url") if isinstance(node.get("url"), str) else None,
            sku=name_of(node.get("sku")),
            besides=tuple(price for price in prices if price is not first),
        ),
        *others,
    ]


def _beside_new(offer: Offer) -> Offer:
    """An offer of a product that is sold new, too: what is refurbished has another price for a reason."""
    if offer.condition is Condition.REFURBISHED and offer.role is Role.CURRENT:
        return replace(offer, role=Role.USED)
    return offer


def _prices(node: dict, specifications: list[dict], path: str, currency: str | None, country: str | None) -> list[Price]:
    """The prices of an offer in order: its own, those of its specifications, and where none of them can be paid, its range."""
    found: list[Price] = []
    if (amount := machine_amount(node.get("price"), currency, country=country)) is not None:
        found.append(Price(amount, _role_of_offer(node), f"{path}.price", _raw(node["price"])))
    for place, spec in enumerate(specifications):
        where = f"{path}.priceSpecification[{place}]"
        role = _role_of_specification(spec)
        if (amount := machine_amount(spec.get("price"), currency, country=country)) is not None:
            net, regular = _is_net(spec), role is Role.LIST and _REGULAR.search(_kind(spec)) is not None
            found.append(Price(amount, role, where, _raw(spec["price"]), net=net, is_regular=regular))
        elif (price := _range(spec, "minPrice", "maxPrice", where, currency, country)) is not None:
            found.append(price if role is Role.CURRENT else replace(price, role=role))
    if not any(price.role is Role.CURRENT for price in found):
        found = [replace(price, role=Role.CURRENT) if price.is_regular else price for price in found]
    if not any(price.role in _RANKS for price in found):
        price = _range(node, "lowPrice", "highPrice", path, currency, country)
        found += [price] if price is not None else []
    gross = {price.amount for price in found if price.role is Role.CURRENT and not price.net}
    return [replace(price, net=price.net and bool(gross) and price.amount not in gross) for price in found]


def _range(node: dict, low: str, high: str, path: str, currency: str | None, country: str | None) -> Price | None:
    """The lower end of a range of prices; a range of one price is that price, and one whose ends are swapped is turned."""
    lowest = machine_amount(node.get(low), currency, country=country)
    highest = machine_amount(node.get(high), currency, country=country)
    if lowest is None or highest is None:
        amount, key = (highest, high) if lowest is None else (lowest, low)
        return None if amount is None else Price(amount, Role.CURRENT, f"{path}.{key}", _raw(node[key]))
    if highest == lowest:
        return Price(lowest, Role.CURRENT, f"{path}.{low}", _raw(node[low]))
    key = low if lowest < highest else high
    return Price(min(lowest, highest), Role.FROM, f"{path}.{key}", _raw(node[key]), high_amount=max(lowest, highest))


def _currency(node: dict, country: str | None) -> str | None:
    for key in ("priceCurrency", "pricecurrency", "currency"):
        value = node.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, str) and (code := currency_of(value, country=country)):
            return code
    return None


def _role_of_offer(node: dict) -> Role:
    """What the price of an offer is: one to pay, unless the offer is for members, for many, or of a lease."""
    if node.get("validForMemberTier"):
        return Role.MEMBER
    if "leaseout" in _last(node.get("businessFunction")).lower():
        return Role.INSTALMENT
    return Role.FROM if _is_for_many(node) else Role.CURRENT


def _role_of_specification(spec: dict) -> Role:
    kind, types = _kind(spec), types_of(spec)
    if spec.get("validForMemberTier") or _MEMBER.search(kind):
        return Role.MEMBER
    if _LIST_TYPE.search(kind):
        return Role.LIST
    if "invoiceprice" in kind.lower():
        return Role.RELATED
    if "DeliveryCharge" in types or "PaymentCharge" in types or "shipping" in kind.lower():
        return Role.SHIPPING
    if spec.get("billingDuration") or spec.get("billingIncrement") or spec.get("priceComponentType"):
        return Role.INSTALMENT
    if _is_of_measure(spec):
        return Role.UNIT
    return Role.FROM if _is_for_many(spec) or "minimumadvertisedprice" in kind.lower() else Role.CURRENT


def _is_of_measure(spec: dict) -> bool:
    """Whether a price is that of a measure, as "per 100 g".

    One that names the measure to compare with besides (`valueReference`) is the price of the whole pack, whose size it tells.
    """
    reference = spec.get("referenceQuantity")
    if isinstance(reference, dict):
        return not reference.get("valueReference") and _last(reference.get("unitCode")).upper() not in _PIECES
    if reference:
        return True
    return bool(spec.get("unitCode")) and "UnitPrice" in types_of(spec) and _last(spec["unitCode"]).upper() not in _PIECES


def _is_for_many(node: dict) -> bool:
    """Whether a price holds only from a number of pieces on."""
    quantity = node.get("eligibleQuantity")
    if not isinstance(quantity, dict):
        return False
    least = machine_amount(quantity.get("minValue") or quantity.get("value"), None)
    return least is not None and least > 1 and _last(quantity.get("unitCode") or "C62").upper() in _PIECES


def _is_net(spec: dict) -> bool:
    included = spec.get("valueAddedTaxIncluded")
    return included is False or (isinstance(included, str) and _last(included).lower() == "false")


def _kind(spec: dict) -> str:
    """The type of a price and its name, as one text."""
    return f"{_last(spec.get('priceType'))} {name_of(spec.get('name')) or ''}"


def _last(value: object) -> str:
    """The last part of an enumeration's address or name: "ListPrice" of "https://schema.org/ListPrice"."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@id") or value.get("name")
    return re.split(r"[/:#]", value.strip()[-200:])[-1] if isinstance(value, str) else ""


def _raw(value: object) -> str:
    return str(value)[:120]
