"""A shop with bad manners, on loopback: every path answers with exactly the bytes of one attack."""

import gzip
import io
import socketserver
import ssl
import threading
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

MIB = 1024 * 1024
PAGE = b"<html><title>A page</title></html>"

Answer = bytes | Callable[["Connection"], None]


def reply(body: bytes = PAGE, *headers: str, status: str = "200 OK") -> bytes:
    """A whole, well-formed answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return reply(b"", f"Location: {location}", status=status)


def bomb(mebibytes: int) -> bytes:
    """A gzip stream that inflates to that many MiB of zeros."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as stream:
        for _ in range(mebibytes):
            stream.write(b"\0" * MIB)
    return packed.getvalue()


def bare_deflate(body: bytes) -> bytes:
    """DEFLATE (RFC 1951) without the zlib wrapping, as some servers send for "deflate"."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def drip(head: bytes, byte: bytes = b"a") -> Callable[["Connection"], None]:
    """Send `head`, then a byte now and then, without end: each read succeeds, the whole never does."""

    def answer(connection: "Connection") -> None:
        connection.request.sendall(head)
        while not connection.server.is_closing.wait(0.05):
            connection.request.sendall(byte)

    return answer


def flood(head: bytes, piece: bytes) -> Callable[["Connection"], None]:
    """Send `head`, then `piece` again and again until the client leaves; the server counts what it got rid of."""

    def answer(connection: "Connection") -> None:
        connection.request.sendall(head)
        while not connection.server.is_closing.is_set():
            connection.request.sendall(piece)
            connection.server.sent += len(piece)

    return answer


def silence(connection: "Connection") -> None:
    """Take the request and say nothing."""
    connection.server.is_closing.wait(5)


class Connection(socketserver.BaseRequestHandler):
    """One connection, one request, one answer."""

    server: "HostileServer"

    def handle(self) -> None:
        head = b""
        with suppress(OSError):
            while b"\r\n\r\n" not in head:
                piece = self.request.recv(4096)
                if not piece:
                    return
                head += piece
            self.answer(head.decode("latin-1"))

    def answer(self, head: str) -> None:
        path = head.split(" ", 2)[1]
        self.server.requests.append(head)
        self.server.counts[path] += 1
        answer = self.server.answers.get(path, reply(b"", status="404 Not Found"))
        if callable(answer):
            answer(self)
        else:
            self.request.sendall(answer)


class HostileServer(socketserver.ThreadingTCPServer):
    """`answers` maps paths to what is sent; `requests` keeps the heads that came, `sent` the bytes of a flood."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, tls: ssl.SSLContext | None = None):
        super().__init__(("127.0.0.1", 0), Connection)
        self.answers: dict[str, Answer] = {"/": reply()}
        self.requests: list[str] = []
        self.counts: Counter[str] = Counter()
        self.sent = 0
        self.is_closing = threading.Event()
        self._tls = tls
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def port(self) -> int:
        return self.server_address[1]

    def url(self, path: str = "/", host: str = "shop.test", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def finish_request(self, request, client_address) -> None:
        if self._tls:
            request = self._tls.wrap_socket(request, server_side=True)
        with request:
            super().finish_request(request, client_address)

    def handle_error(self, request, client_address) -> None:
        """A client that leaves in the middle is what these tests are about."""

    def __enter__(self) -> "HostileServer":
        self._thread.start()
        return self

    def __exit__(self, *exc_info) -> None:
        self.is_closing.set()
        self.shutdown()
        self.server_close()
        self._thread.join()
