"""What a running system claims for itself: its data folder and its ports."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import locks

from pricetracker.serving.errors import CannotStart


@contextmanager
def data_folder(folder: Path) -> Iterator[None]:
    """Hold `folder` until the block ends; it is made where missing. Raises `CannotStart` where another process holds it.

    The lock is the operating system's: it ends with the process, however that ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "run.lock").open("a")
    except OSError as error:
        raise CannotStart(
            f"The data folder {folder} cannot be written: {error.strerror}. Choose another: DATA_DIR=…"
        ) from error
    with file:
        if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
            raise CannotStart(
                f"Price Tracker is running already on {folder}. Stop it first, or choose another folder: DATA_DIR=…"
            )
        yield


def listening_socket(host: str, port: int, variable: str) -> socket.socket:
    """A TCP socket listening on `host` and `port` (0: any free one). Raises `CannotStart`, naming the `variable` to change.

    It listens from here on: a browser that comes early waits, and nobody else can take the port before the server is ready.
    """
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if os.name == "posix":  # elsewhere it would let two programs share the port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen()
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotStart(f"Port {port} on {host} is not to be had ({reason}). Choose another: {variable}=…") from error
    return bound
