"""Selectors as people write them: CSS, XPath and JSON path, checked before they are kept and bounded when they run.

CSS is matched by lexbor. XPath 1.0 is evaluated by libxml2, whose node sets cost quadratic time, so expressions that a hostile
page could turn into minutes are refused (`objection`). JSON paths (RFC 9535) look into every JSON document that a page embeds:
JSON-LD, JSON scripts, and objects that scripts assign.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import islice

from jsonpath import CompoundJSONPath, JSONPath, JSONPathEnvironment, JSONPathError
from jsonpath.filter import BaseExpression, FilterQuery, RootFilterQuery
from jsonpath.segments import JSONPathRecursiveDescentSegment
from jsonpath.selectors import Filter, IndexSelector, NameSelector
from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from scraping.extraction.jsonld import load
from scraping.extraction.page import Page, parse
from scraping.extraction.price_text import CHUNK

MAX_EXPRESSION = 400
#: Matches of one selector that are looked at, and characters of each.
MAX_MATCHES = 8
MAX_VALUE = 2_000
#: How much of a page is parsed for CSS and XPath, in bytes, and how many "<" libxml2 is given.
MAX_BYTES = 3_000_000
MAX_XPATH_TAGS = 40_000
#: Scripts looked into, assignments tried in each, bytes of a document, and members of one that wildcards and ".." may walk.
MAX_SCRIPTS = 80
MAX_ASSIGNMENTS = 6
MAX_DOCUMENT = 3_000_000
MAX_MEMBERS = 40_000

_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE_NAME = re.compile(r"[A-Za-z_][\w.:-]{0,63}", re.ASCII)
_ATTRIBUTE_AT_END = re.compile(r"(?:^|/)@[\w.-]+$")
_SLOW_AXIS = re.compile(r"\b(?:following|preceding|namespace)\s*::")
_SIBLING_AXIS = re.compile(r"\b(?:following|preceding)-sibling\s*::\s*(?:[\w*-]+|\w+\(\))\s*(?!\s|[\w*(-]|\[\s*1\s*\])")
_PATH_FROM_ROOT = re.compile(r"(?:[\[(,|=<>+*-]|\b(?:and|or|div|mod)\b)\s*/")
_DESCENDANTS = re.compile(r"//|\bdescendant(?:-or-self)?\s*::")
_FUNCTIONS = frozenset(
    "boolean ceiling comment concat contains count false floor last local-name name node normalize-space not number position "
    "round starts-with string string-length substring substring-after substring-before sum text translate true and or "
    "div mod".split()
)
_CALL = re.compile(r"([\w:-]+)\s*\(")
_PREFIX = re.compile(r"(?<![\w:])[A-Za-z_][\w-]*:(?!:)")
_ASSIGNMENT = re.compile(r"[\w\]\"')]\s*[=(:]\s*(?=[{\[])")
_LONG_TAG = 500
_TAG_BUDGET = 300_000_000
#: Elements without text speak through an attribute.
_SPEAKING_ATTRIBUTES = {"meta": "content", "img": "src", "input": "value", "link": "href", "data": "value"}


class Kind(StrEnum):
    """The language of a selector."""

    CSS = "css"
    XPATH = "xpath"
    JSONPATH = "jsonpath"


@dataclass(frozen=True, slots=True)
class Selector:
    """Where something stands on a page. `attribute` (CSS and XPath) is read instead of the text.

    `in_minor_units`: plain numbers there are cents, or whatever the currency's minor unit is (ISO 4217).
    """

    kind: Kind
    expression: str
    attribute: str | None = None
    in_minor_units: bool = False

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.expression}{f' @{self.attribute}' if self.attribute else ''}"

    @property
    def is_for_machines(self) -> bool:
        """Whether the values are attributes or JSON, where "1299.00" is written for programs."""
        return self.kind is Kind.JSONPATH or self.attribute is not None or bool(_ATTRIBUTE_AT_END.search(self.expression))


class Sources:
    """A page as selectors see it; each view of it is made once, and only when a selector asks for it."""

    def __init__(self, page: Page):
        self._data = page.data[:MAX_BYTES]

    def values(self, selector: Selector) -> list[object]:
        """What stands where the selector points, at most eight values: texts (their nodes parted by `CHUNK`) or JSON."""
        match selector.kind:
            case Kind.CSS:
                found = self._by_css(selector)
            case Kind.XPATH:
                found = self._by_xpath(selector)
            case _:
                found = self._by_jsonpath(selector)
        return [value[:MAX_VALUE] if isinstance(value, str) else value for value in found if value not in (None, "")]

    def _by_css(self, selector: Selector) -> list[object]:
        if not self._has_short_tags:
            return []
        try:
            nodes = self._tree.css(selector.expression)[:MAX_MATCHES]
        except (SelectolaxError, ValueError):
            return []
        return [_of_node(node, selector.attribute) for node in nodes]

    def _by_xpath(self, selector: Selector) -> list[object]:
        if self._document is None:
            return []
        try:
            result = _xpath(selector.expression)(self._document)
        except etree.XPathError:
            return []
        members = result[:MAX_MATCHES] if isinstance(result, list) else [result]
        return [_of_element(one, selector.attribute) if isinstance(one, etree._Element) else one for one in members]

    def _by_jsonpath(self, selector: Selector) -> list[object]:
        try:
            path = _jsonpath(selector.expression)
        except JSONPathError:
            return []
        names = _names(path)
        walks = _walks(path)
        for text, document in self._documents:
            if any(name not in text for name in names) or (walks and text.count(",") > MAX_MEMBERS):
                continue
            try:
                found = [match.obj for match in islice(path.finditer(document), MAX_MATCHES)]
            except (JSONPathError, RecursionError):
                continue
            if found:
                return found
        return []

    @cached_property
    def _has_short_tags(self) -> bool:
        return _has_short_tags(self._data)

    @cached_property
    def _tree(self) -> LexborHTMLParser:
        """The whole page: its head and scripts may be what a selector points at."""
        return parse(self._data)

    @cached_property
    def _document(self) -> etree._Element | None:
        data = self._data
        if data.count(b"<") > MAX_XPATH_TAGS or not self._has_short_tags:
            return None
        try:
            return etree.fromstring(data, etree.HTMLParser(encoding="utf-8", no_network=True, recover=True))
        except (etree.LxmlError, ValueError):
            return None

    @cached_property
    def _documents(self) -> list[tuple[str, object]]:
        """The JSON documents of the page in order, each with its text."""
        return list(_documents(self._data))


def objection(selector: Selector) -> str | None:
    """Why the selector cannot be used, with the way out, or `None` where it can."""
    expression = selector.expression
    if not expression.strip() or len(expression) > MAX_EXPRESSION:
        return f"Write an expression of 1 to {MAX_EXPRESSION} characters."
    if not expression.isprintable():
        return "Write the expression in one line, without control characters."
    if selector.attribute is not None and selector.kind is Kind.JSONPATH:
        return "A JSON path leads to a value: leave the attribute empty."
    if selector.attribute is not None and not _ATTRIBUTE_NAME.fullmatch(selector.attribute):
        return f"“{selector.attribute}” is no attribute name: write it without @, for example content."
    match selector.kind:
        case Kind.CSS:
            return _css_objection(expression)
        case Kind.XPATH:
            return _xpath_objection(expression)
        case _:
            return _jsonpath_objection(expression)


def _css_objection(expression: str) -> str | None:
    if expression.count(":has(") > 1:
        return "Use :has() once at most: several take too long on large pages."
    try:
        LexborHTMLParser("<p>").css(expression)
    except (SelectolaxError, ValueError):
        return "This is no CSS selector that can be read. Try one like .product-price, or [data-testid=price] span."
    return None


def _xpath_objection(expression: str) -> str | None:
    try:
        _xpath(expression)
    except etree.XPathError as error:
        return f"This is no XPath 1.0 ({error}). Try one like //span[@class='price']."
    plain = _LITERAL.sub("''", expression)
    unknown = sorted(name for name in _CALL.findall(plain) if name.rpartition("::")[2] not in _FUNCTIONS)
    if unknown:
        return f"The function {unknown[0]}() is not available: use those of XPath 1.0, without document() and extensions."
    if "$" in plain or _PREFIX.search(plain):
        return "Variables and prefixed names are not available: write local-name()='…' for a prefixed element."
    outside, inside = _split_predicates(plain)
    if len(_DESCENDANTS.findall(outside)) > 1:
        return "Use // once: write //span[ancestor::div[@id='product']] instead of //div[@id='product']//span."
    if len(_DESCENDANTS.findall(inside)) > 1 or _PATH_FROM_ROOT.search(inside):
        return "Within [ ], use paths that start at the element (.//b, @class), and .// once at most."
    if _SLOW_AXIS.search(plain):
        return "The axes following:: and preceding:: take too long on large pages: use following-sibling::…[1]."
    if _SIBLING_AXIS.search(plain):
        return "Say which sibling: write following-sibling::dd[1], with [1] right behind the name."
    return None


def _jsonpath_objection(expression: str) -> str | None:
    try:
        path = _jsonpath(expression)
    except JSONPathError as error:
        return f"This is no JSON path of RFC 9535 ({str(error).splitlines()[0]}). Try one like $.offers.price."
    if isinstance(path, CompoundJSONPath):
        return "Write one path, without | and &."
    if any(len(segment.selectors) != 1 for segment in path.segments):
        return "Write one name, index or filter in each pair of brackets."
    if sum(isinstance(segment, JSONPathRecursiveDescentSegment) for segment in path.segments) > 1:
        return "Use .. once: name the way from there, as in $..product.offers.price."
    filters = [segment.selectors[0].expression for segment in path.segments if isinstance(segment.selectors[0], Filter)]
    if not all(_is_plain(expression) for expression in filters):
        return "Within [?…], compare a member of the element with a value, as in [?@.type == 'sale']."
    return None


def _is_plain(expression: BaseExpression) -> bool:
    """Whether a filter looks at nothing but members of the element, one at a time."""
    if isinstance(expression, RootFilterQuery):
        return False
    if isinstance(expression, FilterQuery):
        return all(
            not isinstance(segment, JSONPathRecursiveDescentSegment)
            and len(segment.selectors) == 1
            and isinstance(segment.selectors[0], (NameSelector, IndexSelector))
            for segment in expression.path.segments
        )
    return all(_is_plain(child) for child in expression.children())


def _split_predicates(plain: str) -> tuple[str, str]:
    """An XPath without its predicates, and its predicates with their brackets."""
    outside, inside, depth = [], [], 0
    for character in plain:
        depth += character == "["
        (inside if depth else outside).append(character)
        depth -= character == "]"
    return "".join(outside), "".join(inside)


@lru_cache(maxsize=512)
def _xpath(expression: str) -> etree.XPath:
    return etree.XPath(expression, regexp=False, smart_strings=False)


class _Paths(JSONPathEnvironment):
    """RFC 9535 without regular expressions, which a hostile page could keep busy."""

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        del self.function_extensions["match"], self.function_extensions["search"]


_PATHS = _Paths(strict=True)


@lru_cache(maxsize=512)
def _jsonpath(expression: str) -> JSONPath | CompoundJSONPath:
    return _PATHS.compile(expression)


def _names(path: JSONPath) -> list[str]:
    """The member names of a path, as they stand in a JSON text: a document without one of them need not be walked."""
    selectors = [selector for segment in path.segments for selector in segment.selectors]
    return [f'"{s.name}"' for s in selectors if isinstance(s, NameSelector) and s.name.isascii() and s.name.isprintable()]


def _walks(path: JSONPath) -> bool:
    """Whether the path looks at more than one member of anything."""
    return any(
        isinstance(segment, JSONPathRecursiveDescentSegment)
        or any(not isinstance(selector, (NameSelector, IndexSelector)) for selector in segment.selectors)
        for segment in path.segments
    )


def _of_node(node: LexborNode, attribute: str | None) -> str | None:
    attribute = attribute or _SPEAKING_ATTRIBUTES.get(node.tag or "")
    if attribute:
        return node.attributes.get(attribute.lower())
    return _squeezed(node.text(deep=True, separator=CHUNK, skip_empty=True)[: MAX_VALUE * 4])


def _of_element(element: etree._Element, attribute: str | None) -> str | None:
    attribute = attribute or _SPEAKING_ATTRIBUTES.get(element.tag if isinstance(element.tag, str) else "")
    if attribute:
        return element.get(attribute.lower())
    return _squeezed(CHUNK.join(islice(element.itertext(etree.Element), 200))[: MAX_VALUE * 4])


def _squeezed(text: str) -> str:
    return CHUNK.join(piece for chunk in text.split(CHUNK) if (piece := " ".join(chunk.split())))


def _has_short_tags(data: bytes) -> bool:
    """Whether no tag has so many attributes that a parser, which compares each with each, would take seconds."""
    cost = 0
    for part in data.split(b">"):
        if len(part) > _LONG_TAG:
            tag = re.sub(rb"\"[^\"]*\"|'[^']*'", b"", part[max(part.find(b"<"), 0) :])
            cost += len(tag) ** 2 if len(tag) > _LONG_TAG else 0
    return cost < _TAG_BUDGET


def _documents(data: bytes) -> Iterator[tuple[str, object]]:
    at = 0
    for _ in range(MAX_SCRIPTS):
        at = data.find(b"<script", at)
        start = data.find(b">", at) + 1 if at >= 0 else 0
        if not start:
            return
        end = data.find(b"</script", start)
        text = data[start : end if end >= 0 else None][:MAX_DOCUMENT].decode("utf-8", "replace").strip()
        if b"json" in data[at:start].lower():
            document = load(text)
            if document is not None:
                yield text, document
        elif "{" in text:
            yield from _assigned(text)
        at = end if end >= 0 else len(data)


def _assigned(text: str) -> Iterator[tuple[str, object]]:
    """The JSON objects that a script assigns, passes or pushes."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(MAX_ASSIGNMENTS):
        match = _ASSIGNMENT.search(text, at)
        if match is None:
            return
        at = match.end()
        try:
            document, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        yield text[at:end], document
        at = end
