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
from scraping.extraction.currency import LONGEST_SIGN, currency_at, currency_before, decimals
from scraping.extraction.reading import Role

#: Texts of neighbouring nodes are joined with this character (ASCII unit separator, which `\\s` matches), so that "64"
#: and a raised "90" stay two chunks.
CHUNK = "\x1f"
MAX_TEXT = 2_000

_SPACE = " \u00a0\u202f\u2009"
_NUMBER = re.compile(
    r"(?=[\d.,])(?<!\d)(?<!\d[.,])(?:"
    r"(?P<indian>\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d{1,2})?)(?!\d)"
    rf"|(?P<grouped>\d{{1,3}}(?P<group>[.,'’٬_{_SPACE}])\d{{3}}(?:(?P=group)\d{{3}})*)(?!\d)(?:(?P<mark>[.,٫·])(?P<fraction>\d+))?(?!\d)"
    r"|(?P<plain>\d+)(?:(?P<point>[.,٫·])(?P<decimals>\d+))?"
    r"|(?<![\w])[.,](?P<bare>\d+)(?!\d)(?![.,]\d)"
    r")"
)
_DIGIT = re.compile(r"\d")
_SPLIT_CENTS = re.compile(r"\x1f(\d\d)(?=[\s€$£₹]|$)")
_DASH = re.compile(r"(?:\s?[.,]\s?[-–—=]{1,3}|[-–—]{1,3})(?=\s|$|[^\d\s])")
_BEFORE_DASH = frozenset(" \x1f\u00a0\u202f\u2009\t\n.,-–—")
#: How many characters beside a number are looked at for its sign: white space, the longest sign, and one more.
_NEAR = LONGEST_SIGN + 5
_MEASURE = re.compile(
    r"\s?(?:%|°|x\s?\d|×|(?:k?g|m?l|cl|[mc]?m|(?-i:km)|gb|tb|mb|[kmg]?hz|[km]?wh?|v|mah|zoll|inch|in|(?-i:ft|FT)|px|oz|"
    r"lbs?|pcs|stk|stück|ct|packs?|pk|units?|"
    r"reviews?|ratings?|stars?|days?|tage|hours?|stunden|min|years?|jahre|people|bought|sold|items?|artikel|colou?rs|options?|"
    r"payments|months|monate|raten)\b|[\"”″])",
    re.IGNORECASE,
)
#: A text with one number in it: most of what is read, and told several times faster than by looking for all.
_LONE = re.compile(
    r"(?P<before>\D*)(?P<whole>\d{1,3}(?P<group>[., \u00a0])\d{3}(?:(?P=group)\d{3})*|\d{1,12})"
    r"(?:[.,](?P<cents>\d\d?))?(?P<after>\D*)"
)
_JOINED_MARK = re.compile(r"(?<=\d)[\x1f ]*([.,])[\x1f ]*(?=\d\d?(?!\d))")
_SIGN_AS_POINT = re.compile(r"(?<=\d)\x1f?([€$£])(\d\d)(?![\d.,])|(?<=\d)([€$£]) (\d\d)$")
_SIGN_WITHIN = re.compile(r"[\d\x1f][€$£]")
_LOOSE_MARK = re.compile(r"(?<=\d)([.,]) (?=\d\d(?:\s?(?:[€$£₹]|zł|kč|tl)|$))", re.IGNORECASE)
#: "559. 99" where "559.99" follows.
_LOOSE_AGAIN = re.compile(r"(?<!\d)(\d{1,6}[.,]) (\d\d)(?=\D.{0,200}?(?<!\d)\1\2(?!\d))")
_FREE = re.compile(r"\W*(?:free|gratis|kostenlos|gratuit)\W*", re.IGNORECASE)
_MULTIBUY = re.compile(r"(?<![\d.,])(\d{1,2}) (?:for|für|za|pour|por|per|x)(?: \w+)?\s*$", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:[-–—~]|to|bis|à|do|до)\s*$")
#: What a text may offer, the likeliest to be the price first.
_OFFERED = {
    role: place
    for place, role in enumerate((Role.CURRENT, Role.FROM, Role.MEMBER, Role.USED, Role.LIST, Role.UNIT, Role.INSTALMENT))
}
_OPEN_END = re.compile(r"\s?(?:~|起|から|부터|より)")


