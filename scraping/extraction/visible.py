"""Visible prices by the names of nodes: the rung for pages that mark nothing, and the umpire where marks disagree."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from selectolax.lexbor import LexborNode

from scraping.extraction import cues
from scraping.extraction.evidence import Evidence
from scraping.extraction.page import Page, clean
from scraping.extraction.price_text import CHUNK, PriceToken, parse_prices
from scraping.extraction.reading import Role
from scraping.extraction.wording import share

MAX_NODES = 400
MAX_TEXT = 160
_CLIMB = 16
_SKIPPED = frozenset(
    "script style noscript template body html head form select option input button svg meta link title".split()
)
_SELECTOR = ",".join(
    [
        "h1",
        *(f"[class*={name} i],[id*={name} i]" for name in cues.PRICE_NAMES),
        "[data-testid*=price i]",
        "[data-test*=price i]",
        "[data-qa*=price i]",
        "[data-price]",
        "[itemprop=price]",
        "[itemprop=offers]",
    ]
)
_LINE_THROUGH = "line-through"


@dataclass(slots=True)
class _Spot:
    """A node with a price in it, and where it stands."""

    node: LexborNode
    token: PriceToken
    order: int
    names: str
    role: Role
    ids: tuple[int, ...]
    score: float = 0.0
    shape: str = field(default="")


def evidence(page: Page, title: str | None) -> list[Evidence]:
    """The prices in nodes that are named like prices, best first; `title` is the product's name, to find its place on the page."""
    nodes = page.tree.css(_SELECTOR)[: MAX_NODES * 2]
    anchor = _anchor(nodes, title)
    spots: list[_Spot] = []
    for order, node in enumerate(nodes):
        if node.tag in _SKIPPED or node.tag == "h1":
            continue
        if len(spots) >= MAX_NODES:
            break
        spots.extend(_spots(page, node, order))
    spots = _leaves(spots)
    for spot in spots:
        _judge(spot, anchor)
    counts = Counter(spot.token.amount for spot in spots if spot.role is Role.CURRENT)
    repeated = Counter((spot.shape, spot.node.tag) for spot in spots)
    for spot in spots:
        spot.score += 0.4 * min(counts[spot.token.amount] - 1, 3)
        if repeated[(spot.shape, spot.node.tag)] >= 8:
            spot.score -= 1.5
    spots.sort(key=lambda spot: -spot.score)
    return [_as_evidence(spot) for spot in spots]


def _spots(page: Page, node: LexborNode, order: int) -> list[_Spot]:
    text = node.text(deep=True, separator=CHUNK, skip_empty=True)
    if len(text) > 3 * MAX_TEXT:
        return []
    text = _squeeze(text)
    if not text or len(text) > MAX_TEXT or not any(character.isdigit() for character in text):
        return []
    tokens = [t for t in parse_prices(text, currency=page.local_currency, country=page.country) if 0 < t.amount < 10**10]
    if not tokens or (tokens[0].currency is None and (len(tokens) > 1 or len(text) > 40)):
        return []
    names = names_of(node)
    ids = tuple(_ancestor_ids(node))
    return [_Spot(node, token, order, names, token.role, ids) for token in tokens[:6]]


def _leaves(spots: list[_Spot]) -> list[_Spot]:
    """Without containers whose parts have prices with signs of their own, and without bare parts of a price that is spelt over nodes."""
    signed = {i for spot in spots if spot.token.currency for i in spot.ids}
    kept = [spot for spot in spots if spot.node.mem_id not in signed]
    holders = {spot.node.mem_id for spot in kept if spot.token.currency}
    return [spot for spot in kept if spot.token.currency or not holders.intersection(spot.ids)]


