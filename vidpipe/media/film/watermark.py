"""A brand's mark, small in a corner of the whole film."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from vidpipe.media.film.layout import Box
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.patch import Patch
from vidpipe.media.packaging.own_files import load_logo
from vidpipe.models.brand import Corner


@dataclass(frozen=True, kw_only=True)
class Watermark:
    """A logo (PNG, JPEG or WebP) and how it is shown."""

    path: Path
    sha256: str
    corner: Corner = "top-right"
    size: float = 0.09
    """Height as a share of the frame's shorter side."""
    opacity: float = 0.8

    def inputs(self) -> dict[str, object]:
        """Return what determines how it looks, ready for JSON."""
        return {"logo": self.sha256, "corner": self.corner, "size": self.size, "opacity": self.opacity}


class WatermarkLayer:
    """Lays the mark over every frame of ``width`` × ``height``: one small blend, whatever the picture does."""

    def __init__(self, mark: Watermark, room: Box, width: int, height: int) -> None:
        """Prepare the mark for the room that the layout leaves it: as large as it may be there, in the room's corner.

        Raises MediaError: ``FILE_NOT_FOUND``, ``MEDIA_INVALID``.
        """
        logo = load_logo(mark.path)
        scale = min(mark.size * min(width, height) / logo.height, room.height / logo.height, room.width / logo.width)
        columns, rows = max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
        left = room.left if mark.corner.endswith("left") else room.right - columns
        top = room.top if mark.corner.startswith("top") else room.bottom - rows
        self.box = Box(left=left, top=top, width=columns, height=rows)
        """Where it is seen."""
        self._patch = Patch(_faded(logo, columns, rows, mark.opacity), left, top, width, height)

    def draw(self, frame: Frame, number: int) -> None:  # noqa: ARG002 - it stands still
        """Draw over a frame."""
        self._patch.draw(frame)

    def close(self) -> None:
        """Nothing is held open."""


def _faded(logo: Image.Image, width: int, height: int, opacity: float) -> npt.NDArray[np.uint8]:
    # Reduced with its colours weighted by how much of them is seen: else what is transparent colours the edges.
    small = logo.convert("RGBa").resize((width, height), Image.Resampling.LANCZOS).convert("RGBA")
    pixels = np.array(small, np.uint8)
    pixels[:, :, 3] = np.rint(pixels[:, :, 3] * opacity).astype(np.uint8)
    return pixels
