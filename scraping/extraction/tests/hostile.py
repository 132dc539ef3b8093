"""Pages made to hang or break a reader, by name; each grows in proportion to a size in bytes."""

from collections.abc import Callable

_HEAD = b"<title>Pot 1</title>"
_SHOP = b'<h1>Pot 1</h1><span class="price">12,00 EUR</span>'
_LD = b'<script type="application/ld+json">'
_PRODUCT = b'{"@type":"Product","name":"Pot 1","offers":{"price":"12.00","priceCurrency":"EUR"},'


def _repeated(piece: bytes, *, before: bytes = b"", after: bytes = b"") -> Callable[[int], bytes]:
    """A page of one piece over and over, between the head of a shop's page and the visible price of it."""
    return lambda size: _HEAD + before + piece * (size // len(piece)) + after + _SHOP


def _nested(opening: bytes, closing: bytes, *, before: bytes = b"", after: bytes = b"") -> Callable[[int], bytes]:
    """A page of one thing within itself, over and over."""

    def page(size: int) -> bytes:
        times = size // (len(opening) + len(closing))
        return _HEAD + before + opening * times + closing * times + after + _SHOP

    return page


HOSTILE: dict[str, Callable[[int], bytes]] = {
    # markup
    "open elements": _repeated(b"<div>"),
    "open prices": _repeated(b'<div class="price">'),
    "open tables": _repeated(b"<table><td>"),
    "formatting elements": _repeated(b"<b><i><p>"),
    "wrong ends": _repeated(b"<div></b>"),
    "nested elements": _nested(b"<div>", b"</div>"),
    "angle brackets": _repeated(b"<"),
    "open tags": _repeated(b"<a "),
    "open comments": _repeated(b"<!--"),
    "open scripts": _repeated(b"<script "),
    "open metas": _repeated(b"<meta "),
    "metas": _repeated(b'<meta property="og:price:amount" content="x">'),
    "endless attribute": _repeated(b"x ", before=b'<meta property="og:title" content="', after=b'">'),
    "attributes": _repeated(b'price="1" ', before=b"<meta ", after=b">"),
    "entities": _repeated(b"&amp;amp;", before=b"<title>"),
    "classes": _repeated(b"price-", before=b'<i class="', after=b'">1 EUR</i>'),
    "headlines": _repeated(b"<h1>Pot 1</h1>"),
    "canonicals": _repeated(b'rel="canonical" '),
    # things marked for machines
    "ends of types": _repeated(b"application/ld+json "),
    "blocks": _repeated(_LD + b"{}</script>"),
    "open blocks": _repeated(_LD),
    "nested lists": _nested(b"[", b"]", before=_LD, after=b"</script>"),
    "open objects": _repeated(b'{"a":', before=_LD),
    "products in products": _nested(b'{"@type":"Product","isVariantOf":', b"}", before=_LD, after=b"</script>"),
    "graphs in graphs": _nested(b'{"@graph":[', b"]}", before=_LD, after=b"</script>"),
    "offers in offers": _nested(
        b'{"offers":[', b"]}", before=_LD + b'{"@type":"Product","name":"Pot 1","offers":', after=b"}</script>"
    ),
    "products": _repeated(_PRODUCT + b'"sku":"1"},', before=_LD + b"[", after=b"{}]</script>"),
    "offers": _repeated(b'{"price":1},', before=_LD + b'{"@type":"Product","name":"Pot 1","offers":[', after=b"{}]}</script>"),
    "variants": _repeated(
        b'{"@type":"Product","offers":{"price":1,"priceCurrency":"EUR"}},',
        before=_LD + b'{"@type":"ProductGroup","name":"Pot 1","hasVariant":[',
        after=b"{}]}</script>",
    ),
    "specifications": _repeated(
        b'{"price":1,"priceType":"ListPrice"},',
        before=_LD + b'{"@type":"Product","name":"Pot 1","offers":{"priceSpecification":[',
        after=b"{}]}}</script>",
    ),
    "commas": _repeated(b", ", before=_LD + _PRODUCT, after=b"}</script>"),
    "blanks": _repeated(b" ", before=_LD + _PRODUCT, after=b"x}</script>"),
    "comments": _repeated(b"/*", before=_LD + _PRODUCT, after=b"}</script>"),
    "backslashes": _repeated(b"\\", before=_LD + _PRODUCT + b'"a":"', after=b'"}</script>'),
    "wrong escapes": _repeated(b"\\x", before=_LD + _PRODUCT + b'"a":"', after=b'"}</script>'),
    "scopes": _repeated(b'<div itemscope itemtype="https://schema.org/Product">'),
    "properties": _repeated(b'<i itemprop="price">1</i>', before=b'<div itemscope itemtype="https://schema.org/Product">'),
    "typed things": _repeated(b'<div typeof="Product"><i property="price">1</i>'),
    "states": _repeated(b'dataLayer.push({"price": ', before=b"<script>", after=b"</script>"),
    "deep state": _nested(b'{"name":"Pot 1","a":', b"}", before=b'<script type="application/json">', after=b"</script>"),
    # text
    "digits": _repeated(b"1"),
    "commas in digits": _repeated(b"1,", before=b'<span class="price">', after=b"</span>"),
    "prices": _repeated(b'<span class="price">$1</span>'),
    "prices in a line": _repeated(b"was $1 now ", before=b'<span class="price">', after=b"</span>"),
    "signs": _repeated("€".encode()),
    "words of lists": _repeated(b"statt ", before=b'<span class="price">', after=b"1 EUR</span>"),
    "separators": _repeated(b" - ", before=b"<title>", after=b"</title>"),
    "NULs": _repeated(b"\0"),
    "NULs in markup": _repeated(b"<\0p class=\0price>1\0 EUR"),
    "no UTF-8": _repeated(b"\xff\xfe\xed\xa0\x80"),
    "half of UTF-16": lambda size: b"\xff\xfe" + (_HEAD + _SHOP) * (size // len(_HEAD + _SHOP)),
    "Latin-1": _repeated(b"\xe9\xdf "),
}
