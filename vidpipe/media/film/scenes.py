"""What a shot shows at each of its frames: a still picture, under a camera or at rest, or a clip."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Protocol

from vidpipe.media.film.plan import Look, Shot
from vidpipe.media.film.staged import Staged
from vidpipe.media.frames.camera import Path2D, camera_path, eased
from vidpipe.media.frames.clip_scene import ClipScene
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.panning import Pan
from vidpipe.media.frames.pictures import MovingPicture, moving_picture, standing_picture
from vidpipe.media.frames.sampling import Plane
from vidpipe.models import CaptionKind, MotionKind, TransitionKind


class Scene(Protocol):
    """A shot's own picture, without anything over it."""

    def draw(self, frame: Frame, number: int) -> None:
        """Draw frame ``number`` of the shot, in transitions before its first or after its last; numbers only grow."""

    def close(self) -> None:
        """Let go of files."""


def scene_of(look: Look, shot: Shot) -> Scene:
    """Return what a shot shows, on its stage if a presenter's panel leaves only part of the frame."""
    if shot.card:
        return _shown(replace(look, presenter=None), shot)
    stage = look.layout.stage
    whole = (stage.width, stage.height) == (look.width, look.height)
    own = look if whole else replace(look, width=stage.width, height=stage.height, presenter=None)
    scene = _shown(own, shot)
    return scene if whole else Staged(scene, stage, look.style.palette.background)


def _shown(look: Look, shot: Shot) -> Scene:
    if shot.clip is not None:
        return _Clip(look, shot)
    return _Standing(look, shot) if look.style.motion.kind is MotionKind.NONE else _Still(look, shot)


def _reach(look: Look) -> int:
    """Frames for which any shot may be seen before it begins and after it ends.

    The same for all, so that how a picture moves does not depend on the shots beside it.
    """
    transition = look.style.transition
    return 0 if transition.kind is TransitionKind.CUT else round(transition.seconds * look.fps / 2)


def _floor(look: Look, shot: Shot) -> float:
    """Return the share of the frame's height under which captions stand."""
    captions = look.style.captions
    if not shot.cues or captions.kind is CaptionKind.NONE or captions.place != "bottom":
        return 1.0
    return look.layout.captions.top / look.height


class _Standing:
    """A picture that does not move."""

    def __init__(self, look: Look, shot: Shot) -> None:
        self._look, self._shot = look, shot

    @cached_property
    def _picture(self) -> Plane:
        return standing_picture(self._shot.picture.path, self._look.width, self._look.height)

    def draw(self, frame: Frame, number: int) -> None:  # noqa: ARG002 (the same at all times)
        frame.show(self._picture)

    def close(self) -> None:
        """Nothing is held open."""


class _Still:
    """A picture under a camera."""

    def __init__(self, look: Look, shot: Shot) -> None:
        self._look, self._shot = look, shot
        self._reach = _reach(look)

    @cached_property
    def _picture(self) -> MovingPicture:
        return moving_picture(self._shot.picture.path, self._look.width, self._look.height)

    @cached_property
    def _path(self) -> Path2D:
        look, shot = self._look, self._shot
        return camera_path(
            shot.number - 1,
            shot.frames / look.fps,
            look.seed,
            kind=look.style.motion.kind,
            subject=self._picture.subject,
            floor=_floor(look, shot),
            drawn=shot.drawn or shot.card,
        )

    @cached_property
    def _pan(self) -> Pan:
        return Pan(self._picture.planes, self._path)

    @cached_property
    def _at_rest(self) -> Plane:
        """What a camera sees that finds no way to move, drawn once."""
        frame = Frame(self._look.width, self._look.height)
        frame.film(self._picture.planes, self._path.begin)
        return frame.data

    def draw(self, frame: Frame, number: int) -> None:
        if self._path.still:
            frame.show(self._at_rest)
            return
        fps = self._look.fps
        time, duration = (number + self._reach) / fps, (self._shot.frames + 2 * self._reach) / fps
        view = self._path.at(eased(time, duration, self._path.ease))
        if self._path.sideways:
            self._pan.draw(frame, view)
        else:
            frame.film(self._picture.planes, view)

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
