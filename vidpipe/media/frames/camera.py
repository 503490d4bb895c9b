"""The camera's ways: slow, eased movement over a picture."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import exp, log

ZOOM_PER_SECOND = 0.011
LEAST_ZOOM, MOST_ZOOM = 1.03, 1.06
REACH = 0.6
"""How far the camera leaves the middle, as a share of what the zoom would allow: text near an edge keeps its air."""
EASE = 1.0
"""Seconds in which the camera gathers speed, and loses it again."""


@dataclass(frozen=True, slots=True)
class View:
    """What the camera sees: magnification, and the centre as shares of the frame's width and height."""

    zoom: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Path2D:
    """A camera's way from one view to another."""

    begin: View
    end: View

    def at(self, share: float) -> View:
        """Return the view after ``share`` of the way. Zooming is even to the eye: each second the same ratio."""
        zoom = exp(log(self.begin.zoom) + share * (log(self.end.zoom) - log(self.begin.zoom)))
        return View(
            zoom,
            self.begin.x + share * (self.end.x - self.begin.x),
            self.begin.y + share * (self.end.y - self.begin.y),
        )


def camera_path(index: int, duration: float, seed: int) -> Path2D:
    """Choose the movement of scene ``index``: in, out and sideways in turn, varied by ``seed``."""
    choice = random.Random(f"{seed}/{index}")  # noqa: S311 (design, not secrets)
    zoom = min(max(1 + ZOOM_PER_SECOND * duration, LEAST_ZOOM), MOST_ZOOM)
    kinds = ("in", "out", "pan")
    kind = kinds[(index + seed) % 3]
    reach = REACH * (1 - 1 / zoom) / 2
    if kind == "pan":
        side = choice.choice((-1.0, 1.0))
        drift = choice.uniform(-0.4, 0.4) * reach
        begin = View(zoom, 0.5 - side * reach, 0.5 - drift)
        return Path2D(begin, View(zoom, 0.5 + side * reach, 0.5 + drift))
    near = View(zoom, 0.5 + choice.uniform(-1, 1) * reach, 0.5 + choice.uniform(-1, 1) * reach)
    far = View(1.0, 0.5, 0.5)
    return Path2D(far, near) if kind == "in" else Path2D(near, far)


def eased(time: float, duration: float) -> float:
    """Return the share of the way at ``time``: a steady speed, reached and left softly within :data:`EASE`."""
    ramp = min(EASE, duration / 2)
    if ramp <= 0:
        return 0.0
    speed = 1 / (duration - ramp)
    if time < ramp:
        return _soft(time / ramp) * ramp * speed
    if time > duration - ramp:
        return 1 - _soft((duration - time) / ramp) * ramp * speed
    return (time - ramp / 2) * speed


def _soft(share: float) -> float:
    """Return the way covered while speed rises by smoothstep; half the ramp at its end. All are 0 to 1."""
    share = min(max(share, 0.0), 1.0)
    return share**3 - share**4 / 2
