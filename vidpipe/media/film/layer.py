"""What lies over a film's pictures: presenter, captions, a mark."""

from __future__ import annotations

from typing import Protocol

from vidpipe.media.frames.frame import Frame


class Layer(Protocol):
    """Something that is drawn over the picture, frame by frame."""

    def draw(self, frame: Frame, number: int) -> None:
        """Draw over frame ``number``, counted from the first frame of the piece's shot; numbers only grow."""

    def close(self) -> None:
        """Let go of what is open."""
