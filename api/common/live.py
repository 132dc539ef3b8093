"""The live hub: WebSockets that hear every price as it is recorded.

One subscription to the Channels layer for the process, one encoding of each event, one short queue for each socket. A Channels
consumer for each socket costs six times as much and loses messages from some hundred sockets on (docs/decisions/0004).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import orjson
from channels.layers import get_channel_layer

from alerts.transports.live import GROUP, MESSAGE_TYPE
from lib.errors import DomainError, Invalid
from lib.ids import row_key

logger = logging.getLogger(__name__)

#: Events kept for a socket that reads slower than prices change. Then the oldest go: the newest price is the one that matters.
QUEUE_LENGTH = 32
#: Seconds that one message may wait for a peer that takes nothing any more, before the socket is given up.
SEND_SECONDS = 20
#: Seconds that a new socket waits for the subscription to the channel layer, and the pause before the next try.
SUBSCRIBE_SECONDS = 5
RETRY_SECONDS = 1

#: Close codes: ours for a filter that cannot be understood; RFC 6455 (registry) 1013 for "try again later".
CLOSE_BAD_FILTER = 4400
CLOSE_TRY_AGAIN = 1013

Message = dict
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(eq=False, slots=True)
class Listener:
    """One socket: what it wants to hear, and what it has yet to be told."""

    listing_id: int | None = None
    product: str | None = None
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(QUEUE_LENGTH))

    def wants(self, message: Message) -> bool:
        """Whether the event in `message` passes this socket's filters."""
        return self.listing_id in (None, message["listing_id"]) and self.product in (None, message["product"])

    def offer(self, text: str) -> None:
        """Queue `text`; in a full queue it takes the place of the oldest."""
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(text)


def listener_for(query_string: bytes) -> Listener:
    """The listener a query string asks for: `product_id` (a listing's id), `product` (`prod_…`), both, or neither for all.

    Raises `Invalid` or `MalformedId`, naming the parameter.
    """
    query = parse_qs(query_string.decode("latin-1"), keep_blank_values=True, max_num_fields=20)
    listing = query.get("product_id", [None])[-1]
    product = query.get("product", [None])[-1]
    if listing is not None and not (listing.isascii() and listing.isdigit() and 0 < int(listing[:20]) < 2**63):
        raise Invalid("product_id is the whole number of a tracked product", field="product_id")
    if product is not None:
        row_key("prod", product)
    return Listener(listing_id=int(listing) if listing is not None else None, product=product)


class Hub:
    """The ASGI application behind `/ws/updates` and `/ws`; one for a process.

    Sends each event as a text message; ignores what the client says. A filter that makes no sense is answered by an `error`
    event and the close code 4400.
    """

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._pump: asyncio.Task | None = None  # kept here: a task that nobody holds may be collected while it waits
        self._subscribed = asyncio.Event()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one socket until its peer leaves, stops reading, or the server ends."""
        if (await receive())["type"] != "websocket.connect":
            return
        try:
            listener = listener_for(scope["query_string"])
        except (DomainError, ValueError) as error:
            await _refuse(send, CLOSE_BAD_FILTER, str(error))
            return
        self._listeners.add(listener)
        try:
            await self._subscription()
            await send({"type": "websocket.accept"})
            await _first_of(_tell(listener, send), _hear(receive))
        except TimeoutError:
            await _refuse(send, CLOSE_TRY_AGAIN, "Live updates are out of order; try again later")
        finally:
            self._listeners.discard(listener)

    @property
    def listeners(self) -> int:
        """How many sockets are open."""
        return len(self._listeners)

    async def close(self) -> None:
        """End the subscription; for the end of the process."""
        if self._pump:
            self._pump.cancel()
            await asyncio.wait([self._pump])
            self._pump = None

    async def _subscription(self) -> None:
        """Return once events arrive here: an open socket misses nothing. Raises `TimeoutError` where the layer is down."""
        if self._pump is None or self._pump.done() or self._pump.get_loop() is not asyncio.get_running_loop():
            self._subscribed = asyncio.Event()  # with the pump: both belong to one loop, and a server may be started again
            self._pump = asyncio.create_task(self._keep_pumping(self._subscribed), name="live hub")
        async with asyncio.timeout(SUBSCRIBE_SECONDS):
            await self._subscribed.wait()

    async def _keep_pumping(self, subscribed: asyncio.Event) -> None:
        while True:
            try:
                await self._pump_messages(subscribed)
            except Exception:  # whatever the layer's driver raises, the next try may find it mended
                logger.exception("Live updates lost the channel layer; the next try is in %s s", RETRY_SECONDS)
            finally:
                subscribed.clear()
            await asyncio.sleep(RETRY_SECONDS)

    async def _pump_messages(self, subscribed: asyncio.Event) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel("live.")
        await layer.group_add(GROUP, channel)
        subscribed.set()
        try:
            while True:
                message = await layer.receive(channel)
                if message.get("type") == MESSAGE_TYPE:
                    self._spread(message)
        finally:
            await layer.group_discard(GROUP, channel)

    def _spread(self, message: Message) -> None:
        for listener in self._listeners:
            if listener.wants(message):
                listener.offer(message["text"])


async def _tell(listener: Listener, send: Send) -> None:
    """Send what is queued, until the peer takes nothing any more."""
    while True:
        text = await listener.queue.get()
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await send({"type": "websocket.send", "text": text})
        except (TimeoutError, OSError):
            return


async def _hear(receive: Receive) -> None:
    """Read and forget what the client says, until it leaves."""
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def _first_of(*work: Awaitable[None]) -> None:
    """Run `work` together, until the first of it ends; then cancel the others."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _refuse(send: Send, code: int, reason: str) -> None:
    """Say why, then close. Browsers see a reason only on a socket that was open; 123 bytes is all that RFC 6455 gives it."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": orjson.dumps({"event": "error", "data": {"detail": reason}}).decode()})
    await send({"type": "websocket.close", "code": code, "reason": reason.encode()[:123].decode(errors="ignore")})


#: The hub of this process.
updates = Hub()
