"""Where the camera goes: by style, and by what the picture shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.media.frames.camera import MOVEMENTS, Path2D, View, camera_path, eased, keeping
from vidpipe.media.frames.subject import Region, Subject
from vidpipe.models import MotionKind

FACE = Region(0.62, 0.12, 0.82, 0.5)
MOVING = [MotionKind.GENTLE, MotionKind.LIVELY]


def seen(region: Region, view: View) -> Region:
    """A region of the picture as it lies in the frame."""
    scale = view.zoom
    return region.moved((scale, scale), (0.5 - view.x * scale, 0.5 - view.y * scale))


def views(path: Path2D) -> list[View]:
    return [path.at(float(share)) for share in np.linspace(0, 1, 30)]


@st.composite
def regions(draw: st.DrawFn) -> Region:
    left, top = draw(st.floats(0, 0.9)), draw(st.floats(0, 0.9))
    return Region(left, top, left + draw(st.floats(0.02, 1 - left)), top + draw(st.floats(0.02, 1 - top)))


@given(
    st.lists(regions(), min_size=1, max_size=5),
    st.integers(0, 8),
    st.integers(0, 3),
    st.sampled_from(MOVING),
    st.floats(0.5, 1.0),
)
def test_faces_and_text_never_leave_the_frame_nor_go_under_captions(
    kept: list[Region], index: int, seed: int, kind: MotionKind, floor: float
) -> None:
    path = camera_path(index, 6.0, seed, kind=kind, subject=Subject(texts=tuple(kept)), floor=floor)
    for view in views(path):
        assert view.zoom >= 1
        assert (1 - 1 / view.zoom) / 2 + 1e-9 >= max(abs(view.x - 0.5), abs(view.y - 0.5))
        for region in kept:
            shown = seen(region, view)
            # What the picture's own edge cuts off may be cut off further.
            assert region.left <= 0.004 or shown.left >= min(region.left, 0.035) - 1e-6
            assert region.top <= 0.004 or shown.top >= min(region.top, 0.035) - 1e-6
            assert region.right >= 0.996 or shown.right <= 1 - min(1 - region.right, 0.035) + 1e-6
            assert region.bottom >= 0.996 or shown.bottom <= 1 - min(1 - region.bottom, 0.035) + 1e-6
            assert not region.bottom <= floor < 1 or region.bottom >= 0.996 or shown.bottom <= floor + 1e-6


@pytest.mark.parametrize("kind", MOVING)
@pytest.mark.parametrize("seed", range(6))
def test_the_camera_moves_towards_a_face(kind: MotionKind, seed: int) -> None:
    inwards = camera_path(-seed % 3, 8.0, seed, kind=kind, subject=Subject(faces=(FACE,)))
    assert inwards.end.zoom > inwards.begin.zoom
    assert inwards.end.x > 0.5 > inwards.end.y
    outwards = camera_path((1 - seed) % 3, 8.0, seed, kind=kind, subject=Subject(faces=(FACE,)))
    assert outwards.begin.zoom > outwards.end.zoom
    assert outwards.begin.x > 0.5 > outwards.begin.y
    across = camera_path((2 - seed) % 3, 8.0, seed, kind=kind, subject=Subject(faces=(FACE,)))
    assert across.end.x > across.begin.x
    assert across.sideways


def test_a_thing_on_plain_ground_draws_the_camera_as_well() -> None:
    path = camera_path(0, 8.0, 0, subject=Subject(detail=Region(0.05, 0.6, 0.3, 0.9)))
    assert path.end.x < 0.5 < path.end.y


def test_faces_come_before_text_and_text_before_nothing() -> None:
    text = Region(0.1, 0.7, 0.4, 0.8)
    assert Subject(faces=(FACE,), texts=(text,)).focus == pytest.approx(FACE.middle)
    assert Subject(texts=(text,)).focus == pytest.approx(text.middle)
    assert Subject().focus is None


@pytest.mark.parametrize("index", range(3))
def test_a_picture_full_of_text_is_left_standing(index: int) -> None:
    full = Subject(texts=(Region(0.02, 0.02, 0.98, 0.98),))
    assert camera_path(index, 8.0, 0, kind=MotionKind.LIVELY, subject=full).still


@pytest.mark.parametrize("index", range(6))
def test_motion_that_is_turned_off_shows_the_whole_picture(index: int) -> None:
    path = camera_path(index, 8.0, 4, kind=MotionKind.NONE, subject=Subject(faces=(FACE,)))
    assert path.still
    assert path.at(0.4) == View(1.0, 0.5, 0.5)


@pytest.mark.parametrize("index", range(3))
def test_lively_goes_farther_and_faster_than_gentle(index: int) -> None:
    gentle, lively = (camera_path(index, 6.0, 0, kind=kind) for kind in MOVING)

    def way(path: Path2D) -> float:
        begin, end = path.begin, path.end
        return abs(np.log(end.zoom / begin.zoom)) + abs(end.x - begin.x)

    assert way(lively) > 2 * way(gentle)
    assert lively.ease < gentle.ease
    assert max(lively.begin.zoom, lively.end.zoom) <= MOVEMENTS[MotionKind.LIVELY].most_zoom


def test_zooming_keeps_one_point_in_its_place() -> None:
    path = camera_path(0, 8.0, 0, kind=MotionKind.LIVELY, subject=Subject(faces=(FACE,)))
    end = path.end
    # The point that both ends show at the same place of the frame.
    fixed = (end.x - 0.5 / end.zoom) / (1 - 1 / end.zoom), (end.y - 0.5 / end.zoom) / (1 - 1 / end.zoom)
    point = Region(*fixed, *fixed)
    for view in views(path):
        assert seen(point, view).left == pytest.approx(fixed[0], abs=1e-9)
        assert seen(point, view).top == pytest.approx(fixed[1], abs=1e-9)


def test_the_view_nearest_to_the_wish_is_taken() -> None:
    wish = View(1.1, 0.53, 0.5)
    assert keeping(wish, [Region(0.3, 0.3, 0.7, 0.7)]) == View(pytest.approx(1.1), 0.53, 0.5)
    moved = keeping(wish, [Region(0.06, 0.3, 0.5, 0.7)])
    assert moved.zoom == pytest.approx(1.1)
    assert moved.x < 0.53
    assert seen(Region(0.06, 0.3, 0.5, 0.7), moved).left == pytest.approx(0.035)


@pytest.mark.parametrize("ease", [0.5, 1.0])
def test_speed_is_gathered_and_lost_within_the_time_for_it(ease: float) -> None:
    speed = np.diff([eased(float(time), 6.0, ease) for time in np.linspace(0, 6, 601)])
    steady = speed[round(ease * 100) + 1 : -round(ease * 100) - 1]
    assert steady == pytest.approx(steady[0])
    assert speed[0] < steady[0] / 50
    assert speed[round(ease * 100) - 5] < steady[0]
