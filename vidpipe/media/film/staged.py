"""A picture that fills only part of the frame, because a presenter's panel has the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidpipe.media.film.boxes import Box
from vidpipe.media.frames.frame import Frame
from vidpipe.media.presenter.laying import fill, lay
from vidpipe.media.presenter.picture import Picture

if TYPE_CHECKING:
    from vidpipe.media.film.scenes import Scene


class Staged:
    """A scene on its stage: painted there as in a frame of its own, with one colour around it."""

    def __init__(self, scene: Scene, stage: Box, around: str) -> None:
        """Take a scene of frames as large as the stage, whose numbers are even."""
        self._scene, self._stage, self._around = scene, stage, around
        self._own = Frame(stage.width, stage.height)

    def draw(self, frame: Frame, number: int) -> None:
        """Draw frame ``number`` of the shot."""
        self._scene.draw(self._own, number)
        fill(frame, Box(left=0, top=0, width=frame.width, height=frame.height), self._around)
        lay(frame, self._stage, Picture(y=self._own.y, cb=self._own.cb, cr=self._own.cr))

    def close(self) -> None:
        """Let go of the scene's files."""
        self._scene.close()
