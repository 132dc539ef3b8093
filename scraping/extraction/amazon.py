"""Amazon, in all its countries: the buy box, cut out of pages of megabytes that mark nothing.

The only shop with a rung of its own, because every other price on its pages (sponsored, swatches, other tiers) looks
the same as the one to pay. Only the fragments around the ids below are parsed.
"""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from lib.vocabulary import Availability
from scraping.extraction import stock
from scraping.extraction.evidence import Evidence
from scraping.extraction.page import Page, clean, parse
from scraping.extraction.price_text import CHUNK, parse_price
from scraping.extraction.reading import Role

_HOST = re.compile(r"(?:^|\.)amazon\.(?:com|[a-z]{2}|co\.[a-z]{2}|com\.[a-z]{2})$")
_LISTING = re.compile(r"/(?:s|b|gp/search|gp/bestsellers|gp/browse\.html|stores|deals)(?:[/?]|$)")
_PRICE_BLOCK = 14_000
_OTHER_BLOCK = 1_500
#: How far around the title the buy box is looked for, in bytes, where no container tells.
_ABOVE_TITLE = 400_000
_BELOW_TITLE = 200_000
#: The rows of a buy box that sells by subscription, too, and the column beside it.
_SUBSCRIPTION_ROW, _ONE_TIME_ROW, _CENTER = b'id="snsAccordionRow', b'id="newAccordionRow', b'id="centerCol"'
_WIDE = frozenset(
    "corePrice_feature_div corePriceDisplay_desktop_feature_div corePrice_desktop apex_desktop "
    "tp_price_block_total_price_ww price_inside_buybox newBuyBoxPrice "
    "priceblock_dealprice priceblock_saleprice priceblock_ourprice kindle-price buybox buyNewSection price "
    "usedBuySection newPrice "
    "attach-base-product-price mediaTab_content_landing tmmSwatches".split()
)
_NARROW = frozenset(
    "availability outOfStock availabilityInsideBuyBox_feature_div add-to-cart-button buy-now-button productTitle "
    "ebooksProductTitle bylineInfo "
    "landingImage merchantInfoFeature_feature_div sellerProfileTriggerId".split()
)
_IDS = re.compile(('id="(' + "|".join(map(re.escape, sorted(_WIDE | _NARROW, key=len, reverse=True))) + ')"').encode())
_SELECTORS = (
    ("#corePrice_feature_div .a-price:not([data-a-strike]):not(.a-text-strike) .a-offscreen", Role.CURRENT),
    ("#corePriceDisplay_desktop_feature_div .priceToPay", Role.CURRENT),
    ('#corePriceDisplay_desktop_feature_div .a-price:not([data-a-strike="true"]) .a-offscreen', Role.CURRENT),
    ('#corePrice_desktop .a-price:not([data-a-strike="true"]) .a-offscreen', Role.CURRENT),
    ("#apex_desktop .priceToPay", Role.CURRENT),
    ('#apex_desktop .a-price:not([data-a-strike="true"]) .a-offscreen', Role.CURRENT),
    ("#tp_price_block_total_price_ww .a-offscreen", Role.CURRENT),
    ("#price_inside_buybox", Role.CURRENT),
    ("#newBuyBoxPrice", Role.CURRENT),
    ("#priceblock_dealprice", Role.CURRENT),
    ("#priceblock_saleprice", Role.CURRENT),
    ("#priceblock_ourprice", Role.CURRENT),
    ("#kindle-price", Role.CURRENT),
    ("#buybox .a-color-price", Role.CURRENT),
    ("#buyNewSection .a-color-price", Role.CURRENT),
    ("#price", Role.CURRENT),
    (".offer-price", Role.CURRENT),
    ("#usedBuySection .offer-price", Role.USED),
    ("#newPrice", Role.CURRENT),
    ("#attach-base-product-price", Role.CURRENT),
    ("#tmmSwatches .selected .a-color-price", Role.CURRENT),
    ("[id^=dmusic_digital_buy_button] .a-text-bold", Role.CURRENT),
)
_BYLINE = re.compile(
    r"^(?:Brand|Marke|Marca|Marque|Merk|Märke): |^(?:Visit the|Besuche den|Visiter la boutique|Visita lo Store di|"
    r"Visita la tienda de|Visite a loja) |[ -]Store$"
)
_SUBSCRIPTIONS = '[id^="snsAccordionRow"]'
_STRUCK = (
    "#corePriceDisplay_desktop_feature_div .basisPrice .a-offscreen, #corePriceDisplay_desktop_feature_div "
    ".a-text-price .a-offscreen, "
    ".priceBlockStrikePriceString, #buybox .a-text-strike"
)


