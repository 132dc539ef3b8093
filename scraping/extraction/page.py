"""One page as bytes become text become, at most once and only when asked, a DOM."""

import codecs
import html as html_entities
import re
from collections import Counter
from functools import cached_property
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from scraping.extraction.currency import country_currency, country_of_locale, country_of_url
from scraping.extraction.wording import words

#: How much of a page is read; product pages end long before (the largest seen has three million bytes).
MAX_BYTES = 8_000_000
_MAX_HEAD = 3_000_000
_META_HEAD = 300_000
_MAX_METAS = 400
#: Elements open at once and tags that are parsed (the largest of real pages: some hundred, some twenty thousand), and
#: from how many tags on it is worth to count.
MAX_DEPTH = 3_000
MAX_TAGS = 150_000
MANY_TAGS = 25_000
#: So many open elements are parsed in less than a tenth of a second.
FEW_TAGS = 8_000
_TAG = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9]*)")
_VOID = frozenset(b"area base br col embed hr img input link meta source track wbr p li option tr td th dt dd path use".split())
_MAX_TAG = 4_000

_HEAD_TAG = re.compile(rb"<(?:meta|link|title|TITLE|/head>)")
_UNSEEN = re.compile(rb"<(script|style|svg|noscript|template|nav|!--)")
_CLOSING = {
    b"!--": b"-->",
    **{name: b"</" + name + b">" for name in (b"script", b"style", b"svg", b"noscript", b"template", b"nav")},
}
#: By how many bytes the charset of a page is told that declares none, or another than it is written in.
_SAMPLE = 200_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_WANTED_METAS = (b"rice", b"og:", b"product", b"availab", b"twitter:title", b"urrency")
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]{1,64})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TAG_TEXT = re.compile(r"<[^>]{0,500}>")
_PLAIN_ADDRESS = re.compile(r"https?://[\w.:-]+(?:/[^\s&<>\"'\\]*)?$", re.ASCII)
#: Characters that nobody sees: NUL, soft hyphen, zero-width space and joiners, direction marks, byte order mark.
_INVISIBLE = dict.fromkeys((0, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))


