"""How pictures give way to each other: smoothly, all the way, and never showing anything else."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.media.film.transitions import mix
from vidpipe.media.frames.frame import Frame
from vidpipe.models import TransitionKind

WIDTH, HEIGHT = 256, 144
SHOWN, COMING = 40, 200
KINDS = [TransitionKind.CROSSFADE, TransitionKind.SLIDE, TransitionKind.WIPE]


def filled(value: int) -> Frame:
    frame = Frame(WIDTH, HEIGHT)
    frame.data[:] = value
    return frame


def mixed(kind: TransitionKind, share: float, step: float = 1 / 12) -> Frame:
    frame = filled(SHOWN)
    mix(kind, frame, filled(COMING), share, step=step)
    return frame


def amount(frame: Frame) -> float:
    """How much of the coming picture is seen."""
    return float((frame.y.astype(float).mean() - SHOWN) / (COMING - SHOWN))


@pytest.mark.parametrize("kind", KINDS)
def test_it_begins_with_one_picture_and_ends_with_the_other(kind: TransitionKind) -> None:
    assert np.array_equal(mixed(kind, 0.0, 0).data, filled(SHOWN).data)
    assert np.array_equal(mixed(kind, 1.0, 0).data, filled(COMING).data)


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_on_evenly_and_begins_and_ends_softly(kind: TransitionKind) -> None:
    seen = np.array([amount(mixed(kind, float(share))) for share in np.linspace(0, 1, 61)])
    steps = np.diff(seen)
    assert steps.min() >= -0.002
    assert steps.max() < 0.035
    assert steps[0] < steps[30] / 3
    assert steps[-1] < steps[30] / 3
    assert seen[30] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.07, 0.4, 0.5, 0.81])
def test_luma_and_colour_go_together(kind: TransitionKind, share: float) -> None:
    frame = mixed(kind, share)
    small = frame.y.astype(float).reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean(axis=(1, 3))
    for plane in (frame.cb, frame.cr):
        assert np.abs(plane.astype(float) - small).max() <= (40 if kind is TransitionKind.SLIDE else 6)
        assert plane.astype(float).mean() == pytest.approx(small.mean(), abs=1)


@pytest.mark.parametrize(("share", "expected"), [(0.2, SHOWN), (0.49, SHOWN), (0.5, COMING), (0.9, COMING)])
def test_a_cut_shows_one_or_the_other(share: float, expected: int) -> None:
    assert (mixed(TransitionKind.CUT, share).data == expected).all()


def test_a_slide_pushes_one_picture_out_with_the_other() -> None:
    columns = np.arange(WIDTH)
    shown, coming = Frame(WIDTH, HEIGHT), Frame(WIDTH, HEIGHT)
    for frame, first in ((shown, 0), (coming, 128)):
        frame.data[:] = 128
        frame.y[:] = first + columns // 2
    mix(TransitionKind.SLIDE, shown, coming, 0.5)
    row: npt.NDArray[np.int64] = shown.y[HEIGHT // 2].astype(np.int64)
    assert np.array_equal(row[: WIDTH // 2], columns[WIDTH // 2 :] // 2)
    assert np.array_equal(row[WIDTH // 2 :], 128 + columns[: WIDTH // 2] // 2)


def test_a_fast_slide_is_blurred_along_its_way_alone() -> None:
    shown, coming = filled(SHOWN), filled(SHOWN)
    shown.y[::2] = 90
    across = shown.y.copy()
    mix(TransitionKind.SLIDE, shown, coming, 0.4, step=1 / 12)
    assert np.array_equal(shown.y[:, :20], across[:, :20]), "rows are not mixed"
    row = shown.y[0].astype(int)
    edge = np.abs(np.diff(row))
    assert edge.max() < 12, "but columns are"


def test_a_wipe_has_a_soft_upright_edge() -> None:
    frame = mixed(TransitionKind.WIPE, 0.5)
    assert (frame.y == frame.y[0]).all()
    row = frame.y[0].astype(int)
    assert row[0] == COMING
    assert row[-1] == SHOWN
    assert np.diff(row).max() <= 0
    assert 0.1 * WIDTH < ((row > SHOWN) & (row < COMING)).sum() < 0.16 * WIDTH


def striped(along: int) -> Frame:
    """A frame of fine lines, as letters are."""
    frame = filled(128)
    lines = np.where(np.arange(frame.y.shape[along]) // 3 % 2, 235, 16).astype(np.uint8)
    frame.y[:] = lines[:, None] if along == 0 else lines
    return frame


def contrast(frame: Frame) -> tuple[float, float]:
    """How much lines upright and lines across stand out."""
    luma = frame.y.astype(float)
    return float(luma.mean(axis=0).std()), float(luma.mean(axis=1).std())


def test_words_are_not_seen_through_each_other_in_a_crossfade() -> None:
    plain, lettered = striped(1), striped(1)
    mix(TransitionKind.CROSSFADE, plain, striped(0), 0.5)
    mix(TransitionKind.CROSSFADE, lettered, striped(0), 0.5, lettered=True)
    assert min(contrast(plain)) > 50
    assert max(contrast(lettered)) < 20
    for share, whole in ((0.0, striped(1)), (1.0, striped(0))):
        frame = striped(1)
        mix(TransitionKind.CROSSFADE, frame, striped(0), share, lettered=True)
        assert np.array_equal(frame.data, whole.data)
