"""Embedded state: the objects that a page hands to its scripts (Next, Nuxt, Redux, data layers), found by shape rather
than by name.

A thing is a product here when an object has a price, and a name that is the page's. Shops keep such prices in cents as
often as not, so the ladder believes them only where the page shows the same amount or nothing at all.
"""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import orjson

from scraping.extraction.currency import currency_of
from scraping.extraction.evidence import Evidence
from scraping.extraction.offers import availability_of, machine_amount
from scraping.extraction.page import Page
from scraping.extraction.reading import Role
from scraping.extraction.wording import share

MAX_BLOCKS = 12
MAX_BLOCK = 3_000_000
MAX_NODES = 40_000
_JSON_TYPE = b"application/json"
#: What precedes the objects that pages assign or push; looked for one by one, as that is many times faster than one pattern.
_MARKS = (
    b"__INITIAL_STATE__", b"__PRELOADED_STATE__", b"__APOLLO_STATE__", b"__NUXT__", b"__STATE__", b"__INITIAL_DATA__", b"__myx",
    b"dataLayer", b"digitalData", b"utag_data", b"productData", b"productJson", b"product_data", b"pageData",
)  # fmt: skip
_OPENING = re.compile(rb"[\w.\]\"' ]{0,20}?\s*(?:=|\.push\()\s*(?=[{\[])")
_NAME_KEYS = frozenset("name title productname product_name displayname item_name itemname producttitle product_title".split())
_PRICE_KEYS = (
    "saleprice sale_price currentprice current_price finalprice final_price sellingprice selling_price specialprice "
    "offerprice discountedprice "
    "discounted_price actualprice pricevalue price_value price productprice product_price"
).split()
_LIST_KEYS = frozenset(
    "listprice list_price originalprice original_price regularprice regular_price mrp wasprice was_price "
    "compareatprice rrp".split()
)
_CURRENCY_KEYS = ("currency", "currencycode", "currency_code", "pricecurrency", "price_currency", "currencyiso")
_VALUE_KEYS = ("value", "amount", "raw", "current", "price", "selling", "now", "final", "centamount")


def evidence(page: Page, title: str | None) -> list[Evidence]:
    """The prices of the page's product in the state that it embeds, best first; nothing without a `title` to know it by."""
    if not title:
        return []
    found: list[Evidence] = []
    for number, root in enumerate(_roots(page.data)):
        for node, path in _objects(root, f"state[{number}]"):
            found.extend(_read(page, node, path, title))
    found.sort(key=lambda one: -one.weight)
    return found[:20]


def _roots(data: bytes) -> Iterator[object]:
    at = -1
    for _ in range(MAX_BLOCKS):
        at = data.find(_JSON_TYPE, at + 1)
        start = data.find(b">", at) + 1 if at >= 0 else 0
        if not start:
            break
        if data.rfind(b"<script", max(0, at - 400), at) > data.rfind(b">", max(0, at - 400), at):
            yield from _loaded(data[start : _script_end(data, start)][:MAX_BLOCK], orjson.loads)
    for mark in _MARKS:
        at = -1
        for _ in range(MAX_BLOCKS):
            at = data.find(mark, at + 1)
            if at < 0:
                break
            opening = _OPENING.match(data, at + len(mark))
            if opening is not None:
                text = data[opening.end() : _script_end(data, opening.end())][:MAX_BLOCK].decode("utf-8", "replace")
                yield from _loaded(text, _first_value)


def _script_end(data: bytes, start: int) -> int:
    end = data.find(b"</script", start)
    return end if end >= 0 else len(data)


def _first_value(text: str) -> object:
    return json.JSONDecoder(strict=False).raw_decode(text)[0]


def _loaded(text: str | bytes, load: Callable) -> Iterator[object]:
    try:
        yield load(text)
    except (ValueError, RecursionError):
        return


def _objects(root: object, path: str) -> Iterator[tuple[dict, str]]:
    """All objects below `root` with their paths, breadth first, at most `MAX_NODES`."""
    level: list[tuple[object, str]] = [(root, path)]
    seen = 0
    while level:
        below: list[tuple[object, str]] = []
        for value, where in level:
            seen += 1
            if seen > MAX_NODES:
                return
            if isinstance(value, dict):
                yield value, where
                below.extend((member, f"{where}.{key}") for key, member in value.items() if isinstance(member, (dict, list)))
            elif isinstance(value, list):
                below.extend(
                    (member, f"{where}[{place}]") for place, member in enumerate(value) if isinstance(member, (dict, list))
                )
        level = below


def _read(page: Page, node: dict, path: str, title: str) -> Iterator[Evidence]:
    keys = {key.lower(): key for key in node if isinstance(key, str)}
    name = next((node[keys[key]] for key in _NAME_KEYS if key in keys and isinstance(node[keys[key]], str)), None)
    if name is None or not (share(name, title) >= 0.6 and share(title, name) >= 0.4):
        return
    currency = _currency(node, keys, page)
    list_amount = next(
        (amount for key in _LIST_KEYS if key in keys and (amount := _amount(node[keys[key]], currency, page)[0])), None
    )
    for rank, key in enumerate(_PRICE_KEYS):
        if key not in keys:
            continue
        value = node[keys[key]]
        amount, inner_currency = _amount(value, currency, page)
        if amount is not None:
            yield Evidence(
                amount=amount,
                currency=currency or inner_currency,
                role=Role.CURRENT,
                source="state",
                path=f"{path}.{keys[key]}"[:200],
                raw=str(value)[:120],
                weight=share(name, title) - rank * 0.01,
                list_amount=list_amount,
                availability=availability_of(node.get("availability")),
            )
            return


def _amount(value: object, currency: str | None, page: Page) -> tuple[Decimal | None, str | None]:
    if isinstance(value, dict):
        keys = {key.lower(): key for key in value if isinstance(key, str)}
        currency = currency or _currency(value, keys, page)
        value = next(
            (value[keys[key]] for key in _VALUE_KEYS if key in keys and not isinstance(value[keys[key]], (dict, list))), None
        )
    return machine_amount(value, currency or page.local_currency, country=page.country), currency


def _currency(node: dict, keys: dict[str, str], page: Page) -> str | None:
    for key in _CURRENCY_KEYS:
        if key in keys and (code := currency_of(node[keys[key]], country=page.country, expected=page.expected_currency)):
            return code
    return None
