"""What a shot shows at each of its frames: a still picture under a camera, or a clip."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Protocol

from vidpipe.media.film.plan import Look, Shot
from vidpipe.media.film.staged import Staged
from vidpipe.media.frames.camera import Path2D, camera_path, eased
from vidpipe.media.frames.clip_scene import ClipScene
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import Planes, planes


class Scene(Protocol):
    """A shot's own picture, without anything over it."""

    def draw(self, frame: Frame, number: int) -> None:
        """Draw frame ``number`` of the shot, in transitions before its first or after its last; numbers only grow."""

    def close(self) -> None:
        """Let go of files."""


def scene_of(look: Look, shot: Shot) -> Scene:
    """Return what a shot shows, on its stage if a presenter's panel leaves only part of the frame."""
    stage = look.layout.stage
    whole = (stage.width, stage.height) == (look.width, look.height)
    own = look if whole else replace(look, width=stage.width, height=stage.height, presenter=None)
    scene = _Still(own, shot) if shot.clip is None else _Clip(own, shot)
    return scene if whole else Staged(scene, stage, look.style.palette.background)


def _reach(look: Look) -> int:
    """Frames for which any shot may be seen before it begins and after it ends.

    The same for all, so that how a picture moves does not depend on the shots beside it.
    """
    return round(look.style.transition.seconds * look.fps / 2)


class _Still:
    """A picture under a camera."""

    def __init__(self, look: Look, shot: Shot) -> None:
        self._look, self._shot = look, shot
        self._reach = _reach(look)

    @cached_property
    def _planes(self) -> Planes:
        return planes(self._shot.picture.path, self._look.width, self._look.height)

    @cached_property
    def _path(self) -> Path2D:
        return camera_path(self._shot.number - 1, self._shot.frames / self._look.fps, self._look.seed)

    def draw(self, frame: Frame, number: int) -> None:
        fps = self._look.fps
        share = eased((number + self._reach) / fps, (self._shot.frames + 2 * self._reach) / fps)
        frame.film(self._planes, self._path.at(share))

    def close(self) -> None:
        """Nothing is held open."""


class _Clip:
    """A moving picture, fitted into the shot's time."""

    def __init__(self, look: Look, shot: Shot) -> None:
        self._fps = look.fps
        reach = _reach(look) / look.fps
        clip = shot.clip or shot.picture
        self._scene = ClipScene(
            clip=clip.path, first=-reach, last=shot.frames / look.fps + reach, width=look.width, height=look.height
        )

    def draw(self, frame: Frame, number: int) -> None:
        self._scene.draw(number / self._fps, frame)

    def close(self) -> None:
        self._scene.close()