class Page:
    """A page and the facts about it that need no DOM; `tree` parses it on first use.

    `country` (ISO 3166) is the caller's word, else what the address or the page's locale says; `expected_currency` what
    the listing had before. Nothing here raises on any input.
    """

    def __init__(
        self, html: str | bytes, url: str, *, content_type: str | None, expected_currency: str | None, country: str | None
    ):
        cut = html[:MAX_BYTES]
        data = cut.encode("utf-8", "replace") if isinstance(cut, str) else as_utf8(cut, content_type)
        self.data = data.replace(b"\0", b"") if b"\0" in data else data  # megabytes of NULs cost the parser seconds
        self.url = url
        self.content_type = content_type
        self.expected_currency = expected_currency
        self._given_country = country.upper() if country else None

    @cached_property
    def parts(self) -> SplitResult:
        """The address in parts; empty ones where it is none."""
        try:
            parts = urlsplit(self.url)
            parts.hostname  # noqa: B018 - it is here that a broken IPv6 host raises
        except ValueError:
            return urlsplit("")
        return parts

    @cached_property
    def path(self) -> str:
        """The decoded path of the address, without a slash at its end."""
        return unquote(self.parts.path).rstrip("/")

    @cached_property
    def address(self) -> str:
        """The path and query of the address, decoded and in lower case, to look for identifiers in."""
        return f"{self.path}?{self.parts.query}".lower()

    @cached_property
    def body(self) -> bytes:
        """The HTML of the body without what nobody sees."""
        return without_scripts(self.data, self.head_end if self.head_end < len(self.data) else 0)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The DOM of `body`; what the head says is in `metas`, `title_tag` and `canonical_url`."""
        return parse(self.body)

    @property
    def is_parsed(self) -> bool:
        """Whether the DOM was needed already, so that more questions to it cost little."""
        return "tree" in self.__dict__

    def text(self, start: int, end: int) -> str:
        """The characters of the bytes from `start` to `end`."""
        return self.data[start:end].decode("utf-8", "replace")

    @cached_property
    def head_end(self) -> int:
        """Where the head ends, in bytes: at `</head>` or `<body`, else somewhere early enough."""
        end = self.data.find(b"</head>", 0, _MAX_HEAD)
        return end if end >= 0 else len(self.data)

    @cached_property
    def _head_tags(self) -> tuple[list[int], list[int], int]:
        """Where the head's `<meta>` and `<link>` tags begin and its first `<title>` (-1 where there is none), in bytes: one
        scan for all three, and only of what stands before the scripts and styles that saved pages put there.
        """
        metas: list[int] = []
        links: list[int] = []
        title = -1
        for match in _HEAD_TAG.finditer(self.data, 0, _META_HEAD):
            tag = match[0]
            if tag == b"<meta":
                metas.append(match.start())
            elif tag == b"<link":
                links.append(match.start())
            elif tag == b"</head>":
                break
            elif title < 0:
                title = match.start()
        if title < 0:
            title = self.data.find(b"<title", 0, _MAX_HEAD)
        return metas[:_MAX_METAS], links, title

    @cached_property
    def metas(self) -> dict[str, str]:
        """The content of the head's `<meta>` tags by lower-cased property or name; the first of a name wins, as it does
        for Open Graph.
        """
        found: dict[str, str] = {}
        for at in self._head_tags[0]:
            end = self.data.find(b">", at, at + _MAX_TAG)
            tag = self.data[at : end if end >= 0 else at + _MAX_TAG]
            if not any(wanted in tag for wanted in _WANTED_METAS):
                continue
            attributes = self.attributes(at)
            key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if key and attributes.get("content"):
                found.setdefault(key.lower().strip(), html_entities.unescape(attributes["content"]).replace("\0", "").strip())
        return found

    def attributes(self, at: int) -> dict[str, str]:
        """The attributes of the tag that begins at byte `at`, names in lower case, values as written."""
        end = self.data.find(b">", at, at + _MAX_TAG)
        tag = self.data[at : end if end > 0 else at + _MAX_TAG]
        if tag.count(b'"') % 2:  # a ">" within a value
            end = self.data.find(b'">', at, at + _MAX_TAG)
            tag = self.data[at : end + 1] if end > 0 else tag
        return {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))}

    @cached_property
    def title_tag(self) -> str:
        """The text of `<title>`, or ""."""
        start = self._head_tags[2]
        if start < 0:
            return ""
        start = self.data.find(b">", start) + 1
        end = self.data.find(b"</", start, start + 6_000)
        return clean(self.text(start, end)) if 0 < start < end else ""

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of the page's titles, to compare names with."""
        return words(f"{self.metas.get('og:title') or ''} {self.title_tag}")

    @cached_property
    def locale(self) -> str | None:
        """What the page says of its locale: `<html lang>`, else `og:locale`."""
        at = self.data.find(b"<html", 0, 20_000)
        language = self.attributes(at).get("lang") if at >= 0 else None
        og = self.metas.get("og:locale")
        return language if language and ("-" in language or not og) else og or language

    @property
    def language(self) -> str | None:
        """The language of the page as ISO 639, or `None` where it does not say."""
        return self.locale[:2].lower() if self.locale else None

    @cached_property
    def country(self) -> str | None:
        """The shop's country as ISO 3166, or `None`: the caller's word, else the address, else the locale of the page."""
        return self._given_country or country_of_url(self.url) or country_of_locale(self.locale)

    @cached_property
    def local_currency(self) -> str | None:
        """The expected currency of the listing, else the tender of the shop's country; `None` where neither is known."""
        return self.expected_currency or country_currency(self.country)

    @cached_property
    def canonical_url(self) -> str | None:
        """The absolute address of `rel=canonical`, else of `og:url`, where it is one of http(s)."""
        for at in self._head_tags[1]:
            if b"canonical" in self.data[at : self.data.find(b">", at, at + _MAX_TAG)]:
                attributes = self.attributes(at)
                if attributes.get("rel") == "canonical" and (href := attributes.get("href")):
                    return self.absolute(href)
        return self.absolute(self.metas.get("og:url"))

    def absolute(self, address: object) -> str | None:
        """`address` as an absolute http(s) address of this page, or `None`."""
        if not isinstance(address, str) or not address.strip() or len(address) > 2_000:
            return None
        if _PLAIN_ADDRESS.match(address):
            return address
        try:
            joined = urljoin(self.url, html_entities.unescape(address.strip()))
            parts = urlsplit(joined)
        except ValueError:
            return None
        return joined if parts.scheme in ("http", "https") and parts.netloc else None


