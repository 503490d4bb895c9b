"""Which of a film's pictures are worth a thumbnail: measured, not guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np

from vidpipe.media.frames.planes import Plane
from vidpipe.media.packaging.windows import Looked, reduced
from vidpipe.media.picture_places import Picture, PicturePlaces, read_picture

T = TypeVar("T")

MOST_LOOKED_AT = 24
"""Of a long film, so many pictures are measured, spread evenly: to read one takes as long as to draw a thumbnail."""
SHOWN = 1.2
"""Width to height of the part of a picture that is measured: between those that the designs show."""
ALIKE = 12.0
"""Mean difference of two pictures' levels, out of 255, below which they count as the same."""

MOST_GOOD = 4
AGAIN = 0.3
"""What it counts against a picture that another design shows it already."""
OPENING = 0.25
"""What it counts for the first picture: a film opens with what it is about."""
POORER = 0.2
"""A picture worth so much less than the best is not shown for variety's sake."""


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What was measured of a picture; ``text`` and ``cut`` count against it. Each from 0 to 1."""

    sharpness: float
    color: float
    light: float
    text: float
    cut: float
    shown: float
    """How much of the picture can be shown at once, as words in it are left out; of its place, for a drawn subject."""

    @property
    def score(self) -> float:
        """How good a thumbnail the picture makes."""
        return (
            0.35 * self.sharpness
            + 0.35 * self.color
            + 0.3 * self.light
            - 0.9 * self.text
            - 0.8 * self.cut
            + 0.25 * self.shown
        )


class Judged:
    """A picture that is measured by the part of it that would be shown."""

    def __init__(self, picture: Picture) -> None:
        self.small, self._places = reduced(picture.image), picture.places

    @cached_property
    def _looked(self) -> Looked:
        return Looked(self.small)

    def worth(self, aspect: float) -> Worth:
        """Measure the picture where ``aspect`` wide to high is shown.

        Of a picture that tells where its subject stands, that is shown whole, without any words.
        """
        if self._places is not None:
            return _worth_of_drawn(self.small, self._places, aspect)
        window = self._looked.best_window(aspect)
        return _measured(
            window.of(self.small),
            text=min(1.0, 4 * self._looked.text_in(window)),
            cut=min(1.0, window.cut),
            shown=min(1.0, window.height / min(self.small.shape[0], self.small.shape[1] / aspect)),
        )


def _worth_of_drawn(whole: Plane, places: PicturePlaces, aspect: float) -> Worth:
    """Measure a drawn picture by its subject, and how well it fills its place; mere words come last."""
    box = places.picture
    if box is None:
        return _measured(whole, text=1.0, cut=0.0, shown=1.0)
    rows, columns = whole.shape[:2]
    top, left = int(box.top * rows), int(box.left * columns)
    part = whole[top : max(top + 1, round(box.bottom * rows)), left : max(left + 1, round(box.right * columns))]
    stretch = part.shape[1] / part.shape[0] / aspect
    return _measured(part, text=0.0, cut=0.0, shown=min(stretch, 1 / stretch))


def _measured(small: Plane, *, text: float, cut: float, shown: float) -> Worth:
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    edges = float(cv2.Laplacian(grey, cv2.CV_64F).std())
    spread = float(grey.std())
    return Worth(
        sharpness=min(1.0, edges / 30),
        color=min(1.0, _colorfulness(small) / 80),
        light=min(1.0, spread / 55) * (1 - abs(float(grey.mean()) - 118) / 160),
        text=text,
        cut=cut,
        shown=shown,
    )


def _colorfulness(image: Plane) -> float:
    """Return how colourful people find a picture: Hasler and Süsstrunk, "Measuring colourfulness", 2003, M3."""
    blue, green, red = (channel.astype(np.float64) for channel in cv2.split(image))
    one, two = red - green, (red + green) / 2 - blue
    spread = np.hypot(one.std(), two.std())
    return float(spread + 0.3 * np.hypot(one.mean(), two.mean()))


def best_pictures(
    pictures: Sequence[Path], aspects: Sequence[float], copies: Sequence[Path] | None = None
) -> list[Picture]:
    """Return a picture for each part, ``aspect`` wide to high, that is to be filled; different ones if there are.

    ``copies`` are the pictures' small copies, if there are any: the best are then chosen by these. Raises MediaError
    (FILE_NOT_FOUND, MEDIA_INVALID). There must be a picture.
    """
    looked_at = spread(range(len(pictures)))
    judged = [
        Judged(read_picture(pictures[number], None if copies is None else copies[number])) for number in looked_at
    ]
    good = {number: judged[number] for number in _good_ones(judged)}
    del judged
    used: Counter[int] = Counter()

    def score(number: int, aspect: float) -> float:
        opening = OPENING if number == 0 else 0.0
        return good[number].worth(aspect).score + opening - AGAIN * used[number]

    chosen = []
    for aspect in aspects:
        best = max(good, key=lambda number: score(number, aspect))
        used[best] += 1
        chosen.append(best)
    # Read again: all of them at once would take more memory than the film does.
    read = {number: _bounded(read_picture(pictures[looked_at[number]])) for number in used}
    return [read[number] for number in chosen]


def spread(all_of_them: Sequence[T]) -> list[T]:
    """Return those of a film's pictures, in its order, among which a thumbnail's are chosen."""
    step = max(1.0, len(all_of_them) / MOST_LOOKED_AT)
    return [all_of_them[int(number * step)] for number in range(min(len(all_of_them), MOST_LOOKED_AT))]


def _good_ones(pictures: Sequence[Judged]) -> list[int]:
    """Return the numbers of a few pictures, no two alike; of equals, the earlier."""
    worths = [picture.worth(SHOWN).score for picture in pictures]
    ranks = [worths[0] + OPENING, *worths[1:]]
    good: list[int] = []
    for number in sorted(range(len(ranks)), key=lambda number: -ranks[number]):
        differs = all(_differ(pictures[number].small, pictures[other].small) for other in good)
        if ranks[number] >= max(worths) - POORER and differs:
            good.append(number)
    return good[:MOST_GOOD]


def _bounded(picture: Picture) -> Picture:
    """Return a picture no larger than a thumbnail has use for, so that many can be held."""
    image = picture.image
    scale = 1920 / max(image.shape[:2])
    if scale >= 1:
        return picture
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    return replace(picture, image=np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8))


def _differ(one: Plane, other: Plane) -> bool:
    first, second = (cv2.resize(image, (16, 16), interpolation=cv2.INTER_AREA).astype(int) for image in (one, other))
    return bool(np.abs(first - second).mean() > ALIKE)
