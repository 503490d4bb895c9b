"""The courier's process: ``python -m vidpipe.courier``, started by the supervisor with the environment it needs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from vidpipe.courier.app import courier_app
from vidpipe.courier.office import Office
from vidpipe.courier.sending import new_client
from vidpipe.courier.spool import Spool
from vidpipe.observability.logs import configure_logging
from vidpipe.settings import Settings

GRACE_SECONDS = 5
"""How long callers that still wait may do so after SIGTERM; their answers are waited for longer, and kept."""


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    configure_logging(log_dir=settings.log_dir, service="courier", level=settings.log_level, console=False)
    with _listening(Path(os.environ["VIDPIPE_COURIER_SOCKET"])) as server:
        asyncio.run(_serve(server, settings.spool_dir))


async def _serve(server: socket.socket, folder: Path) -> None:
    spool = Spool(folder)
    async with new_client() as client:
        config = uvicorn.Config(
            courier_app(Office(spool, client), spool),
            http="h11",
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        await uvicorn.Server(config).serve(sockets=[server])


@contextlib.contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
    """Bind the socket so that nobody else could ever have connected to it."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        before = os.umask(0o177)
        try:
            server.bind(str(path))
        finally:
            os.umask(before)
        yield server


if __name__ == "__main__":
    main()
