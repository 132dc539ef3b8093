"""What a request passes before it may hold one of the few threads that run Django.

The WSGI side works on a small pool of threads. A peer that sends its body byte by byte, or never, must not hold one; so bodies
are read here, on the event loop, up to a limit of size and of time.
"""

import asyncio
from collections.abc import Awaitable, Callable

import orjson

Message = dict
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class Refused(Exception):
    """The request goes no further. `status` and `detail` are the answer; `retry_after` seconds, where another try may help."""

    def __init__(self, status: int, detail: str, retry_after: int | None = None):
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after


class Gate:
    """ASGI middleware: a whole body within limits, headers that mean one thing, and no more requests than can be worked off.

    `max_body` bytes (413 above), `body_seconds` for its arrival (408), `max_waiting` requests at a time (503). Refusals are
    JSON `{"detail": …}` and close the connection.
    """

    def __init__(self, app: Application, *, max_body: int, body_seconds: float, max_waiting: int):
        self.app = app
        self.max_body = max_body
        self.body_seconds = body_seconds
        self.max_waiting = max_waiting
        self._inside = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one HTTP request, or hand it on."""
        try:
            body = await self._read(receive)
            if body is None:
                return
            if self._inside >= self.max_waiting:
                raise Refused(503, "The server is busy; try again in a moment", retry_after=1)
        except Refused as refused:
            await _answer(refused, send)
            return
        self._inside += 1
        try:
            await self.app({**scope, "headers": _headers(scope, len(body))}, _replay(body, receive), send)
        finally:
            self._inside -= 1

    async def _read(self, receive: Receive) -> bytes | None:
        """The request's body; `None` where its sender left half-way.

        What is too large is read on for as much again and thrown away: closing on a peer that still sends would make it lose
        the answer.
        """
        body = bytearray()
        length = 0
        try:
            async with asyncio.timeout(self.body_seconds):
                more = True
                while more and length <= 2 * self.max_body:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    chunk = message.get("body", b"")
                    length += len(chunk)
                    if length <= self.max_body:
                        body += chunk
                    more = message.get("more_body", False)
        except TimeoutError:
            raise Refused(408, f"The request body did not arrive within {self.body_seconds:g} seconds") from None
        if length > self.max_body:
            raise Refused(413, f"The request body is larger than {self.max_body} bytes")
        return bytes(body)


def _headers(scope: Message, length: int) -> list[tuple[bytes, bytes]]:
    """The headers for a WSGI environment.

    Its names cannot tell `X_Forwarded_For` from `X-Forwarded-For`: what is spelled with an underscore could pass for a header
    that only a proxy may set, and is dropped, as Django's own servers do. A chunked body, whole by now, gets its length.
    """
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name and name != b"transfer-encoding"]
    if length and all(name != b"content-length" for name, _ in headers):
        headers.append((b"content-length", b"%d" % length))
    return headers


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the whole body once; after that, what the server has to say."""
    told = False

    async def replay() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _answer(refused: Refused, send: Send) -> None:
    body = orjson.dumps({"detail": refused.detail})
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), (b"connection", b"close")]
    if refused.retry_after is not None:
        headers.append((b"retry-after", b"%d" % refused.retry_after))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
