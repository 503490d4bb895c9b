"""Whether the courier, which makes paid calls, takes requests."""

from __future__ import annotations

import socket
from pathlib import Path

from vidpipe.errors import WorkLost

ANSWER_SECONDS = 2.0


def ping_courier(path: Path) -> None:
    """Make sure that the courier answers on its Unix socket. Raises WorkLost (COURIER_UNREACHABLE)."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(str(path))
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: courier\r\nConnection: close\r\n\r\n")
            answer = connection.recv(100)
    except OSError as error:
        raise WorkLost(f"The courier does not answer: {error}", code="COURIER_UNREACHABLE") from error
    if b" 200 " not in answer.split(b"\r\n")[0]:
        raise WorkLost("The courier answers with something else than that it is well.", code="COURIER_UNREACHABLE")
