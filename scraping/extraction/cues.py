"""The words that tell what an amount is, in the languages of the shops we read.

`role_before` and `role_after` read the few characters beside an amount, the `names_` functions the names that a shop
gives its nodes. None is ever searched over a whole page: alternations as long as these cost more than parsing it.
"""

import re
from functools import lru_cache

from scraping.extraction.reading import Role
from scraping.extraction.wording import has_any

#: What an amount is that is no price at all: a saving, an order minimum, points. Left out by everyone.
NO_PRICE = "no price"

_BEFORE = {
    NO_PRICE: (
        r"you save|saves?|savings?|discount|cashback|cash back|points|coupon|voucher|off|orders?(?: over| above)?|over|"
        r"above|spend|minimum|min(?:imum)?\.? order(?: value)?|flat|upto",
        r"garantie\w*|warranty|versicherung|insurance|geräteschutz|schutz\w*|protection plan|spare|sparen|gespart|"
        r"ersparnis|rabatt|punkte|gutschein|bestellwert|mindestbestellwert|ab einem \w+ von",
        r"économi\w+|remise|ahorra\w*|desconto|descuento|risparmi\w*|reducere|zľava|sleva|rabat|besparing|скидка|выгода",
    ),
    Role.INSTALMENT: (
        r"\d+\s?x(?: de)?|\d+ (?:payments|instal+ments|raten|rate|parcelas|cuotas|mensualités)(?: \w+){0,2}",
        r"monatl(?:ich|\.)?|mtl\.?|monthly|per month|emi(?: from| starting(?: from| at)?)?|financ\w+|rate(?: de)?|"
        r"afterpay|klarna|affirm|clearpay",
        r"parcela\w*|cuota\w*|mensualit\w+|рассрочк\w*",
    ),
    Role.SHIPPING: (
        r"shipping|delivery|postage|p&p|handling|freight|versand(?:kosten\w*)?|lieferung|porto|livraison|envío|envio|"
        r"frete|spedizione",
        r"доставк\w*|verzend\w*|fracht|frakt|livrare|doprava|運費|送料",
    ),
    Role.UNIT: (
        r"unit price|per unit|grundpreis|prix unitaire|je \d+ ?\w+|pro \d+ ?\w+|entspricht|\(?1 ?(?:kg|l|stk|stück) ?=",
    ),
    Role.USED: (r"used|refurbished|pre-owned|second hand|gebraucht|occasion|begagnad\w*|usado|usato|segunda mano|б/у",),
    Role.MEMBER: (r"members?|member price|club|prime|subscribe(?: & save)?|loyalty|with card|mit karte|clubcard|rewards?",),
    Role.LIST: (
        r"was|before|instead of|list(?: price)?|regular(?: price)?|reg\.?|original(?: price)?|orig\.?|rrp|r\.r\.p\.?|"
        r"srp|msrp|m\.?r\.?p\.?|prp",
        r"compare at|typical price|retail(?: price)?|value|wert|price before|uvp\*?|u\.v\.p\.?|statt(?:preis)?|"
        r"listenpreis|originalpreis|bisher|vorher",
        r"(?:unverbindliche )?preisempfehlung(?: des herstellers)?|früher|alter preis|ancien(?: prix)?|au lieu de|"
        r"prix conseillé|prix public|antes|precio anterior|prezzo precedente|invece di|anziché",
        r"tidigare|ord\.?(?: pris)?|ordinarie(?: pris)?|førpris|før|normalpris|vejl\.?|van|adviesprijs|pre[tț] vechi|"
        r"vechi|běžná cena|bežná cena",
        r"původní cena|pôvodná cena|doporučená cena|cena regularna|eski fiyat|старая цена",
        r"原價|市價|定價|建議售價|정가|値下げ前|通常価格",
    ),
    Role.FROM: (
        r"from|starting(?: at| from)?|starts at|as low as|low as|up to|ab|bis zu|à partir de|a partir de|desde|"
        r"a partire da|da|od|vanaf|fra|från",
        r"от|de la|již od|už od",
    ),
}
_AFTER = {
    NO_PRICE: (
        r"off\b|saved|saving|discount|(?:instant |extra )?cashback|gift card|credit|points|coupon|\+(?!\s?\w)|rabatt|"
        r"ersparnis|gespart|gutschein",
        r"de desconto|de descuento|de remise|折",
    ),
    Role.INSTALMENT: (
        r"(?:/|per|pro|a|p\.?|par|al|por|im|na)\s?(?:mo(?:nth)?|mth|monat|mois|mes|mês|mese|lun[aă]|mies\w*|měs\w*|"
        r"week|woche|year|yr|jahr|day)\b",
        r"mtl\b|monatlich|monthly|pm\b|x ?\d+ ?(?:m|mo|payments|months|monate)\b|sem juros|sin intereses|mensuel",
    ),
    Role.UNIT: (
        r"(?:/|per|pro|je|par|por|al|za)\s?(?:\d+[.,]?\d*\s?)?(?:k?g|m?l|cl|m[²2³3]?|lb|oz|fl|unit|each|ea|stk|stück|"
        r"pz|piece|count|ct|100|"
        r"lit(?:re|er)|kilo|wash|portion|tab\w*)\b\.?",
    ),
    Role.SHIPPING: (r"versand|shipping|delivery|livraison|postage|p&p|frete",),
    Role.USED: (r"\(?(?:used|gebraucht|refurbished|occasion|begagnad)",),
    Role.LIST: (r"\(?(?:uvp|rrp|msrp|mrp|prp|list price)\b",),
}
_NET = re.compile(
    r"(?:exkl|excl|exc|ex|ohne|zzgl|hors|sans|senza|\+|plus|bez|net(?:to)?|без|fără|fara|htva)\.? ?(?:\d+ ?% )?\.?"
    r"(?:gst|vat|tax|mwst|ust|tva|iva|ht|dph|btw|moms|ндс)\b|\bnetto\b|\b(?:ht|h\.t\.)(?=\s|$|\))",
)

