"""A clock that stands until a test turns it, for states that take their time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from vidpipe.sandbox.world import World


def standing_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let jobs take as long as the real ones by a clock that stands; the result turns it by so many seconds."""
    moment = world.now()

    def turn(seconds: float) -> None:
        nonlocal moment
        moment += timedelta(seconds=seconds)

    monkeypatch.setattr(world, "now", lambda: moment)
    monkeypatch.setattr(world, "profile", "real")
    monkeypatch.setattr(world, "latency", lambda _low, _high: 0.0)
    return turn
