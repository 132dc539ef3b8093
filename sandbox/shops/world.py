"""What the views share: the market, its clock, where the pages live, and how long a stalled answer takes."""

from dataclasses import dataclass

from starlette.requests import Request

from sandbox.clock import Clock
from sandbox.market import Market


@dataclass(frozen=True, slots=True)
class World:
    """The sandbox that one application serves. `base_path` stands before every path; `stall_seconds` are real seconds."""

    market: Market
    clock: Clock
    base_path: str
    stall_seconds: float


def world_of(request: Request) -> World:
    """The world that the request's application serves."""
    return request.app.state.world


def base_of(request: Request) -> str:
    """The absolute address before every path, as the caller spells it: "http://127.0.0.1:8001"."""
    return f"{request.url.scheme}://{request.url.netloc}{world_of(request).base_path}"
