"""Visible prices by the names of nodes: the rung for pages that mark nothing, and the umpire where marks disagree."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraping.extraction import cues
from scraping.extraction.evidence import Evidence
from scraping.extraction.page import Page, clean
from scraping.extraction.price_text import CHUNK, PriceToken, parse_prices
from scraping.extraction.reading import Role
from scraping.extraction.wording import share

#: How many price-named nodes are looked at before and behind the product's headline, and from the top where there is none.
MAX_NODES = 5_000
BEFORE_HEADLINE = 15
BEHIND_HEADLINE = 80
WITHOUT_HEADLINE = 140
MAX_TEXT = 160
#: Labels beside an amount ("statt", "UVP") are read only for this many of the best.
LABELLED = 16
_CLIMB = 16
_ROOTS = ("body", "html", "-document", "-undef")
_SKIPPED = frozenset(
    "script style noscript template body html head form select option input button svg meta link title h1".split()
)
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class _Spot:
    """A node with a price in it, and where it stands."""

    node: LexborNode
    token: PriceToken
    order: int
    names: str
    role: Role
    above: tuple[int, ...]
    score: float = 0.0


def evidence(page: Page, title: str | None) -> list[Evidence]:
    """The prices in nodes that are named like prices, best first; `title` is the product's name, to find its place on the
    page.
    """
    nodes = page.tree.css(_selector(page.country, page.language))[:MAX_NODES]
    anchor = _anchor(nodes, title)
    first = 0 if anchor is None else max(0, anchor - BEFORE_HEADLINE)
    last = WITHOUT_HEADLINE if anchor is None else anchor + BEHIND_HEADLINE
    found: list[_Spot] = []
    for order, node in enumerate(nodes[first:last], start=first):
        if node.tag not in _SKIPPED:
            found.extend(_spots(page, node, order))
    spots = _leaves(found)
    places = _Places()
    for spot in spots:
        _judge(spot, anchor, places)
    spots.sort(key=lambda spot: -spot.score)
    for spot in spots[:LABELLED]:
        _read_labels(page, spot)
    _settle_pairs(spots)
    _settle_regular(spots)
    _compare(spots)
    spots.sort(key=lambda spot: -spot.score)
    return [_as_evidence(spot) for spot in spots]


@lru_cache(maxsize=256)
def _selector(country: str | None, language: str | None) -> str:
    """Headlines, and the nodes that a shop of the country, or a page in the language, names like prices: each name that is
    looked for costs as much as all else together.
    """
    by_name = [f'[class*="{name}" i],[id*="{name}" i]' for name in cues.price_names(country, language)]
    return ",".join(
        [
            "h1",
            *by_name,
            "[data-testid*=price i]",
            "[data-test*=price i]",
            "[data-price]",
            "[itemprop=price]",
            "[itemprop=offers]",
        ]
    )


def _anchor(nodes: list[LexborNode], title: str | None) -> int | None:
    """The place of the headline that names the product, among `nodes`; the first headline where no title is known."""
    best, best_share = None, 0.0
    for order, node in enumerate(nodes):
        if node.tag == "h1":
            text = clean(node.text(deep=True, separator=" "), 300)
            fit = share(text, title) if title else 0.5
            if text and fit > best_share and fit >= 0.3:
                best, best_share = order, fit
    return best


def _spots(page: Page, node: LexborNode, order: int) -> list[_Spot]:
    text = node.text(deep=True, separator=CHUNK, skip_empty=True)
    if len(text) > 6 * MAX_TEXT or _DIGIT.search(text) is None:
        return []
    text = _squeezed(text)
    if not text or len(text) > MAX_TEXT:
        return []
    tokens = [t for t in parse_prices(text, currency=page.local_currency, country=page.country) if 0 < t.amount < 10**10]
    if not tokens or (tokens[0].currency is None and (len(tokens) > 1 or len(text) > 40)):
        return []
    names, above = names_of(node), _ids_above(node)
    return [_Spot(node, token, order, names, token.role, above) for token in tokens[:6]]


def _leaves(spots: list[_Spot]) -> list[_Spot]:
    """Without what containers only repeat of the prices with signs in their parts, and without bare parts of a price that is
    spelt over nodes.
    """
    signed: dict[int, set[Decimal]] = {}
    for spot in spots:
        for above in spot.above if spot.token.currency else ():
            signed.setdefault(above, set()).add(spot.token.amount)
    kept = [spot for spot in spots if spot.token.currency or spot.node.mem_id not in signed]
    kept = [spot for spot in kept if spot.token.amount not in signed.get(spot.node.mem_id, ())]
    for spot in kept:
        if spot.node.mem_id in signed and _is_struck_within(spot):
            spot.role = Role.LIST
    holders = {spot.node.mem_id for spot in kept if spot.token.currency}
    return [spot for spot in kept if spot.token.currency or holders.isdisjoint(spot.above)]


def _is_struck_within(spot: _Spot) -> bool:
    """Whether the amount stands in a struck part of its node that no name tells."""
    struck = (part.text(deep=True, separator=CHUNK) for part in spot.node.css("del,s,strike")[:6])
    return any(token.amount == spot.token.amount for text in struck for token in parse_prices(_squeezed(text[:MAX_TEXT])))


class _Places:
    """What the ancestors of nodes say of them, each ancestor asked once."""

    def __init__(self):
        self._known: dict[int, tuple[float, bool]] = {}

    def of(self, node: LexborNode) -> tuple[float, bool]:
        """The penalty for standing in `node` (footer, menu, hidden), and whether it holds other products."""
        path = []
        penalty, related = 0.0, False
        parent: LexborNode | None = node
        while parent is not None and parent.tag not in _ROOTS and len(path) < _CLIMB:
            known = self._known.get(parent.mem_id)
            if known is not None:
                penalty, related = known
                break
            path.append(parent)
            parent = parent.parent
        for inner in reversed(path):
            own, elsewhere = _place(inner)
            penalty, related = penalty + own, related or elsewhere
            self._known[inner.mem_id] = (penalty, related)
        return penalty, related


def _place(node: LexborNode) -> tuple[float, bool]:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    penalty = 3.0 if node.tag in ("footer", "nav", "header") else 1.5 if node.tag == "aside" else 0.0
    related = cues.names_are_related(names)
    style = attributes.get("style")
    if style and "display" in style and "none" in style:
        penalty += 1.5
    if "hide" in names.split():
        penalty += 1.5
    if "hidden" in names or attributes.get("aria-hidden") == "true":
        penalty += 0.3
    return penalty + (3.0 if related else 0.0), related


def _judge(spot: _Spot, anchor: int | None, places: _Places) -> None:
    score = 3.0 if spot.token.currency else _unsigned_score(spot.token.raw)
    if spot.token.net:
        score -= 2.5
    if spot.role in (Role.CURRENT, Role.FROM):
        of_place = _role_of_place(spot)
        spot.role = spot.role if of_place is Role.CURRENT else of_place
    if "hide" in spot.names.split():
        score -= 2.5
    parent = spot.node.parent
    if spot.role is Role.CURRENT and (
        cues.names_are_current(spot.names) or (parent is not None and cues.names_are_current(names_of(parent)))
    ):
        score += 1.2
    if spot.node.attributes.get("itemprop") == "price":
        score += 1.5
    penalty, related = places.of(parent) if parent is not None else (0.0, False)
    if related and spot.role is Role.CURRENT:
        spot.role = Role.RELATED
    if anchor is None:
        score -= min(spot.order, 60) * 0.02
    elif spot.order >= anchor:
        score += 2.0 - min(spot.order - anchor, 60) * 0.05
    else:
        score -= 0.5 + min(anchor - spot.order, 20) * 0.05
    spot.score = score - min(penalty, 6.0) - (0 if spot.role in (Role.CURRENT, Role.FROM) else 3)


def _unsigned_score(raw: str) -> float:
    """How much an amount without a currency looks like money: "549,-", "12.99"."""
    if raw[-1] in "-–—":
        return 2.5
    return 1.2 if len(raw) > 3 and raw[-3] in ".," else 0.5


def _role_of_place(spot: _Spot) -> Role:
    """What struck tags and the names of the node and of its nearest parents say."""
    parent, hops = spot.node, 0
    while parent is not None and hops < 4 and parent.tag not in _ROOTS:
        if parent.tag in ("del", "s", "strike") or "line-through" in (parent.attributes.get("style") or ""):
            return Role.LIST
        if hops <= 1:
            role = cues.role_of_names(spot.names if hops == 0 else names_of(parent))
            if role == cues.NO_PRICE:
                return Role.RELATED if hops == 0 else Role.CURRENT
            if role is not None:
                return role
        parent = parent.parent
        hops += 1
    return Role.CURRENT


def _read_labels(page: Page, spot: _Spot) -> None:
    """Takes the role and the tax that the text around the node gives the amount: of its own struck part, and of two parents."""
    if spot.role is not Role.CURRENT:
        return
    if spot.node.css_first("del,s,strike") is not None and len(parse_prices(_squeezed(spot.node.text(separator=CHUNK)))) == 1:
        spot.role = Role.LIST
    parent, hops = spot.node.parent, 0
    while spot.role is Role.CURRENT and parent is not None and hops < 2 and parent.tag not in _ROOTS:
        text = parent.text(deep=True, separator=CHUNK, skip_empty=True)
        if len(text) > 6 * MAX_TEXT or len(text := _squeezed(text)) > MAX_TEXT:
            break
        tokens = parse_prices(text, currency=spot.token.currency or page.local_currency, country=page.country)
        mine = [token for token in tokens if token.amount == spot.token.amount]
        if mine and all(token.role is not Role.CURRENT for token in mine):
            spot.role = mine[0].role
        if mine and not spot.token.net and mine[0].net:
            spot.token = replace(spot.token, net=True)
            spot.score -= 2.5
        parent = parent.parent
        hops += 1
    if spot.role not in (Role.CURRENT, Role.FROM):
        spot.score -= 3


def _settle_pairs(spots: list[_Spot]) -> None:
    """Makes the higher of two amounts in one box the list price: shops that name neither strike it by style sheet alone."""
    boxes: dict[int, list[_Spot]] = {}
    for spot in spots:
        if spot.role in (Role.CURRENT, Role.FROM) and spot.token.currency:
            for above in spot.above[:2]:
                boxes.setdefault(above, []).append(spot)
    for box in boxes.values():
        amounts = {spot.token.amount for spot in box}
        if any(spot.token.net for spot in box):
            continue  # without and with tax, not before and now
        if len(amounts) != 2 or max(amounts) > 4 * min(amounts):
            continue
        for spot in box:
            if spot.token.amount == max(amounts) and spot.role is Role.CURRENT:
                spot.role = Role.LIST
                spot.score -= 3


def _settle_regular(spots: list[_Spot]) -> None:
    """Makes "regular" prices list prices where a lower current price stands at most as far from the headline, else leaves
    them current.
    """
    plain = [spot for spot in spots if spot.role is Role.CURRENT and not cues.names_are_regular(spot.names)]
    for spot in spots:
        if spot.role is Role.CURRENT and cues.names_are_regular(spot.names):
            beside = [one for one in plain if one.token.amount < spot.token.amount * 2 and one.score > spot.score - 1.5]
            if any(one.token.amount < spot.token.amount for one in beside):
                spot.role = Role.LIST
                spot.score -= 3


def _compare(spots: list[_Spot]) -> None:
    """Raises amounts that several nodes show, lowers those of a pattern that repeats as in a list of products."""
    shown = Counter(spot.token.amount for spot in spots if spot.role is Role.CURRENT)
    patterns: dict[tuple[str, str | None], set] = {}
    for spot in spots:
        patterns.setdefault((spot.names, spot.node.tag), set()).add(spot.token.amount)
    for spot in spots:
        spot.score += 0.4 * min(shown[spot.token.amount] - 1, 3)
        if len(patterns[(spot.names, spot.node.tag)]) >= 6:
            spot.score -= 1.5


def names_of(node: LexborNode) -> str:
    """Class, id and test names of a node in one text."""
    get = node.attributes.get
    return " ".join(value for name in ("class", "id", "data-testid", "data-test", "itemprop") if (value := get(name)))


def _ids_above(node: LexborNode) -> tuple[int, ...]:
    ids = []
    parent = node.parent
    while parent is not None and len(ids) < 6:
        ids.append(parent.mem_id)
        parent = parent.parent
    return tuple(ids)


def _squeezed(text: str) -> str:
    return CHUNK.join(piece for chunk in text.split(CHUNK) if (piece := " ".join(chunk.split())))


def _as_evidence(spot: _Spot) -> Evidence:
    return Evidence(
        amount=spot.token.unit_amount,
        currency=spot.token.currency,
        role=spot.role,
        source="css",
        path=css_path(spot.node),
        raw=spot.token.raw[:120],
        weight=spot.score,
        net=spot.token.net,
    )


def css_path(node: LexborNode) -> str:
    """A selector-like path for a person to find the node: at most three steps, from the nearest id on."""
    steps: list[str] = []
    current: LexborNode | None = node
    while current is not None and len(steps) < 3 and current.tag not in _ROOTS:
        attributes = current.attributes
        if identifier := attributes.get("id"):
            steps.append(f"{current.tag}#{identifier[:40]}")
            break
        classes = (attributes.get("class") or "").split()
        steps.append(str(current.tag) + "".join(f".{name[:40]}" for name in classes[:2]))
        current = current.parent
    return " > ".join(reversed(steps))[:200]
