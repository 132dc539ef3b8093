"""Money, stock and shops in templates."""

from decimal import ROUND_HALF_UP, Decimal

from django import template

from catalog.models import Listing, Product
from lib.money import Money, format_money
from lib.vocabulary import Availability
from pricing.queries import ProductCard

register = template.Library()

_LARGER = {"g": "kg", "ml": "l"}


@register.filter
def money(value: Money | None) -> str:
    """A price as people write it: `₹1,41,999.00`, `€1,099.00`; "no price" for none.

    >>> money(Money(14199900, "INR")), money(None)
    ('₹1,41,999.00', 'no price')
    """
    return "no price" if value is None else format_money(value.minor, value.currency)


@register.simple_tag
def amount(minor: int | None, currency: str) -> str:
    """`minor` units of `currency` as people write them; "no price" for none.

    >>> amount(109900, "EUR")
    '€1,099.00'
    """
    return money(None if minor is None else Money(minor, currency))


@register.simple_tag
def percent_change(old: int | None, new: int | None) -> str:
    """By how many percent `new` differs from `old`, with its sign; empty where either is missing or zero.

    >>> percent_change(20000, 15000), percent_change(3, 4), percent_change(None, 4), percent_change(100000, 100001)
    ('−25%', '+33%', '', '+<1%')
    """
    if not old or new is None or old == new:
        return ""
    percent = (Decimal(abs(new - old)) * 100 / old).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return f"{'−' if new < old else '+'}{percent or '<1'}%"


@register.simple_tag
def direction(old: int | None, new: int | None) -> str:
    """`down`, `up`, or empty where the price did not move or one of the two is missing.

    >>> direction(2, 1), direction(1, 2), direction(None, 1)
    ('down', 'up', '')
    """
    if old is None or new is None or old == new:
        return ""
    return "down" if new < old else "up"


@register.filter
def stock(value: str) -> str:
    """What a shop says of its stock, in words.

    >>> stock("in_stock"), stock(Availability.UNKNOWN)
    ('In stock', 'Not stated')
    """
    availability = Availability(value)
    return "Not stated" if availability is Availability.UNKNOWN else availability.label.capitalize()


@register.simple_tag
def quantity(product: Product | ProductCard) -> str:
    """How much is in one pack, in the unit a shopper would say; empty where it is not known.

    >>> quantity(Product(net_quantity=Decimal(2270), net_unit="g"))
    '2.27 kg'
    >>> quantity(Product(net_quantity=Decimal(6), net_unit="piece"))
    '6 pieces'
    """
    if product.net_quantity is None:
        return ""
    number, unit = product.net_quantity, product.net_unit
    if unit in _LARGER and number >= 1000:
        number, unit = number / 1000, _LARGER[unit]
    elif unit == Product.Unit.PIECE and number != 1:
        unit = "pieces"
    return f"{number.normalize():f} {unit}"


@register.filter
def outbound(listing: Listing) -> str:
    """The link that shoppers follow to the listing's page in its shop."""
    return listing.store.outbound_url(listing.canonical_url)