#: Words of node names; a name is split at case changes, hyphens and underscores.
_NAMES = {
    NO_PRICE: "save saving savings discount ersparnis percent percentage point points reward rating qty quantity "
    "filter slider facet coupon voucher "
    "cashback badge alert alarm history threshold gift trade warranty insurance protection deposit ecotax eco minicart "
    "subtotal garantie "
    "versicherung schutz",
    Role.INSTALMENT: "month monthly emi afterpay klarna affirm raten leasing credit",
    Role.SHIPPING: "shipping delivery postage freight livraison envio",
    Role.UNIT: "unit unitprice perunit baseprice grundpreis pum ppu",
    Role.USED: "used gebraucht",
    Role.MEMBER: "club loyalty prime",
    Role.LIST: "old was striked crossed crossout through msrp rrp uvp mrp before compareat prp vechi ancien barre "
    "barré prev previous former statt "
    "pseudo antes tachado advised advice cross",
    Role.FROM: "from starting ab bid",
}
#: Words that name the list price beside a lower one, and the price to pay where it stands alone.
_LIST_BESIDE_ANOTHER = frozenset(
    "regular original orig list listprice retail compare standard normal suggested recommended base full".split()
)
_NAME_PREFIXES = {
    "instal": Role.INSTALMENT,
    "financ": Role.INSTALMENT,
    "parcel": Role.INSTALMENT,
    "versand": Role.SHIPPING,
    "refurb": Role.USED,
    "member": Role.MEMBER,
    "subscri": Role.MEMBER,
    "strike": Role.LIST,
}
_NAME_ROLES = {word: role for role, names in _NAMES.items() for word in names.split()}
_NAME_WORDS = re.compile(r"[A-Z]?[a-zé]+|[A-Z]+")

#: Parts of the names of nodes that hold other things than the page's product.
_RELATED = (
    "related recommend similar upsell up-sell crosssell cross-sell carousel also- alsobought recently sponsor bought- "
    "bundle accessor zubehoer zubehör "
    "navbar menu minicart mini-cart wishlist compare- comparison- suggest product-list productlist product-tile "
    "producttile product-card productcard "
    "product-grid productgrid product-slider product-carousel products-grid slider swiper slick teaser newsletter "
    "comments topsell "
    "bestsell last-seen lastseen recent- empfehlung aehnlich alternativ other-sellers othersellers more-from you-may "
    "product-item productitem "
    "item-list search-result megamenu flyout cookie popup tooltip"
).split()
_RELATED_AT_BOUNDARY = re.compile(r"(?<![a-zA-Z])footer|^nav|(?<![a-zA-Z])reviews?(?:[-_ ]|$)", re.IGNORECASE)
_CURRENT = (
    "current sale final special now our actual today main product-price product_price productprice selling offer "
    "buybox buy-box deal pdp gross "
    "brutto price-value pricevalue price-wrapper total-price"
).split()

#: Node names that speak of a price in all shops, as CSS attribute selectors need them (case-insensitive substrings).
PRICE_NAMES = ("price",)
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
#: Where only the language of the page is known (ISO 639-1); English pages have none but `PRICE_NAMES`.
_PRICE_NAMES_IN = {
    "en": (), "de": ("preis",), "nl": ("prijs",), "fr": ("prix",), "es": ("precio",), "pt": ("preco", "valor"),
    "it": ("prezzo",), "pl": ("cena",), "cs": ("cena",), "sk": ("cena",), "tr": ("fiyat",),
}  # fmt: skip
#: Where not even that is.
_ALL_PRICE_NAMES = ("preis", "prijs", "prix", "precio", "preco", "prezzo", "cena", "fiyat")


