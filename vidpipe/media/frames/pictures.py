"""Pictures ready for the film. Each is read and prepared once, however many pieces of the film show it."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from vidpipe.errors import MediaError
from vidpipe.media.frames.framing import Framed, framed
from vidpipe.media.frames.planes import Planes, moving, standing
from vidpipe.media.frames.reading import load_bgr
from vidpipe.media.frames.resizing import resized
from vidpipe.media.frames.sampling import Plane
from vidpipe.media.frames.subject import Subject, find_subject

KEPT = max(2, os.cpu_count() or 1)
"""Pictures that are kept ready: those of a transition, or of the pieces that are painted at the same time."""
BYTES_PER_PIXEL = 10
"""Memory that a picture takes which is ready, per pixel of the frame."""


@dataclass(frozen=True, kw_only=True)
class MovingPicture:
    """A picture for a camera, and what it must heed."""

    planes: Planes
    subject: Subject


Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The last few things made, each made once, whichever threads ask for it at the same time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[object, Future[Made]] = OrderedDict()
        self._lock = Lock()

    def keep(self, most: int) -> None:
        """Keep so many from now on."""
        with self._lock:
            self._most = most

    def get(self, key: object, make: Callable[[], Made]) -> Made:
        """Return what was made under a key, or make it. What ``make`` raises is raised; next time it is made anew."""
        with self._lock:
            mine = key not in self._made
            future = self._made.setdefault(key, Future())
            self._made.move_to_end(key)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        if mine:
            try:
                future.set_result(make())
            except BaseException as error:  # noqa: BLE001 (told to all who wait for it, our caller among them)
                with self._lock:
                    self._made.pop(key, None)
                future.set_exception(error)
        return future.result()


_moving = Kept[MovingPicture](KEPT)
_standing = Kept[Plane](KEPT)


def keep_ready(width: int, height: int, memory: int) -> None:
    """Let this process keep pictures for frames of ``width`` × ``height`` ready, as many as have room in some memory.

    ``memory`` is in bytes. For who paints pieces in no order, and would soon prepare the same pictures again: each
    takes a fifth of a second.
    A few are kept ready in any case; those that move and those that stand have room of their own.
    """
    for kept in (_moving, _standing):
        kept.keep(max(KEPT, memory // (width * height * BYTES_PER_PIXEL)))


def moving_picture(path: Path, width: int, height: int) -> MovingPicture:
    """Return a picture for a camera in frames of ``width`` × ``height``. Raises MediaError."""

    def make() -> MovingPicture:
        fitted = _fitted(path, width, height)
        return MovingPicture(planes=moving(fitted.image, width, height), subject=fitted.subject)

    return _moving.get(_key(path, width, height), make)


def standing_picture(path: Path, width: int, height: int) -> Plane:
    """Return a picture as the bytes of one frame of ``width`` × ``height``. Raises MediaError."""

    def make() -> Plane:
        return standing(_fitted(path, width, height).image, width, height)

    return _standing.get(_key(path, width, height), make)


def fitted(image: Plane, width: int, height: int) -> Plane:
    """Fit a BGR picture of any proportions into a frame of ``width`` × ``height``; faces and text are never cut."""
    return resized(framed(image, find_subject(image), width, height).image, width, height)


def _key(path: Path, width: int, height: int) -> object:
    """Name a picture by its file and that file's state, which another picture under the same name does not share."""
    try:
        state = path.stat()
    except FileNotFoundError as error:
        raise MediaError(f"There is no picture {path.name}.", code="FILE_NOT_FOUND") from error
    return path, state.st_mtime_ns, state.st_size, width, height


def _fitted(path: Path, width: int, height: int) -> Framed:
    image = load_bgr(path)
    return framed(image, find_subject(image), width, height)
