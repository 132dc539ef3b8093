"""Whether the thing can be bought, by what the page shows; silence stays unknown."""

import re
from functools import lru_cache

from lib.vocabulary import Availability
from scraping.extraction import cues
from scraping.extraction.page import Page
from scraping.extraction.visible import names_of
from scraping.extraction.wording import has_any

_MAX_NODES = 40
MAX_TEXT = 160
_NAMES = ("stock", "availab", "sold", "delivery")
_LOCAL_NAMES = {
    **dict.fromkeys(("DE", "AT", "CH"), ("verf", "liefer", "lager", "bestand")),
    **dict.fromkeys(("CZ", "SK", "PL", "HR", "SI", "RS"), ("dostup", "sklad")),
    **dict.fromkeys(("FR", "ES", "IT", "PT", "BR", "RO", "MX", "AR"), ("dispo", "stoc")),
    **dict.fromkeys(("SE", "NO", "DK"), ("lager",)),
    **dict.fromkeys(("NL", "BE"), ("voorraad",)),
}
#: Parts of lower-cased sentences; a list of substrings is searched many times faster than one long alternation.
_OUT = (
    "out of stock|sold out|unavailable|temporarily out|no longer available|not available|"
    "nicht lieferbar|nicht mehr lieferbar|nicht verfügbar|nicht mehr verfügbar|nicht auf lager|nicht bestellbar|"
    "nicht lagernd|nicht zur verfügung|"
    "ausverkauft|vergriffen|rupture de stock|épuisé|indisponible|agotado|sin stock|no disponible|esgotado|indisponível|"
    "produto indispon|"
    "non disponibile|esaurito|stoc epuizat|indisponibil|vypredan|vyprodáno|nedostupn|není skladem|nie je skladom|"
    "niedostępn|brak w magazynie|"
    "нет в наличии|распродано|"
    "品切|在庫なし|売り切れ|缺貨|售完|補貨|품절|hết hàng|slut i lager|slutsåld|udsolgt|utsolgt|loppu|niet op voorraad|"
    "uitverkocht|tükendi|stokta yok|אזל|غير متوفر|نفد"
).split("|")
_IN = (
    "in stock|available now|auf lager|lagernd|sofort lieferbar|lieferbar|verfügbar|versandfertig|en stock|disponible|"
    "em estoque|disponibile|în stoc|in stoc|"
    "na sklad|skladem|skladom|dostępn|в наличии|"
    "在庫あり|有貨|現貨|còn hàng|i lager|på lager|op voorraad|varastossa|stokta|raktáron"
).split("|")
_LIMITED = re.compile(
    r"only \d+ left|nur noch \d+|plus que \d+|solo \d+|limited (?:stock|availability)|last \d+ items", re.IGNORECASE
)
_PREORDER = re.compile(r"pre-?order|vorbestell|précommande|予約|предзаказ", re.IGNORECASE)


@lru_cache(maxsize=256)
def _selector(country: str | None) -> str:
    """The nodes that a shop of the country names for stock and delivery."""
    return ",".join(f'[class*="{name}" i],[id*="{name}" i]' for name in (*_NAMES, *_LOCAL_NAMES.get(country, ())))


def shown(page: Page) -> Availability:
    """What the nodes that are named for stock and delivery say; the first clear word wins, those of other products are
    passed over.
    """
    hint = Availability.UNKNOWN
    for node in page.tree.css(_selector(page.country))[:_MAX_NODES]:
        text = " ".join(node.text(deep=True, separator=" ").split())
        if not 2 < len(text) <= MAX_TEXT or _is_elsewhere(node):
            continue
        state = said(text)
        if state is Availability.OUT_OF_STOCK:
            return state
        if hint is Availability.UNKNOWN:
            hint = state
    return hint


def said(text: str) -> Availability:
    """What a short text says of the stock.

    >>> said("Derzeit nicht verfügbar").value, said("Only 3 left").value, said("In stock").value, said("Free returns").value
    ('out_of_stock', 'limited', 'in_stock', 'unknown')
    """
    lowered = text.lower()
    if has_any(lowered, _OUT):
        return Availability.OUT_OF_STOCK
    if _PREORDER.search(text):
        return Availability.PREORDER
    if _LIMITED.search(text):
        return Availability.LIMITED
    return Availability.IN_STOCK if has_any(lowered, _IN) else Availability.UNKNOWN


def _is_elsewhere(node) -> bool:
    parent = node
    for _ in range(12):
        if parent is None or parent.tag in ("body", "html"):
            return False
        if parent.tag in ("footer", "nav", "script", "style", "template") or cues.names_are_related(names_of(parent)):
            return True
        parent = parent.parent
    return False
