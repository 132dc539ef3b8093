"""The whole system in one process: site, API and WebSockets, worker and beat, and the demo shops."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import closing, nullcontext

import uvicorn
from django.conf import settings
from django.urls import get_resolver
from django.utils import timezone

from pricetracker.celery import app as celery_app
from pricetracker.serving import preparation
from pricetracker.serving.background import Background
from pricetracker.serving.claims import data_folder, listening_socket

Say = Callable[[str], None]

#: Seconds that open requests get to end, and that the whole process gets after that.
GRACE_SECONDS = 1
EXIT_SECONDS = 1.0
#: Clients of the live feed have nothing to say: bytes of a WebSocket message.
WEBSOCKET_MESSAGE_BYTES = 4096


def run(say: Say) -> None:
    """Prepare, serve until SIGINT or SIGTERM, end everything. `say` prints a line. Raises `CannotStart`."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the servers take over, both signals mean the same
    with data_folder(settings.DATA_DIR), closing(listening_socket(settings.HOST, settings.PORT, "PORT")) as site:
        shops = listening_socket("127.0.0.1", settings.SANDBOX_PORT, "SANDBOX_PORT") if settings.DEMO else None
        how_to_sign_in = _prepare(say)
        servers = {_site_server(): site}
        if shops:
            servers[_shops_server()] = shops
        banner = _banner(site, shops, how_to_sign_in)
        with asyncio.Runner(loop_factory=next(iter(servers)).config.get_loop_factory()) as runner:
            runner.run(_serve(servers, lambda: say(banner)))
    _exit_soon()
    say("Stopped.")


def _prepare(say: Say) -> str | None:
    """Everything that has to be there; answers how the first administrator signs in, if this start made one."""
    if preparation.migrate():
        say("The database is up to date.")
    how_to_sign_in = preparation.first_administrator(timezone.now())
    if preparation.collect_static():
        say("Static files are collected.")
    if settings.DEMO:
        preparation.demo_data(say)
    return how_to_sign_in


class _Server(uvicorn.Server):
    """A server that leaves signals to the process it shares with others, and says when it listens."""

    def __init__(self, config: uvicorn.Config):
        super().__init__(config)
        self.listening = asyncio.Event()

    def capture_signals(self) -> nullcontext:
        """Take none."""
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        self.listening.set()


def _site_server() -> _Server:
    # imported here: the application reads the static files when it is made, and they are collected by now
    from pricetracker.asgi import application

    get_resolver().url_patterns  # noqa: B018 - loads every view now, not in the first request and the worker at once
    return _Server(_configuration(application, ws_max_size=WEBSOCKET_MESSAGE_BYTES))


def _shops_server() -> _Server:
    # only a demonstration needs what the shops are made of
    from sandbox.clock import Clock
    from sandbox.market import Market
    from sandbox.shops.app import create_app

    return _Server(_configuration(create_app(Market(), Clock())))


def _configuration(application: Callable, **options) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        log_config=None,  # Django's configuration stands
        access_log=False,
        proxy_headers=False,  # TRUSTED_PROXIES says whom to believe, not the server
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        **options,
    )


async def _serve(servers: dict[_Server, socket.socket], ready: Callable[[], None]) -> None:
    """Serve and work in the background until a signal comes; `ready()` is called when all servers listen."""
    background = Background(celery_app, threads=settings.WORKER_THREADS)
    stop = _stop_on_signals(servers, background)
    serving = [asyncio.create_task(server.serve([bound])) for server, bound in servers.items()]
    listening = asyncio.gather(*(server.listening.wait() for server in servers))
    await asyncio.wait([listening, *serving], return_when=asyncio.FIRST_COMPLETED)
    if listening.done():
        background.start()
        ready()
    try:
        await asyncio.gather(*serving)
    finally:
        listening.cancel()
        stop()


def _stop_on_signals(servers: dict[_Server, socket.socket], background: Background) -> Callable[[], None]:
    """On the first SIGINT or SIGTERM end servers and background; on the second the process, there and then."""
    loop = asyncio.get_running_loop()
    stopping = False

    def stop() -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            background.stop()
        for server in servers:
            server.should_exit = True

    def on_signal(number: int, _frame: object) -> None:
        if stopping:
            os._exit(128 + number)
        loop.call_soon_threadsafe(stop)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    return stop


def _exit_soon() -> None:
    """See to it that the process ends, also if a task or a request is still at work in a thread that Python would wait for."""
    watchdog = threading.Timer(EXIT_SECONDS, os._exit, [0])
    watchdog.daemon = True
    watchdog.start()


def _banner(site: socket.socket, shops: socket.socket | None, how_to_sign_in: str | None) -> str:
    """The addresses, and how to sign in to the admin; the last line is READY."""
    address = _address(site)
    lines = [
        "",
        f"  Site        {address}/",
        f"  API         {address}/api/docs",
        f"  Live feed   {address.replace('http', 'ws', 1)}/ws/updates",
        f"  Admin       {address}/admin/",
    ]
    if shops:
        lines.append(f"  Demo shops  {_address(shops)}/")
    if how_to_sign_in:
        lines.append(f"  Sign in as  {how_to_sign_in}")
    return "\n".join([*lines, "", "  Ctrl-C stops everything.", "READY"])


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - to show it
    return f"http://{shown}:{port}"
