"""Figures are freed of their background, in synthetic pictures whose truth is known."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.media.film.boxes import Box
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.planes import bgr_to_planes
from vidpipe.media.presenter.keying import Keyer, figure_of, key_of
from vidpipe.media.presenter.laying import lay_figure
from vidpipe.media.presenter.picture import Picture

SIDE = 160
GREEN, BLUE, MAGENTA = (63, 191, 31), (224, 79, 47), (200, 56, 216)
SKIN, HAIR, WHITE = (132, 170, 220), (24, 26, 30), (250, 250, 250)
Pixels = npt.NDArray[np.uint8]


def shares() -> npt.NDArray[np.float32]:
    """How opaque the figure is: a smooth-edged head on shoulders."""
    fine = np.zeros((8 * SIDE, 8 * SIDE), np.uint8)
    cv2.circle(fine, (4 * SIDE, 4 * SIDE), 2 * SIDE, 255, -1)
    cv2.ellipse(fine, (4 * SIDE, 8 * SIDE), (3 * SIDE, 2 * SIDE), 0, 0, 360, 255, -1)
    return np.asarray(cv2.resize(fine, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.float32) / 255


def over(figure: tuple[int, int, int], ground: tuple[int, int, int], noise: float = 0.0) -> Pixels:
    share = shares()[..., None]
    mixed = np.array(figure) * share + np.array(ground) * (1 - share)
    return np.clip(mixed + np.random.default_rng(1).normal(0, noise, mixed.shape), 0, 255).astype(np.uint8)


def picture(bgr: Pixels, alpha: Pixels | None = None) -> Picture:
    y, cb, cr = bgr_to_planes(bgr)
    half = (SIDE // 2, SIDE // 2)
    cb, cr = (np.asarray(cv2.resize(plane, half, interpolation=cv2.INTER_AREA), np.uint8) for plane in (cb, cr))
    return Picture(y=y, cb=cb, cr=cr, alpha=alpha)


def laid(shown: Picture, ground: tuple[int, int, int]) -> Picture:
    """Cut the figure out and lay it over a ground of one colour."""
    key = key_of(shown)
    figure = figure_of(shown) if shown.alpha is not None else Keyer(key).figure(shown) if key else None
    assert figure is not None
    plain = picture(np.full((SIDE, SIDE, 3), ground, np.uint8))
    frame = Frame(SIDE, SIDE)
    frame.y[:], frame.cb[:], frame.cr[:] = plain.y, plain.cb, plain.cr
    lay_figure(frame, Box(left=0, top=0, width=SIDE, height=SIDE), figure)
    return Picture(y=frame.y, cb=frame.cb, cr=frame.cr)


def differences(one: Picture, other: Picture) -> list[npt.NDArray[np.int16]]:
    pairs = ((one.y, other.y), (one.cb, other.cb), (one.cr, other.cr))
    return [np.abs(a.astype(np.int16) - b.astype(np.int16)) for a, b in pairs]


@pytest.mark.parametrize("screen", [GREEN, BLUE, MAGENTA])
@pytest.mark.parametrize("figure", [SKIN, HAIR, WHITE])
@pytest.mark.parametrize("ground", [(0, 0, 0), (255, 255, 255), (40, 120, 200)])
def test_a_figure_before_a_screen_looks_as_if_it_had_been_before_anything_else(
    screen: tuple[int, int, int], figure: tuple[int, int, int], ground: tuple[int, int, int]
) -> None:
    wanted = picture(over(figure, ground))
    off = differences(laid(picture(over(figure, screen)), ground), wanted)

    assert off[0].mean() < 2
    assert max(plane.mean() for plane in off[1:]) < 1.5
    # No fringe of the screen's hue anywhere, and edges at most half a pixel off.
    assert max(int(plane.max()) for plane in off[1:]) <= 30
    assert np.percentile(off[0], 99) <= 0.55 * np.ptp(wanted.y) + 4


@pytest.mark.parametrize("own", [(174, 200, 240), (96, 106, 196), (120, 71, 47)])
def test_skin_lips_and_a_blue_jacket_keep_their_colour_before_magenta(own: tuple[int, int, int]) -> None:
    wanted = picture(over(own, (0, 0, 0)))
    off = differences(laid(picture(over(own, MAGENTA)), (0, 0, 0)), wanted)

    within = cv2.resize(shares(), (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA) > 0.999
    assert max(float(plane[within].mean()) for plane in off[1:]) < 1.5


@pytest.mark.parametrize("screen", [GREEN, BLUE, MAGENTA])
@pytest.mark.parametrize("same", [HAIR, WHITE])
def test_before_its_own_colour_a_figure_has_no_outline(
    screen: tuple[int, int, int], same: tuple[int, int, int]
) -> None:
    off = differences(laid(picture(over(same, screen)), same), picture(over(same, same)))
    assert off[0].max() <= 32
    assert off[0].mean() < 0.3


def test_an_uneven_and_noisy_screen_leaves_nothing_behind() -> None:
    lit = over(SKIN, GREEN, noise=6).astype(np.float32)
    light = np.linspace(0.85, 1.1, SIDE)[None, :, None]
    uneven = np.where(shares()[..., None] > 0, lit, lit * light).clip(0, 255).astype(np.uint8)
    y, *_ = differences(laid(picture(uneven), (0, 0, 0)), picture(np.zeros((SIDE, SIDE, 3), np.uint8)))

    away = cv2.erode((shares() == 0).astype(np.uint8), np.ones((7, 7), np.uint8)) == 1
    assert y[away].max() <= 3


def test_alpha_is_followed_exactly() -> None:
    alpha = np.rint(255 * shares()).astype(np.uint8)
    black = picture(over(SKIN, (0, 0, 0)), alpha)
    off = differences(laid(black, (40, 120, 200)), picture(over(SKIN, (40, 120, 200))))

    assert max(int(plane.max()) for plane in off) <= 4


@pytest.mark.parametrize(
    "ground", [(255, 255, 255), (0, 0, 0), (128, 128, 128), (200, 190, 180)], ids=["white", "black", "grey", "beige"]
)
def test_grey_grounds_are_no_screen(ground: tuple[int, int, int]) -> None:
    assert key_of(picture(over(SKIN, ground))) is None


@pytest.mark.parametrize("ground", [(162, 192, 249), (31, 31, 220), (60, 120, 200)])
def test_grounds_of_skins_hue_are_no_screen_since_the_face_would_go_with_them(ground: tuple[int, int, int]) -> None:
    assert key_of(picture(over(HAIR, ground))) is None


def test_grounds_of_several_colours_are_no_screen() -> None:
    shown = over(SKIN, GREEN)
    shown[:, : SIDE // 2] = over(SKIN, BLUE)[:, : SIDE // 2]
    assert key_of(picture(shown)) is None
    assert key_of(picture(over(SKIN, GREEN))) is not None


def test_a_figure_that_reaches_the_sides_still_has_its_screen_found() -> None:
    shown = over(SKIN, GREEN)
    shown[SIDE // 2 :] = SKIN
    assert key_of(picture(shown)) is not None
