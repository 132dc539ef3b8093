"""HTTP as it reaches Django: real requests through uvicorn, the gate and the WSGI threads."""

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from a2wsgi import WSGIMiddleware

from pricetracker.serving.gate import Gate
from pricetracker.tests.serving import served

LIMIT = 1000


class Wsgi:
    """A WSGI application that shows what it got."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.entered = threading.Semaphore(0)

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path == "/stream":
            return self.stream(start_response)
        if path == "/wait":
            self.entered.release()
            self.release.wait(30)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "-")
        body = f"{environ['REQUEST_METHOD']} {path} {environ['QUERY_STRING']} {length} {forwarded} ".encode("latin-1")
        body += environ["wsgi.input"].read(length)
        start_response(
            "200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))), ("Set-Cookie", "a=1")]
        )
        return [body]

    def stream(self, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"first"
        self.release.wait(30)
        yield b"second"


@pytest.fixture
def wsgi() -> Iterator[Wsgi]:
    application = Wsgi()
    yield application
    application.release.set()


@pytest.fixture
def address(wsgi) -> Iterator[tuple[str, int]]:
    gate = Gate(WSGIMiddleware(wsgi, workers=2), max_body=LIMIT, body_seconds=0.3, max_waiting=3)
    with served(gate, lifespan="off") as address:
        yield address


@pytest.fixture
def client(address) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://{address[0]}:{address[1]}", trust_env=False) as client:
        yield client


def exchange(address: tuple[str, int], request: bytes) -> bytes:
    """Send bytes, and read until the server closes."""
    with socket.create_connection(address, timeout=30) as peer:
        peer.sendall(request)
        return b"".join(iter(lambda: peer.recv(65536), b""))


def test_a_request_reaches_wsgi_whole_and_its_answer_comes_back(client):
    answer = client.post("/päth?q=1", content=b"hello")
    assert (answer.status_code, answer.headers["set-cookie"]) == (200, "a=1")
    assert answer.text == "POST /päth q=1 5 - hello"


def test_head_has_the_headers_of_get_and_no_body(client):
    answer = client.head("/x")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "13", b"")
    assert client.get("/x").content == b"GET /x  0 - "


def test_a_streamed_answer_arrives_piece_by_piece(client, wsgi):
    with client.stream("GET", "/stream") as answer:
        pieces = answer.iter_raw()
        assert next(pieces) == b"first"
        wsgi.release.set()
        assert list(pieces) == [b"second"]


def test_a_chunked_body_has_its_length_when_wsgi_reads_it(client):
    answer = client.post("/x", content=iter([b"one", b"two"]))
    assert answer.content == b"POST /x  6 - onetwo"


def test_a_header_spelled_with_an_underscore_is_dropped(client):
    assert client.get("/x", headers={"X_Forwarded_For": "8.8.8.8"}).content == b"GET /x  0 - "
    assert client.get("/x", headers={"X-Forwarded-For": "8.8.8.8"}).content == b"GET /x  0 8.8.8.8 "


def test_a_body_at_the_limit_passes_and_one_above_it_is_refused(client):
    assert client.post("/x", content=b"x" * LIMIT).status_code == 200
    refused = client.post("/x", content=b"x" * (LIMIT + 1))
    assert (refused.status_code, refused.json()) == (413, {"detail": "The request body is larger than 1000 bytes"})


def test_a_chunked_body_above_the_limit_is_refused(client):
    assert client.post("/x", content=iter([b"x" * LIMIT, b"x"])).status_code == 413


def test_a_body_without_end_is_cut_off(address):
    head = b"POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000000\r\n\r\n"
    assert exchange(address, head + b"x" * (2 * LIMIT + 1)).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_does_not_arrive_is_refused_and_holds_no_thread(address, client):
    head = b"POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nhalf"
    answer = exchange(address, head)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b'{"detail":"The request body did not arrive within 0.3 seconds"}')
    assert client.get("/x").status_code == 200


def test_a_peer_that_leaves_half_way_is_forgotten(address, client):
    with socket.create_connection(address) as peer:
        peer.sendall(b"POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nhalf")
    assert client.get("/x").status_code == 200


def test_more_requests_than_may_wait_are_told_to_come_back(address, client, wsgi):
    request = b"GET /wait HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
    peers = [socket.create_connection(address, timeout=30) for _ in range(3)]
    for peer in peers:
        peer.sendall(request)
    assert wsgi.entered.acquire(timeout=30)
    assert wsgi.entered.acquire(timeout=30)  # both threads are busy; the third request waits for one of them
    refused = client.get("/x")
    while refused.status_code == 200:  # the third was still on its way
        refused = client.get("/x")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    wsgi.release.set()
    answers = [b"".join(iter(lambda peer=peer: peer.recv(65536), b"")) for peer in peers]
    assert [answer.split(b"\r\n")[0] for answer in answers] == [b"HTTP/1.1 200 OK"] * 3
    for peer in peers:
        peer.close()
    assert client.get("/x").status_code == 200
