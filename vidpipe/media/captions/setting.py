"""Setting a caption in lines of type: its size, the width of its lines, and the height that its script needs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from vidpipe.media.captions.colors import CaptionColors
from vidpipe.media.captions.cues import Word
from vidpipe.media.film.layout import Box
from vidpipe.models import CaptionLook
from vidpipe.styles.colours import Rgb
from vidpipe.text.bidi import is_rtl
from vidpipe.text.capitals import capitals
from vidpipe.text.draw import Type, clean
from vidpipe.text.fonts import runs
from vidpipe.text.line import Line, set_line
from vidpipe.text.scripts import native_scripts

SHARP = 2
"""Type is drawn so many times its size and reduced: letters then stand where they belong, not on whole pixels."""
LOW_SCRIPTS = ("Noto Sans", "Noto Sans Armenian", "Noto Sans Georgian", "Noto Sans Hebrew", "Noto Emoji")
DEEP_SCRIPTS = ("Noto Sans Khmer", "Noto Sans Myanmar")
"""They write consonants below each other."""
SMALLEST = 6.0
"""Pixels per em under which nobody reads anything: type is not made smaller to fit."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What all captions of a scene share. ``font_size`` in pixels per em, ``area`` in the frame's pixels."""

    look: CaptionLook
    colors: CaptionColors
    area: Box
    font_size: float
    language: str
    fps: int
    font: Path | None = None
    """A font file of people's own, for all characters that it has."""

    def frame(self, seconds: float) -> int:
        """Return the first frame that shows what happens at a time."""
        return round(seconds * self.fps)

    def shown(self, word: Word) -> str:
        """Return a word as it is drawn: only what the fonts can draw, in capitals where the look wants them."""
        text = clean(word.text, self.language)
        return clean(capitals(text, self.language), self.language) if self.look.uppercase else text

    def reads_rtl(self, text: str) -> bool:
        """Whether a caption runs from right to left: Latin names may outnumber the letters of an Arabic sentence."""
        own = native_scripts(self.language) & {"Arabic", "Hebrew"}
        holds = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
        return (bool(own) and holds) or is_rtl(text)


@dataclass(frozen=True, kw_only=True)
class SetLines:
    """Lines of one size. Their measures are those of drawing, :data:`SHARP` times the frame's pixels."""

    lines: tuple[Line, ...]
    size: float
    """Pixels of the frame per em."""
    rise: float
    """From a line's top to its baseline, in ems."""
    pitch: float
    """From one line's top to the next, in ems."""

    @property
    def width(self) -> float:
        """Width of the widest line in pixels of the frame."""
        return max((line.width for line in self.lines), default=0.0) / SHARP

    @property
    def height(self) -> float:
        """From the first line's top to the last one's foot, in pixels of the frame."""
        return self.pitch * self.size * len(self.lines)

    def left(self, line: Line, width: float) -> float:
        """Return where a line begins that is centred in a canvas of ``width`` pixels of the frame."""
        return round(SHARP * width - line.width) / 2

    def baseline(self, number: int, top: float) -> float:
        """Return the baseline of a line below ``top`` pixels of the frame, on a whole pixel so that letters stand."""
        return SHARP * round(top + self.size * (self.pitch * number + self.rise))


def set_lines(
    words: Sequence[Sequence[tuple[str, bool]]],
    setting: Setting,
    *,
    size: float,
    weight: int,
    width: float,
    height: float,
    rtl: bool,
    spacing: float = 1.0,
    gap: float = 0.0,
) -> SetLines:
    """Set lines at a size, or smaller where they would be wider or higher than the room, in pixels of the frame.

    ``spacing`` and ``gap`` are those of :func:`~vidpipe.text.line.set_line`.
    """
    text = " ".join(word for line in words for word, _ in line)
    rise, pitch = _metrics(text, setting.language)
    size = min(size, height / (pitch * max(len(words), 1)))
    for _ in range(3):
        type_ = Type(SHARP * size, weight, setting.language, setting.font)
        lines = tuple(set_line(line, type_, rtl=rtl, spacing=spacing, gap=gap) for line in words)
        found = SetLines(lines=lines, size=size, rise=rise, pitch=pitch)
        if found.width <= width or size <= SMALLEST:
            break
        size = max(SMALLEST, size * width / found.width * 0.995)
    return found


def _metrics(text: str, language: str) -> tuple[float, float]:
    """Return rise and pitch in ems: scripts that stack marks above and below their letters need more room."""
    families = {face.family for part, face in runs(text, language) if part.strip()}
    if families & set(DEEP_SCRIPTS):
        return 1.16, 1.72
    low = all(family in LOW_SCRIPTS or "CJK" in family for family in families)
    return (1.0, 1.3) if low else (1.14, 1.56)


def reduced(canvas: Image.Image) -> Image.Image:
    """Bring drawn coverage to the frame's size."""
    return canvas.reduce(SHARP)


def coloured(mask: Image.Image, color: Rgb) -> Image.Image:
    """Return a picture of one colour where a mask has it."""
    picture = Image.new("RGBA", mask.size, (*color, 0))
    picture.putalpha(mask)
    return picture


def rounded_panel(width: int, height: int, radius: float, opacity: float = 1.0) -> Image.Image:
    """Return the coverage of a rounded rectangle; only its corners are between covered and not."""
    mask = np.full((height, width), 255.0, np.float32)
    r = min(radius, width / 2, height / 2)
    side = int(np.ceil(r))
    if side:
        at = r - (np.arange(side) + 0.5)
        corner = np.clip(r + 0.5 - np.hypot(at[:, None], at[None, :]), 0, 1) * 255
        for rows, columns in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            mask[::rows, ::columns][:side, :side] = corner
    covered: npt.NDArray[np.uint8] = np.rint(mask * opacity).astype(np.uint8)
    return Image.fromarray(covered)
