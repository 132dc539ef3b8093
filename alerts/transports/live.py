"""The live bus: one event, told to every process that has browsers listening.

An event is a JSON object `{"event": "price_update", "data": {…}}`. It is encoded here, once; a Channels layer carries the text
to the hub of each server process (`api/common/live.py`), which hands it on unchanged.
"""

import asyncio
import logging
from concurrent.futures import Future

import orjson
from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

#: The Channels group that every hub joins, and the type of the messages sent to it.
GROUP = "live"
MESSAGE_TYPE = "live.event"

_server_loop: asyncio.AbstractEventLoop | None = None


def bind_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    """Send from this process through `loop`, the event loop its server runs on; `None` when the server has ended.

    The in-memory layer is not thread-safe, so with it nothing else may touch it; with Redis it saves a connection an event.
    """
    global _server_loop
    _server_loop = loop


def server_loop() -> asyncio.AbstractEventLoop | None:
    """The loop events go through, while a server runs in this process."""
    return _server_loop if _server_loop is not None and _server_loop.is_running() else None


def publish(event: dict) -> None:
    """Tell `event` to all listening browsers, from any thread. Never raises: a price stands whether or not anybody heard of it.

    `event["data"]` may name the listing (`product_id`) and the product (`product`) that sockets filter by.
    """
    try:
        message = _message(event)
        layer = get_channel_layer()
        if loop := server_loop():
            sending = asyncio.run_coroutine_threadsafe(layer.group_send(GROUP, message), loop)
            sending.add_done_callback(_log_failure)
        elif not isinstance(layer, InMemoryChannelLayer):  # without a server, nobody shares our memory
            async_to_sync(layer.group_send)(GROUP, message)
    except Exception:  # the caller has committed a price; no failure of the messenger may undo that
        logger.exception("An event could not be told to the browsers: %s", event)


def _message(event: dict) -> dict:
    data = event.get("data") or {}
    return {
        "type": MESSAGE_TYPE,
        "text": orjson.dumps(event).decode(),
        "listing_id": data.get("product_id"),
        "product": data.get("product"),
    }


def _log_failure(sending: Future) -> None:
    if not sending.cancelled() and (error := sending.exception()):
        logger.error("An event could not be told to the browsers", exc_info=error)
