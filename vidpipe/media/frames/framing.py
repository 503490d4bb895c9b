"""Fitting a picture of any proportions into the frame: cut a little, or whole over its own blurred likeness."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.resizing import resized
from vidpipe.media.frames.subject import Region, Subject

MOST_CUT = 0.15
"""Share of a side that may be cut off; what would lose more is shown whole."""
UPPER = 0.4
"""Share of what is cut that goes from above: what matters is rarely at the foot of a picture."""
SHADE = 0.45
"""How bright the likeness behind a picture is."""
VIVID = 1.8
"""How much stronger its colours are: darkened alone, those of a bright picture would be a dull grey."""
_BLUR = 1 / 14
"""Its blur, as a share of the frame's shorter side."""
SHADOW = 1 / 60
"""The shadow of the picture on it, likewise."""
_FINEST = 1.1
"""Pixels of a picture per pixel of the frame that are of use: the camera comes nearer by so much."""


@dataclass(frozen=True)
class Framed:
    """A picture with the frame's proportions, and where its subject now is."""

    image: npt.NDArray[np.uint8]
    subject: Subject


def framed(image: npt.NDArray[np.uint8], subject: Subject, width: int, height: int) -> Framed:
    """Fit a BGR picture to the proportions of ``width`` × ``height``; no larger than the film can show."""
    rows, columns = image.shape[:2]
    across = min(1.0, rows * width / height / columns)
    down = min(1.0, columns * height / width / rows)
    if min(across, down) >= 1 - MOST_CUT:
        focus = subject.focus or (None, None)
        left = _cut([(region.left, region.right) for region in subject.kept], across, focus[0], 0.5)
        top = _cut([(region.top, region.bottom) for region in subject.kept], down, focus[1], UPPER)
        if left is not None and top is not None:
            return _covering(image, subject, Region(left, top, left + across, top + down), width, height)
    return _contained(image, subject, width, height)


def _cut(spans: list[tuple[float, float]], kept: float, focus: float | None, usual: float) -> float | None:
    """Return where the kept part of a side begins, so that it holds all spans; None if there is no such part.

    It lies around the focus; where there is none, ``usual`` says which share of what is cut goes from the beginning.
    """
    # What touches the picture's edge is cut off already.
    lowest = max([last - kept for _, last in spans if last < 1] or [0.0])
    highest = min([first for first, _ in spans if first > 0] or [1.0])
    if lowest > highest:
        return None
    begin = (1 - kept) * usual if focus is None else focus - kept / 2
    begin = min(max(begin, lowest), highest)
    return min(max(begin, 0.0), 1 - kept)


def _covering(image: npt.NDArray[np.uint8], subject: Subject, part: Region, width: int, height: int) -> Framed:
    rows, columns = image.shape[:2]
    left, right = round(part.left * columns), round(part.right * columns)
    top, bottom = round(part.top * rows), round(part.bottom * rows)
    scale = 1 / (part.right - part.left), 1 / (part.bottom - part.top)
    offset = -part.left * scale[0], -part.top * scale[1]
    return Framed(_reduced(image[top:bottom, left:right], width, height), subject.moved(scale, offset))


def _contained(image: npt.NDArray[np.uint8], subject: Subject, width: int, height: int) -> Framed:
    rows, columns = image.shape[:2]
    scale = min(width / columns, height / rows)
    # The canvas is as fine as the picture, so that this is not enlarged twice.
    fineness = min(max(1 / scale, 1.0), _FINEST)
    canvas_width, canvas_height = round(width * fineness), round(height * fineness)
    inner_width = min(canvas_width, max(1, round(columns * scale * fineness)))
    inner_height = min(canvas_height, max(1, round(rows * scale * fineness)))
    left, top = (canvas_width - inner_width) // 2, (canvas_height - inner_height) // 2
    canvas = _likeness(image, canvas_width, canvas_height)
    box = slice(top, top + inner_height), slice(left, left + inner_width)
    _lay_shadow(canvas, box, min(canvas_width, canvas_height) * SHADOW)
    canvas[box] = resized(image, inner_width, inner_height)
    scales = inner_width / canvas_width, inner_height / canvas_height
    return Framed(canvas, subject.moved(scales, (left / canvas_width, top / canvas_height)))


def _likeness(image: npt.NDArray[np.uint8], width: int, height: int) -> npt.NDArray[np.uint8]:
    """Return the picture blurred and darkened over the whole canvas."""
    rows, columns = image.shape[:2]
    cut_width, cut_height = min(columns, round(rows * width / height)), min(rows, round(columns * height / width))
    left, top = (columns - cut_width) // 2, (rows - cut_height) // 2
    part = image[top : top + max(1, cut_height), left : left + max(1, cut_width)]
    # Blurred small: nothing finer is left of it.
    small = cv2.resize(part, (max(8, width // 8), max(8, height // 8)), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), min(small.shape[:2]) * _BLUR, borderType=cv2.BORDER_REPLICATE)
    grey = blurred.astype(np.float32).mean(axis=2, keepdims=True)
    vivid = (grey + (blurred - grey) * VIVID) * SHADE
    dark = cv2.resize(vivid, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(np.rint(dark), 0, 255), np.uint8)


def _lay_shadow(canvas: npt.NDArray[np.uint8], box: tuple[slice, slice], blur: float) -> None:
    light = np.ones(canvas.shape[:2], np.float32)
    light[box] = 0.35
    soft = np.asarray(cv2.GaussianBlur(light, (0, 0), max(blur, 0.5), borderType=cv2.BORDER_REPLICATE), np.float32)
    canvas[:] = np.rint(canvas * soft[:, :, None])


def _reduced(image: npt.NDArray[np.uint8], width: int, height: int) -> npt.NDArray[np.uint8]:
    """Return the picture without detail that is finer than the film shows, which would shimmer in motion."""
    finest = round(width * _FINEST), round(height * _FINEST)
    return resized(image, *finest) if image.shape[1] > finest[0] else image
