"""A scene with the brand's mark on its own picture: with it, the mark comes and goes beside a title card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vidpipe.media.film.layer import Layer
from vidpipe.media.frames.frame import Frame

if TYPE_CHECKING:
    from vidpipe.media.film.scenes import Scene


class Marked:
    """A scene under a mark."""

    def __init__(self, scene: Scene, mark: Layer) -> None:
        self._scene, self._mark = scene, mark

    def draw(self, frame: Frame, number: int) -> None:
        """Draw frame ``number`` of the shot."""
        self._scene.draw(frame, number)
        self._mark.draw(frame, number)

    def close(self) -> None:
        """Let go of the scene's files."""
        self._scene.close()
        self._mark.close()
