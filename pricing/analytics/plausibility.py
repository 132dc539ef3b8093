"""Is this reading a price, or a mistake? A first cut: simple rules, each of which says its reason.

The mistakes are those that users of price trackers report most: a lost or added decimal point, an instalment taken for the
price, another currency, a zero, a reading that contradicts its own page.
"""

from collections.abc import Iterable
from dataclasses import dataclass

#: Readings less sure than this (percent) wait.
LEAST_CONFIDENCE = 50
#: A fall below a fifth or a rise above four times the last price is no ordinary price change.
_LARGEST_FALL = 5
_LARGEST_RISE = 4
#: Numbers of monthly rates that shops offer.
_INSTALMENTS = (3, 4, 6, 9, 10, 12, 18, 24, 36, 48)
#: A price within a tenth of one that held before is not new to the listing, so a jump to it is believed.
_NEAR = 10


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a reading waits; `confirmable`: a second reading that agrees settles it, else only a person does."""

    reason: str
    confirmable: bool = True


def doubt_reading(
    *, amount: int | None, currency: str, confidence: int, last_amount: int | None, last_currency: str | None
) -> Doubt | None:
    """The doubt about a reading, given the last accepted price of the listing; None if there is none.

    Amounts are minor units, `confidence` percent. No last price: only the reading itself is judged.

    >>> doubt_reading(amount=129900, currency="INR", confidence=90, last_amount=12990, last_currency="INR").reason
    '10 times the last price: a decimal point may be lost'
    >>> doubt_reading(amount=11990, currency="INR", confidence=90, last_amount=12990, last_currency="INR") is None
    True
    """
    if last_currency is not None and currency != last_currency:
        return Doubt(f"the currency changed from {last_currency} to {currency}", confirmable=False)
    if amount == 0:
        return Doubt("a price of zero", confirmable=False)
    if confidence < LEAST_CONFIDENCE:
        return Doubt(f"the reading is only {confidence} % sure")
    if not amount or not last_amount or amount == last_amount:
        return None
    return _doubt_ratio(amount, last_amount)


def _doubt_ratio(amount: int, last: int) -> Doubt | None:
    for power in (10, 100, 1000):
        if abs(amount - last * power) * 50 <= last * power:
            return Doubt(f"{power} times the last price: a decimal point may be lost")
        if abs(amount * power - last) * 50 <= last:
            return Doubt(f"1/{power} of the last price: a decimal point may be wrong")
    for rates in _INSTALMENTS:
        if abs(amount * rates - last) <= rates:
            return Doubt(f"exactly 1/{rates} of the last price: it may be an instalment")
    if amount * _LARGEST_FALL < last:
        return Doubt(f"{round((last - amount) * 100 / last)} % below the last price")
    if amount > last * _LARGEST_RISE:
        return Doubt(f"{round(amount / last, 1)} times the last price")
    return None


def is_familiar(amount: int | None, earlier: Iterable[int]) -> bool:
    """Whether the listing has held a price like `amount` before, so that a jump back to it is no surprise.

    >>> is_familiar(1000, [9900, 1050]), is_familiar(1000, [9900])
    (True, False)
    """
    return amount is not None and any(abs(amount - held) * _NEAR <= held for held in earlier)
