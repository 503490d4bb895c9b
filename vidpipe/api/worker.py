"""Whether the worker, which runs every task, takes requests."""

from __future__ import annotations

import socket
from pathlib import Path

from vidpipe.errors import WorkLost

ANSWER_SECONDS = 2.0


def ping_worker(path: Path) -> None:
    """Make sure that the worker serves its Unix socket. Raises WorkLost (DISPATCH_FAILED).

    The kernel accepts connections for a process that hangs, so this waits until the worker has closed the one it got.
    """
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(str(path))
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)
    except OSError as error:
        raise WorkLost(f"The worker does not answer: {error}", code="DISPATCH_FAILED") from error
