"""Who is asking: the address a request came from, as far as the proxies in between may be believed."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

#: The smallest block that one IPv6 customer is given (RFC 6177): counting single addresses would count nothing.
_IPV6_CUSTOMER_BITS = 64


def client_address(request: HttpRequest) -> str:
    """The client's address; empty where it has none (a unix socket).

    Each proxy appends the address it was called from to X-Forwarded-For (RFC 7239 names the same list `for`), and anybody may
    send one. So only the entries that our own `settings.TRUSTED_PROXIES` proxies wrote count: that many, from the right.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    forwarded = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES < 1 or not forwarded:
        return peer
    hop = forwarded[-min(settings.TRUSTED_PROXIES, len(forwarded))]
    return hop if _parsed(hop) else peer


def address_block(address: str) -> str:
    """What one client is counted by: its IPv4 address, or the /64 network of its IPv6 address.

    >>> address_block("203.0.113.7"), address_block("::ffff:203.0.113.7"), address_block("2001:db8:1:2:3::4")
    ('203.0.113.7', '203.0.113.7', '2001:db8:1:2::/64')
    >>> address_block("")
    'unknown'
    """
    parsed = _parsed(address)
    if parsed is None:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((int(parsed), _IPV6_CUSTOMER_BITS), strict=False))
    return str(parsed)


def _parsed(address: str):
    try:
        return ip_address(address)
    except ValueError:
        return None
