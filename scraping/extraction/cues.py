"""The words that tell what an amount is, in the languages of the shops we read.

Each pattern is anchored to few characters beside an amount (`role_before`, `role_after`) or to the names a shop gives its nodes
(`role_of_names`), so that none is ever searched over a whole page.
"""

import re
from functools import lru_cache

from scraping.extraction.reading import Role

#: What an amount is that is no price at all: a saving, an order minimum, points. Left out by everyone.
NO_PRICE = "no price"

_BEFORE = (
    (
        NO_PRICE,
        r"save|saving|you save|spare|sparen|gespart|ersparnis|économi\w+|remise|ahorra\w*|risparmi\w*|rabatt|desconto|descuento|"
        r"discount|cashback|cash back|скидка|выгода|reducere|zľava|sleva|besparing|rabat|orders?(?: over| above)?|bestellwert|over|"
        r"above|spend|minimum|mindestbestellwert|ab einem \w+ von|points|punkte|gutschein|coupon|voucher|off",
    ),
    (
        Role.INSTALMENT,
        r"\d+\s?x(?: de)?|\d+ (?:payments|instal+ments|raten|rate|parcelas|cuotas|mensualités)(?: \w+){0,2}|monatlich|mtl\.?|"
        r"monthly|per month|emi(?: from| starting(?: from| at)?)?|financ\w+|rate(?: de)?|parcela\w*|cuota\w*|mensualit\w+|"
        r"afterpay|klarna|affirm|clearpay|рассрочк\w*",
    ),
    (
        Role.SHIPPING,
        r"shipping|delivery|versand(?:kosten\w*)?|lieferung|livraison|envío|envio|frete|spedizione|postage|porto|доставк\w*|verzend\w*|"
        r"fracht|p&p|livrare|運費|handling|freight",
    ),
    (
        Role.UNIT,
        r"unit price|grundpreis|prix unitaire|per unit|je \d+ ?\w+|pro \d+ ?\w+|entspricht|\(?1 ?(?:kg|l|stk|stück) ?=",
    ),
    (Role.USED, r"used|gebraucht|occasion|begagnad\w*|refurbished|pre-owned|usado|usato|second hand|segunda mano|б/у"),
    (Role.MEMBER, r"members?|member price|club|prime|subscribe(?: & save)?|loyalty|with card|mit karte|clubcard|rewards?"),
    (
        Role.LIST,
        r"was|rrp|r\.r\.p\.?|srp|msrp|m\.?r\.?p\.?|uvp\*?|u\.v\.p\.?|statt(?:preis)?|instead of|list(?: price)?|list preis|listenpreis|regular(?: price)?|"
        r"reg\.?|orig(?:\.|inal(?: price| preis)?|inalpreis)?|before|bisher|vorher|früher|alter preis|ancien(?: prix)?|au lieu de|prix conseillé|"
        r"prix public|antes|precio anterior|prezzo precedente|invece di|anziché|tidigare|ord\.?(?: pris)?|ordinarie(?: pris)?|førpris|før|"
        r"normalpris|vejl\.?|van|adviesprijs|prp|pret vechi|preț vechi|vechi|běžná cena|bežná cena|původní cena|pôvodná cena|doporučená cena|"
        r"cena regularna|eski fiyat|старая цена|原價|市價|定價|建議售價|정가|値下げ前|通常価格|مستعمل|price before|compare at|typical price|retail(?: price)?|value",
    ),
    (
        Role.FROM,
        r"from|starting(?: at| from)?|starts at|as low as|ab|à partir de|a partir de|desde|a partire da|da|od|vanaf|fra|från|от|de la|"
        r"já od|już od|low as|up to|bis zu",
    ),
)
_AFTER = (
    (
        NO_PRICE,
        r"off\b|saved|saving|discount|cashback|rabatt|ersparnis|gespart|de desconto|de descuento|de remise|\+(?!\s?\w)|gift card|credit|points|"
        r"coupon|gutschein|折",
    ),
    (
        Role.INSTALMENT,
        r"(?:/|per|pro|a|p\.?|par|al|por|im|na)\s?(?:mo(?:nth)?|mth|monat|mois|mes|mês|mese|luna|lună|mies\w*|měs\w*|week|woche|year|yr|jahr|day)\b|"
        r"mtl\b|monatlich|monthly|pm\b|x \d+ (?:payments|months|monate)|sem juros|sin intereses|mensuel",
    ),
    (
        Role.UNIT,
        r"(?:/|per|pro|je|par|por|al|za)\s?(?:\d+[.,]?\d*\s?)?(?:k?g|m?l|cl|m[²2³3]?|lb|oz|fl|unit|each|ea|stk|stück|pz|piece|count|ct|100|litre|liter|"
        r"kilo|wash|portion|tab\w*)\b\.?",
    ),
    (Role.SHIPPING, r"(?:versand|shipping|delivery|livraison|postage|p&p|frete)"),
    (Role.USED, r"\(?(?:used|gebraucht|refurbished|occasion|begagnad)"),
    (Role.LIST, r"\(?(?:uvp|rrp|msrp|mrp|prp|list price)\b"),
)
_NET = re.compile(
    r"(?:exkl|excl|exc|ex|ohne|zzgl|hors|sans|senza|\+|plus|bez|net(?:to)?|без|fără|fara|htva)\.? ?(?:\d+ ?% )?\.?(?:gst|vat|tax|mwst|ust|tva|iva|ht|dph|btw|moms|ндс)\b|"
    r"\bnetto\b|\b(?:ht|h\.t\.)(?=\s|$|\))",
    re.IGNORECASE,
)
_BEFORE_RX = re.compile("|".join(rf"(?P<c{i}>(?<!\w)(?:{words})(?!\w))" for i, (_, words) in enumerate(_BEFORE)), re.IGNORECASE)
_AFTER_RX = re.compile(
    r"[\s*)]{0,3}(?:" + "|".join(rf"(?P<c{i}>{words})" for i, (_, words) in enumerate(_AFTER)) + ")", re.IGNORECASE
)

