"""The thing a page is about: chosen among all things it marks by address, identifier and name, never by order alone."""

import re
from collections.abc import Iterator
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

#: An offer with the addresses and identifiers that it, or the variant it is of, goes by.
NamedOffer = tuple[Offer, list[object], list[str | None]]


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
    if match.address or any(node.get(key) for key in (*_IDENTIFIERS, "url", "image")):
        return False
    offers = offers_of(node, "")
    return len(offers) == 1 and offers[0].role is Role.FROM and offers[0].availability is Availability.UNKNOWN


def evidence(page: Page, item: Item, own: list[NamedOffer]) -> list[Evidence]:
    """The prices of one item: its offers, or those of its variants, the one that the page's address selects weighing most."""
    placed = _placed(page, own)
    if not any(one.offer.amount is not None and one.offer.role is not Role.FROM for one in placed):
        placed += _placed(page, _variants(page, item))
    some_chosen = any(one.rank and one.offer.amount is not None for one in placed)
    found: list[Evidence] = []
    for one in placed:
        found.extend(_evidence(one, item, some_chosen=some_chosen, alone=len(placed) == 1))
    return found


def availability(page: Page, item: Item, own: list[NamedOffer]) -> Availability:
    """What the item says of its stock: of the offer or variant that the address selects, else in stock if any offer is."""
    placed = _placed(page, [*own, *_variants(page, item)])
    stated = [one for one in placed if one.offer.availability is not Availability.UNKNOWN]
    chosen = [one for one in stated if one.rank]
    states = {one.offer.availability for one in chosen or stated}
    for state in (Availability.IN_STOCK, Availability.LIMITED, Availability.PREORDER, Availability.OUT_OF_STOCK):
        if state in states:
            return state
    return Availability.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Placed:
    """An offer, and how clearly the page's address selects it among the others: 0 not at all, 3 by its own address."""

    offer: Offer
    rank: int


def own_offers(page: Page, item: Item) -> list[NamedOffer]:
    """The item's offers, not those of its variants, for `evidence` and `availability`."""
    return [(offer, [offer.url], [offer.sku]) for offer in offers_of(item.node, item.path, country=page.country)]


def _variants(page: Page, item: Item) -> list[NamedOffer]:
    found: list[NamedOffer] = []
    for node, path in variants_of(item.node, item.path):
        identifiers = [name_of(node.get(key)) for key in _IDENTIFIERS]
        addresses = [node.get("url"), node.get("@id")]
        found += [
            (offer, [offer.url] if offer.url else addresses, [offer.sku, *identifiers])
            for offer in offers_of(node, path, country=page.country)
        ]
    return found


def _placed(page: Page, named: list[NamedOffer]) -> list[_Placed]:
    """Each offer with its rank; only the highest rank that not all of the offers have is kept."""
    ranks = [max(_rank_of_address(page, addresses), _rank_of_name(page, names)) for _, addresses, names in named]
    best = max(ranks, default=0)
    selective = best > 1 or ranks.count(best) < len(ranks)
    return [_Placed(named[place][0], rank if rank == best and selective else 0) for place, rank in enumerate(ranks)]


def _rank_of_address(page: Page, addresses: list[object]) -> int:
    fitting = [address for address in addresses if address_fits(page, address)]
    return max((3 if urlsplit(address).query else 1 for address in fitting), default=0)


def _rank_of_name(page: Page, identifiers: list[str | None]) -> int:
    named = [identifier for identifier in identifiers if _is_in_address(page, identifier)]
    return max((3 if _is_whole_in_address(page, identifier) else 2 for identifier in named), default=0)


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


def _evidence(placed: _Placed, item: Item, *, some_chosen: bool, alone: bool) -> Iterator[Evidence]:
    """What an offer says of prices: the one it is taken for, and those it names besides."""
    offer = placed.offer
    weight = (2.0 if placed.rank else -3.0 if some_chosen else 0.0) - (
        0.5 if offer.availability is Availability.OUT_OF_STOCK else 0.0
    )
    if offer.amount is not None:
        yield Evidence(
            amount=offer.amount,
            currency=offer.currency,
            role=offer.role,
            source=item.source,
            path=offer.path,
            raw=offer.raw,
            weight=weight,
            entity=bool(placed.rank),
            list_amount=offer.list_amount,
            high_amount=offer.high_amount,
            availability=offer.availability,
            condition=offer.condition,
            seller=offer.seller,
        )
    for price in offer.besides:
        if price.role is Role.LIST and not alone:
            continue  # of one variant, and so no other one's price before
        yield Evidence(
            amount=price.amount,
            currency=offer.currency,
            role=price.role,
            source=item.source,
            path=price.path,
            raw=price.raw,
            weight=weight,
            entity=bool(placed.rank),
            net=price.net,
            list_amount=offer.list_amount,
        )


def _match(page: Page, item: Item) -> Match:
    node = item.node
    name = name_of(node.get("name")) or ""
    wanted = words(name)
    named = len(wanted & page.title_words) / len(wanted) if wanted else 0.0
    address = any(address_fits(page, node.get(key)) for key in ("url", "@id", "mainEntityOfPage"))
    address = address or any(_is_in_address(page, name_of(node[key])) for key in _IDENTIFIERS if key in node)
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
    return identifier.lower() in page.address


def _is_whole_in_address(page: Page, identifier: str) -> bool:
    """Whether the identifier is no mere part of a longer one there."""
    address = page.address
    return re.search(rf"(?<![a-z0-9]){re.escape(identifier.lower())}(?![a-z0-9])", address) is not None
