"""Every simulator there is."""

from __future__ import annotations

from vidpipe.sandbox.service import Service


def services() -> list[Service]:
    """Return one of each; they keep their state in the world, not in themselves."""
    return []
