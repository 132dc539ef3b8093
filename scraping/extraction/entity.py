"""The thing a page is about: chosen among all things it marks by address, identifier and name, never by order alone."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from lib.vocabulary import Availability
from scraping.extraction.evidence import Evidence
from scraping.extraction.jsonld import Item, types_of
from scraping.extraction.offers import Offer, name_of, offers_of, variants_of
from scraping.extraction.page import Page
from scraping.extraction.reading import Role
from scraping.extraction.wording import words

#: From how many priced things on, none of which is the page's own, a page is a listing.
LISTING_SIZE = 4
#: How many things are compared with the page.
MAX_ITEMS = 60
_IDENTIFIERS = ("sku", "productID", "mpn", "gtin13", "gtin", "gtin14", "gtin12", "gtin8", "isbn")
_MINOR_TYPES = ("Event", "Service", "Movie", "Course", "Accommodation", "Apartment", "SoftwareApplication", "MobileApplication")


@dataclass(frozen=True, slots=True)
class Match:
    """How well an item fits the page: `score` to compare with, `address` whether its url or identifier is the page's,
    `name` 0 to 1.
    """

    item: Item
    score: float
    address: bool
    name: float


def main_item(page: Page, items: list[Item]) -> Match | None:
    """The item that the page is about, or `None` where there is none."""
    best: Match | None = None
    for item in items[:MAX_ITEMS]:
        match = _match(page, item)
        if best is None or match.score > best.score:
            best = match
    return best


def is_listing(page: Page, items: list[Item], match: Match | None) -> bool:
    """Whether the items are the entries of a category or search page rather than one product and its neighbours."""
    if match is None or match.address or is_product_page(page):
        return False
    names = {name_of(item.node.get("name")) for item in items if item.node.get("offers")}
    if len(names) < LISTING_SIZE:
        return False
    return match.name < 0.5 or match.item.listed


def is_product_page(page: Page) -> bool:
    """Whether the page says in Open Graph that it is a product's."""
    return (page.metas.get("og:type") or "").lower() in ("product", "og:product", "product.item")


def is_category(page: Page, match: Match) -> bool:
    """Whether a "product" is a category in disguise: a mere range of prices, without identifier, address, picture or stock
    of its own.
    """
    node = match.item.node
    offers = offers_of(node, "")
    return (
        not match.address
        and len(offers) == 1
        and offers[0].role is Role.FROM
        and offers[0].availability is Availability.UNKNOWN
        and not any(node.get(key) for key in (*_IDENTIFIERS, "url", "image"))
    )


def evidence(page: Page, item: Item) -> list[Evidence]:
    """The prices of one item: its offers, or those of its variants, the one that the page's address selects weighing most."""
    found: list[Evidence] = []
    for offer in offers_of(item.node, item.path, country=page.country):
        _add(found, page, offer, item, offer.url, None)
    if not found or all(one.role is Role.FROM for one in found):
        for node, path in variants_of(item.node, item.path):
            for offer in offers_of(node, path, country=page.country):
                _add(found, page, offer, item, offer.url or node.get("url") or node.get("@id"), name_of(node.get("sku")))
    if any(one.entity for one in found):
        for one in found:
            if not one.entity:
                one.weight -= 3
    return found


def availability(page: Page, item: Item) -> Availability:
    """What the item says of its stock: of the offer that the address selects, else in stock if any offer is."""
    offers = offers_of(item.node, item.path)
    for node, path in variants_of(item.node, item.path):
        offers += offers_of(node, path)
    stated = [offer for offer in offers if offer.availability is not Availability.UNKNOWN]
    chosen = [offer for offer in stated if address_fits(page, offer.url)]
    states = {offer.availability for offer in (chosen if len(chosen) == 1 else stated)}
    for state in (Availability.IN_STOCK, Availability.LIMITED, Availability.PREORDER, Availability.OUT_OF_STOCK):
        if state in states:
            return state
    return Availability.UNKNOWN


def address_fits(page: Page, address: object) -> bool:
    """Whether `address` is the page's own, to the variant where the page's address names one."""
    if not isinstance(address, str) or not address or len(address) > 2_000:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    path = unquote(parts.path).rstrip("/")
    if not path or (path != page.path and not page.path.endswith("/" + path.lstrip("/"))):
        return False
    wanted = dict(parse_qsl(page.parts.query))
    return all(wanted.get(key) == value for key, value in parse_qsl(parts.query) if key in wanted or len(value) > 3)


def _add(found: list[Evidence], page: Page, offer: Offer, item: Item, address: str | None, sku: str | None) -> None:
    if offer.amount is None:
        return
    variant_named = bool(urlsplit(address).query) if isinstance(address, str) and address_fits(page, address) else False
    chosen = variant_named or _is_in_address(page, sku or offer.sku)
    found.append(
        Evidence(
            amount=offer.amount,
            currency=offer.currency,
            role=offer.role,
            source=item.source,
            path=offer.path,
            raw=offer.raw,
            weight=(2.0 if chosen else 0.0) - (0.5 if offer.availability is Availability.OUT_OF_STOCK else 0.0),
            entity=chosen,
            list_amount=offer.list_amount,
            high_amount=offer.high_amount,
            availability=offer.availability,
            condition=offer.condition,
            seller=offer.seller,
        )
    )


def _match(page: Page, item: Item) -> Match:
    node = item.node
    name = name_of(node.get("name")) or ""
    wanted = words(name)
    named = len(wanted & page.title_words) / len(wanted) if wanted else 0.0
    address = any(address_fits(page, node.get(key)) for key in ("url", "@id", "mainEntityOfPage"))
    address = address or any(_is_in_address(page, name_of(node.get(key))) for key in _IDENTIFIERS)
    score = 4 * named + (4 if address else 0)
    if node.get("offers"):
        score += 4
    elif node.get("hasVariant"):
        score += 3
    if item.listed:
        score -= 3
    if any(kind in types_of(node) for kind in _MINOR_TYPES):
        score -= 2
    return Match(item, score, address, named)


def _is_in_address(page: Page, identifier: str | None) -> bool:
    if not identifier or len(identifier) < 4:
        return False
    return identifier.lower() in f"{page.path}?{page.parts.query}".lower()
