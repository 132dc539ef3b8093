"""Why a page has no price: the short stable codes of `Reading.problem`, and how the pages behind them are told.

`blocked` a captcha or a bot wall; `login` a sign-in wall; `listing` a category or search page; `gone` a page that says
the product is not there; `not_a_product` an article, a cart or the like; `empty` nothing to read (a shell that scripts
would fill); `wrong_content_type` no HTML; `no_price` a product without a price we dare to name; `no_currency` an amount
whose currency cannot be told.
"""

import re

from scraping.extraction.page import Page
from scraping.extraction.wording import has_any

BLOCKED = "blocked"
LOGIN = "login"
LISTING = "listing"
GONE = "gone"
EMPTY = "empty"
WRONG_CONTENT_TYPE = "wrong_content_type"
NOT_A_PRODUCT = "not_a_product"
NO_PRICE = "no_price"
NO_CURRENCY = "no_currency"

_SMALL = 120_000
_TINY = 40_000
_HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
_BLOCKED_TITLE = re.compile(
    r"robot check|robot or human|just a moment|attention required|access (?:to this page has been )?denied|"
    r"pardon our interruption|are you (?:a )?(?:human|robot)|"
    r"security check|captcha|bot (?:verification|detection)|request (?:blocked|rejected)|^\W*(?:403\W*)?forbidden|"
    r"verify(?:ing)? you are|ddos|unusual traffic|"
    r"^(?:403|429|503)\b|^amazon\.\S+ ?$|service unavailable|too many requests",
    re.IGNORECASE,
)
_BLOCKED_MARKS = (
    "validatecaptcha",
    "px-captcha",
    "cf-chl",
    "captcha-delivery.com",
    "opfcaptcha",
    "_incapsula_resource",
    "/cdn-cgi/challenge-platform",
    "distil_r_captcha",
    "g-recaptcha-response",
    "hcaptcha.com/captcha",
    "akam/13/pixel",
    "unusual traffic",
    "enter the characters you see",
    "geetest",
    "perimeterx",
    "sec-if-cpt-container",
    "awswafcaptcha",
    "aws-waf-token",
)
#: Parts of lower-cased titles; a list of substrings is searched many times faster than one long alternation.
_GONE = (
    "not found|introuvable|nicht gefunden|no encontrada|não encontrada|non trovata|niet gevonden|hittades inte|"
    "kunde inte hittas|nenalezena|nebola nájdená|не найдена|nie znaleziono|bulunamadı|ページが見つかりません|"
    "doesn't exist|does not exist|no longer exists"
).split("|")
_GONE_CODE = re.compile(r"^\W*404\b|(?:error|erreur|fehler|page|http|status) ?(?:404|410)\b|\b404\W*$")
_GONE_THING = re.compile(r"(?:page|product|item|seite|artikel|produkt) (?:is |ist )?(?:no longer|nicht mehr)")
_LOGIN_TITLE = re.compile(
    r"^\W*(?:log ?in|sign ?in|anmelden|einloggen|se connecter|iniciar sesión|entrar|accedi|logga in|вход|войти)\b|"
    r"\b(?:login|sign in)\W*$",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(r"/(?:login|signin|sign-in|account/login|ap/signin|auth|customer/account)(?:[/.?]|$)", re.IGNORECASE)
_LISTING_PATH = re.compile(
    r"/(?:search|suche|s|sok|sök|buscar|busca|recherche|zoeken|cerca|hledej|szukaj|category|categories|kategorie|"
    r"categoria|collections?|c|b|browse|catalogsearch|tag|"
    r"ara|arama)(?:/[^/]*)?$",
    re.IGNORECASE,
)
_PRODUCT_PATH = re.compile(
    r"/(?:products?|p|dp|item|itm|pd|produkt|artikel|product-page)/|\.p\b|-p-?\d|/\d{5,}|\d{6,}", re.IGNORECASE
)
_OTHER_PATH = re.compile(
    r"/(?:cart|basket|warenkorb|checkout|kasse|panier|carrito|koszyk|blog|blogs|news|magazin|magazine|help|faq|hilfe|"
    r"agb|impressum|contact|kontakt|about|"
    r"about-us|privacy|datenschutz|terms|account|my-account|wishlist|stores?|careers)(?:/|$)",
    re.IGNORECASE,
)
_LISTING_KINDS = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "OfferCatalog"})
_ARTICLE_KINDS = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "FAQPage", "ContactPage", "AboutPage", "Recipe", "JobPosting"}
)
_SEARCH_QUERY = re.compile(r"(?:^|&)(?:q|query|search|keyword|keywords|k|searchterm|text|s)=[^&]+", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style|noscript|svg|template)\b", re.IGNORECASE)


