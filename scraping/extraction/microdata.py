"""Microdata and RDFa: the things marked in the DOM, as the same dictionaries that JSON-LD gives.

Standards: HTML Living Standard section 5 (microdata), RDFa Lite 1.1. Only the properties that a price reading needs are kept.
"""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraping.extraction import cues
from scraping.extraction.jsonld import OTHER_THINGS, Item, is_product
from scraping.extraction.page import Page, clean, parse, without_scripts

MAX_SCOPES = 600
MAX_PROPERTIES = 3_000
_CLIMB = 25
_BEHIND_LAST = 4_000
_KEPT = frozenset(
    "name brand manufacturer offers price lowPrice highPrice priceCurrency availability sku mpn gtin gtin8 gtin12 "
    "gtin13 gtin14 ean isbn "
    "productID image url itemCondition seller model priceSpecification priceType hasVariant title offeredBy "
    "validForMemberTier referenceQuantity valueReference unitCode eligibleQuantity minValue minPrice maxPrice "
    "valueAddedTaxIncluded businessFunction".split()
)
_LOWERED = {name.lower(): name for name in _KEPT}


@dataclass(frozen=True, slots=True)
class _Syntax:
    """The three attributes that make one of the two syntaxes."""

    source: str
    scope: str
    kind: str
    prop: str


_MICRODATA = _Syntax("microdata", "itemscope", "itemtype", "itemprop")
_RDFA = _Syntax("rdfa", "typeof", "typeof", "property")


def may_be_marked(page: Page) -> bool:
    """Whether the page may mark things in microdata, told without a DOM."""
    return b"itemprop" in page.data


def may_be_rdfa(page: Page) -> bool:
    """Whether the page may mark things in RDFa, told without a DOM; scripts, which ask for the type of things, are left out."""
    return b"typeof=" in page.body


def items(page: Page) -> list[Item]:
    """The products that the page marks in microdata, in order; offers outside any product come last, as one product
    without a name.
    """
    return _items(page.tree if page.is_parsed else parse(_marked_part(page)), _MICRODATA)


def rdfa_items(page: Page) -> list[Item]:
    """The same of RDFa; needs the DOM."""
    return _items(page.tree, _RDFA)


def _marked_part(page: Page) -> bytes:
    """The page from its first product (or first marked thing) to its last property: what is around says nothing of the
    product.
    """
    data = page.data
    first = data.find(b"schema.org/Product")
    if first < 0:
        first = data.find(b"itemscope")
    if first < 0:
        first = data.find(b"itemprop")
    start = max(data.rfind(b"<", 0, max(first, 0)), 0)
    end = data.rfind(b"itemprop", start) + _BEHIND_LAST
    return without_scripts(data[start:end])


def _items(tree: LexborHTMLParser, syntax: _Syntax) -> list[Item]:
    scopes: dict[int, dict] = {}
    related: set[int] = set()
    scoped = tree.css(f"[{syntax.scope}]")[:MAX_SCOPES]
    if not scoped and syntax is _RDFA:
        return []  # Open Graph's metas have properties, too
    for node in scoped:
        kinds = (node.attributes.get(syntax.kind) or "").split()
        scopes[node.mem_id] = {"@type": [kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds]}
    owned: set[int] = set()
    orphans: list[dict] = []
    for node in tree.css(f"[{syntax.prop}]")[:MAX_PROPERTIES]:
        names = (node.attributes.get(syntax.prop) or "").split()
        if not names:
            continue
        name = names[0].rsplit(":", 1)[-1]
        owner = _owner(node, scopes)
        if name in OTHER_THINGS and name != "offers":
            if node.mem_id in scopes:
                related.add(node.mem_id)
            elif name != "image":
                continue
        name = _LOWERED.get(name.lower())
        if name is None or (name in ("price", "lowPrice") and _is_struck(node)):
            continue
        inner = scopes.get(node.mem_id)
        value = inner if inner is not None else _value(node)
        if owner is None:
            if name in ("price", "lowPrice", "offers"):
                orphans.append(inner if inner is not None and name == "offers" else {"@type": "Offer", name: value})
            elif orphans and name in ("priceCurrency", "availability"):
                orphans[-1].setdefault(name, value)
        else:
            if inner is not None:
                owned.add(node.mem_id)
            _put(owner, name, value)
    return _products(scoped, syntax, scopes, owned, related, orphans)


def _products(
    scoped: list[LexborNode], syntax: _Syntax, scopes: dict, owned: set[int], related: set[int], orphans: list[dict]
) -> list[Item]:
    found: list[Item] = []
    for node in scoped:
        thing = scopes[node.mem_id]
        kinds = thing["@type"]
        if is_product(thing):
            if ("price" in thing or "lowPrice" in thing) and "offers" not in thing:
                thing["offers"] = {
                    key: thing[key] for key in ("price", "lowPrice", "priceCurrency", "availability") if key in thing
                }
            listed = node.mem_id in related or _is_in_list(node)
            found.append(Item(thing, f"{syntax.source}[{len(found)}]", syntax.source, listed))
        elif node.mem_id not in owned and any("Offer" in kind for kind in kinds) and not _is_in_list(node):
            orphans.append(thing)
    if orphans:
        bare = [item for item in found if "offers" not in item.node and not item.listed]
        if len(bare) == 1:
            bare[0].node["offers"] = orphans
        elif not any("offers" in item.node for item in found):
            found.append(Item({"@type": "Product", "offers": orphans}, f"{syntax.source}[offers]", syntax.source))
    return _joined(found)


def _joined(found: list[Item]) -> list[Item]:
    """One item where a shop marks the name in one product scope and the offers in another, nameless one."""
    named = [item for item in found if item.node.get("name") and not item.node.get("offers") and not item.listed]
    nameless = [item for item in found if item.node.get("offers") and not item.node.get("name") and not item.listed]
    if not named or len(nameless) != 1:
        return found
    item = nameless[0]
    joined = Item({**named[0].node, **item.node}, item.path, item.source)
    return [joined, *(other for other in found if other is not item and other is not named[0])]


def _owner(node: LexborNode, scopes: dict[int, dict]) -> dict | None:
    parent = node.parent
    for _ in range(_CLIMB):
        if parent is None:
            return None
        thing = scopes.get(parent.mem_id)
        if thing is not None:
            return thing
        parent = parent.parent
    return None


def _value(node: LexborNode) -> str | None:
    attributes = node.attributes
    for name in ("content", "datetime", "value"):
        if attributes.get(name):
            return attributes[name]
    if node.tag in ("a", "link", "area") and attributes.get("href"):
        return attributes["href"]
    if node.tag == "img":
        return attributes.get("src") or attributes.get("data-src")
    return clean(node.text(deep=True, separator=" ")[:2_000]) or attributes.get("href")


def _put(thing: dict, name: str, value: object) -> None:
    if value in (None, ""):
        return
    if name not in thing:
        thing[name] = value
    elif isinstance(thing[name], list):
        thing[name].append(value)
    else:
        thing[name] = [thing[name], value]


def _is_struck(node: LexborNode) -> bool:
    parent = node
    for _ in range(3):
        if parent is None:
            return False
        if parent.tag in ("del", "s", "strike"):
            return True
        parent = parent.parent
    return False


def _is_in_list(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(_CLIMB):
        if parent is None or parent.tag in ("body", "html"):
            return False
        attributes = parent.attributes
        if "ItemList" in (attributes.get("itemtype") or "") or cues.names_are_related(
            f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        ):
            return True
        parent = parent.parent
    return False