def price_names(country: str | None, language: str | None) -> tuple[str, ...]:
    """What a shop of a country (ISO 3166) calls prices in the names of its nodes, else what pages in a language (ISO 639-1) do.

    >>> price_names("FR", "en"), price_names(None, "de"), price_names(None, "en")
    (('price', 'prix'), ('price', 'preis'), ('price',))
    """
    local = LOCAL_PRICE_NAMES.get(country, ()) if country else _PRICE_NAMES_IN.get(language, _ALL_PRICE_NAMES)
    return PRICE_NAMES + local


def _alternation(vocabulary: dict, *, whole_words: bool) -> str:
    left, right = (r"(?<!\w)", r"(?!\w)") if whole_words else ("", "")
    roles = "|".join(f"(?P<c{place}>(?:{'|'.join(words)}){right})" for place, words in enumerate(vocabulary.values()))
    return f"{left}(?:{roles})"


_BEFORE_ROLES, _AFTER_ROLES = list(_BEFORE), list(_AFTER)
#: Both are for lower-cased text: an alternation that ignores cases cannot tell from a first letter that it does not match.
_BEFORE_RX = re.compile(_alternation(_BEFORE, whole_words=True))
_AFTER_RX = re.compile(rf"[\s*)]{{0,3}}(?:{_alternation(_AFTER, whole_words=False)})")


@lru_cache(maxsize=4_096)
def role_before(text: str) -> Role | str | None:
    """What the words right before an amount say it is: a role, `NO_PRICE`, or `None`. Only the last 40 characters are
    looked at.

    >>> role_before("Was "), role_before("You save: "), role_before("12x de "), role_before("Our price: ")
    (<Role.LIST: 'list'>, 'no price', <Role.INSTALMENT: 'instalment'>, None)
    """
    text = text[-40:].lower()
    found = list(_BEFORE_RX.finditer(text))
    if not found or len(text) - found[-1].end() > 9:
        return None
    roles = [_BEFORE_ROLES[int(match.lastgroup[1:])] for match in found]
    if roles[-1] is Role.FROM and len(roles) > 1 and found[-1].start() - found[-2].end() <= 3:
        return roles[-2]  # "monthly from", "shipping from"
    return roles[-1]


@lru_cache(maxsize=4_096)
def role_after(text: str) -> tuple[Role | str | None, int]:
    """What the words right behind an amount say it is (a role, `NO_PRICE`, or `None`), and how many characters say so.

    >>> role_after("/mo for 24 months"), role_after(" off"), role_after(" incl. VAT")
    ((<Role.INSTALMENT: 'instalment'>, 3), ('no price', 4), (None, 0))
    """
    match = _AFTER_RX.match(text[:40].lower())
    return (_AFTER_ROLES[int(match.lastgroup[1:])], match.end()) if match else (None, 0)


@lru_cache(maxsize=4_096)
def is_net(text: str) -> bool:
    """Whether a text says that its price is without tax.

    >>> is_net("(exkl. 20% MwSt)"), is_net("excl. VAT"), is_net("inkl. MwSt")
    (True, True, False)
    """
    return _NET.search(text.lower()) is not None


@lru_cache(maxsize=8_192)
def role_of_names(names: str) -> Role | str | None:
    """What the names of a node (class, id, test id) say of the amount in it: a role, `NO_PRICE`, or `None`.

    >>> role_of_names("product-price oldPrice"), role_of_names("price__saving"), role_of_names("price")
    (<Role.LIST: 'list'>, 'no price', None)
    """
    for word in _NAME_WORDS.findall(names[:300]):
        folded = word.lower()
        role = _NAME_ROLES.get(folded)
        if role is not None:
            return role
        for prefix, of_prefix in _NAME_PREFIXES.items():
            if folded.startswith(prefix):
                return of_prefix
    return None


@lru_cache(maxsize=8_192)
def names_are_regular(names: str) -> bool:
    """Whether the names of a node say "regular price" or the like: a list price only where a lower price stands beside it.

    >>> names_are_regular("regular-price"), names_are_regular("price")
    (True, False)
    """
    return any(word.lower() in _LIST_BESIDE_ANOTHER for word in _NAME_WORDS.findall(names[:300]))


@lru_cache(maxsize=8_192)
def names_are_related(names: str) -> bool:
    """Whether the names of a node say that it holds other things than the page's product (recommendations, menus, reviews).

    >>> names_are_related("related-products"), names_are_related("product-detail"), names_are_related("nonFooter")
    (True, False, False)
    """
    folded = names[:300].lower()
    return has_any(folded, _RELATED) or _RELATED_AT_BOUNDARY.search(names[:300]) is not None


@lru_cache(maxsize=8_192)
def names_are_current(names: str) -> bool:
    """Whether the names of a node say that it holds the price to pay now.

    >>> names_are_current("price--sale"), names_are_current("price")
    (True, False)
    """
    return has_any(names[:300].lower(), _CURRENT)
