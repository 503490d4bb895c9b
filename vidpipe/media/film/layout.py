"""Where things stand in the frame: one place that keeps captions and presenter from covering each other."""

from __future__ import annotations

from dataclasses import dataclass

EM_PER_CHARACTER = 0.57
"""Mean width of a bold Latin letter in ems, measured over English text in Noto Sans Bold; sets the line length."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle in pixels, counted from the upper left corner."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column to the right of the box."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below the box."""
        return self.top + self.height

    def overlaps(self, other: Box) -> bool:
        """Whether the two share a pixel."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The places of one frame. ``captions`` is room for two lines; captions stand at its lower edge, centred."""

    width: int
    height: int
    presenter: Box | None
    captions: Box
    font_size: int
    """Size of an em of the captions in pixels."""
    line_length: int
    """Characters of Latin text that fit one line of captions."""


def layout_for(width: int, height: int, *, presenter: bool) -> Layout:
    """Place presenter and captions in a frame of ``width`` × ``height`` pixels.

    Wide frames: captions centred, narrow enough to clear the presenter in the lower right corner. Tall frames:
    captions above the presenter, clear of the buttons that phones draw at the bottom. Square frames: captions to the
    presenter's left.
    """
    if width > height:
        return _wide(width, height, presenter)
    if height > width:
        return _tall(width, height, presenter)
    return _square(width, height, presenter)


def _even(value: float) -> int:
    return 2 * round(value / 2)


def _corner(width: int, height: int, diameter: float, right: float, bottom: float) -> Box:
    side = _even(diameter)
    return Box(left=_even(width - right - side), top=_even(height - bottom - side), width=side, height=side)


def _layout(width: int, height: int, presenter: Box | None, captions: Box, font_size: float) -> Layout:
    # The caption's panel pads its text by about 0.6 em on both sides.
    room = captions.width - 1.2 * font_size
    return Layout(
        width=width,
        height=height,
        presenter=presenter,
        captions=captions,
        font_size=round(font_size),
        line_length=min(42, int(room / font_size / EM_PER_CHARACTER)),
    )


def _band(center: float, width: float, bottom: float, font_size: float) -> Box:
    height = 3.6 * font_size
    return Box(left=round(center - width / 2), top=round(bottom - height), width=round(width), height=round(height))


def _wide(width: int, height: int, presenter: bool) -> Layout:
    margin = 0.045 * height
    circle = _corner(width, height, 0.22 * height, margin, margin) if presenter else None
    font_size = 0.045 * height
    half = (circle.left - 0.03 * height if circle else 0.86 * width) - width / 2
    captions = _band(width / 2, 2 * half, height - 0.055 * height, font_size)
    return _layout(width, height, circle, captions, font_size)


def _tall(width: int, height: int, presenter: bool) -> Layout:
    circle = _corner(width, height, 0.32 * width, 0.06 * width, 0.075 * height) if presenter else None
    font_size = 0.056 * width
    bottom = circle.top - 0.025 * height if circle else height - 0.13 * height
    return _layout(width, height, circle, _band(width / 2, 0.9 * width, bottom, font_size), font_size)


def _square(width: int, height: int, presenter: bool) -> Layout:
    margin = 0.045 * height
    circle = _corner(width, height, 0.24 * height, margin, margin) if presenter else None
    font_size = 0.046 * height
    if circle is None:
        return _layout(width, height, None, _band(width / 2, 0.9 * width, height - margin, font_size), font_size)
    room = circle.left - 0.025 * width - margin
    bottom = circle.top + circle.height / 2 + 1.8 * font_size
    return _layout(width, height, circle, _band(margin + room / 2, room, bottom, font_size), font_size)
