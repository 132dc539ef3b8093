"""The two small ASGI protocols beside HTTP: WebSocket routes, and the life of the process."""

import asyncio
from collections.abc import Awaitable, Callable

from channels.routing import URLRouter
from django.urls import re_path

from alerts.transports import live as bus
from api.common.live import updates

Message = dict
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def no_such_socket(scope: Message, receive: Receive, send: Send) -> None:
    """Refuse the handshake of a path that has no WebSocket; the server makes it a 403."""
    await receive()
    await send({"type": "websocket.close"})


#: Both published paths of the live feed, each with and without its slash.
websockets = URLRouter([re_path(r"^ws(?:/updates)?/?$", updates), re_path(r"", no_such_socket)])


async def lifespan(scope: Message, receive: Receive, send: Send) -> None:
    """Between start and end of the server, threads of this process send their events through its loop."""
    await receive()
    bus.bind_loop(asyncio.get_running_loop())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    bus.bind_loop(None)
    await updates.close()
    await send({"type": "lifespan.shutdown.complete"})
