"""The camera's ways: eased movement over a picture, towards what it shows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from vidpipe.media.frames.subject import Region, Subject
from vidpipe.models import MotionKind

ZOOM_PER_SECOND = 0.011
LEAST_ZOOM, MOST_ZOOM = 1.03, 1.06
REACH = 0.6
"""How far the camera leaves the middle, as a share of what the zoom would allow: text near an edge keeps its air."""
EASE = 1.0
"""Seconds in which the camera gathers speed, and loses it again."""
_AT_EDGE = 0.004
"""Shares of the picture: what is so near its edge has been cut off by it, and cannot be kept whole."""
_AIR = 0.035
"""Share of the frame that stays free between its edges and what is kept, if it was free in the picture."""
_STANDSTILL = 1.008
"""A camera that may come no nearer than this does not move at all."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """How a camera moves: what it does in a second, and how far it goes at most."""

    zoom_per_second: float
    least_zoom: float
    most_zoom: float
    reach: float
    ease: float

    def zoom(self, duration: float) -> float:
        """Return how near it comes in a scene of ``duration`` seconds."""
        return min(max(1 + self.zoom_per_second * duration, self.least_zoom), self.most_zoom)


MOVEMENTS = {
    MotionKind.GENTLE: Movement(
        zoom_per_second=ZOOM_PER_SECOND, least_zoom=LEAST_ZOOM, most_zoom=MOST_ZOOM, reach=REACH, ease=EASE
    ),
    MotionKind.LIVELY: Movement(zoom_per_second=0.032, least_zoom=1.09, most_zoom=1.18, reach=0.85, ease=0.7),
}

DRAWN = {
    MotionKind.GENTLE: MOVEMENTS[MotionKind.GENTLE],
    MotionKind.LIVELY: Movement(
        zoom_per_second=0.032, least_zoom=MOST_ZOOM, most_zoom=MOST_ZOOM, reach=REACH, ease=0.7
    ),
}
"""How a camera moves over a card: what is drawn keeps clear of edges, captions and presenter up to there."""


@dataclass(frozen=True, slots=True)
class View:
    """What the camera sees: magnification, and the centre as shares of the frame's width and height."""

    zoom: float
    x: float
    y: float


WHOLE = View(1.0, 0.5, 0.5)
"""The whole picture."""


@dataclass(frozen=True, slots=True)
class Path2D:
    """A camera's way from one view to another."""

    begin: View
    end: View
    ease: float = EASE

    @property
    def sideways(self) -> bool:
        """Whether the camera goes sideways and does nothing else."""
        return self.begin.zoom == self.end.zoom and self.begin.y == self.end.y

    @property
    def still(self) -> bool:
        """Whether the camera stands still."""
        return self.begin == self.end

    def at(self, share: float) -> View:
        """Return the view after ``share`` of the way.

        Zooming is even to the eye: each second the same ratio. It goes straight towards one point, as the edges of what
        is seen move in step: what both ends show is never lost in between.
        """
        begin, end = self.begin, self.end
        zoom = exp(log(begin.zoom) + share * (log(end.zoom) - log(begin.zoom)))
        if begin.zoom != end.zoom:
            share = (1 / zoom - 1 / begin.zoom) / (1 / end.zoom - 1 / begin.zoom)
        return View(zoom, begin.x + share * (end.x - begin.x), begin.y + share * (end.y - begin.y))


def camera_path(
    index: int,
    duration: float,
    seed: int,
    *,
    kind: MotionKind = MotionKind.GENTLE,
    subject: Subject | None = None,
    floor: float = 1.0,
    drawn: bool = False,
) -> Path2D:
    """Choose the movement of scene ``index``: in, out and sideways in turn, varied by ``seed``.

    The camera moves towards the picture's subject, or away from it, and never cuts off a face or text. Nor does it push
    them below ``floor``, a share of the frame's height under which captions stand, if they are above it at rest. Over a
    picture that was ``drawn`` for the frame it goes only as far as the drawing has room for.
    """
    if kind is MotionKind.NONE:
        return Path2D(WHOLE, WHOLE)
    movement, subject = (DRAWN if drawn else MOVEMENTS)[kind], subject or Subject()
    choice = random.Random(f"{seed}/{index}")  # noqa: S311 (design, not secrets)
    zoom = movement.zoom(duration)
    way = ("in", "out", "pan")[(index + seed) % 3]
    if way == "pan":
        begin, end = _pan(choice, zoom, movement.reach, subject)
        kept_begin, kept_end = (keeping(view, subject.kept, floor) for view in (begin, end))
        if kept_begin.zoom == kept_end.zoom and abs(kept_end.x - kept_begin.x) > abs(end.x - begin.x) / 2:
            return Path2D(kept_begin, kept_end, movement.ease)
        # So little room is left for it that the camera moves in instead.
    near = keeping(_near(choice, zoom, movement.reach, subject), subject.kept, floor)
    if near.zoom < _STANDSTILL:
        return Path2D(WHOLE, WHOLE)
    return Path2D(near, WHOLE, movement.ease) if way == "out" else Path2D(WHOLE, near, movement.ease)


