"""A caller of the demo shops within the process: HTTP without a socket."""

import asyncio

import httpx

from sandbox.shops.app import create_app
from sandbox.shops.world import World

BASE = "http://127.0.0.1:8001"


class Visitor:
    """Asks the application as a client on the other end of the wire would."""

    def __init__(self, world: World):
        app = create_app(world.market, world.clock, world.base_path, stall_seconds=world.stall_seconds)
        # A fault of the sandbox is seen as the caller sees it, as an answer.
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """`GET` the path, or an absolute address."""
        return self.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, **options: object) -> httpx.Response:
        """`POST` with httpx's options: `json`, `data`, `content`, `headers`."""
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: object) -> httpx.Response:
        """Any request."""
        return asyncio.run(self._request(method, path, options))

    async def _request(self, method: str, path: str, options: dict[str, object]) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url=BASE) as client:
            return await client.request(method, path, **options)
