"""The ASGI application as a server sees it."""

import asyncio

import httpx
import pytest

from alerts.transports import live as bus
from api.common.live import updates
from pricetracker.asgi import application
from pricetracker.tests.serving import served
from pricetracker.tests.sockets import Socket


def test_http_is_answered_by_django(db):
    with served(application) as (host, port):
        answer = httpx.get(f"http://{host}:{port}/no/such/page", trust_env=False)
    assert answer.status_code == 404
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("path", ["/ws/updates", "/ws/updates/", "/ws", "/ws/"])
def test_the_live_feed_answers_with_and_without_its_slash(path):
    async def connect() -> bool:
        socket = Socket(application, path)
        connected = await socket.connect()
        await socket.leave()
        await updates.close()
        return connected

    assert asyncio.run(connect()) is True


def test_a_path_without_a_live_feed_refuses_the_handshake():
    assert asyncio.run(Socket(application, "/ws/prices").connect()) is False


def test_the_server_lends_its_loop_to_the_bus_while_it_lives():
    heard: list[dict] = []

    async def lifespan() -> list[bool]:
        messages = asyncio.Queue()
        said = asyncio.Queue()
        life = asyncio.create_task(application({"type": "lifespan"}, messages.get, said.put))
        lent = [bus.server_loop() is not None]
        for kind in ("startup", "shutdown"):
            await messages.put({"type": f"lifespan.{kind}"})
            heard.append(await said.get())
            lent.append(bus.server_loop() is not None)
        await life
        return lent

    assert asyncio.run(lifespan()) == [False, True, False]
    assert heard == [{"type": "lifespan.startup.complete"}, {"type": "lifespan.shutdown.complete"}]
