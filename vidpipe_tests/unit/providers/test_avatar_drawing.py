from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vidpipe.providers.local.presenter.canvas import Box, Canvas, ellipse, spline
from vidpipe.providers.local.presenter.character import CAST, cast
from vidpipe.providers.local.presenter.drawn import DrawnPresenter
from vidpipe.providers.local.presenter.motion import Pose
from vidpipe.providers.local.presenter.video_colour import planes_of, rgb_of

REST = Pose(openness=0, width=0, teeth=0, lid=0, gaze=(0, 0), brow=0, shift=(0, 0), tilt=0, breath=0)
SIDE = 160


def rows_that_differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Rows of the picture, as shares of its height, where two pictures clearly differ."""
    return np.flatnonzero(np.abs(one.astype(int) - other).max(axis=(1, 2)) > 12) / len(one)


def test_the_first_seeds_give_the_whole_cast_and_every_seed_the_same_face_again() -> None:
    assert [cast(seed) for seed in range(len(CAST))] == list(CAST)
    assert cast(4_000_000_000) == cast(4_000_000_000)
    assert len({cast(seed) for seed in range(200)}) > 60


@pytest.mark.parametrize("seed", range(len(CAST)))
def test_every_character_is_drawn_in_front_of_a_calm_opaque_background(seed: int) -> None:
    picture = DrawnPresenter(cast(seed), SIDE).frame(REST)
    rgb = rgb_of(picture)

    assert picture.shape == (SIDE, SIDE, 4)
    assert (picture[..., 3] >= 253).all()
    corners = np.array([rgb[2, 2], rgb[2, -3]]).astype(int)
    assert np.ptp(corners, axis=0).max() < 60
    assert np.abs(rgb[SIDE // 2, SIDE // 2].astype(int) - corners[0]).max() > 20


@pytest.mark.parametrize(
    ("change", "first", "last"),
    [
        ({"openness": 1.0}, 0.45, 0.75),
        ({"openness": 0.1, "teeth": 1.0}, 0.55, 0.70),
        ({"lid": 1.0}, 0.36, 0.52),
        ({"brow": 1.0}, 0.31, 0.42),
        ({"gaze": (1.0, 0.0)}, 0.38, 0.50),
    ],
)
def test_each_part_of_the_face_moves_where_it_belongs(change: dict[str, object], first: float, last: float) -> None:
    presenter = DrawnPresenter(cast(0), SIDE)
    rows = rows_that_differ(rgb_of(presenter.frame(REST)), rgb_of(presenter.frame(replace(REST, **change))))

    assert len(rows) > 0
    assert first <= rows.min() <= rows.max() <= last


def test_a_head_moves_by_parts_of_a_pixel() -> None:
    presenter = DrawnPresenter(cast(0), SIDE)
    pictures = [
        presenter.frame(replace(REST, shift=(step / 16 / SIDE, 0.0)))[..., 0].astype(float) for step in range(4)
    ]
    changes = [np.abs(picture - pictures[0]).sum() for picture in pictures]

    assert 0 < changes[1] < changes[2] < changes[3]
    assert changes[3] < 4 * changes[1]


def test_a_film_drawn_twice_is_the_same() -> None:
    pose = replace(REST, openness=0.4, shift=(0.004, -0.002), tilt=0.7, breath=0.002)

    assert np.array_equal(DrawnPresenter(cast(5), SIDE).frame(pose), DrawnPresenter(cast(5), SIDE).frame(pose))


def test_colours_survive_the_way_through_the_colours_of_video() -> None:
    canvas = Canvas(Box(0, 0, 40, 40), 1)
    canvas.fill(np.array([(-5.0, -5.0), (45, -5), (45, 45), (-5, 45)]), paint="#2f7d78")
    layer = canvas.layer()

    assert np.abs(rgb_of(layer).astype(int) - (0x2F, 0x7D, 0x78)).max() <= 2
    planes = planes_of(layer)
    assert planes.shape == (60, 40)
    assert (planes[:40] == layer[0, 0, 0]).all()


def test_edges_are_smooth_and_areas_exact() -> None:
    canvas = Canvas(Box(0, 0, 100, 100), 1)
    mask = canvas.mask(ellipse(50, 50, 30, 20))

    assert mask.sum() == pytest.approx(np.pi * 30 * 20, rel=0.01)
    assert ((mask > 0.05) & (mask < 0.95)).sum() > 60
    assert canvas.mask(ellipse(500, 500, 10, 10)).sum() == 0


def test_a_spline_passes_through_its_points() -> None:
    points = [(0.0, 0.0), (10.0, 5.0), (20.0, -5.0), (30.0, 0.0)]
    line = spline(*points, closed=False)

    for point in points:
        assert np.hypot(*(line - point).T).min() < 1e-9
