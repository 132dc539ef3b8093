"""JSON-LD: the blocks of a page, mended where shops break them, and the products in them.

Standard: JSON-LD 1.1 embedded in HTML (W3C), with the schema.org vocabulary. Shops write it by template, so half of
this is repair.
"""

import html as html_entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from scraping.extraction.page import Page

MAX_BLOCKS = 60
MAX_BLOCK = 2_000_000
MAX_DEPTH = 10
MAX_PRODUCTS = 400

_BLANKS = re.compile(r"[\x00-\x20]+")
_WRAPPERS = ("<!--", "-->", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "//]]>", "/*]]>*/", "]]>")
_BLOCK_COMMENT = re.compile(r"/\*[^*]{0,2000}\*/")
#: Blanks are single when these are applied.
_TRAILING_COMMA = re.compile(r", ?(?=[}\]])")
_DOUBLE_COMMA = re.compile(r",(?: ?,)+")
_MISSING_COMMA = re.compile(r'(?<=[}\]"\d]) (?="[\w@]{1,40}" ?:)')
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_EMPTY_VALUE = re.compile(r": ?(?=[,}])")
_PRODUCT_TYPE = re.compile(
    r"(?:^|[/:#])(?:product|productgroup|productmodel|someproducts|individualproduct|vehicle|car|book|motorcycle|"
    r"softwareapplication|"
    r"mobileapplication|videogame|movie|musicalbum|event|theaterevent|musicevent|course|apartment|accommodation|service)$",
    re.IGNORECASE,
)
_PRODUCT_MARK = re.compile(r'"@type"\s*:\s*\[?\s*"(?:https?://schema\.org/)?Product', re.IGNORECASE)
#: Properties whose products are other products than the one the page is about.
OTHER_THINGS = frozenset(
    "isRelatedTo isSimilarTo isAccessoryOrSparePartFor isConsumableFor isAccessoryFor itemListElement review reviews "
    "recommendations "
    "hasVariant offers aggregateRating image breadcrumb itemOffered relatedProducts isVariantOf".split()
)


@dataclass(frozen=True, slots=True)
class Item:
    """A schema.org thing as a dictionary (from JSON-LD, microdata or RDFa), with its path in the page and whether it
    stands in a list.
    """

    node: dict
    path: str
    source: str
    listed: bool = False


def items(page: Page) -> tuple[list[Item], set[str]]:
    """All products of the JSON-LD blocks of a page in order, and the types of all things in them."""
    found: list[Item] = []
    kinds: set[str] = set()
    for number, block in enumerate(_blocks(page)):
        root = load(block)
        if root is not None:
            for item in _products(root, f"$[{number}]", 0, kinds, listed=False):
                found.append(item)
                if len(found) >= MAX_PRODUCTS:
                    return found, kinds
    return found, kinds


def types_of(node: dict) -> str:
    """The `@type`s of a node, joined by spaces.

    >>> types_of({"@type": ["Product", "Vehicle"]}), types_of({})
    ('Product Vehicle', '')
    """
    value = node.get("@type") or ""
    return (
        " ".join(kind for kind in value if isinstance(kind, str))
        if isinstance(value, list)
        else value
        if isinstance(value, str)
        else ""
    )


def is_product(node: dict) -> bool:
    """Whether a node is something that is sold, by its types."""
    return any(_PRODUCT_TYPE.search(kind) for kind in types_of(node).split())


def load(block: str | bytes) -> object | None:
    """The value of a JSON-LD block, mended step by step where it is not JSON, or `None` where nothing helps.

    Comments, trailing, doubled and missing commas, raw control characters, HTML entities and wrong escapes are what
    shops get wrong.

    >>> load('{"@type": "Product" "name": "Tea\\tPot",}')
    {'@type': 'Product', 'name': 'Tea Pot'}
    >>> load("no JSON")
    """
    block = block[:MAX_BLOCK].strip()
    if not block:
        return None
    try:
        return orjson.loads(block)
    except ValueError:
        text = block.decode("utf-8", "replace") if isinstance(block, bytes) else block
    text = _BLANKS.sub(" ", text.lstrip("\ufeff")).strip()
    for wrapper in _WRAPPERS:
        text = text.removeprefix(wrapper).removesuffix(wrapper).strip()
    text = text.rstrip("; ")
    for mend in (None, _mend_commas, _mend_entities, _mend_comments):
        text = mend(text) if mend else text
        try:
            return orjson.loads(text)
        except ValueError:
            continue
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return _salvage(text)


def as_list(value: object) -> list:
    """`value` as a list: itself, or the only member of one, or nothing.

    >>> as_list([1, 2]), as_list("a"), as_list(None)
    ([1, 2], ['a'], [])
    """
    return value if isinstance(value, list) else [] if value is None else [value]


def _blocks(page: Page) -> Iterator[bytes]:
    data = page.data
    at = 0
    for _ in range(MAX_BLOCKS):
        at = data.find(b"application/ld+json", at)
        if at < 0:
            return
        tag = data.rfind(b"<", max(0, at - 400), at)
        if tag < 0 or data[tag + 1 : tag + 7].lower() != b"script" or data.find(b">", tag, at) >= 0:
            at += 7
            continue
        start = data.find(b">", at) + 1
        end = data.find(b"</script", start)
        if not start:
            return
        yield data[start : end if end >= 0 else None]
        if end < 0:
            return  # a script without an end is all that follows
        at = end


def _products(value: object, path: str, depth: int, kinds: set[str], *, listed: bool) -> Iterator[Item]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for place, member in enumerate(value[:MAX_PRODUCTS]):
            yield from _products(member, f"{path}[{place}]", depth + 1, kinds, listed=listed)
    elif isinstance(value, dict):
        types = types_of(value).split()
        kinds.update(types)
        if is_product(value) and ("offers" in value or "name" in value or "hasVariant" in value):
            yield Item(value, path, "json-ld", listed)
        if "BreadcrumbList" in types:
            return
        in_list = listed or "ItemList" in types or "OfferCatalog" in types
        for key, member in value.items():
            if isinstance(member, (dict, list)) and (key not in OTHER_THINGS or (key == "itemListElement" and in_list)):
                yield from _products(member, f"{path}.{key}", depth + 1, kinds, listed=in_list)


def _mend_commas(text: str) -> str:
    text = _DOUBLE_COMMA.sub(",", _TRAILING_COMMA.sub("", text))
    text = _MISSING_COMMA.sub(",", text)
    return _EMPTY_VALUE.sub(": null", _BAD_ESCAPE.sub(r"\\\\", text))


def _mend_entities(text: str) -> str:
    return html_entities.unescape(text) if "&quot;" in text else text


def _mend_comments(text: str) -> str:
    return _BLOCK_COMMENT.sub(" ", text)


def _salvage(text: str) -> dict | None:
    """The few fields that matter out of a block that no mending turns into JSON, where it is of one product."""
    if len(_PRODUCT_MARK.findall(text)) != 1:
        return None

    def field(name: str) -> str | None:
        match = re.search(rf'"{name}"\s*:\s*(?:"((?:[^"\\]|\\.){{1,500}})"|([\d.]+))', text)
        return (match[1] or match[2]) if match else None

    offer = {name: field(name) for name in ("price", "priceCurrency", "availability")}
    return {"@type": "Product", "name": field("name"), "sku": field("sku"), "offers": offer}
