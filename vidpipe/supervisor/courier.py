"""The courier as one of the supervised processes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from vidpipe.supervisor.child import Child, connects

STOP_SECONDS = 70.0
"""More than the courier itself waits for the answers of calls that are under way."""


def courier_child(socket: Path, environment: Mapping[str, str], logs: Path) -> Child:
    """Return the process, not yet started; the environment names its socket."""
    return Child(
        "courier",
        [sys.executable, "-m", "vidpipe.courier"],
        environment,
        logs / "courier.out",
        ready=lambda: connects(socket),
        stop_seconds=STOP_SECONDS,
    )