def _judge(spot: _Spot, anchor: int | None) -> None:
    score = 3.0 if spot.token.currency else 0.5
    node = spot.node
    spot.shape = spot.names
    if spot.token.net:
        score -= 2.5
    if spot.role is Role.CURRENT:
        spot.role = _role_of_place(node, spot)
    if spot.role is Role.CURRENT and (cues.names_are_current(spot.names)):
        score += 1.2
    if node.attributes.get("itemprop") == "price":
        score += 1.5
    hops = 0
    parent = node
    while parent is not None and hops < _CLIMB and parent.tag not in ("body", "html"):
        attributes = parent.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if parent.tag in ("footer", "nav", "aside", "header") and hops:
            score -= 3
        if hops and cues.names_are_related(names):
            score -= 3
            if spot.role is Role.CURRENT:
                spot.role = Role.RELATED
            break
        style = attributes.get("style")
        if style and "none" in style and "display" in style:
            score -= 1.5
        if "hidden" in names or attributes.get("aria-hidden") == "true":
            score -= 0.3
        parent = parent.parent
        hops += 1
    if anchor is not None:
        score += (
            2.0 - min(spot.order - anchor, 60) * 0.05 if spot.order >= anchor else -0.5 - min(anchor - spot.order, 20) * 0.05
        )
    else:
        score -= min(spot.order, 60) * 0.02
    spot.score = score - (0 if spot.role in (Role.CURRENT, Role.FROM) else 3)


def _role_of_place(node: LexborNode, spot: _Spot) -> Role:
    """What struck tags, names of the node and of its nearest parents, and labels beside it say."""
    if node.css_first("del,s,strike") is not None and len(parse_prices(node.text(deep=True, separator=" "))) == 1:
        return Role.LIST
    parent, hops = node, 0
    while parent is not None and hops < 4 and parent.tag not in ("body", "html", "main", "form"):
        if parent.tag in ("del", "s", "strike") or _LINE_THROUGH in (parent.attributes.get("style") or ""):
            return Role.LIST
        names = spot.names if hops == 0 else names_of(parent)
        if hops <= 1:
            role = cues.role_of_names(names)
            if role == cues.NO_PRICE:
                return Role.RELATED if hops == 0 else Role.CURRENT
            if role is not None:
                return role
        if hops in (1, 2):
            text = _squeeze(parent.text(deep=True, separator=CHUNK, skip_empty=True)[:600])
            if len(text) <= MAX_TEXT:
                for token in parse_prices(text, currency=spot.token.currency):
                    if token.amount == spot.token.amount and token.role is not Role.CURRENT:
                        return token.role
                if cues.is_net(text) and len(parse_prices(text)) == 1:
                    spot.token = _net(spot.token)
        parent = parent.parent
        hops += 1
    return Role.CURRENT


def _net(token: PriceToken) -> PriceToken:
    from dataclasses import replace

    return replace(token, net=True)


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


def names_of(node: LexborNode) -> str:
    """Class, id and test names of a node in one text."""
    attributes = node.attributes
    return " ".join(
        value for name in ("class", "id", "data-testid", "data-test", "data-qa", "itemprop") if (value := attributes.get(name))
    )


def _ancestor_ids(node: LexborNode) -> list[int]:
    ids = []
    parent = node.parent
    while parent is not None and len(ids) < 6:
        ids.append(parent.mem_id)
        parent = parent.parent
    return ids


def _squeeze(text: str) -> str:
    return CHUNK.join(piece for piece in (" ".join(chunk.split()) for chunk in text.split(CHUNK)) if piece)


def _as_evidence(spot: _Spot) -> Evidence:
    return Evidence(
        amount=spot.token.amount if spot.token.quantity == 1 else Decimal(spot.token.amount),
        currency=spot.token.currency,
        role=spot.role,
        source="css",
        path=css_path(spot.node),
        raw=spot.token.raw[:120],
        weight=spot.score,
        net=spot.token.net,
    )


def css_path(node: LexborNode) -> str:
    """A selector-like path for a person to find the node: at most three steps, nearest id first."""
    steps: list[str] = []
    current: LexborNode | None = node
    while current is not None and len(steps) < 3 and current.tag not in ("body", "html"):
        attributes = current.attributes
        step = current.tag
        if identifier := attributes.get("id"):
            steps.append(f"{step}#{identifier[:40]}")
            break
        classes = (attributes.get("class") or "").split()
        steps.append(step + "".join(f".{name[:40]}" for name in classes[:2]))
        current = current.parent
    return " > ".join(reversed(steps))[:200]
