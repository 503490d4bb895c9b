"""What one supervisor has for itself: the data folder, and the port of the web app."""

from __future__ import annotations

import contextlib
import fcntl
import socket
from collections.abc import Iterator

from vidpipe.errors import Conflict, StorageError
from vidpipe.settings import Settings


@contextlib.contextmanager
def own_data_dir(settings: Settings) -> Iterator[None]:
    """Hold the data folder for this process alone. Raises Conflict (DATA_FOLDER_IN_USE), StorageError."""
    try:
        settings.runtime_dir.mkdir(parents=True, exist_ok=True)
        lock = (settings.runtime_dir / "lock").open("w")
    except OSError as error:
        raise StorageError(
            f"The data folder {settings.data_dir} cannot be used ({error.strerror}); "
            "name another with VIDPIPE_DATA_DIR.",
            details={"path": str(settings.data_dir)},
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"Another vidpipe is running on {settings.data_dir}. "
                "Stop it, or name another folder with VIDPIPE_DATA_DIR.",
                code="DATA_FOLDER_IN_USE",
            ) from error
        yield


def check_port(settings: Settings) -> None:
    """Make sure that the address is free to listen on. Raises Conflict (PORT_IN_USE)."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Conflict(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}); choose another with --port.",
            code="PORT_IN_USE",
            details={"port": settings.port},
        ) from error
