"""JSON as the contract writes it: quickly, and money with exactly the decimals of its currency."""

from decimal import Decimal
from functools import lru_cache

import orjson
from rest_framework.renderers import BaseRenderer

from lib.money import to_major


@lru_cache(maxsize=8192)  # a history repeats its prices thousands of times
def money(minor: int | None, currency: str) -> Decimal | None:
    """An amount in major units; None where there is none.

    >>> money(319900, "INR"), money(500, "JPY"), money(None, "")
    (Decimal('3199.00'), Decimal('500'), None)
    """
    return None if minor is None or not currency else to_major(minor, currency)


def percent(value: Decimal | None) -> Decimal | None:
    """A percentage with one decimal.

    >>> percent(Decimal("17.504")), percent(None)
    (Decimal('17.5'), None)
    """
    return None if value is None else value.quantize(Decimal("0.1"))


def measure(value: Decimal | None) -> Decimal | None:
    """A measured number without idle zeros, and with at least one decimal: 24.0, 5.25.

    >>> measure(Decimal("24.00")), measure(Decimal("5.25"))
    (Decimal('24.0'), Decimal('5.25'))
    """
    if value is None:
        return None
    plain = value.normalize()
    return plain if plain.as_tuple().exponent < 0 else plain.quantize(Decimal("0.1"))


def quantity(value: Decimal | None) -> int | Decimal | None:
    """A number of units: whole where it is whole.

    >>> quantity(Decimal("2270.000")), quantity(Decimal("0.500"))
    (2270, Decimal('0.5'))
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


def _number(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    raise TypeError(f"{type(value).__name__} is not JSON")


class ExactJSONRenderer(BaseRenderer):
    """JSON in UTF-8; a `Decimal` becomes a number with all of its digits, trailing zeros included."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        """The bytes of the body; none for no data."""
        return b"" if data is None else orjson.dumps(data, default=_number)


class VersionedJSONRenderer(ExactJSONRenderer):
    """The same under the name by which clients ask for version 1."""

    media_type = "application/vnd.proteinprices.v1+json"
