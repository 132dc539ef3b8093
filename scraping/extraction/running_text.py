"""Prices in the running text of a page: the last rung, for pages whose nodes say nothing."""

import re

from lib.vocabulary import Availability
from scraping.extraction import cues, stock
from scraping.extraction.evidence import Evidence
from scraping.extraction.page import Page
from scraping.extraction.price_text import CHUNK, PriceToken, signed_prices
from scraping.extraction.reading import Role
from scraping.extraction.wording import has_any, words

MAX_LINES = 3_000
MAX_LINE = 120
#: How many lines behind the product's name are looked at.
WINDOW = 160
_LABEL = re.compile(
    r"\b(?:price|preis|prix|precio|preço|prezzo|cena|kaina|hinta|pris|fiyat|цена|inkl|incl|inc|ttc|mwst|vat|brutto|now|"
    r"jetzt|einzelpreis)\b|"
    r"售價|特價|價格|價|가격|판매가|מחיר|السعر|価格|税込",
    re.IGNORECASE,
)
#: Parts of lower-cased lines that offer to buy.
_BUY = (
    "add to cart|add to bag|add to basket|addtocart|add tocart|buy now|buynow|in den waren|in den einkaufs|ajouter au panier|"
    "aggiungi al carrello|añadir a|in winkelwagen|comprar|do koszyka|lägg i|adaug|do košíka|do košíku|acheter|bestellen|"
    "kaufen|в корзину|купить|הוסף|أضف|購買|購物車|加入|장바구니|구매|カート|sepete"
).split("|")
_DIGIT = re.compile(r"\d")
_SIGNS_BEFORE = "$€£¥₹₩₽"
#: Things that are offered beside a product: warranties, fittings, taking the old one away.
_EXTRA = re.compile(
    r"garantie|warranty|versicherung|insurance|schutz|protection|zubehör|accessor|montage|installation|altgerät|"
    r"finanzierung|asigurare|záruka",
    re.IGNORECASE,
)
_AMOUNT_ONLY = re.compile(r"[^\w]{0,3}\d[\d.,\s]{0,14}[^\w]{0,3}$")


def lines(page: Page) -> list[str]:
    """The texts of the nodes of the body, in order; scripts and styles are not in the DOM."""
    body = page.tree.body
    if body is None:
        return []
    text = body.text(deep=True, separator=CHUNK, skip_empty=True)
    found = []
    for chunk in text.split(CHUNK):
        line = " ".join(chunk.split())
        if line:
            found.append(line)
            if len(found) >= MAX_LINES:
                break
    return found


def evidence(page: Page, texts: list[str], start: int | None) -> list[Evidence]:
    """The prices with a currency in the lines of a page, best first: near the product's name (the line `start`), a price
    label and a buy button.
    """
    first, last = (0, WINDOW) if start is None else (max(0, start - 20), start + WINDOW)
    buys = [place for place, line in enumerate(texts[first : last + 12], start=first) if _offers_to_buy(line)]
    found: list[Evidence] = []
    for place in range(first, min(last, len(texts))):
        line = texts[place]
        if len(line) > MAX_LINE or not (_DIGIT.search(line) or line[-1] in _SIGNS_BEFORE) or _is_piece(texts, place):
            continue
        tokens = signed_prices(_with_neighbours(texts, place), currency=page.local_currency, country=page.country)
        found += [
            _weighed(token, texts, place, start, buys) for token in tokens if token.currency and 0 < token.amount < 10**10
        ]
    found.sort(key=lambda one: (one.role is not Role.CURRENT, -one.weight))
    return found


def _weighed(token: PriceToken, texts: list[str], place: int, start: int | None, buys: list[int]) -> Evidence:
    role = token.role
    if role is Role.CURRENT and place:
        role = _role_of_line_before(texts[place - 1], texts[place - 2] if place > 1 else "") or role
    weight = 2.0 if _LABEL.search(" ".join(texts[max(0, place - 3) : place + 4])[:600]) else 0.0
    if token.net:
        weight -= 2.0
    if start is not None:
        weight += 2.5 - (place - start) * 0.03 if place >= start else (place - start) * 0.08
    if any(place - 3 <= buy < place + 12 for buy in buys):
        weight += 1.0
    return Evidence(token.amount, token.currency, role, "text", f"text[{place}]", token.raw[:120], weight=weight, net=token.net)


def _role_of_line_before(line: str, second: str) -> Role | None:
    """What the lines before an amount make of it; a line with an amount of its own speaks of that one."""
    if _EXTRA.search(line) or (len(line) < 12 and _EXTRA.search(second)):
        return Role.RELATED
    if _DIGIT.search(line):
        return None
    label = line if _DIGIT.search(second) else f"{second} {line}"
    stated = cues.role_before(label)
    return Role.RELATED if stated == cues.NO_PRICE else stated


def out_of_stock_line(texts: list[str], start: int | None) -> bool:
    """Whether a short line near the product's name (the line `start`) says that it cannot be bought."""
    near = texts[start or 0 : (start or 0) + 50]
    return any(len(line) <= 60 and stock.said(line) is Availability.OUT_OF_STOCK for line in near)


def has_buy_words(texts: list[str]) -> bool:
    """Whether some line offers to buy."""
    return any(map(_offers_to_buy, texts))


def _offers_to_buy(line: str) -> bool:
    if len(line) >= 60:
        return False
    return has_any(line.lower(), _BUY)


def title_line(texts: list[str], title: str | None) -> int | None:
    """The first line that has most of the title's words, else the one with the largest part of them that is worth it."""
    wanted = words(title or "")
    best, best_fit = None, 0.4
    characters, longer = {word for word in wanted if len(word) == 1}, [word for word in wanted if len(word) > 1]
    needed = min(0.6 * len(wanted), max(3, 0.4 * len(wanted)))
    for place, line in enumerate(texts if wanted else ()):
        if not needed <= len(line) < 300:
            continue
        lowered = line.lower()  # most lines have none of the words, which is told faster than what words they have
        if len(characters.intersection(lowered)) + sum(map(lowered.__contains__, longer)) < needed:
            continue
        common = len(wanted & words(line))
        fit = common / len(wanted)
        if fit >= 0.6:
            return place
        if common >= 3 and fit > best_fit:
            best, best_fit = place, fit
    return best


def _with_neighbours(texts: list[str], place: int) -> str:
    """The line with its next few where the amount is spelt over several nodes ("€", "12", ",50", "EUR")."""
    line = texts[place]
    if not (_AMOUNT_ONLY.match(line) or len(line) <= 4 or line[-1] in _SIGNS_BEFORE):
        return line
    pieces = [line]
    for text in texts[place + 1 : place + 5]:
        if len(text) > 8:
            break
        pieces.append(text)
    return CHUNK.join(pieces)


def _is_piece(texts: list[str], place: int) -> bool:
    """Whether the line goes on with an amount that a line before has begun."""
    before = texts[place - 1] if place else ""
    return before[-1:] in (",", ".") and len(before) <= 8 and (len(before) == 1 or before[-2:-1].isdigit())
