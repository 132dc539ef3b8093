"""Stand-ins at the network's edge: names resolve as a test says, and no connection leaves loopback."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from itertools import chain, repeat

import pytest

from scraping.fetching import FetchPolicy, MemoryRobotsCache, Page, Validators, fetch
from scraping.fetching.tests.hostile import HostileServer


@pytest.fixture(autouse=True)
def attempts(monkeypatch) -> list[tuple[str, int]]:
    """Every address a connection was tried to; those outside of loopback fail before a packet leaves."""
    tried: list[tuple[str, int]] = []
    connect = socket.socket.connect

    def guarded(sock: socket.socket, address) -> None:
        tried.append(address[:2])
        if not ip_address(address[0]).is_loopback:
            raise ConnectionRefusedError("only loopback may be contacted in tests")
        connect(sock, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    return tried


class Names:
    """A resolver of our own: `names["shop.test"] = ["127.0.0.1"]`; `rebind` answers differently from the second time on."""

    def __init__(self, ask_system):
        self._ask_system = ask_system
        self._answers = {"shop.test": repeat(["127.0.0.1"])}
        self.asked: list[str] = []

    def __setitem__(self, name: str, addresses: list[str]) -> None:
        self._answers[name] = repeat(addresses)

    def rebind(self, name: str, first: list[str], then: list[str]) -> None:
        self._answers[name] = chain([first], repeat(then))

    def getaddrinfo(self, host, port, *args, **kwargs):
        self.asked.append(host)
        if host in self._answers:
            found = next(self._answers[host])
        elif host.endswith((".test", ".example")):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        else:
            return self._ask_system(host, port, *args, flags=socket.AI_NUMERICHOST, **kwargs)
        return [(_family(a), socket.SOCK_STREAM, 6, "", (a, port, 0, 0) if ":" in a else (a, port)) for a in found]


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


@pytest.fixture(autouse=True)
def names(monkeypatch) -> Names:
    names = Names(socket.getaddrinfo)
    monkeypatch.setattr(socket, "getaddrinfo", names.getaddrinfo)
    return names


@pytest.fixture
def shop() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


@pytest.fixture
def policy(shop) -> FetchPolicy:
    """Stands the shop in for a public one, with limits short enough to be reached."""
    return FetchPolicy(
        allow_private=frozenset({f"shop.test:{shop.port}"}),
        connect_timeout=0.5,
        read_timeout=0.5,
        total_timeout=1.0,
        max_header_bytes=16 * 1024,
        max_body_bytes=256 * 1024,
        max_decoded_bytes=512 * 1024,
        respect_robots=False,
    )


@pytest.fixture
def read(shop, policy):
    """Fetch a path of the shop: `read("/slow", total_timeout=0.3)`; keywords replace parts of the policy."""

    def read(path: str, *, validators: Validators | None = None, robots=None, **limits) -> Page:
        chosen = replace(policy, **limits)
        return fetch(shop.url(path), policy=chosen, validators=validators, robots=robots or MemoryRobotsCache())

    return read