def before_reading(page: Page) -> str | None:
    """The problem of a page that is told without looking for a product, or `None`."""
    kind = (page.content_type or "").split(";")[0].strip().lower()
    if kind and kind not in _HTML_TYPES:
        return WRONG_CONTENT_TYPE
    head = page.text(0, 2_000).lstrip("\ufeff \t\r\n")
    if not head:
        return EMPTY
    if head.startswith(("%PDF", "{", "[", "\x89PNG", "GIF8", "PK\x03")) or "<" not in head:
        return WRONG_CONTENT_TYPE
    title = page.title_tag
    if len(page.data) < _SMALL and b"ld+json" not in page.data:
        if _BLOCKED_TITLE.search(title):
            return BLOCKED
        lowered = page.text(0, _TINY).lower() if len(page.data) < _TINY else ""
        if has_any(lowered, _BLOCKED_MARKS) and "og:type" not in lowered and "itemprop" not in lowered:
            return BLOCKED
    if _says_gone(title.lower()):
        return GONE
    if _LOGIN_TITLE.search(title) or _LOGIN_PATH.search(page.path):
        return LOGIN
    return None


def _says_gone(title: str) -> bool:
    if title.startswith("oops") or has_any(title, _GONE):
        return True
    if ("404" in title or "410" in title) and _GONE_CODE.search(title):
        return True
    return (" no longer" in title or " nicht mehr" in title) and _GONE_THING.search(title) is not None


def is_listing_address(page: Page) -> bool:
    """Whether the address is that of a search or a category, by its path and query."""
    path = page.path or "/"
    if _SEARCH_QUERY.search(page.parts.query) and (_LISTING_PATH.search(path) or path.count("/") <= 2):
        return not _PRODUCT_PATH.search(path)
    return _LISTING_PATH.search(path) is not None and not _PRODUCT_PATH.search(path)


def without_product(page: Page, kinds: set[str]) -> str | None:
    """The problem of a page that marks no product, by its address and by the types of what it does mark (JSON-LD `kinds`),
    or `None`.
    """
    if is_listing_address(page) or _LISTING_KINDS & kinds:
        return LISTING
    if _ARTICLE_KINDS & kinds or (page.metas.get("og:type") or "").lower() == "article":
        return NOT_A_PRODUCT
    return NOT_A_PRODUCT if _OTHER_PATH.search(page.path) and not _PRODUCT_PATH.search(page.path) else None


def names_a_category(page: Page) -> bool:
    """Whether the address ends in one plain word, as those of categories do and those of products hardly ever."""
    last = page.path.rsplit("/", 1)[-1]
    return bool(last) and last.isalpha() and not page.parts.query


def without_price(page: Page, *, has_product: bool, texts: list[str] | None) -> str:
    """Why no price was found on a page that is no obvious wall: a listing, a shell, or a product that shows none."""
    if has_product:
        return NO_PRICE
    if is_listing_address(page):
        return LISTING
    if texts is not None and sum(map(len, texts)) < 400:
        return EMPTY
    return NO_PRICE
