"""Pictures of other proportions than the frame's: cut a little, or shown whole."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.media.frames.framing import framed
from vidpipe.media.frames.pictures import fitted
from vidpipe.media.frames.subject import Region, Subject

WIDTH, HEIGHT = 320, 180


def numbered(width: int, height: int) -> npt.NDArray[np.uint8]:
    """A picture whose red tells the column and whose green tells the row, 0 to 250."""
    rows, columns = np.mgrid[0:height, 0:width]
    return np.dstack([np.full((height, width), 40), rows * 250 / height, columns * 250 / width]).astype(np.uint8)


def test_a_picture_of_the_frames_proportions_is_shown_whole() -> None:
    image = numbered(640, 360)
    assert np.array_equal(framed(numbered(320, 180), Subject(), WIDTH, HEIGHT).image, numbered(320, 180))
    shown = framed(image, Subject(), WIDTH, HEIGHT).image
    assert abs(shown.shape[1] / shown.shape[0] - WIDTH / HEIGHT) < 0.01
    assert shown[0, 0, 2] <= 3
    assert shown[-1, -1, 2] >= 245


@pytest.mark.parametrize(("width", "height"), [(360, 180), (320, 200), (300, 180), (640, 400)])
def test_a_little_is_cut_from_both_sides(width: int, height: int) -> None:
    shown = fitted(numbered(width, height), WIDTH, HEIGHT)
    assert shown.shape == (HEIGHT, WIDTH, 3)
    middle = shown[HEIGHT // 2, WIDTH // 2].astype(int)
    assert np.abs(middle - (40, 125, 125)).max() <= 3
    assert shown[:, :, 0].std() < 1, "nothing of the ground behind is seen"


def test_the_cut_goes_round_a_face() -> None:
    face = Subject(faces=(Region(0.0, 0.2, 0.2, 0.6),))
    result = framed(numbered(360, 180), face, WIDTH, HEIGHT)
    assert result.image[90, 0, 2] <= 3, "the left edge is kept"
    assert result.subject.faces[0].left == pytest.approx(0.0)
    assert result.subject.faces[0].right == pytest.approx(0.2 * 360 / 320)


def test_a_picture_with_words_at_both_edges_is_not_cut() -> None:
    words = Subject(texts=(Region(0.02, 0.4, 0.2, 0.5), Region(0.8, 0.4, 0.98, 0.5)))
    result = framed(numbered(360, 180), words, WIDTH, HEIGHT)
    assert result.subject.texts[0].left == pytest.approx(0.02, abs=0.01)
    assert result.image[2, 160, 0] < 40, "above it lies its darkened likeness"


@pytest.mark.parametrize(("width", "height"), [(400, 400), (90, 320), (1200, 200), (2, 2), (5000, 3)])
def test_what_would_lose_much_is_shown_whole_over_its_likeness(width: int, height: int) -> None:
    image = np.full((height, width, 3), 200, np.uint8)
    shown = fitted(image, WIDTH, HEIGHT)
    assert shown.shape == (HEIGHT, WIDTH, 3)
    bright = (shown[:, :, 1] > 180).nonzero()
    wide, high = np.ptp(bright[1]) + 1, np.ptp(bright[0]) + 1
    scale = min(WIDTH / width, HEIGHT / height)
    assert wide == pytest.approx(width * scale, abs=2)
    assert high == pytest.approx(max(1, height * scale), abs=2)
    corner = shown[0, 0].astype(int)
    assert corner.max() < 110, "dark enough not to draw the eye"


def test_a_contained_picture_keeps_its_fine_lines() -> None:
    image = np.zeros((400, 400, 3), np.uint8)
    image[:, ::8] = 255
    canvas = framed(image, Subject(), WIDTH * 2, HEIGHT * 2).image
    middle = canvas[HEIGHT, WIDTH - 60 : WIDTH + 60, 1]
    assert middle.max() > 150
    assert middle.min() < 60


@given(st.integers(80, 700), st.integers(80, 700), st.integers(1, 20), st.integers(1, 20))
def test_the_subject_is_told_where_it_is(width: int, height: int, across: int, down: int) -> None:
    left, top = (width - 8) * across // 20, (height - 8) * down // 20
    image = np.zeros((height, width, 3), np.uint8)
    cv2.rectangle(image, (left, top), (left + 7, top + 7), (255, 255, 255), -1)
    spot = Region(left / width, top / height, (left + 8) / width, (top + 8) / height)
    result = framed(image, Subject(faces=(spot,)), WIDTH, HEIGHT)
    (told,) = result.subject.faces
    rows, columns = (result.image[:, :, 1] > 150).nonzero()
    assert len(rows)
    assert columns.min() / result.image.shape[1] == pytest.approx(told.left, abs=0.02)
    assert rows.max() / result.image.shape[0] == pytest.approx(told.bottom, abs=0.03)
    assert 0 <= told.left <= told.right <= 1.0001
