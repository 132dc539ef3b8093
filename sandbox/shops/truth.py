"""The truth as JSON: what every page shows at any time, so that tests can compare what was recorded with what was shown.

Amounts are integers of minor units with their ISO 4217 currency, times ISO 8601 with a zone. For demonstration on a loopback
address only: it has no accounts, and who reaches it may change the market.
"""

from dataclasses import asdict
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse

from lib.errors import Invalid
from lib.vocabulary import Availability
from sandbox.market import Market, MarketListing, Quote, SaleEvent
from sandbox.shops.addresses import find_listing
from sandbox.shops.bodies import read_json, refuse_other_sites
from sandbox.shops.moods import Mood, mood_at
from sandbox.shops.world import base_of, world_of

#: The longest history in one answer.
LONGEST_HISTORY = timedelta(days=732)


async def shops(request: Request) -> JSONResponse:
    """`GET /truth/shops`: all shops, with their delivery terms."""
    market, base = world_of(request).market, base_of(request)
    rows = [
        {
            "slug": shop.slug,
            "name": shop.name,
            "url": base + shop.prefix,
            "country": shop.country,
            "currency": shop.currency,
            "delivery_minor": shop.delivery_minor,
            "free_delivery_from_minor": shop.free_delivery_from_minor,
            "delivery_days": shop.delivery_days,
            "is_flaky": shop.is_flaky,
            "answers_conditionally": shop.answers_conditionally,
            "listings": len(market.listings(shop)),
        }
        for shop in market.shops
    ]
    return JSONResponse({"shops": rows})


async def products(request: Request) -> JSONResponse:
    """`GET /truth/products?shop=`: the product pages of one shop, or of all, with what is sold there."""
    market, base = world_of(request).market, base_of(request)
    return JSONResponse({"products": [_listing(x, base) for x in market.listings(request.query_params.get("shop"))]})


async def price(request: Request) -> JSONResponse:
    """`GET /truth/price?url=…[&at=]` or `?shop=&sku=[&at=]`: what the page shows at that time, by default now."""
    world, base = world_of(request), base_of(request)
    listing = _asked_listing(request)
    at = _asked_time(request, "at", world.clock.now())
    quote = world.market.price_at(listing.shop, listing.sku, at)
    mood = mood_at(world.market.seed, listing.sku, at) if listing.shop.is_flaky else Mood.WELL
    return JSONResponse(
        {"shop": listing.shop.slug, "sku": listing.sku, "url": base + listing.path, "at": at.isoformat()}
        | _quote(quote)
        | {"answers": mood.value, "is_overridden": world.market.is_overridden(listing.shop, listing.sku)}
    )


async def history(request: Request) -> JSONResponse:
    """`GET /truth/history?shop=&sku=[&start=&end=]` (or `?url=`): the changes of a page, by default of the last 365 days."""
    world = world_of(request)
    listing = _asked_listing(request)
    end = _asked_time(request, "end", world.clock.now())
    start = _asked_time(request, "start", end - timedelta(days=365))
    if end - start > LONGEST_HISTORY:
        raise Invalid(f"A history may span {LONGEST_HISTORY.days} days", field="start")
    spans = world.market.history(listing.shop, listing.sku, start, end)
    rows = [{"start": span.start.isoformat(), "end": span.end.isoformat()} | _quote(span.quote) for span in spans]
    return JSONResponse({"shop": listing.shop.slug, "sku": listing.sku, "spans": rows})


async def sales(request: Request) -> JSONResponse:
    """`GET /truth/sales[?at=]`: the sales of the 60 days from then on, also the one that no shop announces."""
    world = world_of(request)
    at = _asked_time(request, "at", world.clock.now())
    events = world.market.sales_between(at, at + timedelta(days=60))
    return JSONResponse({"at": at.isoformat(), "sales": [_sale(event, at) for event in events]})


async def clock(request: Request) -> JSONResponse:
    """`GET /clock`: the sandbox's time and speed. `POST /clock {"speed": …, "advance_seconds": …}`: change them."""
    world = world_of(request)
    if request.method == "POST":
        document = await read_json(request)
        _refuse_unknown(document, {"speed", "advance_seconds"})
        speed, seconds = _number(document, "speed"), _number(document, "advance_seconds")
        if speed is None and seconds is None:
            raise Invalid("Give a speed, or seconds to advance by", field="speed")
        if seconds is not None:
            world.clock.advance(_step(seconds))
        if speed is not None:
            world.clock.set_speed(speed)
    return JSONResponse({"now": world.clock.now().isoformat(), "speed": world.clock.speed})