@dataclass(slots=True)  # not frozen: that makes them three times as slow to create, and thousands are
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
    lone = _LONE.fullmatch(text)
    if lone is not None and (number := _lone(lone, text, currency, country)) is not None:
        if signed_only and not number.signed:
            return ()
        if number.end - number.start == len(text):  # no words to say anything
            return (PriceToken(number.amount, number.currency, Role.CURRENT, text.replace(CHUNK, " "), 0, number.end),)
        return _tokens([number], text) if number.signed or not _is_part_of_something(text, number) else ()
    if lone is None and _DIGIT.search(text) is None:
        return ()
    if CHUNK in text:
        text = _JOINED_MARK.sub(r"\1", text)
    if ", " in text or ". " in text:
        text = _LOOSE_AGAIN.sub(r"\1\2", _LOOSE_MARK.sub(r"\1", text))
    if _SIGN_WITHIN.search(text):
        text = _SIGN_AS_POINT.sub(lambda match: f".{match[2] or match[4]}{match[1] or match[3]}", text)
    numbers = list(_numbers(text, currency, country))
    if any(number.signed for number in numbers):
        _share_sign_in_ranges(numbers, text)
        numbers = [number for number in numbers if number.signed]
    elif signed_only:
        return ()
    else:
        numbers = [number for number in numbers if not _is_part_of_something(text, number)]
    return _tokens(numbers, text)


def parse_price(
    text: str, *, currency: str | None = None, country: str | None = None, decimal_mark: str | None = None
) -> PriceToken | None:
    """The one price that `text` offers today: the first that is neither a list price, a rate, a unit price nor shipping.

    A text that says nothing but that the thing is free offers it for 0. `decimal_mark` is what the shop is known to write
    before the cents ("." or ",", or a sign as in "12€50"); without it, it is made out number by number.

    >>> texts = ("Was $120.00 Now $60.00", "Save $200 $799.00", "13,12 (3,28/unit)", "Free!")
    >>> [str(parse_price(text).amount) for text in texts]
    ['60.00', '799.00', '13.12', '0']
    >>> str(parse_price("1.299", decimal_mark=".").amount), str(parse_price("1.299", decimal_mark=",").amount)
    ('1.2990', '1299')
    """
    text = text[:MAX_TEXT]
    if decimal_mark:
        text = _with_points(text, decimal_mark)
    tokens = _parsed(text, currency, country)
    if len(tokens) == 1:
        return tokens[0] if tokens[0].role in _OFFERED else None
    if not tokens and _FREE.fullmatch(text):
        return PriceToken(Decimal(0), None, Role.CURRENT, text, 0, len(text))
    offered = [token for token in tokens if token.role in _OFFERED]
    return min(offered, key=lambda token: (not token.amount, _OFFERED[token.role], token.net), default=None)


def _with_points(text: str, mark: str) -> str:
    """The text with a point for the decimal mark and nothing between thousands. Three decimals, which would look like
    thousands, get a fourth.
    """
    if mark in ".,":
        text = re.sub(r"(?:(?<=\d)|(?<!\w))[.,](?=\d)", lambda found: found[0] if found[0] == mark else "", text)
    else:
        text = re.sub(rf"(?<=\d){re.escape(mark)}(?=\d)", mark := "\0", text)
    return re.sub(
        rf"{re.escape(mark)}(\d+)(?![\d.,]|{re.escape(mark)})", lambda found: f".{found[1]}{'0' * (len(found[1]) == 3)}", text
    )


