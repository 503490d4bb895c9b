"""Whether the courier, which makes paid calls, takes requests."""

from __future__ import annotations

from pathlib import Path

import httpx

from vidpipe.errors import WorkLost

ANSWER_SECONDS = 2.0


def ping_courier(path: Path) -> None:
    """Make sure that the courier answers on its Unix socket. Raises WorkLost (COURIER_UNREACHABLE)."""
    transport = httpx.HTTPTransport(uds=str(path))
    try:
        with httpx.Client(transport=transport, timeout=ANSWER_SECONDS) as client:
            client.get("http://courier/health").raise_for_status()
    except httpx.HTTPError as error:
        raise WorkLost(f"The courier does not answer: {error}", code="COURIER_UNREACHABLE") from error
