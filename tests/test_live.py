"""The live feed: what is published arrives at every socket that wants it, over the in-memory layer and over Redis."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

import pytest
from channels.layers import get_channel_layer
from django.conf import settings

from alerts.transports import live as bus
from api.common import live
from api.common.live import QUEUE_LENGTH, Hub, Listener, listener_for
from lib.errors import DomainError
from lib.ids import public_id
from pricetracker.tests.sockets import Socket

MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}}
WHEY, RICE = public_id("prod", 7), public_id("prod", 8)


needs_redis = pytest.mark.skipif(not settings.REDIS_URL, reason="no REDIS_URL; `make test-full` has one")


@pytest.fixture(params=["memory", pytest.param("redis", marks=needs_redis)])
def layer(request, settings) -> str:
    """Both layers, where there is a Redis."""
    if request.param == "memory":
        settings.CHANNEL_LAYERS = MEMORY
    return request.param


def price_update(listing_id: int = 1, product: str | None = WHEY, cents: int = 2_299_000) -> dict:
    """An event as `alerts.services` builds it."""
    return {
        "event": "price_update",
        "data": {
            "product_id": listing_id,
            "new_price_cents": cents,
            "currency": "INR",
            "availability": "In Stock",
            "listing_id": listing_id,
            "product": product,
            "store": "Kirana ₹",
        },
    }


@asynccontextmanager
async def serving() -> AsyncIterator[Hub]:
    """A hub in a process whose loop the bus knows, as under a server."""
    hub = Hub()
    bus.bind_loop(asyncio.get_running_loop())
    try:
        yield hub
    finally:
        bus.bind_loop(None)
        await hub.close()
        await get_channel_layer().flush()


def run(test: Coroutine) -> None:
    """Run an asynchronous test."""
    asyncio.run(test)


def test_an_event_published_in_a_thread_arrives_at_every_socket_unchanged(layer):
    async def check() -> None:
        async with serving() as hub:
            sockets = [Socket(hub) for _ in range(3)]
            assert [await socket.connect() for socket in sockets] == [True, True, True]
            await asyncio.to_thread(bus.publish, price_update())
            assert [await socket.event() for socket in sockets] == [price_update()] * 3
            for socket in sockets:
                await socket.leave()
            assert hub.listeners == 0

    run(check())


@needs_redis
def test_an_event_of_another_process_arrives():
    async def check() -> None:
        async with serving() as hub:
            socket = Socket(hub)
            assert await socket.connect()
            bus.bind_loop(None)  # as in a worker, which has no server
            await asyncio.to_thread(bus.publish, price_update())
            assert await socket.event() == price_update()
            await socket.leave()

    run(check())


def test_a_socket_hears_only_the_listing_or_product_it_asked_for(layer):
    async def check() -> None:
        async with serving() as hub:
            one = Socket(hub, query="product_id=1")
            whey = Socket(hub, query=f"product={WHEY}")
            both = Socket(hub, query=f"product_id=3&product={RICE}")
            assert [await socket.connect() for socket in (one, whey, both)] == [True, True, True]
            events = [
                price_update(2, RICE),
                price_update(1, RICE),
                price_update(2, WHEY),
                price_update(3, None),
                price_update(3, RICE),
            ]
            for event in events:
                await asyncio.to_thread(bus.publish, event)
            assert await one.event() == price_update(1, RICE)
            assert await whey.event() == price_update(2, WHEY)
            assert await both.event() == price_update(3, RICE)
            for socket in (one, whey, both):
                await socket.leave()

    run(check())


@pytest.mark.parametrize(
    "query",
    ["product_id=abc", "product_id=", "product_id=-1", "product_id=0", f"product_id={2**63}", "product_id=١", "product=7"],
)
def test_a_filter_that_makes_no_sense_is_answered_and_closed(query):
    async def check() -> None:
        socket = Socket(Hub(), query=query)
        assert await socket.connect()
        error = await socket.event()
        closed = await socket.receive_output(30)
        assert (error["event"], list(error["data"])) == ("error", ["detail"])
        assert closed == {"type": "websocket.close", "code": 4400, "reason": error["data"]["detail"]}

    run(check())


def test_a_filter_names_its_parameter_when_it_is_refused():
    with pytest.raises(DomainError) as caught:
        listener_for(b"product_id=abc")
    assert (caught.value.field, caught.value.message) == ("product_id", "product_id is the whole number of a tracked product")


def test_what_a_client_says_changes_nothing(layer):
    async def check() -> None:
        async with serving() as hub:
            socket = Socket(hub)
            assert await socket.connect()
            await socket.send_input({"type": "websocket.receive", "text": '{"event": "price_update"}'})
            await asyncio.to_thread(bus.publish, price_update())
            assert await socket.event() == price_update()
            await socket.leave()

    run(check())


def test_a_slow_reader_keeps_the_newest_events():
    listener = Listener()
    for number in range(QUEUE_LENGTH + 3):
        listener.offer(str(number))
    kept = [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]
    assert kept == [str(number) for number in range(3, QUEUE_LENGTH + 3)]


def test_a_peer_that_takes_nothing_is_given_up_and_others_go_on_hearing(layer, monkeypatch):
    monkeypatch.setattr(live, "SEND_SECONDS", 0.05)

    async def check() -> None:
        async with serving() as hub:
            inbox: asyncio.Queue[dict] = asyncio.Queue()
            await inbox.put({"type": "websocket.connect"})
            accepted = asyncio.Event()

            async def never_taken(message: dict) -> None:
                if message["type"] == "websocket.accept":
                    accepted.set()
                else:
                    await asyncio.Event().wait()

            stuck = asyncio.create_task(hub({"query_string": b""}, inbox.get, never_taken))
            reading = Socket(hub)
            assert await reading.connect()
            await accepted.wait()
            assert hub.listeners == 2
            await asyncio.to_thread(bus.publish, price_update())
            assert await reading.event() == price_update()
            await stuck
            assert hub.listeners == 1
            await reading.leave()

    run(check())


def test_the_hub_comes_back_when_the_layer_fails(settings, monkeypatch, caplog):
    settings.CHANNEL_LAYERS = MEMORY
    monkeypatch.setattr(live, "RETRY_SECONDS", 0)

    async def check() -> None:
        async with serving() as hub:
            layer = get_channel_layer()
            receive, failures = layer.receive, iter([ConnectionError("Redis went away")])

            async def fails_once(channel: str) -> dict:
                for failure in failures:
                    raise failure
                return await receive(channel)

            monkeypatch.setattr(layer, "receive", fails_once)
            socket = Socket(hub)
            assert await socket.connect()
            while len(layer.groups.get(bus.GROUP, ())) != 1 or not caplog.records:
                await asyncio.sleep(0)
            await asyncio.to_thread(bus.publish, price_update())
            assert await socket.event() == price_update()
            await socket.leave()

    with caplog.at_level(logging.ERROR, logger="api.common.live"):
        run(check())
    assert [record.message for record in caplog.records] == ["Live updates lost the channel layer; the next try is in 0 s"]


def test_a_socket_is_told_to_come_back_while_there_is_no_layer(settings, monkeypatch, caplog):
    settings.CHANNEL_LAYERS = MEMORY
    monkeypatch.setattr(live, "SUBSCRIBE_SECONDS", 0.05)

    async def check() -> None:
        hub = Hub()

        async def down(*_args: str) -> None:
            raise ConnectionError("no Redis")

        monkeypatch.setattr(get_channel_layer(), "group_add", down)
        socket = Socket(hub)
        assert await socket.connect()
        assert (await socket.event())["event"] == "error"
        assert (await socket.receive_output(30))["code"] == 1013
        await hub.close()

    run(check())
    assert "Live updates lost the channel layer" in caplog.text


def test_publishing_never_raises(layer, caplog):
    bus.publish({"event": "price_update", "data": {"new_price_cents": object()}})
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_publishing_without_a_server_and_without_redis_is_silent(settings, caplog):
    settings.CHANNEL_LAYERS = MEMORY
    bus.publish(price_update())
    assert caplog.records == []
