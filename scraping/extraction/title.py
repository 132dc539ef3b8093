"""What the product is called: beyond `h1`, which on many pages is the shop's name, a cookie banner or a menu."""

import re

from scraping.extraction.page import Page, clean
from scraping.extraction.wording import share, words

_NOT_A_TITLE = re.compile(
    r"^(?:added|adding|not added|about this|product (?:information|summary|details)|technical details|warranty|feedback|find & pick|welcome|willkommen|privacy|"
    r"cookie|menu|log in|sign in|keyboard|newsletter|search|cart|warenkorb|my account|404|customers? also|related|you may)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[|–—·»:]+\s+|\s+-\s+")
_MAX_HEADLINES = 12


def from_meta(page: Page) -> str | None:
    """The name in Open Graph or Twitter tags, else in `<title>`, without the shop's name at its end; no DOM needed."""
    og = clean(page.metas.get("og:title") or page.metas.get("twitter:title"))
    return without_shop(og or page.title_tag, page) or None


def from_item(page: Page, name: str | None, brand: str | None) -> str | None:
    """The name that an item gives itself, or the page's title where that says the same and the brand besides, or contradicts it in one voice."""
    if not name:
        return None
    og = clean(page.metas.get("og:title"))
    stated = without_shop(og or page.title_tag, page)
    if brand and share(name, stated) == 1 and share(brand, stated) == 1 and share(brand, name) < 1:
        return stated
    return name


def from_headlines(page: Page) -> str | None:
    """The headline of the page that fits its title tags best, else what those say."""
    meta = clean(page.metas.get("og:title"))
    wanted = f"{meta} {page.title_tag}".strip()
    best, best_score = None, 0.0
    for node in page.tree.css('h1,[itemprop="name"]')[:_MAX_HEADLINES]:
        text = clean(node.text(deep=True, separator=" "))
        if len(text) <= 2 or _NOT_A_TITLE.match(text):
            continue
        score = (share(text, wanted) * min(len(words(text)), 8) if wanted else 1.0) + (0.5 if node.tag == "h1" else 0.0)
        if score > best_score:
            best, best_score = text, score
    fallback = from_meta(page)
    if best is None:
        return fallback
    if wanted and share(best, wanted) < 0.3 and share(wanted, best) < 0.3:
        return fallback or best
    return best


def without_shop(title: str, page: Page) -> str:
    """A title without the last or first part that is the shop's name."""
    shop = words((page.parts.hostname or "").replace(".", " ")) | words(page.metas.get("og:site_name") or "")
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and words(parts[-1]) and words(parts[-1]) <= shop | {"shop", "online", "store", "com", "de", "at"}:
        return title[: title.rfind(parts[-1])].rstrip(" |–—·»:-")
    return title
