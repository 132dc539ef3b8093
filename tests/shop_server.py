"""A shop of one's own over real HTTP on loopback, whose answers a test decides."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What the shop answers to one path."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"


class Shop:
    """Serves `answers` by path; a path without one is a 404. `requests` holds (path, headers) of every request that came."""

    def __init__(self):
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                shop.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                answer = shop.answers.get(self.path, Answer("not here", 404))
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                etag = answer.headers.get("ETag")
                status, body = (304, b"") if etag and self.headers.get("If-None-Match") == etag else (answer.status, body)
                self.send_response(status)
                for name, value in {
                    "Content-Type": answer.content_type,
                    "Content-Length": str(len(body)),
                    **answer.headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                """Silence."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.authority = f"127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str) -> str:
        """The address of a page."""
        return f"http://{self.authority}{path}"

    def shows(self, path: str, price: str | None, *, availability: str = "InStock", name: str = "Kettle K1", **answer) -> None:
        """Put a product page at `path`: JSON-LD in euros, as a plain shop writes it."""
        offer = f'"price": "{price}", ' if price is not None else ""
        stock = f"https://schema.org/{availability}"
        self.answers[path] = Answer(
            f"""<!doctype html><html lang="en"><head><title>{name} | Kettles</title>
            <script type="application/ld+json">{{"@context": "https://schema.org", "@type": "Product", "name": "{name}",
            "sku": "K1", "brand": {{"@type": "Brand", "name": "Vessel"}},
            "offers": {{"@type": "Offer", {offer}"priceCurrency": "EUR", "availability": "{stock}"}}}}</script></head>
            <body><h1>{name}</h1></body></html>""",
            **answer,
        )


@contextmanager
def running_shop() -> Iterator[Shop]:
    """A shop that answers until the block ends."""
    shop = Shop()
    thread = threading.Thread(target=shop._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        shop._server.shutdown()
        shop._server.server_close()
        thread.join()
