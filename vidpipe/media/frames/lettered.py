"""Finding text in pictures, in any script: many strokes of two brightnesses in a row."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Rectangle = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""

_LEAST_EDGE = 24
"""Grey levels by which strokes differ at least from what they stand on."""
_LOWEST, _HIGHEST = 6, 0.3
"""Height of a line: pixels, and share of the picture's height."""
_THICKEST = 11
"""Pixels of the reduced picture: the widest stroke of a letter, and the widest gap between two letters."""
_TWO_TONED = 0.8
"""Share of the variance of grey levels that two tones explain: text has 0.85 and more, textures 0.7 and less."""
_STROKES = 1.2
"""Changes between the two tones along a line, per height of it: letters have two strokes or so in their own height."""
_SIZES = (640, 320)
"""Lengths in pixels to which a picture is reduced: small text is found in the first, headings in the second."""


def find_text(grey: npt.NDArray[np.uint8]) -> list[Rectangle]:
    """Return the boxes of lines of text in a grey picture; what is not surely text is left out."""
    found: list[Rectangle] = []
    for length in _SIZES:
        scale = min(1.0, length / max(grey.shape))
        size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
        small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
        found += [
            (int(left / scale), int(top / scale), int(np.ceil(width / scale)), int(np.ceil(height / scale)))
            for left, top, width, height in _lines(small)
        ]
    return found


def _lines(grey: npt.NDArray[np.uint8]) -> list[Rectangle]:
    # On calm ground edges show each line by itself; over shapes and photographs, what is thin and brighter or darker
    # than its surroundings shows strokes without the edges of the shapes.
    kernel = np.ones((_THICKEST, _THICKEST), np.uint8)
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    bright = cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel)
    dark = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel)
    found: list[Rectangle] = []
    for shown, response in ((grey, edges), (bright, bright), (dark, dark)):
        level, _ = cv2.threshold(response, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        strong = (response > max(level, _LEAST_EDGE)).astype(np.uint8)
        joined = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((1, _THICKEST), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
        boxes = [(int(one[0]), int(one[1]), int(one[2]), int(one[3])) for one in stats[1:count]]
        found += [box for box in boxes if _is_line(np.asarray(shown, np.uint8), box)]
    return found


def _is_line(grey: npt.NDArray[np.uint8], box: Rectangle) -> bool:
    left, top, width, height = box
    if not _LOWEST <= height <= _HIGHEST * grey.shape[0] or width < 1.5 * height:
        return False
    part = grey[top : top + height, left : left + width]
    _, dark = cv2.threshold(part, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    share = float(dark.mean())
    total = float(part.var())
    if not 0.08 <= share <= 0.92 or total < 1:
        return False
    bright, rest = part[dark == 1], part[dark == 0]
    between = share * (1 - share) * (float(bright.mean()) - float(rest.mean())) ** 2
    changes = np.abs(np.diff(dark.astype(np.int8), axis=1)).sum(axis=1)
    busiest = float(np.sort(changes)[-max(1, height // 2) :].mean())
    return between / total >= _TWO_TONED and busiest * height / width >= _STROKES
