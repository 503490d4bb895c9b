"""Rectangles of the frame."""

from __future__ import annotations

from dataclasses import dataclass, replace


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

    def holds(self, other: Box) -> bool:
        """Whether the other lies in this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def around(self, *others: Box) -> Box:
        """Return the box that holds this one and the others."""
        boxes = (self, *others)
        left, top = min(box.left for box in boxes), min(box.top for box in boxes)
        right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
        return Box(left=left, top=top, width=right - left, height=bottom - top)

    def grown(self, by: int) -> Box:
        """Return the box with ``by`` pixels more on every side."""
        return Box(left=self.left - by, top=self.top - by, width=self.width + 2 * by, height=self.height + 2 * by)

    def mirrored(self, width: int) -> Box:
        """Return the box as it lies in the mirror image of a frame of ``width`` pixels."""
        return replace(self, left=width - self.right)


def between(left: float, top: float, right: float, bottom: float) -> Box:
    """Return the box between four edges, which come to lie on whole pixels."""
    x, y = round(left), round(top)
    return Box(left=x, top=y, width=max(0, round(right) - x), height=max(0, round(bottom) - y))


def even(value: float) -> int:
    """Return the nearest even number: colour is stored for pairs of pixels."""
    return 2 * round(value / 2)