#: Names of nodes (class, id, data-testid, itemprop), split into words at case changes, hyphens and underscores.
_NAMES = (
    (
        NO_PRICE,
        r"sav(?:e|ing|ings)|discount|ersparnis|percent(?:age)?|points?|rewards?|rating|count|qty|quantity|filter|slider|facet|range|"
        r"coupon|voucher|cashback|badge|alert|alarm|history|threshold|gift|trade|warranty|insurance|protection|deposit|ecotax|eco|"
        r"label|currency|symbol|minicart|cart|basket|subtotal|total",
    ),
    (
        Role.INSTALMENT,
        r"instal?l?ments?|install|month(?:ly)?|emi|financ\w*|afterpay|klarna|affirm|rate|raten|parcel\w*|leasing|credit",
    ),
    (Role.SHIPPING, r"shipping|versand\w*|delivery|postage|freight|livraison|envio"),
    (Role.UNIT, r"(?:per|each)unit|unit(?: ?price)?|unitprice|perunit|baseprice|grundpreis|base price|per|pum|ppu"),
    (Role.USED, r"used|refurb\w*|gebraucht|second ?hand"),
    (Role.MEMBER, r"member\w*|club|loyalty|prime|subscri\w*"),
    (
        Role.LIST,
        r"old|was|strike\w*|striked|cross(?:ed)?|crossout|through|msrp|rrp|uvp|mrp|before|list(?: ?price)?|listprice|regular|original|orig|retail|compare|"
        r"compareat|prp|vechi|ancien|barre|barré|prev(?:ious)?|former|statt|standard|normal|suggested|recommended|pseudo|antes|tachado|advised|advice",
    ),
    (Role.FROM, r"from|starting|ab"),
)
_NAMES_RX = re.compile("|".join(rf"(?P<c{i}>(?<![a-z])(?:{words})(?![a-z]))" for i, (_, words) in enumerate(_NAMES)))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_RELATED = re.compile(
    r"relat|recommend|similar|upsell|up-sell|cross-?sell|carousel|also-|alsobought|recently|sponsor|bought-|bundle|accessor|zubehoer|zubehör|(?<![a-z])footer|^nav|"
    r"navbar|menu|mini-?cart|wishlist|compar(?:e|ison)-|suggest|product-?(?:list|tile|card|grid|slider|carousel|box-small)|products-grid|slider|swiper|"
    r"slick|teaser|crossseller|newsletter|reviews?(?:-|_|$)|comments|sidebar|side-bar|topsell|bestsell|last-?seen|recent-|empfehlung|aehnlich|alternativ|"
    r"other-?sellers|more-?from|you-?may|product-?item|item-?list|search-?result|megamenu|flyout|cookie|popup|tooltip",
    re.IGNORECASE,
)
_GOOD_NAMES = re.compile(
    r"current|sale|final|special|now|our|actual|today|main|product-?_?price|selling|offer|buy-?box|deal|pdp|gross|brutto|regular-to|price-?value|"
    r"price-?wrapper|total-?price",
    re.IGNORECASE,
)
#: Node names that speak of a price in the languages of the shops, as CSS attribute selectors need them (case-insensitive substrings).
PRICE_NAMES = ("price", "amount")
#: The same in the language of a country (ISO 3166).
LOCAL_PRICE_NAMES = {
    **dict.fromkeys(("DE", "AT", "CH", "LI"), ("preis",)),
    **dict.fromkeys(("NL", "BE"), ("prijs", "prix")),
    **dict.fromkeys(("FR", "LU", "MA", "TN", "DZ"), ("prix",)),
    **dict.fromkeys(("ES", "MX", "AR", "CL", "CO", "PE", "UY", "EC"), ("precio",)),
    **dict.fromkeys(("BR", "PT"), ("preco", "valor")),
    **dict.fromkeys(("PL", "CZ", "SK", "SI", "HR", "RS", "BA", "BG", "UA", "RU", "BY", "MK"), ("cena", "cijena", "tsena")),
    "IT": ("prezzo",),
    "FI": ("hinta",),
    "EE": ("hind",),
    "LT": ("kaina",),
    "LV": ("cena",),
    "TR": ("fiyat",),
    "RO": ("pret",),
    "MD": ("pret",),
    **dict.fromkeys(("SE", "NO", "DK"), ("pris",)),
}
#: Where the country is unknown.
ALL_PRICE_NAMES = ("preis", "prijs", "prix", "precio", "preco", "prezzo", "cena", "fiyat")


