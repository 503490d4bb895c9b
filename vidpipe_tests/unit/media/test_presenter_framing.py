from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.media import film_sizes, layout_for
from vidpipe.media.film.boxes import Box
from vidpipe.media.presenter.corner import film_box
from vidpipe.media.presenter.framing import cover, crop_for, framing
from vidpipe.media.presenter.timing import FULL_SECONDS, MOVE_SECONDS, opening
from vidpipe.models import PresenterKind, PresenterLook, Style

sides = st.integers(32, 1000).map(lambda half: 2 * half)


@given(sides, sides, sides, sides)
def test_a_crop_lies_in_the_film_and_fills_its_place(columns: int, rows: int, width: int, height: int) -> None:
    crop = crop_for(columns, rows, width, height)

    assert Box(left=0, top=0, width=columns, height=rows).holds(crop)
    assert all(value % 2 == 0 for value in (crop.left, crop.top, crop.width, crop.height))
    assert crop.width >= columns - 2 or crop.height >= rows - 2
    # Rounding to even numbers costs up to two pixels of either side.
    assert (crop.width - 2) * height <= (crop.height + 3) * width
    assert (crop.height - 2) * width <= (crop.width + 3) * height


@given(sides, sides)
def test_a_film_of_the_places_proportions_is_shown_whole(columns: int, rows: int) -> None:
    cut = cover(columns // 2 * 2, rows // 2 * 2)(columns, rows)
    assert (cut.part.left, cut.part.top, cut.part.width, cut.part.height) == (0, 0, columns, rows)


@pytest.mark.parametrize("film", [(1920, 1080), (1080, 1920), (1080, 1350)])
def test_the_face_stays_where_it_belongs_when_a_square_is_cut(film: tuple[int, int]) -> None:
    crop = crop_for(*film, 200, 200)
    face = framing(*film).middle * film[1]
    assert (face - crop.top) / crop.height == pytest.approx(framing(1, 1).middle, abs=0.01)
    assert crop.left + crop.width / 2 == pytest.approx(film[0] / 2, abs=2)


def test_an_opening_fills_the_frame_and_then_goes_to_the_corner_without_a_jump() -> None:
    when = opening(600, 30)
    ways = [when.way(number) for number in range(600)]

    assert when.full == round(FULL_SECONDS * 30)
    assert when.frames == round((FULL_SECONDS + MOVE_SECONDS) * 30)
    assert set(ways[: when.full]) == {0.0}
    assert set(ways[when.frames :]) == {1.0}
    assert all(0 < step < 0.1 for step in (b - a for a, b in pairwise(ways)) if step)
    assert ways == sorted(ways)


@given(st.integers(1, 2000), st.sampled_from([24, 25, 30, 60]))
def test_every_first_shot_shows_its_picture_before_it_ends(frames: int, fps: int) -> None:
    when = opening(frames, fps)
    assert when.way(frames) == 1
    assert when.frames <= max(1, 0.8 * frames)


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1080, 1080), (1080, 1350), (3840, 2160), (256, 144)])
@pytest.mark.parametrize("kind", PresenterKind)
def test_films_are_as_large_as_they_are_shown(size: tuple[int, int], kind: PresenterKind) -> None:
    layout = layout_for(*size, presenter=True, style=Style(presenter=PresenterLook(kind=kind)))
    sizes = film_sizes(layout, kind)
    place = layout.presenter
    assert place is not None

    width, height = sizes.whole
    assert width % 2 == height % 2 == 0
    assert (sizes.opening == size) if kind is PresenterKind.INTRO else sizes.opening is None
    shown = film_box(place) if kind in {PresenterKind.CORNER, PresenterKind.INTRO} else place
    crop = crop_for(width, height, shown.width, shown.height)
    assert crop.width >= shown.width - 2
    assert crop.height >= shown.height - 2
    # Nor is much drawn for nothing.
    assert min(crop.width / shown.width, crop.height / shown.height) < 1.1 or min(width, height) == 128


def test_a_layout_without_a_presenter_has_no_films() -> None:
    with pytest.raises(ValueError, match="no presenter"):
        film_sizes(layout_for(640, 360, presenter=False), PresenterKind.CORNER)
