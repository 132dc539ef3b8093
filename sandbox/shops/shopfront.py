"""The shops' own pages: shelves, products, sales, pictures, and the flaky shop's moods."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lib.errors import NotFound
from sandbox.market import CATEGORIES, MarketListing, Shop
from sandbox.market.draws import Draws
from sandbox.shops.addresses import sku_in_query
from sandbox.shops.moods import WINDOW, Mood, mood_at
from sandbox.shops.pages import SHELF, card, departments, ongoing_sales, product_page
from sandbox.shops.pictures import picture
from sandbox.shops.rendering import HEADERS, conditional, html, render
from sandbox.shops.structured import SCHEMA_STOCK, SCRIPTS, sales_script
from sandbox.shops.themes import THEMES
from sandbox.shops.world import base_of, world_of


class Shopfront:
    """The views of one shop."""

    def __init__(self, shop: Shop):
        self.shop = shop
        self.theme = THEMES[shop.slug]

    async def shelf(self, request: Request) -> Response:
        """`GET /<shop>/[?department=&page=]`: what the shop sells, in pages of `SHELF`."""
        world, base = world_of(request), base_of(request)
        department = request.query_params.get("department")
        names = departments(world.market, self.shop)
        if department is not None and department not in names:
            raise HTTPException(404, "There is no such department")
        listings = [x for x in world.market.listings(self.shop) if department in (None, x.product.department)]
        number = request.query_params.get("page", "1")
        pages = -(-len(listings) // SHELF)
        if not (number.isascii() and number.isdigit() and len(number) < 5 and 1 <= int(number) <= pages):
            raise HTTPException(404, "There is no such page")
        start, now = (int(number) - 1) * SHELF, world.clock.now()
        return html(
            request,
            "shelf.html",
            **self._frame(request),
            department=department,
            cards=[card(world.market, x, now, base) for x in listings[start : start + SHELF]],
            sales=ongoing_sales(world.market, self.shop, now),
            now=now,
            pages=pages,
            page_number=int(number),
        )

    async def product(self, request: Request) -> Response:
        """`GET` of a product's address, canonical, tracked or mobile: the page, or what the shop's mood makes of it."""
        world = world_of(request)
        listing = self._listing(request)
        if self.shop.is_flaky:
            mood = mood_at(world.market.seed, listing.sku, world.clock.now())
            if mood is not Mood.WELL:
                return await self._in_mood(request, listing, mood)
        response = self._page(request, listing)
        return conditional(request, response) if self.shop.answers_conditionally else response

    async def private(self, request: Request) -> Response:
        """`GET /<flaky shop>/private/<sku>`: a product page that robots.txt asks to leave alone."""
        return self._page(request, self._listing(request))

    async def sales(self, request: Request) -> Response:
        """`GET /<shop>/sales`: the sales that the shop announces, for people and as schema.org events."""
        world = world_of(request)
        now = world.clock.now()
        events = ongoing_sales(world.market, self.shop, now)
        return html(
            request,
            "sales.html",
            **self._frame(request),
            sales=events,
            events=sales_script(events, base_of(request)),
            categories=CATEGORIES,
            now=now,
        )

    async def picture(self, request: Request) -> Response:
        """`GET /<shop>/img/<sku>.svg`: an invented picture of the product."""
        return _svg(picture(self._listing(request).product))

    async def icon(self, request: Request) -> Response:
        """`GET /<shop>/icon.svg`: the shop's initial on its colour."""
        return _svg(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
            f'<rect width="32" height="32" rx="7" fill="{self.theme.accent}"/>'
            '<text x="16" y="23" font-family="sans-serif" font-size="20" font-weight="700" text-anchor="middle" fill="#fff">'
            f"{self.shop.name[0]}</text></svg>"
        )

    async def style(self, request: Request) -> Response:
        """`GET /<shop>/style.css`: the shop's look."""
        return Response(render("style.css", theme=self.theme), media_type="text/css", headers={"Cache-Control": "max-age=3600"})

    def _listing(self, request: Request) -> MarketListing:
        name = sku_in_query(self.shop)
        sku = request.path_params.get("sku") or (request.query_params.get(name, "") if name else "")
        try:
            return world_of(request).market.listing(self.shop, sku)
        except NotFound as error:
            raise HTTPException(404, error.message) from None

    def _frame(self, request: Request) -> dict[str, object]:
        return {"shop": self.shop, "theme": self.theme, "departments": departments(world_of(request).market, self.shop)}

    def _page(self, request: Request, listing: MarketListing) -> HTMLResponse:
        world = world_of(request)
        page = product_page(world.market, listing, world.clock.now(), base_of(request))
        script = SCRIPTS.get(self.shop.slug)
        return html(
            request,
            f"products/{self.shop.slug}.html",
            **self._frame(request),
            page=page,
            script=script(page) if script else None,
            schema_stock=SCHEMA_STOCK,
        )

    async def _in_mood(self, request: Request, listing: MarketListing, mood: Mood) -> Response:
        world = world_of(request)
        match mood:
            case Mood.BLOCKED:
                return html(request, "moods/captcha.html", 403, shop=self.shop)
            case Mood.CAPTCHA:
                return html(request, "moods/captcha.html", shop=self.shop)
            case Mood.BUSY:
                response = html(request, "moods/busy.html", 503, shop=self.shop)
                response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
                return response
            case Mood.BROKEN:
                return html(request, "moods/broken.html", 500, shop=self.shop)
            case Mood.MISSING:
                return html(request, "moods/missing.html", 404, shop=self.shop)
            case Mood.SHELL:
                return html(request, "moods/shell.html", shop=self.shop)
            case Mood.GARBAGE:
                draws = Draws(world.market.seed, "garbage", listing.sku)
                noise = bytes(draws.below(256, k) for k in range(4096))
                return Response(noise, media_type="text/html", headers=HEADERS)
            case _:
                await asyncio.sleep(world.stall_seconds)
                return html(request, "moods/busy.html", 504, shop=self.shop)


def _svg(text: str) -> Response:
    return Response(text, media_type="image/svg+xml", headers={**HEADERS, "Cache-Control": "max-age=3600"})
