"""What the product is called: beyond `h1`, which on many pages is the shop's name, a cookie banner or a menu."""

import re
from urllib.parse import unquote_plus

from scraping.extraction.page import Page, clean
from scraping.extraction.wording import share, words

_NOT_A_TITLE = re.compile(
    r"^(?:added|adding|not added|about this|product (?:information|summary|details)|technical details|warranty|"
    r"feedback|find & pick|welcome|willkommen|privacy|"
    r"cookie|menu|log in|sign in|keyboard|newsletter|search|cart|warenkorb|my account|404|customers? also|related|you may)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[|–—·»:]+\s+|\s+-\s+")
_AT_SHOP = re.compile(
    r"(?:\s+(?:günstig|online|jetzt|kaufen|bestellen|preiswert|buy|acheter|comprar|kopen|köp|kúpiť|koupit))*\s+(?:bei|"
    r"at|from|chez|en|na|v|hos|im|auf|@)\s+([\w.-]+)$",
    re.IGNORECASE,
)
_MAX_HEADLINES = 12
_NAMED_SO = (
    ",".join(
        f'[class*="{name}" i],[id*="{name}" i]'
        for name in (
            "product-name",
            "product_name",
            "productname",
            "product-title",
            "product_title",
            "producttitle",
            "artname",
            "artikelname",
            "item-title",
        )
    )
    + ",h1,h2"
)


def from_meta(page: Page) -> str | None:
    """The name in Open Graph or Twitter tags, else in `<title>`, without the shop's name at its end; no DOM needed."""
    og = clean(page.metas.get("og:title") or page.metas.get("twitter:title"))
    for title in (og, page.title_tag):
        if title and not words(title) <= _shop_words(page):
            return without_shop(title, page)
    return None


def from_item(page: Page, name: str | None, brand: str | None) -> str | None:
    """The name that an item gives itself, or the page's title where that says the same and the brand besides, or
    contradicts it in one voice.
    """
    if not name:
        return None
    og = clean(page.metas.get("og:title"))
    stated = without_shop(og or page.title_tag, page)
    if og and share(name, f"{og} {page.title_tag}") <= 0.5 and page.data.count(name.encode()) < 2:
        return without_shop(og, page)  # the name is nowhere but in the item itself
    if brand and share(name, stated) == 1 and share(brand, stated) == 1 and share(brand, name) < 1:
        return stated
    return name


def from_headlines(page: Page) -> str | None:
    """The headline of the page that its title tags or its address name, else what the title tags say, else a node that is
    named so.
    """
    meta = from_meta(page)
    said = page.title_words
    slug = words(unquote_plus(f"{page.path} {page.parts.query}"[:500]))
    best, best_score = None, 0.0
    for node in page.tree.css('h1,[itemprop="name"]')[:_MAX_HEADLINES]:
        text = clean(node.text(deep=True, separator=" "))
        named = words(text)
        if len(text) <= 2 or _NOT_A_TITLE.match(text) or not named:
            continue
        fit = max(len(named & said), len(named & slug)) / len(named)
        score = fit * min(len(named), 8) + (0.5 if node.tag == "h1" else 0.0)
        if fit >= 0.3 and score > best_score:
            best, best_score = text, score
    return best or meta or _named_so(page)


def _named_so(page: Page) -> str | None:
    """The text of the first node whose id or class calls it the product's name."""
    for node in page.tree.css(_NAMED_SO)[:_MAX_HEADLINES]:
        text = clean(node.text(deep=True, separator=" "), 300)
        if len(text) > 3 and len(words(text)) > 1 and not _NOT_A_TITLE.match(text):
            return text
    return None


def without_shop(title: str, page: Page) -> str:
    """A title without the last or first part that is the shop's name."""
    shop = _shop_words(page)
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and words(parts[-1]) and words(parts[-1]) <= shop | {"shop", "online", "store", "com", "de", "at"}:
        title = title[: title.rfind(parts[-1])].rstrip(" |–—·»:-")
    match = _AT_SHOP.search(title)
    return title[: match.start()] if match and words(match[1]) <= shop else title


def _shop_words(page: Page) -> frozenset[str]:
    return words(page.parts.hostname or "") | words(page.metas.get("og:site_name") or "")
