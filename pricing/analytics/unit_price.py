"""What a kilogram, a litre or a piece costs (the selling price per unit of Directive 98/6/EC, article 2)."""

from decimal import ROUND_HALF_UP, Decimal

#: The unit that a net quantity is priced by, and how many of its own units make one.
_PRICED_BY = {"g": ("kg", 1000), "ml": ("l", 1000), "piece": ("piece", 1)}


def unit_price(amount: int, quantity: Decimal, unit: str) -> tuple[int, str]:
    """The price of a kilogram, a litre or a piece, in minor units of the amount's currency, rounded half up; and its unit.

    `quantity` is the content of a pack for `amount` minor units, above 0, in `unit`: g, ml or piece.

    >>> unit_price(329900, Decimal(2270), "g"), unit_price(999, Decimal(6), "piece")
    ((145330, 'kg'), (167, 'piece'))
    """
    name, size = _PRICED_BY[unit]
    return int((amount * size / Decimal(quantity)).quantize(Decimal(1), rounding=ROUND_HALF_UP)), name