def as_utf8(data: bytes, content_type: str | None = None) -> bytes:
    """The bytes of a page as UTF-8, by byte order mark, the charset of `content_type`, that of its `<meta>`, else UTF-8 or
    Windows-1252.

    Bytes that are UTF-8 by declaration are passed on unchecked: whoever decodes a part of them replaces what is broken.

    >>> as_utf8("Größe".encode()).decode(), as_utf8("Größe".encode("latin-1")).decode(), as_utf8("\\ufeffa".encode("utf-16"))
    ('Größe', 'Größe', b'a')
    """
    if data.startswith(codecs.BOM_UTF8):
        return data[3:]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").lstrip("\ufeff").encode()
    match = _CHARSET.search(content_type or "") or _CHARSET.search(data[:4_096].decode("ascii", "ignore"))
    declared = match[1].lower() if match else None
    if declared in ("utf-8", "utf8") or data.isascii():
        return data
    sample = data[:_SAMPLE]
    try:
        sample.decode("utf-8")
        return data
    except UnicodeDecodeError as error:
        if (declared is None and error.start > len(sample) // 2) or error.start > _SAMPLE - 4:
            return data  # broken in one place, or cut here, rather than written in another charset
    try:
        return data.decode(declared or "cp1252", "replace").encode()
    except (LookupError, UnicodeError):
        return data  # no such charset, or none of text


def parse(data: bytes) -> LexborHTMLParser:
    """The DOM of `data`, or of as much of it as can be parsed in reasonable time: the parser is quadratic in the depth of
    open elements.
    """
    tags = data.count(b"<")
    if tags > MANY_TAGS or (tags > FEW_TAGS and tags - 2 * data.count(b"</") > MAX_DEPTH):
        data = data[: _parsable(data)]
    return LexborHTMLParser(data)


def _parsable(data: bytes) -> int:
    """How many bytes of `data` have at most `MAX_DEPTH` elements open at once and at most `MAX_TAGS` tags."""
    opened: Counter[bytes] = Counter()
    depth = 0
    for number, match in enumerate(_TAG.finditer(data)):
        name = match[2].lower()
        if match[1]:
            if opened[name] > 0:
                opened[name] -= 1
                depth -= 1
        elif name not in _VOID:
            opened[name] += 1
            depth += 1
        if depth > MAX_DEPTH or number > MAX_TAGS:
            return match.start()
    return len(data)


def without_scripts(data: bytes, start: int = 0) -> bytes:
    """The page from `start` on without scripts, styles, drawings, comments and menus, which are more than half of most pages
    and say nothing of the product. What has no end stays: the parser knows better how broken pages go on.

    >>> without_scripts(b"<p>1<script>var a</script><p>2<!-- 3 --><p>4")
    b'<p>1<p>2<p>4'
    """
    pieces: list[bytes] = []
    unclosed: set[bytes] = set()
    content = 0  # where the last of the menus ends that are none
    at = start
    while match := _UNSEEN.search(data, start):
        opening, name = match.start(), match[1]
        start = match.end()
        if name in unclosed or (name == b"nav" and opening < content):
            continue
        end = data.find(_CLOSING[name], opening + 2)
        if end < 0:
            unclosed.add(name)
            continue
        if name == b"nav" and _holds_content(data, opening, end):
            content = end
            continue
        pieces.append(data[at:opening])
        start = at = end + len(_CLOSING[name])  # nothing within what was left out is looked at
    return b"".join([*pieces, data[at:]])


def _holds_content(data: bytes, start: int, end: int) -> bool:
    """Whether what calls itself a menu has a headline or marks something for machines."""
    return data.find(b"<h1", start, end) >= 0 or data.find(b"itemprop", start, end) >= 0


def clean(text: object, limit: int = 500) -> str:
    """Text as a person reads it: without tags and entities, runs of white space as one space, at most `limit` characters.

    >>> clean("  Kettle &amp;\\n <b>Co</b> "), clean(None)
    ('Kettle & Co', '')
    """
    if not isinstance(text, str):
        return ""
    text = text[: limit * 8]
    if "&" in text:
        text = html_entities.unescape(html_entities.unescape(text))
    if "<" in text:
        text = _TAG_TEXT.sub("", text)
    if not text.isascii() or "\0" in text:  # all others of the invisible are beyond ASCII
        text = text.translate(_INVISIBLE)
    return " ".join(text.split())[:limit]
