"""Where in a picture something is to be seen: the part that a design shows when it has no room for all of it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media.frames.planes import Plane

LOOKED_AT = 480
"""Pixels of the longer side of the reduced picture in which everything is looked for."""
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
STEPS = 12
STROKE = 9
"""Pixels of the reduced picture: wider than the strokes of letters."""
TEXT_HURTS, TEXT_COUNTS = 3.0, 25.0
"""What text in the window counts against interesting detail; in full from a twenty-fifth of the picture on."""
CUT_HURTS = 0.35
"""What it counts that something goes on beyond the window's edges."""
SIZE_WORTH = 0.9
"""How much the whole picture is preferred to a part of it."""

ALIKE = 1e-9
"""Scores that differ by no more are the same but for rounding."""

_Map = npt.NDArray[np.float64]
_Places = npt.NDArray[np.int64]
"""Pixels at which windows begin."""


def reduced(image: Plane) -> Plane:
    """Return a small copy of a BGR picture."""
    scale = LOOKED_AT / max(image.shape[:2])
    if scale >= 1:
        return image
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def text_mask(small: Plane) -> npt.NDArray[np.bool_]:
    """Return which pixels of a reduced picture lie under lines of text.

    Lines of text are flat boxes full of strong edges, or of thin strokes where something larger stands beside them, as
    an icon does: what is strong is joined sideways and its boxes measured.
    """
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    rows, columns = grey.shape
    mask = np.zeros((rows, columns), np.bool_)
    # An icon is full of thin strokes too, but as wide as high.
    for looked_for, reach, longer in (
        (cv2.MORPH_GRADIENT, 3, 1.6),
        (cv2.MORPH_TOPHAT, STROKE, 3.0),
        (cv2.MORPH_BLACKHAT, STROKE, 3.0),
    ):
        found = np.asarray(cv2.morphologyEx(grey, looked_for, np.ones((reach, reach), np.uint8)), np.uint8)
        strong = np.asarray(found > max(48.0, _level(found, 0.85)), np.uint8)
        joined = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((1, 13), np.uint8))
        joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
        for left, top, width, height, area in boxes[1:]:
            is_line = 5 <= height <= 0.2 * rows and width >= longer * height and area >= 0.5 * width * height
            if is_line and _has_letters(grey[top : top + height, left : left + width]):
                mask[max(0, top - 2) : top + height + 2, max(0, left - 4) : left + width + 4] = True
    return mask


