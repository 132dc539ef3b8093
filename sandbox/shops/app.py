"""The application: routes, errors and robots.txt. Serve it on a loopback address only."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from lib.errors import DomainError
from sandbox.clock import Clock
from sandbox.market import Market, Shop
from sandbox.shops import controls, truth
from sandbox.shops.addresses import MOBILE, product_route
from sandbox.shops.rendering import html, render
from sandbox.shops.shopfront import Shopfront
from sandbox.shops.world import World, world_of

#: How long the flaky shop lets a caller wait when it stalls: longer than any patient client waits.
STALL_SECONDS = 60.0

_JSON_PATHS = ("/truth/", "/clock", "/market/")


def create_app(market: Market, clock: Clock, base_path: str = "", *, stall_seconds: float = STALL_SECONDS) -> Starlette:
    """The demo shops of `market` at the times of `clock`, as an ASGI application.

    `base_path` ("" or "/demo") is what stands before every path; `stall_seconds` how long the flaky shop stalls. Anybody who
    reaches the application may change the market, so it belongs on a loopback address.
    """
    routes = [
        Route("/", controls.front_page),
        Route("/control/clock", controls.change_clock, methods=["POST"]),
        Route("/control/price", controls.change_price, methods=["POST"]),
        Route("/control/clear", controls.clear_prices, methods=["POST"]),
        Route("/robots.txt", robots),
        Route("/index.css", index_style),
        Route("/truth/shops", truth.shops),
        Route("/truth/products", truth.products),
        Route("/truth/price", truth.price),
        Route("/truth/history", truth.history),
        Route("/truth/sales", truth.sales),
        Route("/clock", truth.clock, methods=["GET", "POST"]),
        Route("/market/price", truth.set_price, methods=["POST"]),
        Route("/market/price", truth.clear_price, methods=["DELETE"]),
        *(route for shop in market.shops for route in _shop_routes(shop)),
    ]
    app = Starlette(
        routes=[Mount(base_path, routes=routes)] if base_path else routes,
        exception_handlers={DomainError: _domain_error, HTTPException: _http_error, Exception: _server_error},
    )
    app.state.world = World(market, clock, base_path, stall_seconds)
    return app


def _shop_routes(shop: Shop) -> list[Route]:
    front = Shopfront(shop)
    routes = [
        Route(shop.prefix, front.shelf),
        Route(f"{shop.prefix}sales", front.sales),
        Route(f"{shop.prefix}style.css", front.style),
        Route(f"{shop.prefix}icon.svg", front.icon),
        Route(f"{shop.prefix}img/{{sku}}.svg", front.picture),
        Route(shop.prefix + product_route(shop), front.product),
        Route(MOBILE + shop.prefix + product_route(shop), front.product),
    ]
    if shop.is_flaky:
        routes.append(Route(f"{shop.prefix}private/{{sku}}", front.private))
    return routes


async def robots(request: Request) -> Response:
    """`GET /robots.txt` (RFC 9309): the shops are open, their private corners and the controls are not."""
    world = world_of(request)
    private = "".join(f"Disallow: {world.base_path}{shop.prefix}private/\n" for shop in world.market.shops if shop.is_flaky)
    closed = "".join(f"Disallow: {world.base_path}{path}\n" for path in ("/truth/", "/control/", "/clock", "/market/"))
    return PlainTextResponse(f"User-agent: *\nAllow: {world.base_path}/\n{private}{closed}Crawl-delay: 0.05\n")


async def index_style(request: Request) -> Response:
    """`GET /index.css`: the look of the front page."""
    return Response(render("index.css"), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def _domain_error(request: Request, error: DomainError) -> Response:
    return _answer(request, error.status, error.code, error.message, error.field)


async def _http_error(request: Request, error: HTTPException) -> Response:
    response = _answer(request, error.status_code, f"HTTP_{error.status_code}", error.detail)
    response.headers.update(error.headers or {})
    return response


async def _server_error(request: Request, _error: Exception) -> Response:
    return _answer(request, 500, "INTERNAL_SERVER_ERROR", "The sandbox has a fault")


def _answer(request: Request, status: int, code: str, message: str, field: str | None = None) -> Response:
    path = request.url.path.removeprefix(world_of(request).base_path)
    if path.startswith(_JSON_PATHS):
        return JSONResponse({"error": {"code": code, "message": message, "field": field}}, status)
    return html(request, "error.html", status, code=status, message=message)
