"""Global Trade Item Numbers: the numbers below barcodes (GS1 General Specifications, section 7.9: check digit)."""

import re

_SEPARATORS = re.compile(r"[\s\-.]")
_LENGTHS = (8, 12, 13, 14)


def normalise_gtin(text: object) -> str | None:
    """The GTIN-14 of a GTIN-8, -12 (UPC), -13 (EAN, ISBN-13) or -14, or `None` where the text is none of them.

    Spaces, hyphens, dots and a `gtin:`/`isbn:`-like prefix are taken off. Refused are a wrong check digit, an ISBN-10,
    a number of zeros only, and the GS1 prefixes that name no trade item in the world: restricted distribution (02, 04,
    2) and coupons (05, 98, 99).

    >>> normalise_gtin("4006381333931")
    '04006381333931'
    >>> normalise_gtin("0 36000 29145 2"), normalise_gtin(96385074), normalise_gtin("ean:4006381333931")
    ('00036000291452', '00000096385074', '04006381333931')
    >>> normalise_gtin("4006381333932"), normalise_gtin("0000000000000"), normalise_gtin("2000000000008"), normalise_gtin(None)
    (None, None, None, None)
    """
    if isinstance(text, bool) or not isinstance(text, (str, int)):
        return None
    digits = _SEPARATORS.sub("", str(text)[:64])
    prefix, colon, rest = digits.rpartition(":")
    if colon and prefix.isalnum():
        digits = rest
    if len(digits) not in _LENGTHS or not (digits.isascii() and digits.isdigit()) or not digits.strip("0"):
        return None
    if check_digit(digits[:-1]) != int(digits[-1]):
        return None
    padded = digits.zfill(14)
    if len(digits) != 8 and padded[1:].startswith(("02", "04", "05", "2", "98", "99")):
        return None
    return padded


def check_digit(body: str) -> int:
    """The check digit that belongs behind `body`, a string of ASCII digits without it (weights 3 and 1 from the right).

    >>> check_digit("400638133393")
    1
    """
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return -total % 10
