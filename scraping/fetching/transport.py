"""One HTTP exchange over requests and urllib3, with the guards below the level that a redirect or a resolver could step round.

Every new connection goes through `GuardedConnection._new_conn`: the name is resolved and checked there and the checked address
is the one connected to, while Host header, SNI and certificate still go by the name. Every byte read goes through
`WireReader`, which holds the total deadline and the byte budgets, so that slow or endless headers end like slow or endless
bodies.

There is no `requests.Session`: nothing carries cookies, netrc entries or proxies from the environment from one fetch to the
next.
"""

import io
import socket
import ssl
import time
from dataclasses import dataclass, field
from functools import lru_cache, partial
from http.client import HTTPResponse

import certifi
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from lib.vocabulary import Outcome
from scraping.fetching.addresses import resolve
from scraping.fetching.page import Stop
from scraping.fetching.policy import FetchPolicy


@dataclass(slots=True)
class Exchange:
    """What one fetch, its robots.txt and its redirects share: the policy, and the moment at which all must end."""

    policy: FetchPolicy
    ends_at: float = field(init=False)

    def __post_init__(self):
        self.ends_at = time.monotonic() + self.policy.total_timeout

    def seconds(self, at_most: float) -> float:
        """How long the next step may take. Raises `Stop` (timed out) when no time is left."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise Stop(Outcome.TIMED_OUT, f"The shop did not finish answering within {self.policy.total_timeout:g} seconds.")
        return min(left, at_most)


class WireReader(io.RawIOBase):
    """The bytes of one connection as they arrive, within the deadline and a budget of bytes."""

    def __init__(self, sock: socket.socket, exchange: Exchange):
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._exchange = exchange
        self._left = 0
        self._what = ""

    def allow(self, limit: int, what: str) -> None:
        """Start a new budget: `limit` bytes from here on, for what the error calls `what`."""
        self._left, self._what = limit, what

    def readable(self) -> bool:
        """A raw stream that `io.BufferedReader` may wrap."""
        return True

    def readinto(self, buffer) -> int:
        """As many bytes as are there. With the budget spent, one more byte is asked for, to tell an end from an excess."""
        self._sock.settimeout(self._exchange.seconds(self._exchange.policy.read_timeout))
        with memoryview(buffer)[: max(self._left, 1)] as window:
            count = self._raw.readinto(window)
        if count > self._left:
            raise Stop(Outcome.TOO_LARGE, f"The {self._what} of the answer exceed the limit.")
        self._left -= count
        return count

    def close(self) -> None:
        """Release the connection's file; the socket itself belongs to the connection."""
        self._raw.close()
        super().close()


class GuardedResponse(HTTPResponse):
    """http.client's parser, reading through a `WireReader`."""

    def __init__(self, sock: socket.socket, *args, exchange: Exchange, **kwargs):
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self._wire = WireReader(sock, exchange)
        self._limits = exchange.policy
        self.fp = io.BufferedReader(self._wire)

    def begin(self) -> None:
        """Read status and headers under their own budget, then open the one for the body."""
        self._wire.allow(self._limits.max_header_bytes, "headers")
        super().begin()
        self._wire.allow(self._limits.max_body_bytes, "bytes")


class GuardedConnection(HTTPConnection):
    """A connection to a checked address only."""

    def __init__(self, *args, exchange: Exchange, **kwargs):
        super().__init__(*args, **kwargs)
        self._exchange = exchange
        self.response_class = partial(GuardedResponse, exchange=exchange)

    def _new_conn(self) -> socket.socket:
        """The hook by which urllib3 opens sockets: resolve, check, and connect to what was checked."""
        policy = self._exchange.policy
        answers = resolve(self.host, self.port, policy, self._exchange.seconds(policy.connect_timeout))
        for position, (family, sockaddr) in enumerate(answers, start=1):
            sock = socket.socket(family, socket.SOCK_STREAM)
            try:
                sock.settimeout(self._exchange.seconds(policy.connect_timeout))
                sock.connect(sockaddr)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as failure:
                sock.close()
                if position == len(answers):
                    self._give_up(failure)
            except Stop:
                sock.close()
                raise
            else:
                return sock
        raise AssertionError("resolve answers with one address at least")

    def _give_up(self, failure: OSError) -> None:
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"Connection to {self.host} timed out.") from failure
        raise NewConnectionError(self, f"Connection to {self.host} failed.") from failure


class GuardedTLSConnection(GuardedConnection, HTTPSConnection):
    """The same over TLS, verified by name."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = GuardedConnection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = GuardedTLSConnection


class GuardedAdapter(HTTPAdapter):
    """A requests adapter whose every connection is guarded. Made for one fetch; leaving its context closes the connections."""

    def __init__(self, exchange: Exchange):
        self._exchange = exchange
        self.policy = exchange.policy
        super().__init__(pool_connections=4, pool_maxsize=1, max_retries=0)

    def __enter__(self) -> "GuardedAdapter":
        return self

    def __exit__(self, *exc_info) -> None:
        self.close()

    def init_poolmanager(self, *args, **kwargs) -> None:
        """Called by requests to make its pools: ours, with a trust store that is loaded once a process."""
        super().init_poolmanager(*args, ssl_context=_tls_context(self._exchange.policy.ca_file), **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_Pool, exchange=self._exchange),
            "https": partial(_TLSPool, exchange=self._exchange),
        }

    def cert_verify(self, conn, url, verify, cert) -> None:
        """Certificates are always required; what is trusted is in the context already and not loaded again."""
        conn.cert_reqs = "CERT_REQUIRED"

    def get(self, url: str, headers: dict[str, str]) -> Response:
        """Ask for one URL, follow nothing; the body is still to be read. Raises `Stop` and what requests and urllib3 raise."""
        policy = self._exchange.policy
        request = PreparedRequest()
        request.prepare(method="GET", url=url, headers=headers)
        timeout = (self._exchange.seconds(policy.connect_timeout), self._exchange.seconds(policy.read_timeout))
        return self.send(request, stream=True, timeout=timeout)


@lru_cache(maxsize=8)
def _tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Certificate and host name required, TLS 1.2 at least (`ssl.create_default_context`)."""
    context = ssl.create_default_context(cafile=ca_file or certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