def _lone(match: re.Match[str], text: str, currency: str | None, country: str | None) -> _Number | None:
    """The number of a text that has one, as `_numbers` would give it; `None` where it is not written plainly."""
    before, whole, group, cents, after = match.groups()
    start, end = len(before), len(text) - len(after)
    code = left = right = None
    if before:
        if before[-1] in ".," and not before[-2:-1].isalpha():
            return None  # ".75"
        if left := _sign_before(before[-_NEAR:], currency, country):
            code, start = left[0], start - left[1]
    if after:
        if after[0] in _BEFORE_DASH and _DASH.match(after):
            return None
        if right := _sign_behind(after[:_NEAR], currency, country):
            if left:
                return None
            code, end = right[0], end + right[1]
    if group:
        if not cents and (whole[0] == "0" or decimals(code or currency) == 3):
            return None
        whole = whole.replace(group, "")
    amount = Decimal(f"{whole}.{cents}" if cents else whole)
    return _Number(amount, code, bool(left or right), bool(right), start, end)


@lru_cache(maxsize=4_096)
def _sign_before(text: str, currency: str | None, country: str | None) -> tuple[str | None, int] | None:
    """The currency of the sign that the few characters before a number end with, and how far before it begins."""
    found = currency_before(text, _skip_back(text, len(text)), country=country, expected=currency)
    return None if found is None else (found[0], len(text) - found[1])


@lru_cache(maxsize=4_096)
def _sign_behind(text: str, currency: str | None, country: str | None) -> tuple[str | None, int] | None:
    """The currency of the sign that the few characters behind a number begin with, and how far behind it ends."""
    return currency_at(text, _skip(text, 0), country=country, expected=currency)


def _numbers(text: str, currency: str | None, country: str | None) -> Iterator[_Number]:
    sign_end = 0  # where the sign or the cents end that the number before has taken
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start < sign_end:
            continue
        cents = ""
        following = text[end : end + 1]
        if following in _BEFORE_DASH and (dash := _DASH.match(text, end)) is not None:
            end = dash.end()
        elif (
            following == CHUNK and not match["decimals"] and not match["fraction"] and (split := _SPLIT_CENTS.match(text, end))
        ):
            cents, end = split[1], split.end()
        before = _sign_before(text[max(0, start - _NEAR) : start], currency, country)
        if before is not None and start - before[1] < sign_end:
            before = None
        after = _sign_behind(text[end : end + _NEAR], currency, country)
        after_end = end + after[1] if after is not None else end
        code = None
        if before is not None:
            code, start = before[0], start - before[1]
            if after is not None and after[0] and after[0] != code and text[after_end - 3 : after_end] == after[0]:
                code, end = after[0], after_end  # "$12.00 CAD": the code is clearer than the sign
                sign_end = end
        elif after is not None:
            if text[after_end : after_end + 1].isdigit() and text[end : end + 1].isspace():
                after = None  # "10 €210": the sign is that of the next number
            else:
                code, end = after[0], after_end
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


def _tokens(numbers: list[_Number], text: str) -> tuple[PriceToken, ...]:
    tokens: list[PriceToken] = []
    said, net_said = 0, False  # what the words between two amounts say of the one before is not said of the one behind
    last = len(numbers) - 1
    end = 0  # of the number before
    for place, number in enumerate(numbers):
        between = text[end : number.start]
        end = number.end
        after = text[end : numbers[place + 1].start if place < last else None][:40]
        before = between[said:]
        role, said, net_before = None, 0, False
        if after and not after.isspace():
            role, said = cues.role_after(after)
        if len(before) > 1 and not before.isspace():
            role = role or cues.role_before(before)
            net_before = not net_said and cues.is_net(before[-24:])
        net_said = len(after) > 1 and cues.is_net(after)
        if role == cues.NO_PRICE:
            continue
        if tokens and tokens[-1].end == numbers[place - 1].end and _RANGE.match(between):
            tokens[-1] = replace(tokens[-1], role=Role.FROM)
            role = Role.FROM
        if role is None and after and _OPEN_END.match(after):
            role = Role.FROM
        multibuy = _MULTIBUY.search(before[-24:]) if len(before) > 4 else None
        tokens.append(
            PriceToken(
                amount=number.amount,
                currency=number.currency,
                role=role or Role.CURRENT,
                raw=text[number.start : end].replace(CHUNK, " "),
                start=number.start,
                end=end,
                quantity=max(1, int(multibuy[1])) if multibuy and role is not Role.INSTALMENT else 1,
                net=net_said or net_before,
            )
        )
    return tuple(tokens)


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
