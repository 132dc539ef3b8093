"""Money: an integer of minor units and an ISO 4217 currency. No floats.

The table follows ISO 4217 (maintenance agency SIX, list one): the minor units are those of the standard, not of CLDR, which
rounds some currencies further for display. A few withdrawn codes are kept, because history is older than a currency reform.
"""

from copy import copy
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale
from babel.numbers import NumberPattern

from lib.errors import InvalidMoney

#: Codes whose minor unit is not 1/100 (ISO 4217, column "minor unit").
_MINOR_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

_ACTIVE = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP
CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_WITHDRAWN = "ANG BGN HRK LTL LVL EEK SLL VEF ZWL MRO STD BYR"

#: Every code that a price may carry.
CURRENCIES = frozenset((_ACTIVE + _WITHDRAWN).split())


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` units (paise, cents, fils, yen) of the ISO 4217 `currency`.

    >>> Money(249900, "INR").amount
    Decimal('2499.00')
    >>> Money(1, "XXX")
    Traceback (most recent call last):
    lib.errors.InvalidMoney: 'XXX' is not an ISO 4217 currency
    """

    minor: int
    currency: str

    def __post_init__(self):
        minor_digits(self.currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        return to_major(self.minor, self.currency)

    def __str__(self) -> str:
        return format_money(self.minor, self.currency)


def minor_digits(currency: str) -> int:
    """How many decimals the currency has. Raises `InvalidMoney` for a code that ISO 4217 does not know.

    >>> minor_digits("INR"), minor_digits("JPY"), minor_digits("KWD")
    (2, 0, 3)
    """
    if currency not in CURRENCIES:
        raise InvalidMoney(f"{currency!r} is not an ISO 4217 currency", currency=currency)
    return _MINOR_DIGITS.get(currency, 2)


def to_minor(amount: Decimal | int | str, currency: str) -> int:
    """Minor units of a decimal amount, rounded half up where the shop prints more decimals than the currency has.

    Raises `InvalidMoney` for an unknown currency, a negative amount, or what is no finite number.

    >>> to_minor("1299.00", "INR"), to_minor(Decimal("3.350"), "KWD"), to_minor("19.995", "EUR")
    (129900, 3350, 2000)
    >>> to_minor("-1", "EUR")
    Traceback (most recent call last):
    lib.errors.InvalidMoney: '-1' is not an amount of money
    """
    digits = minor_digits(currency)
    try:
        value = Decimal(amount)
        if not value.is_finite() or value < 0:
            raise InvalidOperation
        return int((value.scaleb(digits)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, TypeError, ValueError):
        raise InvalidMoney(f"{amount!r} is not an amount of money", amount=str(amount)) from None


def to_major(minor: int, currency: str) -> Decimal:
    """The decimal amount of minor units, with the currency's decimals.

    >>> to_major(3350, "KWD"), to_major(129900, "JPY")
    (Decimal('3.350'), Decimal('129900'))
    """
    return Decimal(minor).scaleb(-minor_digits(currency))


#: English as it groups the digits of the currency's home.
_ENGLISH_OF = {"INR": "en_IN"}


def format_money(minor: int, currency: str, locale: str | None = None) -> str:
    """The amount as a person writes it in `locale` (a Babel locale name; CLDR patterns, the ISO 4217 decimals).

    Without a locale: English, with the digit groups of the currency's home.

    >>> format_money(14199900, "INR"), format_money(109900, "EUR", "de"), format_money(500, "JPY")
    ('₹1,41,999.00', '1.099,00\xa0€', '¥500')
    """
    locale = locale or _ENGLISH_OF.get(currency, "en")
    pattern = _pattern(locale, minor_digits(currency))
    return pattern.apply(to_major(minor, currency), Locale.parse(locale), currency=currency, currency_digits=False)


@lru_cache(maxsize=64)
def _pattern(locale: str, digits: int) -> NumberPattern:
    pattern = copy(Locale.parse(locale).currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    return pattern
