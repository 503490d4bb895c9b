from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.media import film_sizes, layout_for
from vidpipe.media.film.boxes import Box
from vidpipe.media.presenter.corner import film_box
from vidpipe.media.presenter.framing import cover, crop_for, framing, shows_head
from vidpipe.media.presenter.timing import FULL_SECONDS, MOVE_SECONDS, opening
from vidpipe.models import FilmedFace, PresenterKind, PresenterLook, Style

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


shares = st.floats(0.05, 0.95)


@given(sides, sides, sides, sides, shares, shares, st.floats(0.05, 1.2), st.booleans())
def test_a_crop_around_a_face_lies_in_the_film(
    columns: int, rows: int, width: int, height: int, across: float, down: float, tall: float, near: bool
) -> None:
    face = FilmedFace(across=across, down=down, tall=tall)
    crop = crop_for(columns, rows, width, height, face, near=near)
    assert Box(left=0, top=0, width=columns, height=rows).holds(crop)
    largest = crop_for(columns, rows, width, height)
    assert (crop.width, crop.height) == (largest.width, largest.height) or near
    # It is the face that is shown, as far as the crop's size allows.
    assert crop.left - 2 <= across * columns <= crop.right + 2
    assert crop.top - 2 <= down * rows <= crop.bottom + 2


def test_a_near_face_lies_lower_so_that_its_hair_is_seen() -> None:
    face = FilmedFace(across=0.5, down=0.35, tall=0.37)
    crop = crop_for(1080, 1920, 200, 200, face)
    above = 0.35 * 1920 - 0.8 * 0.37 * 1920
    assert crop.top <= above + 2
    assert shows_head(crop, 1080, 1920, face)


@pytest.mark.parametrize(
    ("film", "place", "is_whole"),
    [
        ((512, 512), (1080, 1920), True),
        ((1920, 1080), (1080, 1920), True),
        ((1080, 1920), (1080, 1080), True),
        ((1080, 1920), (1920, 1080), False),
        ((512, 512), (1920, 1080), False),
        ((1080, 1350), (1920, 1080), False),
    ],
)
def test_a_film_that_is_framed_as_it_should_be_fills_a_place_unless_the_head_would_be_cut(
    film: tuple[int, int], place: tuple[int, int], is_whole: bool
) -> None:
    assert shows_head(crop_for(*film, *place), *film) is is_whole


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
