"""Prices in running text, by tokens: numbers with their neighbours, never characters stripped from a string.

A token is a number in one of the world's groupings together with the currency beside it, and with the role that the
words around it give it ("was", "/mo", "from", "per kg"). Numbers that are no price (savings, sizes, dates, order
minimums) are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from scraping.extraction import cues
from scraping.extraction.currency import currency_at, currency_before, decimals
from scraping.extraction.reading import Role

#: Texts of neighbouring nodes are joined with this character (ASCII unit separator, which `\\s` matches), so that "64"
#: and a raised "90" stay two chunks.
CHUNK = "\x1f"
MAX_TEXT = 2_000

_SPACE = " \u00a0\u202f\u2009"
_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:"
    r"(?P<indian>\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d{1,2})?)(?!\d)"
    rf"|(?P<grouped>\d{{1,3}}(?P<group>[.,'’٬_{_SPACE}])\d{{3}}(?:(?P=group)\d{{3}})*)(?!\d)(?:(?P<mark>[.,٫·])(?P<fraction>\d+))?(?!\d)"
    r"|(?P<plain>\d+)(?:(?P<point>[.,٫·])(?P<decimals>\d+))?"
    r"|(?<![\w])[.,](?P<bare>\d+)(?!\d)"
    r")"
)
_SPLIT_CENTS = re.compile(r"\x1f(\d\d)(?=[\s€$£₹]|$)")
_DASH = re.compile(r"(?:\s?[.,]\s?[-–—=]{1,3}|[-–—]{1,3})(?=\s|$|[^\d\s])")
_MEASURE = re.compile(
    r"\s?(?:%|°|x\s?\d|×|(?:k?g|m?l|cl|[mc]?m|(?-i:km)|gb|tb|mb|[kmg]?hz|[km]?wh?|v|mah|zoll|inch|in|(?-i:ft|FT)|px|oz|"
    r"lbs?|pcs|stk|stück|ct|packs?|pk|units?|"
    r"reviews?|ratings?|stars?|days?|tage|hours?|stunden|min|years?|jahre|people|bought|sold|items?|artikel|colou?rs|options?|"
    r"payments|months|monate|raten)\b|[\"”″])",
    re.IGNORECASE,
)
_JOINED_MARK = re.compile(r"(?<=\d)[\x1f ]*([.,])[\x1f ]*(?=\d\d?(?!\d))")
_SIGN_AS_POINT = re.compile(r"(?<=\d)\x1f?([€$£])(\d\d)(?![\d.,])|(?<=\d)([€$£]) (\d\d)$")
_LOOSE_MARK = re.compile(r"(?<=\d)([.,]) (?=\d\d(?:\s?(?:[€$£₹]|zł|kč|tl)|$))", re.IGNORECASE)
_MULTIBUY = re.compile(r"(?<![\d.,])(\d{1,2}) (?:for|für|za|pour|por|per|x)(?: \w+)?\s*$", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:[-–—~]|to|bis|à|do|до)\s*$")
_OPEN_END = re.compile(r"\s?(?:~|起|から|부터|より)")


@dataclass(frozen=True, slots=True)
class PriceToken:
    """An amount in a text: in major units of `currency` (ISO 4217, `None` where the text does not tell).

    `role` is what the words around it say; `quantity` how many articles it pays for ("3 for $10"); `net` whether it is
    named as without tax; `start` and `end` are its place in the text, `raw` its characters.
    """

    amount: Decimal
    currency: str | None
    role: Role
    raw: str
    start: int
    end: int
    quantity: int = 1
    net: bool = False

    @property
    def unit_amount(self) -> Decimal:
        """The amount for one article, to the cent."""
        return self.amount if self.quantity == 1 else (self.amount / self.quantity).quantize(Decimal("0.01"))


@dataclass(slots=True)
class _Number:
    """A number with the sign beside it: `signed` tells that there is one, also where it stays ambiguous."""

    amount: Decimal
    currency: str | None
    signed: bool
    signed_behind: bool
    start: int
    end: int


def parse_prices(text: str, *, currency: str | None = None, country: str | None = None) -> list[PriceToken]:
    """All prices in `text` (its first 2,000 characters), in order; numbers without a currency sign only where none has one.

    `currency` is what other evidence says: it settles ambiguous signs and how many decimals there are, and is not given
    to tokens without a sign. `country` (ISO 3166) settles ambiguous signs. Never raises.

    >>> [(str(t.amount), t.currency, t.role.value) for t in parse_prices("$49/mo or $1,999.00")]
    [('49', 'USD', 'instalment'), ('1999.00', 'USD', 'current')]
    >>> [str(t.amount) for t in parse_prices("KWD 3.350")], [str(t.amount) for t in parse_prices("₹1,24,990")]
    (['3.350'], ['124990'])
    """
    return list(_parsed(text[:MAX_TEXT], currency, country))


def signed_prices(text: str, *, currency: str | None = None, country: str | None = None) -> tuple[PriceToken, ...]:
    """`parse_prices` without the numbers that have no currency beside them: many times faster on text that has none."""
    return _parsed(text[:MAX_TEXT], currency, country, signed_only=True)


@lru_cache(maxsize=2_048)
def _parsed(text: str, currency: str | None, country: str | None, signed_only: bool = False) -> tuple[PriceToken, ...]:
    """`parse_prices`, remembered: a page shows the same few texts in many nested nodes."""
    if CHUNK in text:
        text = _JOINED_MARK.sub(r"\1", text)
    text = _SIGN_AS_POINT.sub(lambda match: f".{match[2] or match[4]}{match[1] or match[3]}", _LOOSE_MARK.sub(r"\1", text))
    numbers = list(_numbers(text, currency, country))
    if any(number.signed for number in numbers):
        _share_sign_in_ranges(numbers, text)
        numbers = [number for number in numbers if number.signed]
    elif signed_only:
        return ()
    else:
        numbers = [number for number in numbers if not _is_part_of_something(text, number)]
    return tuple(_tokens(numbers, text))


def parse_price(text: str, *, currency: str | None = None, country: str | None = None) -> PriceToken | None:
    """The one price that `text` offers today: the first that is neither a list price, a rate, a unit price nor shipping.

    >>> [str(parse_price(text).amount) for text in ("Was $120.00 Now $60.00", "Save $200 $799.00", "13,12 (3,28/unit)")]
    ['60.00', '799.00', '13.12']
    """
    tokens = sorted(parse_prices(text, currency=currency, country=country), key=lambda token: token.net)
    for role in (Role.CURRENT, Role.FROM, Role.MEMBER, Role.USED, Role.LIST, Role.UNIT, Role.INSTALMENT):
        for token in tokens:
            if token.role is role:
                return token
    return None


def _numbers(text: str, currency: str | None, country: str | None) -> Iterator[_Number]:
    sign_end = 0  # where the sign or the cents end that the number before has taken
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start < sign_end:
            continue
        cents = ""
        if (dash := _DASH.match(text, end)) is not None:
            end = dash.end()
        elif (split := _SPLIT_CENTS.match(text, end)) is not None and not match["decimals"] and not match["fraction"]:
            cents, end = split[1], split.end()
        before = currency_before(text, _skip_back(text, start), country=country, expected=currency)
        if before is not None and before[1] < sign_end:
            before = None
        after = currency_at(text, _skip(text, end), country=country, expected=currency)
        code = None
        if before is not None:
            code, start = before
            if after is not None and after[0] and after[0] != code and text[after[1] - 3 : after[1]] == after[0]:
                code, end = after  # "$12.00 CAD": the code is clearer than the sign
                sign_end = end
        elif after is not None:
            if text[after[1] : after[1] + 1].isdigit() and text[end : end + 1].isspace():
                after = None  # "10 €210": the sign is that of the next number
            else:
                code, end = after
                sign_end = end
        if cents and before is None and after is None:
            cents, end = "", match.end()
        sign_end = max(sign_end, end)
        amount = _amount(match, cents, code or currency)
        if amount is not None:
            yield _Number(
                amount, code, before is not None or after is not None, before is None and after is not None, start, end
            )


def _amount(match: re.Match[str], cents: str, currency: str | None) -> Decimal | None:
    if match["indian"]:
        digits = match["indian"].replace(",", "")
    elif match["grouped"]:
        whole, group, fraction = match["grouped"], match["group"], match["fraction"]
        if not fraction and group in ".," and whole.count(group) == 1 and (decimals(currency) == 3 or whole[0] == "0"):
            digits = whole.replace(group, ".")
        else:
            digits = whole.replace(group, "") + (f".{fraction}" if fraction else "")
    elif match["bare"]:
        digits = f"0.{match['bare']}"
    else:
        digits = match["plain"] + (f".{match['decimals']}" if match["decimals"] else "")
    if len(digits) > 24:
        return None
    return Decimal(f"{digits}.{cents}" if cents else digits)


def _tokens(numbers: list[_Number], text: str) -> Iterator[PriceToken]:
    tokens: list[PriceToken] = []
    said, net_said = 0, False  # what the words between two amounts say of the one before is not said of the one behind
    for place, number in enumerate(numbers):
        between = text[numbers[place - 1].end if place else 0 : number.start]
        after = text[number.end : numbers[place + 1].start if place + 1 < len(numbers) else None][:40]
        before = between[said:]
        role, said = cues.role_after(after) if after else (None, 0)
        if role is None and before and not before.isspace():
            role = cues.role_before(before)
        net_before = not net_said and len(before) > 2 and cues.is_net(before[-24:])
        net_said = len(after) > 1 and cues.is_net(after)
        if role == cues.NO_PRICE:
            continue
        if _RANGE.match(between) and tokens and tokens[-1].end == numbers[place - 1].end:
            tokens[-1] = replace(tokens[-1], role=Role.FROM)
            role = Role.FROM
        if role is None and _OPEN_END.match(after):
            role = Role.FROM
        multibuy = _MULTIBUY.search(before[-24:]) if len(before) > 4 else None
        tokens.append(
            PriceToken(
                amount=number.amount,
                currency=number.currency,
                role=role or Role.CURRENT,
                raw=text[number.start : number.end].replace(CHUNK, " "),
                start=number.start,
                end=number.end,
                quantity=max(1, int(multibuy[1])) if multibuy and role is not Role.INSTALMENT else 1,
                net=net_said or net_before,
            )
        )
    yield from tokens


def _share_sign_in_ranges(numbers: list[_Number], text: str) -> None:
    for left, right in pairwise(numbers):
        one_sign = (left.signed and not right.signed) or (right.signed_behind and not left.signed)
        if one_sign and _RANGE.match(text[left.end : right.start]):
            left.currency = right.currency = left.currency or right.currency
            left.signed = right.signed = True


def _is_part_of_something(text: str, number: _Number) -> bool:
    """Whether an unsigned number is a piece of a word, a date, a size or a version rather than a price."""
    before, after = text[number.start - 1 : number.start], text[number.end : number.end + 1]
    if (
        _is_cased(before)
        or _is_cased(after)
        or before in ("#", "№")
        or (before and before in "-/:.+" and text[number.start - 2 : number.start - 1].isalnum())
    ):
        return True
    if after and after in "-/:.," and text[number.end + 1 : number.end + 2].isdigit():
        return True
    return _MEASURE.match(text, number.end) is not None


def _is_cased(character: str) -> bool:
    return character.lower() != character.upper()


def _skip(text: str, at: int) -> int:
    limit = min(len(text), at + 4)
    while at < limit and (text[at].isspace() or text[at] in "\u200f\u200e"):
        at += 1
    return at


def _skip_back(text: str, at: int) -> int:
    limit = max(0, at - 4)
    while at > limit and (text[at - 1].isspace() or text[at - 1] in ":.\u200f\u200e"):
        at -= 1
    return at
