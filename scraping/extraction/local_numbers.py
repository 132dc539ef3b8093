"""Numbers as a locale writes them, brought into one spelling (CLDR, through Babel)."""

import re
from functools import lru_cache

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

_BLANKS = " \u00a0\u202f\u2009"
_APOSTROPHES = "'’"


def in_locale(text: str, locale: str) -> str:
    """`text` with each number that the locale writes so brought into digits and a point; other numbers stay as they are.

    It settles what is ambiguous: "1.299" is a thousand in German and hardly more than one in English. "12.99" is no German
    number, and so is left for the reader to make out.

    >>> in_locale("statt 1.299,00 € nur 1.199 €", "de"), in_locale("1,299.00", "en_US")
    ('statt 1299.00 € nur 1199 €', '1299.00')
    >>> in_locale("12.99", "de"), in_locale("1,299", "de")
    ('12.99', '1.2990')
    """
    pattern, group = _writing(locale)

    def plain(match: re.Match[str]) -> str:
        whole = re.sub(f"[{group}]", "", match["whole"]) if group else match["whole"]
        decimals = match["decimals"]
        if not decimals:
            return whole
        return f"{whole}.{decimals}{'0' if len(decimals) == 3 else ''}"  # three decimals would look like thousands

    return pattern.sub(plain, text)


@lru_cache(maxsize=64)
def _writing(locale: str) -> tuple[re.Pattern[str], str]:
    parsed = Locale.parse(locale)
    group = _alike(get_group_symbol(parsed))
    decimal = _alike(get_decimal_symbol(parsed) + get_decimal_symbol(parsed, numbering_system="default"))
    grouped = rf"\d{{1,3}}(?:[{group}]\d{{3}})+|\d{{1,2}}(?:[{group}]\d\d)+[{group}]\d{{3}}|" if group else ""
    pattern = rf"(?<![\d.,'’])(?P<whole>{grouped}\d+)(?:[{decimal}](?P<decimals>\d+))?(?![\d]|[.,'’]\d)"
    return re.compile(pattern), group


def _alike(symbols: str) -> str:
    """The symbols, escaped for a character class, with those that people type in their stead."""
    found = set(symbols)
    for family in (_BLANKS, _APOSTROPHES):
        if found & set(family):
            found |= set(family)
    return re.escape("".join(sorted(found)))