async def set_price(request: Request) -> JSONResponse:
    """`POST /market/price {"shop", "sku"[, "amount_minor", "list_minor", "availability"]}`: what a page shows from now on."""
    world = world_of(request)
    document = await read_json(request)
    _refuse_unknown(document, {"shop", "sku", "amount_minor", "list_minor", "availability"})
    listing = world.market.listing(_text(document, "shop"), _text(document, "sku"))
    amount, list_price = _integer(document, "amount_minor"), _integer(document, "list_minor")
    availability = _availability(document.get("availability"))
    if amount is None and availability is None:
        raise Invalid("Give an amount_minor, or an availability", field="amount_minor")
    world.market.set_price(listing.shop, listing.sku, amount, list_price, availability, since=world.clock.now())
    return _shown(world.market, listing, world.clock.now())


async def clear_price(request: Request) -> JSONResponse:
    """`DELETE /market/price?shop=&sku=`: give one page, or without parameters all, back to the market from now on."""
    refuse_other_sites(request)
    world, query = world_of(request), request.query_params
    world.market.clear(query.get("shop"), query.get("sku"), since=world.clock.now())
    if "sku" not in query:
        return JSONResponse({"cleared": "all"})
    return _shown(world.market, world.market.listing(query["shop"], query["sku"]), world.clock.now())


def _shown(market: Market, listing: MarketListing, at: datetime) -> JSONResponse:
    quote = market.price_at(listing.shop, listing.sku, at)
    return JSONResponse({"shop": listing.shop.slug, "sku": listing.sku, "at": at.isoformat()} | _quote(quote))


def _asked_listing(request: Request) -> MarketListing:
    world, query = world_of(request), request.query_params
    if url := query.get("url"):
        return find_listing(world.market, url, world.base_path)
    for name in ("shop", "sku"):
        if not query.get(name):
            raise Invalid("Give an url, or a shop and a sku", field=name)
    return world.market.listing(query["shop"], query["sku"])


def _asked_time(request: Request, name: str, default: datetime) -> datetime:
    text = request.query_params.get(name)
    if not text:
        return default
    try:
        # A plus sign that was not encoded arrives as a space.
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise Invalid(f"{name} is not a time of ISO 8601", field=name) from None
    if at.tzinfo is None:
        raise Invalid(f"{name} needs a time zone", field=name)
    if not 1990 <= at.year < 2100:
        raise Invalid(f"{name} has to be from 1990 to 2099", field=name)
    return at


def _step(seconds: float) -> timedelta:
    try:
        return timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        raise Invalid("advance_seconds is out of range", field="advance_seconds") from None


def _refuse_unknown(document: dict[str, object], known: set[str]) -> None:
    if unknown := sorted(document.keys() - known):
        raise Invalid(f"There is no field {unknown[0]!r}", field=unknown[0][:50])


def _text(document: dict[str, object], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise Invalid(f"{name} has to be a text", field=name)
    return value


def _integer(document: dict[str, object], name: str) -> int | None:
    value = document.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise Invalid(f"{name} has to be a whole number of minor units", field=name)
    return value


def _number(document: dict[str, object], name: str) -> float | None:
    value = document.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e15):
        raise Invalid(f"{name} has to be a number", field=name)
    return value


def _availability(value: object) -> Availability | None:
    if value is None:
        return None
    try:
        return Availability(value)
    except ValueError:
        raise Invalid(f"availability is one of {', '.join(Availability)}", field="availability") from None


def _quote(quote: Quote) -> dict[str, object]:
    return asdict(quote)


def _listing(listing: MarketListing, base: str) -> dict[str, object]:
    product = listing.product
    return {
        "shop": listing.shop.slug,
        "sku": listing.sku,
        "url": base + listing.path,
        "title": listing.title,
        "product": product.key,
        "brand": product.brand,
        "category": product.category,
        "group": product.group,
        "gtin": product.gtin,
        "mpn": product.mpn,
    }


def _sale(event: SaleEvent, at: datetime) -> dict[str, object]:
    return {
        "key": event.key,
        "shop": event.shop.slug,
        "title": event.title,
        "discount_summary": event.discount_summary,
        "category": event.category,
        "starts": event.starts.isoformat(),
        "ends": event.ends.isoformat(),
        "status": event.status_at(at),
        "announced": event.announced,
    }