@dataclass(slots=True)
class BuyBox:
    """What the buy box of an Amazon page says."""

    title: str | None = None
    brand: str | None = None
    image: str | None = None
    seller: str | None = None
    availability: Availability = Availability.UNKNOWN
    evidence: list[Evidence] = field(default_factory=list)


def is_amazon(page: Page) -> bool:
    """Whether the address is one of Amazon's shops."""
    return _HOST.search(page.parts.hostname or "") is not None


def is_listing(page: Page) -> bool:
    """Whether the address is that of a search or a list."""
    return _LISTING.match(page.parts.path) is not None


def read(page: Page) -> BuyBox:
    """The buy box of a product page: title, stock, the price to pay and the price before; nothing where there is no
    featured offer.
    """
    tree = parse(_fragments(page.data))
    for row in tree.css(_SUBSCRIPTIONS):
        row.decompose()
    box = BuyBox(title=_text(tree.css_first("#productTitle, #ebooksProductTitle")) or None)
    for selector, role in _SELECTORS:
        node = tree.css_first(selector)
        if node is None:
            continue
        raw = (
            (node.attributes.get("value") or "")
            if node.tag == "input"
            else node.text(deep=True, separator=CHUNK, skip_empty=True)
        )
        token = parse_price(raw[:120], currency=page.local_currency, country=page.country)
        if token is not None and token.amount > 0:
            box.evidence.append(Evidence(token.amount, token.currency, role, "retailer", selector, clean(token.raw, 120)))
            break
    struck = tree.css_first(_STRUCK)
    token = parse_price(_text(struck)[:60], currency=page.local_currency, country=page.country) if struck is not None else None
    if token is not None and box.evidence and token.amount > box.evidence[0].amount:
        box.evidence.append(Evidence(token.amount, token.currency, Role.LIST, "retailer", ".basisPrice", token.raw[:120]))
    box.availability = _availability(tree, has_price=bool(box.evidence))
    byline = _text(tree.css_first("#bylineInfo"))
    box.brand = _BYLINE.sub("", byline) or None
    image = tree.css_first("#landingImage")
    box.image = page.absolute(
        (image.attributes.get("data-old-hires") or image.attributes.get("src")) if image is not None else None
    )
    return box


def _availability(tree: LexborHTMLParser, *, has_price: bool) -> Availability:
    said = stock.said(_text(tree.css_first("#availability, #outOfStock, #availabilityInsideBuyBox_feature_div"))[:200])
    if said is not Availability.UNKNOWN:
        return said
    if has_price and tree.css_first("#add-to-cart-button, #buy-now-button") is not None:
        return Availability.IN_STOCK
    return Availability.UNKNOWN


def _fragments(data: bytes) -> bytes:
    """The parts of the page that begin at the elements with the ids above, each closed off from the next."""
    spans: list[tuple[int, int]] = []
    seen: set[bytes] = set()
    title = max(data.find(b'id="productTitle"'), 0)
    above, below = max(title - _ABOVE_TITLE, 0), title or len(data)
    top = max(data.rfind(b'id="ppd"', above, below), data.rfind(b'id="dp"', above, below), above)
    bottom = (title or top) + _BELOW_TITLE
    subscribes = data.find(_SUBSCRIPTION_ROW, top, bottom) >= 0
    for match in _IDS.finditer(data, top, bottom):
        name = match[1]
        if name in seen or (subscribes and _is_subscription(data, top, match.start())):
            continue
        seen.add(name)
        start = data.rfind(b"<", max(0, match.start() - 2_000), match.start())
        if start >= 0:
            spans.append((start, start + (_PRICE_BLOCK if name.decode() in _WIDE else _OTHER_BLOCK)))
    pieces: list[bytes] = []
    last = 0
    for start, end in sorted(spans):
        if end > max(start, last):
            pieces.append(data[max(start, last) : end])
            last = end
    return b"<div>" + (b"</div>" * 6 + b"<div>").join(pieces) + b"</div>"


def _is_subscription(data: bytes, top: int, at: int) -> bool:
    """Whether byte `at` is in the row of the buy box for those who subscribe, whose price is not that of one piece."""
    row = data.rfind(_SUBSCRIPTION_ROW, top, at)
    return row >= 0 and data.find(_ONE_TIME_ROW, row, at) < 0 and data.find(_CENTER, row, at) < 0


def _text(node: LexborNode | None) -> str:
    return clean(node.text(deep=True, separator=" ")) if node is not None else ""
