"""Whether the thing can be bought, by what the page shows; silence stays unknown."""

import re
from functools import lru_cache

from lib.vocabulary import Availability
from scraping.extraction import cues
from scraping.extraction.page import Page
from scraping.extraction.visible import names_of

_MAX_NODES = 40
_NAMES = ("stock", "availab", "sold", "delivery")
_LOCAL_NAMES = {
    **dict.fromkeys(("DE", "AT", "CH"), ("verf", "liefer", "lager", "bestand")),
    **dict.fromkeys(("CZ", "SK", "PL", "HR", "SI", "RS"), ("dostup", "sklad")),
    **dict.fromkeys(("FR", "ES", "IT", "PT", "BR", "RO", "MX", "AR"), ("dispo", "stoc")),
    **dict.fromkeys(("SE", "NO", "DK"), ("lager",)),
    **dict.fromkeys(("NL", "BE"), ("voorraad",)),
}
_OUT = re.compile(
    r"out of stock|sold out|(?:currently|temporarily) (?:unavailable|out)|no longer available|not available|unavailable|nicht (?:mehr )?(?:lieferbar|verfügbar|auf lager|"
    r"bestellbar|lagernd)|ausverkauft|vergriffen|rupture de stock|épuisé|indisponible|agotado|sin stock|no disponible|esgotado|indisponível|produto indispon|"
    r"non disponibile|esaurito|stoc epuizat|indisponibil|vypred|vyprodáno|nedostupn|není skladem|nie je skladom|momentálne nedostupn|niedostępn|brak w magazynie|"
    r"нет в наличии|распродано|品切|在庫なし|売り切れ|缺貨|售完|已售完|補貨|품절|일시품절|hết hàng|slut i lager|slutsåld|udsolgt|utsolgt|loppu|niet op voorraad|"
    r"uitverkocht|tükendi|stokta yok|אזל|غير متوفر|نفد",
    re.IGNORECASE,
)
_IN = re.compile(
    r"in stock|available now|auf lager|lagernd|sofort (?:lieferbar|verfügbar|versandfertig)|lieferbar|verfügbar|en stock|disponible|em estoque|disponibile|"
    r"în stoc|in stoc|na sklad|skladem|skladom|dostępn|в наличии|есть в наличии|在庫あり|有貨|現貨|còn hàng|i lager|på lager|op voorraad|varastossa|stokta|raktáron",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"only \d+ left|nur noch \d+|plus que \d+|solo \d+|limited (?:stock|availability)|last \d+ items", re.IGNORECASE
)
_PREORDER = re.compile(r"pre-?order|vorbestell|précommande|予約|предзаказ", re.IGNORECASE)


@lru_cache(maxsize=256)
def _selector(country: str | None) -> str:
    """The nodes that a shop of the country names for stock and delivery."""
    return ",".join(f'[class*="{name}" i],[id*="{name}" i]' for name in (*_NAMES, *_LOCAL_NAMES.get(country, ())))


def shown(page: Page) -> Availability:
    """What the nodes that are named for stock and delivery say; the first clear word wins, those of other products are passed over."""
    hint = Availability.UNKNOWN
    for node in page.tree.css(_selector(page.country))[:_MAX_NODES]:
        text = " ".join(node.text(deep=True, separator=" ").split())
        if not 2 < len(text) <= 160 or _is_elsewhere(node):
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
    if _OUT.search(text):
        return Availability.OUT_OF_STOCK
    if _PREORDER.search(text):
        return Availability.PREORDER
    if _LIMITED.search(text):
        return Availability.LIMITED
    return Availability.IN_STOCK if _IN.search(text) else Availability.UNKNOWN


def _is_elsewhere(node) -> bool:
    parent = node
    for _ in range(12):
        if parent is None or parent.tag in ("body", "html"):
            return False
        if parent.tag in ("footer", "nav", "script", "style", "template") or cues.names_are_related(names_of(parent)):
            return True
        parent = parent.parent
    return False