def _has_letters(box: Plane) -> bool:
    """Whether rows through the box pass many strokes, as they do through letters and not through a bar or a line."""
    rows, columns = box.shape
    middle = box[rows // 4 : max(rows * 3 // 4, rows // 4 + 1)].astype(np.int16)
    dark, light = np.percentile(middle, (10, 90))
    if light - dark < 40:
        return False
    strokes = np.abs(np.diff(middle > (dark + light) / 2, axis=1)).sum(axis=1).mean() / 2
    return bool(strokes >= 2 and strokes * rows >= 0.8 * columns)


@dataclass(frozen=True, kw_only=True)
class Window:
    """A part of a picture, in pixels; ``cut`` is how busy its edges are against the rest, 0 when nothing is cut."""

    left: int
    top: int
    width: int
    height: int
    cut: float

    def of(self, image: Plane) -> Plane:
        """Return the part itself."""
        return image[self.top : self.top + self.height, self.left : self.left + self.width]


class Looked:
    """A reduced BGR picture that was looked at once, so that windows of any proportions are soon found in it."""

    def __init__(self, small: Plane) -> None:
        self._rows, self._columns = small.shape[:2]
        text = text_mask(small)
        interest = _interest(small) * ~text
        # Sums of all values above and to the left of each place.
        self._sums = np.asarray(cv2.integral(interest), np.float64)
        self._texts = np.asarray(cv2.integral(text.astype(np.uint8)), np.int32)
        self._whole = max(float(interest.sum()), 1e-9)

    def text_in(self, window: Window) -> float:
        """Return the share of a window that lies under text."""
        left, top = np.array([window.left]), np.array([window.top])
        text = _inside(self._texts, left, top, window.width, window.height)
        return float(text[0, 0]) / (window.width * window.height)

    def best_window(self, aspect: float) -> Window:
        """Return the part of the picture, ``aspect`` wide to high, with most to see.

        It is as large as can be, and smaller where that leaves text out, cuts less, or brings a subject nearer.
        """
        rows, columns = self._rows, self._columns
        best, chosen = -np.inf, Window(left=0, top=0, width=columns, height=rows, cut=0.0)
        for scale in SCALES:
            width = max(1, round(min(columns, rows * aspect) * scale))
            height = max(1, round(min(rows, columns / aspect) * scale))
            lefts, tops = _places(columns - width), _places(rows - height)
            seen = _inside(self._sums, lefts, tops, width, height)
            hurt = np.minimum(1.0, TEXT_COUNTS * _inside(self._texts, lefts, tops, width, height) / (rows * columns))
            cut = np.where(seen > 1e-3 * self._whole, _cut(self._sums, lefts, tops, width, height, seen), 1.0)
            score = seen / self._whole + SIZE_WORTH * scale - TEXT_HURTS * hurt - CUT_HURTS * cut
            # Of those that are alike the first one, which is nearest to the middle.
            row, column = np.unravel_index(np.argmax(score > score.max() - ALIKE), score.shape)
            if score[row, column] > best + ALIKE:
                best = score[row, column]
                left, top = int(lefts[column]), int(tops[row])
                chosen = Window(left=left, top=top, width=width, height=height, cut=float(cut[row, column]))
        return chosen


def best_window(image: Plane, aspect: float) -> Window:
    """Return the part of a BGR picture of any size, ``aspect`` wide to high, with most to see."""
    small = reduced(image)
    return _enlarged(Looked(small).best_window(aspect), image.shape[1] / small.shape[1], image)


def _enlarged(window: Window, zoom: float, image: Plane) -> Window:
    """Return the same part in pixels of the picture itself."""
    width = min(round(window.width * zoom), image.shape[1])
    height = min(round(window.height * zoom), image.shape[0])
    left = min(round(window.left * zoom), image.shape[1] - width)
    top = min(round(window.top * zoom), image.shape[0] - height)
    return Window(left=left, top=top, width=width, height=height, cut=window.cut)


def _cut(sums: _Map, lefts: _Places, tops: _Places, width: int, height: int, seen: _Map) -> _Map:
    """Return how much there is in windows' rims for each pixel, against the mean of all of it."""
    rim = max(1, round(0.05 * min(width, height)))
    if min(width, height) <= 2 * rim:
        return np.zeros_like(seen)
    inner = _inside(sums, lefts + rim, tops + rim, width - 2 * rim, height - 2 * rim)
    area = width * height
    share = area / (area - (width - 2 * rim) * (height - 2 * rim))
    return np.asarray(np.maximum(0.0, (seen - inner) * share / np.maximum(seen, 1e-12)), np.float64)


def _places(room: int) -> _Places:
    """Return where a window may begin, the middle first, so that it wins where all are alike."""
    places = {round(room * step / STEPS) for step in range(STEPS + 1)}
    return np.array(sorted(places, key=lambda at: abs(at - room / 2)), np.int64)


def _interest(small: Plane) -> _Map:
    """Return how much each pixel is worth seeing: detail and colour, less at the edges of the picture."""
    rows, columns = small.shape[:2]
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2LAB), np.uint8)
    away = np.abs(lab - [_level(lab[:, :, one], 0.5) for one in range(3)]).sum(axis=2)
    detail = cv2.GaussianBlur(away, (0, 0), max(rows, columns) / 60)
    down, across = np.linspace(-1, 1, rows)[:, None], np.linspace(-1, 1, columns)[None, :]
    return np.asarray(detail * (1.15 - 0.35 * (down**2 + across**2)).clip(0.2), np.float64)


def _inside(sums: _Map | npt.NDArray[np.int32], lefts: _Places, tops: _Places, width: int, height: int) -> _Map:
    """Return what lies in windows of a size that begin at these places, by rows and columns."""
    upper, lower = sums[tops], sums[tops + height]
    return np.asarray(lower[:, lefts + width] - upper[:, lefts + width] - lower[:, lefts] + upper[:, lefts], np.float64)


def _level(plane: Plane, share: float) -> float:
    """Return the level that a share of a plane's pixels do not exceed, by counting them."""
    counts = np.bincount(plane.reshape(-1), minlength=256).cumsum()
    return float(np.searchsorted(counts, share * counts[-1]))
