"""The front page: all shops, a search over their pages, and the panel that changes the market and its clock."""

import math
from datetime import timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lib.errors import DomainError, Invalid, NotFound
from lib.money import to_minor
from lib.vocabulary import Availability
from sandbox.clock import MAX_SPEED
from sandbox.market import CATEGORIES, Market, MarketListing, MarketProduct
from sandbox.shops.addresses import MOBILE, find_listing, tracked
from sandbox.shops.bodies import read_form
from sandbox.shops.rendering import html
from sandbox.shops.world import base_of, world_of

#: Products on a page of results.
RESULTS = 20

#: What the panel says after a change.
NOTICES = {"clock": "The clock was changed.", "price": "The price was changed.", "clear": "The market is back to itself."}

#: The speeds that the panel offers, with what they mean.
SPEEDS = {
    "0": "stand still",
    "1": "real time",
    "60": "a minute a second",
    "3600": "an hour a second",
    "86400": "a day a second",
}

#: The steps that the panel offers, in seconds.
STEPS = {"3600": "1 hour", "86400": "1 day"}


async def front_page(request: Request) -> Response:
    """`GET /[?q=&category=&page=&listing=<shop>/<sku>&notice=]`: the shops, their products, and the panel."""
    return _front_page(request)


async def change_clock(request: Request) -> Response:
    """`POST /control/clock` with `speed` or `advance` (seconds): 303 to the panel, or the panel with what is wrong (422)."""
    clock = world_of(request).clock
    try:
        form = await read_form(request)
        if "advance" in form:
            clock.advance(timedelta(seconds=max(-1, min(_number(form, "advance"), 1e9))))
        else:
            clock.set_speed(_number(form, "speed"))
    except DomainError as error:
        return _front_page(request, error)
    return _back(request, "clock")


async def change_price(request: Request) -> Response:
    """`POST /control/price` with `listing` (an address, or shop/sku), `price` (in the shop's currency) and `availability`.

    303 back to the panel, or the panel with what is wrong (422).
    """
    world = world_of(request)
    form: dict[str, str] = {}
    try:
        form = await read_form(request)
        listing = _named_listing(request, form.get("listing", ""))
        amount = to_minor(form["price"].replace(",", ""), listing.shop.currency) if form.get("price") else None
        availability = _availability(form.get("availability", ""))
        if amount is None and availability is None:
            raise Invalid("Give a price, or choose a stock", field="price")
        world.market.set_price(listing.shop, listing.sku, amount, availability=availability, since=world.clock.now())
    except DomainError as error:
        return _front_page(request, error, form)
    return _back(request, "price", listing)


async def clear_prices(request: Request) -> Response:
    """`POST /control/clear` with a `listing`, or without one for all: give it back to the market. 303 back to the panel."""
    world = world_of(request)
    form: dict[str, str] = {}
    try:
        form = await read_form(request)
        listing = _named_listing(request, form["listing"]) if form.get("listing") else None
        world.market.clear(listing and listing.shop, listing and listing.sku, since=world.clock.now())
    except DomainError as error:
        return _front_page(request, error, form)
    return _back(request, "clear", listing)


def _front_page(request: Request, error: DomainError | None = None, form: dict[str, str] | None = None) -> Response:
    world, query = world_of(request), request.query_params
    now, words = world.clock.now(), query.get("q", "")[:100]
    category = query.get("category") if query.get("category") in CATEGORIES else None
    found = _search(world.market, words, category)
    pages = max(1, -(-len(found) // RESULTS))
    number = query.get("page", "1")
    number = min(int(number), pages) if number.isascii() and number.isdigit() and len(number) < 5 and int(number) else 1
    chosen = None
    name = (form or {}).get("listing") or query.get("listing", "")
    try:
        chosen = _named_listing(request, name) if name else None
    except NotFound as unknown:
        error = error or unknown
    return html(
        request,
        "index.html",
        error.status if error else 200,
        shops=world.market.shops,
        counts={shop.slug: len(world.market.listings(shop)) for shop in world.market.shops},
        samples=_samples(world.market),
        categories=CATEGORIES,
        category=category,
        words=words,
        total=len(found),
        results=[
            (product, [(x, world.market.price_at(x.shop, x.sku, now)) for x in world.market.listings_of(product)])
            for product in found[(number - 1) * RESULTS : number * RESULTS]
        ],
        pages=pages,
        page_number=number,
        page_links={n: urlencode({"q": words, "category": category or "", "page": n}) for n in range(1, pages + 1)},
        now=now,
        clock=world.clock,
        speeds=SPEEDS,
        steps=STEPS,
        max_speed=MAX_SPEED,
        stocks=[(stock.value, stock.label) for stock in Availability if stock is not Availability.UNKNOWN],
        form=form or {},
        chosen=chosen,
        chosen_name=name[:300],
        chosen_quote=chosen and world.market.price_at(chosen.shop, chosen.sku, now),
        chosen_is_overridden=chosen and world.market.is_overridden(chosen.shop, chosen.sku),
        mobile=MOBILE,
        tracked=tracked,
        error=error,
        notice=NOTICES.get(query.get("notice", "")),
    )


def _search(market: Market, words: str, category: str | None) -> list[MarketProduct]:
    wanted = words.lower().split()
    return [
        product
        for product in market.products
        if category in (None, product.category)
        and all(word in f"{product.title} {product.brand} {product.department}".lower() for word in wanted)
    ]


def _samples(market: Market) -> dict[str, MarketListing]:
    """A product page of each shop to begin with: one that the demo data leaves out, where the shop has one."""
    first = {shop.slug: market.listings(shop)[0] for shop in market.shops}
    return first | {page.shop.slug: page for page in reversed(market.new_pages)}


def _named_listing(request: Request, name: str) -> MarketListing:
    world = world_of(request)
    base = base_of(request)
    if name.startswith(("http://", "https://", "/")):
        return find_listing(world.market, name.removeprefix(base), world.base_path)
    shop, _, sku = name.partition("/")
    if not sku:
        raise NotFound("Name a product page by its address, or as shop/sku", field="listing")
    return world.market.listing(shop, sku)


def _number(form: dict[str, str], name: str) -> float:
    try:
        number = float(form.get(name, ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Invalid(f"{name} has to be a number", field=name)
    return number


def _availability(text: str) -> Availability | None:
    try:
        return Availability(text) if text else None
    except ValueError:
        raise Invalid(f"There is no stock called {text[:50]!r}", field="availability") from None


def _back(request: Request, notice: str, listing: MarketListing | None = None) -> Response:
    query = {"notice": notice} | ({"listing": f"{listing.shop.slug}/{listing.sku}"} if listing else {})
    return RedirectResponse(f"{world_of(request).base_path}/?{urlencode(query, safe='/')}#change", 303)
