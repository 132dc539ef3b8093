"""How far a fetch may go."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The limits of one fetch. Times are seconds, sizes bytes.

    `allow_private` holds authorities ("127.0.0.1:8001", "shop.internal:443", the port always spelled out) that may resolve to
    loopback or private addresses and may use any port; everything else must resolve to public addresses on `allowed_ports`.
    `total_timeout` spans robots.txt, all redirects, headers and body. `max_body_bytes` counts the body as it arrives
    (compressed, framing included), `max_decoded_bytes` after decompression. `ca_file` names a PEM bundle to trust instead of
    the well-known authorities.
    """

    allow_private: frozenset[str] = frozenset()
    user_agent: str = "PriceTracker/1.0"
    connect_timeout: float = 5.0
    read_timeout: float = 10.0
    total_timeout: float = 20.0
    max_redirects: int = 5
    max_header_bytes: int = 64 * KIB
    max_body_bytes: int = 5 * MIB
    max_decoded_bytes: int = 10 * MIB
    allowed_ports: frozenset[int] = frozenset({80, 443})
    respect_robots: bool = True
    ca_file: str | None = None
