"""The proxy alone: what it connects to, and what it passes on."""

import asyncio
import socket
from collections.abc import Callable

import pytest

from lib.vocabulary import Outcome
from scraping.fetching import FetchPolicy
from scraping.fetching.browser.proxy import GuardedProxy
from scraping.fetching.page import Stop
from scraping.fetching.tests.hostile import reply


@pytest.fixture
def names(monkeypatch) -> dict[str, list[str]]:
    """What names resolve to; each further question takes the next answer, the last one stays."""
    answers: dict[str, list[str]] = {}
    ask = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        if host not in answers:
            return ask(host, port, *args, **kwargs)
        address = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return answers


@pytest.fixture
def through(shop, names) -> Callable[..., bytes]:
    """What the proxy answers to the given bytes, and the `Stop`s it remembers and tells."""
    names["shop.test"] = ["127.0.0.1"]
    policy = FetchPolicy(allow_private=frozenset({f"shop.test:{shop.port}"}), connect_timeout=1)
    stops: dict[str, Stop] = {}

    def through(request: str, max_bytes: int = 100_000, is_open: bool = True) -> bytes:
        async def talk() -> bytes:
            async with GuardedProxy() as proxy:
                if is_open:
                    proxy.open(policy, max_bytes, lambda stop: stops.update(told=stop))
                reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
                writer.write(request.replace("PORT", str(shop.port)).encode())
                try:
                    async with asyncio.timeout(5):
                        answer = await reader.read()
                finally:
                    writer.close()
                    await writer.wait_closed()
            stops.update(proxy.stops)
            return answer

        return asyncio.run(talk())

    through.stops = stops
    return through


def test_a_request_goes_on_in_origin_form_without_what_is_for_the_proxy(through, shop):
    shop.answers["/p?a=1"] = reply(b"here")
    answer = through(
        "GET http://shop.test:PORT/p?a=1 HTTP/1.1\r\nHost: evil.test\r\nProxy-Connection: keep-alive\r\n"
        "Proxy-Authorization: x\r\nAccept: */*\r\n\r\n"
    )
    assert shop.requests == [f"GET /p?a=1 HTTP/1.1\r\nHost: shop.test:{shop.port}\r\nAccept: */*\r\nConnection: close\r\n\r\n"]
    assert answer == b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhere"


def test_a_connection_carries_one_request_only(through, shop):
    second = "GET http://other.test/ HTTP/1.1\r\n\r\n"
    shop.answers["/"] = reply(b"first", "Keep-Alive: timeout=5")
    through("GET http://shop.test:PORT/ HTTP/1.1\r\n\r\n" + second)
    assert [head.split("\r\n")[0] for head in shop.requests] == ["GET / HTTP/1.1"]


def test_a_tunnel_carries_bytes_both_ways(through, shop):
    shop.answers["/ws"] = reply(b"upgraded")
    answer = through("CONNECT shop.test:PORT HTTP/1.1\r\n\r\nGET /ws HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"upgraded")


@pytest.mark.parametrize(
    ("name", "addresses", "detail"),
    [
        ("evil.test:80", ["127.0.0.1"], "The name evil.test leads to an address that is not public."),
        ("evil.test:443", ["169.254.169.254"], "The name evil.test leads to an address that is not public."),
        ("evil.test:25", ["93.184.216.34"], "Port 25 is not one that shops are fetched from."),
        ("127.0.0.1:80", [], "127.0.0.1 is not a public address."),
        ("localhost:80", [], "localhost is not a name of the public internet."),
        ("update.googleapis.com:443", [], "Chromium goes on no errands of its own."),
    ],
)
def test_what_must_not_be_contacted_is_refused(through, names, name, addresses, detail):
    if addresses:
        names["evil.test"] = addresses
    assert through(f"CONNECT {name} HTTP/1.1\r\n\r\n") == b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    assert through(f"GET http://{name}/ HTTP/1.1\r\n\r\n") == b""
    assert {name: (stop.outcome, stop.detail) for name, stop in through.stops.items()} == {
        name: (Outcome.REFUSED_ADDRESS, detail)
    }


def test_a_name_is_asked_once_and_the_checked_address_is_the_one_connected_to(through, shop, names):
    names["shop.test"] = ["127.0.0.1", "169.254.169.254"]
    assert through("GET http://shop.test:PORT/ HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 200 OK")
    assert through("GET http://shop.test:PORT/ HTTP/1.1\r\n\r\n") == b""
    assert len(shop.requests) == 1


def test_nothing_goes_out_while_no_page_is_open(through, shop):
    assert (through("GET http://shop.test:PORT/ HTTP/1.1\r\n\r\n", is_open=False), shop.requests) == (b"", [])


def test_more_bytes_than_a_page_may_load_end_it(through, shop):
    shop.answers["/"] = reply(b"x" * 200_000)
    answer = through("GET http://shop.test:PORT/ HTTP/1.1\r\n\r\n")
    assert (len(answer) <= 100_000, through.stops["told"].outcome) == (True, Outcome.TOO_LARGE)


@pytest.mark.parametrize(
    "request_bytes",
    [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "CONNECT x HTTP/1.1\r\n\r\n",
        "GET ftp://shop.test/ HTTP/1.1\r\n\r\n",
        "GET http://shop.test:PORT/ HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
        "POST http://shop.test:PORT/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST http://shop.test:PORT/ HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        "GET http://shop.test:PORT/ HTTP/1.1\r\nX: " + "y" * 70_000,
    ],
)
def test_what_is_no_request_gets_no_answer(through, shop, request_bytes):
    assert b" 200 " not in through(request_bytes)
    assert shop.requests == []
