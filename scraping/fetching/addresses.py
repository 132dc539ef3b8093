"""Which addresses may be contacted: a name is resolved once, every answer is checked, and only what was checked is connected
to.

The registries are IANA's special-purpose address registries (RFC 6890) and the IPv6 global unicast assignments (RFC 4291): for
IPv6, only 2000::/3 is public at all, so mapped, compatible, translated (NAT64) and local forms fall outside by themselves.
"""

import socket
import threading
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from lib.vocabulary import Outcome
from scraping.fetching.page import Stop
from scraping.fetching.policy import FetchPolicy

#: As long as a redirect may be; a pasted address is held to 2,048 characters long before.
MAX_URL_LENGTH = 8192

_DEFAULT_PORTS = {"http": 80, "https": 443}

_NOT_PUBLIC_V4 = tuple(
    map(
        ip_network,
        """
        0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
        192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
        168.63.129.16/32
        """.split(),  # the last is public space that one cloud answers its metadata from
    )
)
_GLOBAL_UNICAST_V6 = ip_network("2000::/3")
#: Protocol assignments with Teredo and ORCHID, documentation, 6to4, documentation.
_NOT_PUBLIC_V6 = tuple(map(ip_network, "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split()))

#: Top-level names that never leave the machine or the house (RFC 6761, 6762, 7686, 8375; ICANN's "internal").
_LOCAL_NAMES = frozenset(("localhost", "local", "internal", "onion"))

#: What an exempted authority may resolve to besides public addresses. Link-local (and with it cloud metadata) is never exempt.
_PRIVATE = tuple(map(ip_network, "10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7".split()))
_METADATA = frozenset(map(ip_address, ["100.100.100.200", "fd00:ec2::254"]))


def _is_local_name(host: str) -> bool:
    return host.rstrip(".").rpartition(".")[2] in _LOCAL_NAMES or host.rstrip(".").endswith(".home.arpa")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether `address` is one that the public internet routes.

    >>> [is_public(ip_address(a)) for a in ("93.184.216.34", "127.0.0.1", "::ffff:93.184.216.34", "64:ff9b::7f00:1")]
    [True, False, False, False]
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    return address in _GLOBAL_UNICAST_V6 and not any(address in network for network in _NOT_PUBLIC_V6)


def is_private(address: IPv4Address | IPv6Address) -> bool:
    """Whether `address` is a loopback or private one that a setting may open for a shop of one's own.

    >>> [is_private(ip_address(a)) for a in ("127.0.0.1", "::1", "169.254.169.254", "0.0.0.0")]
    [True, True, False, False]
    """
    return address not in _METADATA and any(address in network for network in _PRIVATE)


def authority(host: str, port: int) -> str:
    """host:port as `FetchPolicy.allow_private` spells it.

    >>> authority("Shop.internal.", 8001), authority("::1", 80)
    ('shop.internal:8001', '[::1]:80')
    """
    host = host.lower().rstrip(".").strip("[]")
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def checked_url(url: str, policy: FetchPolicy) -> SplitResult:
    """The parts of a URL that may be requested under `policy`, as far as can be told without resolving its name.

    Raises `Stop` (refused address) for another scheme than http(s), credentials, no host, a port that is not allowed,
    characters that parsers disagree about, or a literal address that is not public.
    """
    if len(url) > MAX_URL_LENGTH:
        raise _refused(f"The address is longer than {MAX_URL_LENGTH} characters.")
    if any(character <= " " or character in "\x7f\\" for character in url):
        raise _refused("The address contains blanks, control characters or backslashes.")
    try:
        parts = urlsplit(url)
        port = _DEFAULT_PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError:
        raise _refused("The address cannot be read.") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise _refused(f"Only http and https addresses are fetched, not {parts.scheme or 'one without a scheme'}.")
    if "@" in parts.netloc:
        raise _refused("Addresses with a user name or password are not fetched.")
    if not parts.hostname:
        raise _refused("The address has no host.")
    _check_port(parts.hostname, port, policy)
    try:
        literal = ip_address(parts.hostname)
    except ValueError:
        if _is_local_name(parts.hostname) and authority(parts.hostname, port) not in policy.allow_private:
            raise _refused(f"{parts.hostname} is not a name of the public internet.") from None
        return parts
    _check_address(literal, parts.hostname, port, policy)
    return parts


def refusal(url: str, policy: FetchPolicy) -> str | None:
    """Why `url` would never be fetched under `policy`, for a door that wants to say so at once; `None` for no objection.

    No name is resolved: a name that leads to a private address is found out by the fetch.

    >>> refusal("http://127.0.0.1/", FetchPolicy())
    '127.0.0.1 is not a public address.'
    """
    try:
        checked_url(url, policy)
    except Stop as stop:
        return stop.detail
    return None


def resolve(host: str, port: int, policy: FetchPolicy, seconds: float) -> list[tuple[socket.AddressFamily, tuple]]:
    """The socket families and addresses of `host`, all of them checked, in the order to try.

    Waits at most `seconds`. Raises `Stop`: refused where only one answer is not public (and not exempt), timed out, or an HTTP
    error where the name has no address.
    """
    _check_port(host, port, policy)
    answers = _look_up(host, port, seconds)
    for _, sockaddr in answers:
        _check_address(ip_address(sockaddr[0]), host, port, policy)
    return answers


def _look_up(host: str, port: int, seconds: float) -> list[tuple[socket.AddressFamily, tuple]]:
    """getaddrinfo with a time limit. The resolver has no limit of its own, so it runs aside and is left behind when late."""
    answers: list[tuple[socket.AddressFamily, tuple]] = []
    failures: list[Exception] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.extend(dict.fromkeys((family, sockaddr) for family, _, _, _, sockaddr in found))
        except (OSError, UnicodeError) as failure:
            failures.append(failure)

    thread = threading.Thread(target=ask, name=f"resolve {host}", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise Stop(Outcome.TIMED_OUT, f"The name {host} could not be resolved in time.")
    if failures or not answers:
        raise Stop(Outcome.HTTP_ERROR, f"The name {host} could not be resolved.")
    return answers


def _check_port(host: str, port: int, policy: FetchPolicy) -> None:
    if port not in policy.allowed_ports and authority(host, port) not in policy.allow_private:
        raise _refused(f"Port {port} is not one that shops are fetched from.")


def _check_address(address: IPv4Address | IPv6Address, host: str, port: int, policy: FetchPolicy) -> None:
    if is_public(address) or (authority(host, port) in policy.allow_private and is_private(address)):
        return
    literal = str(address) == host.strip("[]")
    raise _refused(
        f"{host} is not a public address." if literal else f"The name {host} leads to an address that is not public."
    )


def _refused(detail: str) -> Stop:
    return Stop(Outcome.REFUSED_ADDRESS, detail)