def role_before(text: str) -> Role | str | None:
    """What the words right before an amount say it is: a role, `NO_PRICE`, or `None`. Only the last 40 characters are looked at.

    >>> role_before("Was "), role_before("You save: "), role_before("12x de "), role_before("Our price: ")
    (<Role.LIST: 'list'>, 'no price', <Role.INSTALMENT: 'instalment'>, None)
    """
    last = None
    for match in _BEFORE_RX.finditer(text[-40:]):
        last = match
    if last is None or len(text[-40:]) - last.end() > 14:
        return None
    return _BEFORE[int(last.lastgroup[1:])][0]


def role_after(text: str) -> Role | str | None:
    """What the words right behind an amount say it is: a role, `NO_PRICE`, or `None`.

    >>> role_after("/mo for 24 months"), role_after(" / 100 g"), role_after(" off"), role_after(" incl. VAT")
    (<Role.INSTALMENT: 'instalment'>, <Role.UNIT: 'unit'>, 'no price', None)
    """
    match = _AFTER_RX.match(text[:40])
    return _AFTER[int(match.lastgroup[1:])][0] if match else None


def is_net(text: str) -> bool:
    """Whether a text says that its price is without tax.

    >>> is_net("(exkl. 20% MwSt)"), is_net("excl. VAT"), is_net("inkl. MwSt")
    (True, True, False)
    """
    return _NET.search(text) is not None


@lru_cache(maxsize=16_384)
def role_of_names(names: str) -> Role | str | None:
    """What the names of a node (class, id, test id) say of the amount in it: a role, `NO_PRICE`, or `None`.

    >>> role_of_names("product-price oldPrice"), role_of_names("price__saving"), role_of_names("price")
    (<Role.LIST: 'list'>, 'no price', None)
    """
    words = _CAMEL.sub("-", names[:300]).lower()
    match = _NAMES_RX.search(words)
    return _NAMES[int(match.lastgroup[1:])][0] if match else None


@lru_cache(maxsize=16_384)
def names_are_related(names: str) -> bool:
    """Whether the names of a node say that it holds other things than the page's product (recommendations, menus, reviews).

    >>> names_are_related("related-products"), names_are_related("product-detail")
    (True, False)
    """
    return _RELATED.search(names[:300]) is not None


@lru_cache(maxsize=16_384)
def names_are_current(names: str) -> bool:
    """Whether the names of a node say that it holds the price to pay now.

    >>> names_are_current("price--sale"), names_are_current("price")
    (True, False)
    """
    return _GOOD_NAMES.search(names[:300]) is not None