def _pan(choice: random.Random, zoom: float, share: float, subject: Subject) -> tuple[View, View]:
    """Return both ends of a way sideways, the subject at its end."""
    reach = share * (1 - 1 / zoom) / 2
    side = choice.choice((-1.0, 1.0))
    # Straight sideways, which is cheaper to paint, but not always along the picture's middle.
    drift = choice.uniform(-0.4, 0.4) * reach
    if subject.focus is not None:
        side = 1.0 if subject.focus[0] >= 0.5 else -1.0
    return View(zoom, 0.5 - side * reach, 0.5 + drift), View(zoom, 0.5 + side * reach, 0.5 + drift)


def _near(choice: random.Random, zoom: float, share: float, subject: Subject) -> View:
    """Return the nearest view, with the subject as near to its middle as the camera may go."""
    reach = share * (1 - 1 / zoom) / 2
    x, y = 0.5 + choice.uniform(-1, 1) * reach, 0.5 + choice.uniform(-1, 1) * reach
    if subject.focus is not None:
        x, y = (min(max(place, 0.5 - reach), 0.5 + reach) for place in subject.focus)
    return View(zoom, x, y)


def keeping(view: View, regions: Sequence[Region], floor: float = 1.0) -> View:
    """Return the view that is nearest to ``view`` and shows all ``regions``, from farther away where it must.

    They keep their air to the frame's edges. What lies above ``floor``, a share of the frame's height, when the whole
    picture is seen stays above it.
    """
    across = _bounds([(region.left, region.right) for region in regions])
    down = _bounds([(region.top, region.bottom) for region in regions])
    down.lowest.extend((region.bottom, floor - 0.5) for region in regions if region.bottom <= floor < 1)
    seen = min(1.0, max(1 / view.zoom, across.least_seen(), down.least_seen()))
    return View(1 / seen, across.nearest(view.x, seen), down.nearest(view.y, seen))


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Where the middle of the view may lie along one axis, when a share ``seen`` of the picture is seen.

    Each pair is a place p and a share q of the view: it must lie at p - q × seen or beyond, at p + q × seen or before.
    """

    lowest: list[tuple[float, float]]
    highest: list[tuple[float, float]]

    def least_seen(self) -> float:
        """Return the least share of the picture for which there is such a middle; at most 1."""
        gaps = [(last - first) / (below + above) for last, below in self.lowest for first, above in self.highest]
        return max(gaps, default=0.0)

    def nearest(self, middle: float, seen: float) -> float:
        """Return the place nearest to ``middle`` that is allowed."""
        lowest = max([seen / 2, *(place - share * seen for place, share in self.lowest)])
        highest = min([1 - seen / 2, *(place + share * seen for place, share in self.highest)])
        return min(max(middle, lowest), max(lowest, highest))


def _bounds(spans: Sequence[tuple[float, float]]) -> _Bounds:
    # What the picture's own edge cuts off cannot be kept whole.
    return _Bounds(
        [(last, 0.5 - min(_AIR, 1 - last)) for _, last in spans if last < 1 - _AT_EDGE],
        [(first, 0.5 - min(_AIR, first)) for first, _ in spans if first > _AT_EDGE],
    )


def eased(time: float, duration: float, ease: float = EASE) -> float:
    """Return the share of the way at ``time``: a steady speed, reached and left softly within ``ease`` seconds."""
    ramp = min(ease, duration / 2)
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
