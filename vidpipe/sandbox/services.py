"""Every simulator there is."""

from __future__ import annotations

from vidpipe.sandbox.seedance import Seedance
from vidpipe.sandbox.service import Service
from vidpipe.sandbox.stability import Stability


def services() -> list[Service]:
    """Return one of each; they keep their state in the world, not in themselves."""
    return [
        Seedance(),
        Stability(),
    ]
