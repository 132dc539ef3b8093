"""The only way out that Chromium has: a forward proxy on loopback that resolves, checks and pins every address itself.

It speaks what a browser asks of a proxy (RFC 9112, 3.2.2 and RFC 9110, 9.3.6): plain HTTP in absolute form, one request a
connection, and CONNECT for everything encrypted and for WebSockets. What `scraping.fetching.addresses` does not allow is
refused, and so is everything while no page is open.
"""

import asyncio
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from lib.vocabulary import Outcome
from scraping.fetching.addresses import authority, checked_url, resolve
from scraping.fetching.page import Stop
from scraping.fetching.policy import KIB, FetchPolicy

_CHUNK = 64 * KIB
#: Headers of one hop (RFC 9110, 7.6.1) and those that speak to a proxy; the connection's own are written anew.
_OF_ONE_HOP = frozenset(("connection", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "host"))
_DEFAULT_PORTS = {"http": 80, "https": 443}
#: Where Chromium goes on errands of its own (updates, accounts, hints), which are none of a shop's or ours.
_OWN_ERRANDS = re.compile(
    r"accounts\.google\.com|(update|optimizationguide-pa|safebrowsing|clients\d)\.(googleapis|google)\.com"
)
_BROKEN = (OSError, EOFError, ValueError, asyncio.LimitOverrunError)


class GuardedProxy:
    """Serves one page at a time, between `open` and `close`.

    `stops` says, by authority ("shop.example:443"), why a server of the page was not contacted or did not answer.
    """

    def __init__(self):
        self.stops: dict[str, Stop] = {}
        self._policy: FetchPolicy | None = None
        self._left = 0
        self._tell: Callable[[Stop], None] = lambda stop: None
        self._connections: set[asyncio.Task] = set()

    async def __aenter__(self) -> "GuardedProxy":
        """Listen on a free port of loopback, which is `port` then."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_CHUNK)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc_info) -> None:
        self._server.close()
        self.close()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def open(self, policy: FetchPolicy, max_bytes: int, tell: Callable[[Stop], None]) -> None:
        """Let a page out under `policy`. `tell` is called with a `Stop` when its servers have sent more than `max_bytes`."""
        self.stops.clear()
        self._policy, self._left, self._tell = policy, max_bytes, tell

    def close(self) -> None:
        """Let nothing out any more and end what is under way."""
        self._policy = None
        for connection in self._connections:
            connection.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        self._connections.add(connection)
        try:
            with suppress(*_BROKEN, asyncio.CancelledError):
                await self._answer(reader, writer)
        finally:
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()
            self._connections.discard(connection)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request, *headers = head.removesuffix("\r\n\r\n").split("\r\n")
        method, target, _ = request.split(" ")
        is_tunnel = method == "CONNECT"
        try:
            server_reader, server_writer = await self._reach(f"https://{target}/" if is_tunnel else target)
        except Stop:
            # a page that is not there must not look like the shop's own "forbidden": only a tunnel is answered
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n" if is_tunnel else b"")
            return
        try:
            if is_tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _until_one_ends(self._copy(reader, server_writer, 0), self._copy(server_reader, writer, 1))
            else:
                await self._forward(method, target, headers, reader, server_writer)
                await _until_one_ends(reader.read(1), self._answer_with(server_reader, writer))
        finally:
            server_writer.close()

    async def _reach(self, url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the checked address of `url`. Raises `Stop`, and remembers it."""
        policy = self._policy
        try:
            if policy is None:
                raise Stop(Outcome.REFUSED_ADDRESS, "No page is open.")
            parts = checked_url(url, policy)
            host, port = parts.hostname, parts.port or _DEFAULT_PORTS[parts.scheme]
            if _OWN_ERRANDS.fullmatch(host):
                raise Stop(Outcome.REFUSED_ADDRESS, "Chromium goes on no errands of its own.")
            answers = await asyncio.to_thread(resolve, host, port, policy, policy.connect_timeout)
            for family, address in answers:
                if sock := await _connected(family, address, policy.connect_timeout):
                    return await asyncio.open_connection(sock=sock, limit=policy.max_header_bytes)
            raise Stop(Outcome.HTTP_ERROR, "The shop's server could not be reached.")
        except Stop as stop:
            self.stops[authority_of(url)] = stop
            raise

    async def _forward(
        self, method: str, url: str, headers: list[str], reader: asyncio.StreamReader, server: asyncio.StreamWriter
    ) -> None:
        """Pass one request on, in origin form, with a body of the announced length."""
        parts = checked_url(url, self._policy or FetchPolicy())
        fields = {name.strip().lower(): value.strip() for name, _, value in (header.partition(":") for header in headers)}
        if "transfer-encoding" in fields or "upgrade" in fields:
            raise ValueError("Browsers do neither through a proxy.")
        left = int(fields.get("content-length", "0"))
        kept = [header for header in headers if header.partition(":")[0].strip().lower() not in _OF_ONE_HOP]
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        server.write(_head(f"{method} {target} HTTP/1.1", [f"Host: {parts.netloc}", *kept]))
        while left > 0 and (piece := await reader.read(min(left, _CHUNK))):
            left -= len(piece)
            server.write(piece)
            await server.drain()

    async def _answer_with(self, server: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one answer on, and say that the connection ends with it."""
        status = "HTTP/1.1 100 Continue"
        while status.partition(" ")[2].startswith("1"):
            head = (await server.readuntil(b"\r\n\r\n")).decode("latin-1")
            self._spend(len(head))
            status, *headers = head.removesuffix("\r\n\r\n").split("\r\n")
        kept = [header for header in headers if header.partition(":")[0].strip().lower() not in _OF_ONE_HOP]
        writer.write(_head(status, kept))
        await self._copy(server, writer, 1)

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, price: int) -> None:
        """Pass bytes on until they end; each costs `price` of the page's budget."""
        while piece := await reader.read(_CHUNK):
            self._spend(len(piece) * price)
            writer.write(piece)
            await writer.drain()

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            self._tell(Stop(Outcome.TOO_LARGE, "The page and what it loads are larger than a page may be in the browser."))
            raise EOFError


def authority_of(url: str) -> str:
    """The authority of a URL with its port spelled out, as `GuardedProxy.stops` and `FetchPolicy.allow_private` have it.

    >>> authority_of("https://Shop.example/p/1"), authority_of("http://[")
    ('shop.example:443', '')
    """
    try:
        parts = urlsplit(url)
        return authority(parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme, 443))
    except ValueError:
        return ""


async def _connected(family: socket.AddressFamily, address: tuple, seconds: float) -> socket.socket | None:
    """A socket that is connected to `address`; `None` where it cannot be within `seconds`."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setblocking(False)
    try:
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(sock, address)
    except OSError:  # TimeoutError is one
        sock.close()
        return None
    except asyncio.CancelledError:
        sock.close()
        raise
    return sock


async def _until_one_ends(*ways) -> None:
    """Run both ways of a connection until either is at its end, and raise what ended it."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _head(first: str, headers: list[str]) -> bytes:
    return "\r\n".join([first, *headers, "Connection: close", "", ""]).encode("latin-1")
