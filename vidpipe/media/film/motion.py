"""The film's pictures as raw video frames: stills under a slow camera, clips, and soft changes between them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2

from vidpipe.media.frames.camera import Path2D, camera_path, eased
from vidpipe.media.frames.clip_scene import ClipScene
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Planes, planes

CROSSFADE = 0.4
"""Seconds in which one picture gives way to the next, centred on the scene's start."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One scene on the video's time line, in seconds, and what it shows: a picture, or a clip in its place."""

    picture: Path
    start: float
    end: float
    clip: Path | None = None


@dataclass(frozen=True, kw_only=True)
class _StillScene:
    """A picture with its camera, on screen from ``first`` to ``last`` seconds, fades included."""

    picture: Path
    path: Path2D
    first: float
    last: float
    width: int
    height: int

    @cached_property
    def _planes(self) -> Planes:
        return planes(self.picture, self.width, self.height)

    def draw(self, time: float, frame: Frame) -> None:
        frame.film(self._planes, self.path.at(eased(time - self.first, self.last - self.first)))

    def close(self) -> None:
        """Nothing is held open."""


def frames(
    shots: Sequence[Shot], *, width: int, height: int, fps: float, count: int, seed: int
) -> Iterator[memoryview]:
    """Yield ``count`` raw yuv420p frames (BT.709, limited range).

    Every frame is the same memory, filled anew: use it before asking for the next. Raises what
    :func:`~vidpipe.media.frames.planes.planes` and :class:`~vidpipe.media.frames.footage.Footage` raise for what cannot
    be read.
    """
    # A scene's picture goes with it: 200 of them would not fit in memory.
    scenes = deque(_staged(shots, width, height, seed))
    shown, coming = Frame(width, height), Frame(width, height)
    try:
        for number in range(count):
            time = number / fps
            while len(scenes) > 1 and time >= scenes[0].last:
                scenes.popleft().close()
            scenes[0].draw(time, shown)
            if len(scenes) > 1 and time >= scenes[1].first:
                scenes[1].draw(time, coming)
                share = (time - scenes[1].first) / (scenes[0].last - scenes[1].first)
                cv2.addWeighted(shown.data, 1 - share, coming.data, share, 0, dst=shown.data)
            yield shown.data.data
    finally:
        for scene in scenes:
            scene.close()


def _staged(shots: Sequence[Shot], width: int, height: int, seed: int) -> list[_StillScene | ClipScene]:
    """Give every still its camera, and every shot its time on screen with half a crossfade before and after."""
    scenes: list[_StillScene | ClipScene] = []
    for index, shot in enumerate(shots):
        before = 0.0 if index == 0 else _half_fade(shots[index - 1], shot)
        after = 0.0 if index == len(shots) - 1 else _half_fade(shot, shots[index + 1])
        first, last = shot.start - before, shot.end + after
        if shot.clip is not None:
            scenes.append(ClipScene(clip=shot.clip, first=first, last=last, width=width, height=height))
            continue
        path = camera_path(index, shot.end - shot.start, seed)
        scenes.append(_StillScene(picture=shot.picture, path=path, first=first, last=last, width=width, height=height))
    return scenes


def _half_fade(one: Shot, other: Shot) -> float:
    """Half the crossfade, less where a scene is so short that its two fades would meet."""
    return min(CROSSFADE, one.end - one.start, other.end - other.start) / 2
