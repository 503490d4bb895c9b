from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import layout_for
from vidpipe.media.frames.camera import MOST_ZOOM, camera_path, eased
from vidpipe.models import MotionKind
from vidpipe.providers.local.cards.frame import Frame
from vidpipe_tests.unit.media.filming import Part, frames

WIDTH, HEIGHT, FPS = 320, 180, 30


def test_the_camera_eases_and_never_stands_still_in_between() -> None:
    way = np.array([eased(t, 6.0) for t in np.linspace(0, 6, 181)])
    speed = np.diff(way)
    assert way[0] == 0
    assert way[-1] == pytest.approx(1)
    assert speed.min() >= 0
    assert speed[0] < speed.max() / 20
    assert speed[60:120] == pytest.approx(speed.max())


@pytest.mark.parametrize("duration", [0.1, 1.0, 1.9, 60.0])
def test_short_and_long_scenes_go_the_whole_way(duration: float) -> None:
    assert eased(0, duration) == 0
    assert eased(duration / 2, duration) == pytest.approx(0.5)
    assert eased(duration, duration) == pytest.approx(1)


@pytest.mark.parametrize("index", range(6))
@pytest.mark.parametrize("seed", [0, 7])
def test_the_camera_stays_inside_the_picture_and_enlarges_little(index: int, seed: int) -> None:
    path = camera_path(index, 8.0, seed)
    for view in (path.at(share) for share in np.linspace(0, 1, 20)):
        assert 1 <= view.zoom <= MOST_ZOOM <= 1.12
        reach = (1 - 1 / view.zoom) / 2 + 1e-9
        assert abs(view.x - 0.5) <= reach
        assert abs(view.y - 0.5) <= reach


@pytest.mark.parametrize("kind", [MotionKind.GENTLE, MotionKind.LIVELY])
@pytest.mark.parametrize("seed", range(20))
def test_what_stands_inside_a_cards_margin_never_comes_near_the_films_edge(seed: int, kind: MotionKind) -> None:
    places = layout_for(1920, 1080, presenter=True)
    card = Frame(1920, 1080, captions=places.captions, presenter=places.presenter)
    assert places.presenter is not None
    for index in range(9):
        path = camera_path(index, 30.0, seed, kind=kind, drawn=True)
        for view in (path.at(share) for share in np.linspace(0, 1, 20)):

            def seen(place: float, side: int, middle: float, zoom: float = view.zoom) -> float:
                return (place / side - middle) * zoom + 0.5

            assert seen(card.area.left, 1920, view.x) >= 0.035
            assert seen(card.area.right, 1920, view.x) <= 1 - 0.035
            assert seen(card.area.top, 1080, view.y) >= 0.035
            assert seen(card.area.bottom, 1080, view.y) <= places.captions.top / 1080 + 1e-9
            assert seen(card.presenter_corner.left, 1920, view.x) <= places.presenter.left / 1920 + 1e-9
            assert seen(card.presenter_corner.top, 1080, view.y) <= places.presenter.top / 1080 + 1e-9


def test_three_scenes_in_a_row_move_in_three_ways_and_the_seed_varies_them() -> None:
    first, second, third = (camera_path(index, 8.0, 0) for index in range(3))
    assert first.end.zoom > first.begin.zoom
    assert second.end.zoom < second.begin.zoom
    assert third.end.zoom == third.begin.zoom
    assert third.begin.x != third.end.x
    assert camera_path(0, 8.0, 3) != first
    assert camera_path(0, 8.0, 0) == first


def solid(path: Path, bgr: tuple[int, int, int]) -> Path:
    cv2.imwrite(str(path), np.full((HEIGHT, WIDTH, 3), bgr, np.uint8))
    return path


@pytest.mark.parametrize(
    ("bgr", "expected"),
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((0, 0, 255), (63, 102, 240)),
        ((255, 0, 0), (32, 240, 118)),
    ],
)
def test_colours_are_those_of_bt709(tmp_path: Path, bgr: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    shot = Part(picture=solid(tmp_path / "p.png", bgr), start=0, end=1)
    frame = np.frombuffer(next(frames([shot], width=WIDTH, height=HEIGHT, fps=FPS, count=1, seed=0)), np.uint8)
    luma, quarter = WIDTH * HEIGHT, WIDTH * HEIGHT // 4
    planes = (frame[:luma], frame[luma : luma + quarter], frame[luma + quarter :])
    for plane, value in zip(planes, expected, strict=True):
        assert np.abs(plane.astype(int) - value).max() <= 1


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(b"no picture")
    shot = Part(picture=tmp_path / "p.png", start=0, end=1)
    with pytest.raises(MediaError, match=r"p\.png") as caught:
        next(frames([shot], width=WIDTH, height=HEIGHT, fps=FPS, count=1, seed=0))
    assert caught.value.code == "MEDIA_INVALID"


def test_a_picture_of_other_proportions_is_cut_not_stretched(tmp_path: Path) -> None:
    image = np.zeros((400, 400, 3), np.uint8)
    cv2.circle(image, (200, 200), 60, (255, 255, 255), -1)
    cv2.imwrite(str(tmp_path / "p.png"), image)
    shot = Part(picture=tmp_path / "p.png", start=0, end=1)
    frame = next(frames([shot], width=WIDTH, height=HEIGHT, fps=FPS, count=1, seed=0))
    luma = np.frombuffer(frame, np.uint8)[: WIDTH * HEIGHT].reshape(HEIGHT, WIDTH) > 128
    assert np.ptp(np.nonzero(luma.any(axis=0))[0]) == pytest.approx(np.ptp(np.nonzero(luma.any(axis=1))[0]), abs=1)
