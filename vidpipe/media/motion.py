"""The camera: slow, eased movement over still pictures, and soft changes between them, as raw video frames."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.picture import OVERSAMPLING, Plane, Planes, planes

CROSSFADE = 0.4
"""Seconds in which one picture gives way to the next, centred on the scene's start."""
ZOOM_PER_SECOND = 0.011
LEAST_ZOOM, MOST_ZOOM = 1.03, 1.06
REACH = 0.6
"""How far the camera leaves the middle, as a share of what the zoom would allow: text near an edge keeps its air."""
EASE = 1.0
"""Seconds in which the camera gathers speed, and loses it again."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One scene on the video's time line, in seconds, and the picture it shows."""

    picture: Path
    start: float
    end: float


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


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """A shot with its camera; the picture is on screen from ``first`` to ``last`` seconds, fades included."""

    shot: Shot
    path: Path2D
    first: float
    last: float
    width: int
    height: int

    @cached_property
    def planes(self) -> Planes:
        return planes(self.shot.picture, self.width, self.height)

    def draw(self, time: float, frame: _Frame) -> None:
        view = self.path.at(eased(time - self.first, self.last - self.first))
        frame.film(self.planes, view)


class _Frame:
    """The memory of one yuv420p frame and its three planes."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.data: npt.NDArray[np.uint8] = np.empty(width * height * 3 // 2, np.uint8)
        luma, quarter = width * height, width * height // 4
        self.y: Plane = self.data[:luma].reshape(height, width)
        self.cb: Plane = self.data[luma : luma + quarter].reshape(height // 2, width // 2)
        self.cr: Plane = self.data[luma + quarter :].reshape(height // 2, width // 2)

    def film(self, source: Planes, view: View) -> None:
        """Draw what the camera sees."""
        luma, chroma = warps(view, self.width, self.height)
        _warp(source.y, luma, self.y)
        _warp(source.cb, chroma, self.cb)
        _warp(source.cr, chroma, self.cr)


def warps(view: View, width: int, height: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the maps from a frame's luma and chroma samples to those of :class:`Planes`.

    Coordinates are those of sample centres: luma sample i lies at i + ½ of the frame. H.264's chroma lies on the left
    luma column of each pair and between its two rows (ITU-T H.264, table E-5's default, type 0).
    """
    left = view.x * width - width / view.zoom / 2
    top = view.y * height - height / view.zoom / 2
    step = 1 / view.zoom
    s = OVERSAMPLING
    luma = np.array(
        [
            [s * step, 0.0, s * (left + step / 2) - 0.5],
            [0.0, s * step, s * (top + step / 2) - 0.5],
        ]
    )
    chroma = np.array(
        [
            [2 * step, 0.0, left + step / 2 - 0.5],
            [0.0, 2 * step, top + step - 0.5],
        ]
    )
    return luma, chroma


def _warp(source: Plane, matrix: npt.NDArray[np.float64], target: Plane) -> None:
    rows, columns = target.shape
    cv2.warpAffine(
        source,
        matrix,
        (columns, rows),
        dst=target,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def frames(
    shots: Sequence[Shot], *, width: int, height: int, fps: float, count: int, seed: int
) -> Iterator[memoryview]:
    """Yield ``count`` raw yuv420p frames (BT.709, limited range).

    Every frame is the same memory, filled anew: use it before asking for the next. Raises what
    :func:`~vidpipe.media.picture.planes` raises when a picture cannot be read.
    """
    # A scene's picture goes with it: 200 of them would not fit in memory.
    scenes = deque(_staged(shots, width, height, seed))
    shown, coming = _Frame(width, height), _Frame(width, height)
    for number in range(count):
        time = number / fps
        while len(scenes) > 1 and time >= scenes[0].last:
            scenes.popleft()
        scenes[0].draw(time, shown)
        if len(scenes) > 1 and time >= scenes[1].first:
            scenes[1].draw(time, coming)
            share = (time - scenes[1].first) / (scenes[0].last - scenes[1].first)
            cv2.addWeighted(shown.data, 1 - share, coming.data, share, 0, dst=shown.data)
        yield shown.data.data


def _staged(shots: Sequence[Shot], width: int, height: int, seed: int) -> list[_Scene]:
    """Give every shot its camera, and its time on screen with half a crossfade before and after."""
    scenes = []
    for index, shot in enumerate(shots):
        before = 0.0 if index == 0 else _half_fade(shots[index - 1], shot)
        after = 0.0 if index == len(shots) - 1 else _half_fade(shot, shots[index + 1])
        scenes.append(
            _Scene(
                shot=shot,
                path=camera_path(index, shot.end - shot.start, seed),
                first=shot.start - before,
                last=shot.end + after,
                width=width,
                height=height,
            )
        )
    return scenes


def _half_fade(one: Shot, other: Shot) -> float:
    """Half the crossfade, less where a scene is so short that its two fades would meet."""
    return min(CROSSFADE, one.end - one.start, other.end - other.start) / 2
