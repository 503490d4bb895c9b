"""The camera's way as it is really painted: measured against the ideal one, to hundredths of a pixel."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.media.film.paint import paint
from vidpipe.media.film.plan import Look, Material, Shot, body_pieces
from vidpipe.media.frames.camera import Path2D, View, camera_path, eased
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.panning import Pan
from vidpipe.media.frames.planes import moving
from vidpipe.models import MotionKind, Style
from vidpipe.models.style import MotionLook, TransitionKind, TransitionLook

WIDTH, HEIGHT, FPS, SECONDS = 256, 144, 30, 3
DOTS = [(60.0, 40.0), (128.0, 72.0), (200.3, 96.6)]
SPREAD, NEAR = 4.0, 15


def dots(width: int = WIDTH, height: int = HEIGHT) -> npt.NDArray[np.uint8]:
    """Soft white spots on black: their centres of mass tell where the camera put them."""
    rows, columns = np.mgrid[0:height, 0:width]
    spots = sum(np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * SPREAD**2)) for x, y in DOTS)
    return np.repeat(np.rint(255 * np.minimum(spots, 1))[:, :, None], 3, axis=2).astype(np.uint8)


def missed(luma: npt.NDArray[np.uint8], view: View) -> list[float]:
    """How far each spot lies from where it should, across and down, in pixels."""
    errors: list[float] = []
    for x, y in DOTS:
        ideal = (
            (x + 0.5 - view.x * WIDTH) * view.zoom + WIDTH / 2 - 0.5,
            (y + 0.5 - view.y * HEIGHT) * view.zoom + HEIGHT / 2 - 0.5,
        )
        left, top = round(ideal[0]) - NEAR, round(ideal[1]) - NEAR
        spot = np.clip(luma[top : top + 2 * NEAR + 1, left : left + 2 * NEAR + 1].astype(float) - 17, 0, None)
        rows, columns = np.mgrid[0 : 2 * NEAR + 1, 0 : 2 * NEAR + 1]
        errors += [
            float(left + (spot * columns).sum() / spot.sum() - ideal[0]),
            float(top + (spot * rows).sum() / spot.sum() - ideal[1]),
        ]
    return errors


def film(tmp_path: Path, image: npt.NDArray[np.uint8], number: int, kind: MotionKind) -> list[npt.NDArray[np.uint8]]:
    """Paint a whole shot and return the luma of its frames."""
    path = tmp_path / "picture.png"
    cv2.imwrite(str(path), image)
    style = Style(motion=MotionLook(kind=kind), transition=TransitionLook(kind=TransitionKind.CUT, seconds=0))
    look = Look(width=WIDTH, height=HEIGHT, fps=FPS, style=style)
    shot = Shot(number=number, picture=Material(path=path, sha256="0" * 64), frames=SECONDS * FPS)
    return [
        np.frombuffer(frame, np.uint8)[: WIDTH * HEIGHT].reshape(HEIGHT, WIDTH).copy()
        for piece in body_pieces(look, shot, begins=True, ends=True)
        for frame in paint(piece)
    ]


@pytest.mark.parametrize("kind", [MotionKind.GENTLE, MotionKind.LIVELY])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_picture_shakes_less_than_a_twentieth_of_a_pixel(tmp_path: Path, number: int, kind: MotionKind) -> None:
    # The spots stand for no subject here: the ideal way is the one without.
    path = camera_path(number - 1, SECONDS, 0, kind=kind)
    planes, frame, errors = moving(dots(), WIDTH, HEIGHT), Frame(WIDTH, HEIGHT), []
    pan = Pan(planes, path) if path.sideways else None
    assert (pan is not None) == (number == 3)
    for at in range(SECONDS * FPS):
        view = path.at(eased(at / FPS, SECONDS, path.ease))
        if pan is not None:
            pan.draw(frame, view)
        else:
            frame.film(planes, view)
        errors += missed(frame.y, view)
    assert not path.still
    assert float(np.sqrt(np.mean(np.square(errors)))) <= 0.05
    assert float(np.abs(errors).max()) <= 0.12


@pytest.mark.parametrize("number", [1, 2, 3])
def test_painted_shots_move_by_even_steps(tmp_path: Path, number: int) -> None:
    frames = film(tmp_path, dots(), number, MotionKind.LIVELY)
    places = []
    for luma in frames:
        spot = np.clip(luma.astype(float) - 17, 0, None)
        rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
        places.append(((spot * columns).sum() / spot.sum(), (spot * rows).sum() / spot.sum()))
    way = np.array(places)
    assert np.ptp(way, axis=0).max() > 1, "it moves"
    jolts = np.diff(way, n=3, axis=0)
    assert float(np.sqrt(np.mean(jolts**2))) <= 0.05 * np.sqrt(20), "third differences enlarge noise by √20"


@pytest.mark.parametrize("sideways", [True, False])
def test_fine_detail_stays_equally_sharp_while_the_camera_moves(sideways: bool) -> None:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    stripes = 128 + 90 * np.cos(2 * np.pi * (columns + 0.7 * rows) / 4)
    image = np.repeat(stripes[:, :, None], 3, axis=2).astype(np.uint8)
    planes, frame = moving(image, WIDTH, HEIGHT), Frame(WIDTH, HEIGHT)
    path = Path2D(View(1.05, 0.49, 0.5), View(1.05, 0.51, 0.5 if sideways else 0.503))
    pan, sharpness = Pan(planes, path), []
    for share in np.linspace(0, 1, 60):
        view = path.at(float(share))
        if sideways:
            pan.draw(frame, view)
        else:
            frame.film(planes, view)
        sharpness.append(float(frame.y[40:100, 40:216].std()))
    assert max(sharpness) / min(sharpness) < (1.06 if sideways else 1.02)
    assert min(sharpness) > 0.8 * image[40:100, 40:216, 0].std() * 219 / 255


@pytest.mark.parametrize("share", [0.0, 0.13, 0.5, 0.98, 1.0])
def test_a_pan_shows_what_the_camera_sees(share: float) -> None:
    image = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8), (0, 0), 2)
    planes, path = moving(image, WIDTH, HEIGHT), Path2D(View(1.1, 0.46, 0.51), View(1.1, 0.54, 0.51))
    shown, ideal = Frame(WIDTH, HEIGHT), Frame(WIDTH, HEIGHT)
    Pan(planes, path).draw(shown, path.at(share))
    ideal.film(planes, path.at(share))
    assert np.abs(shown.data.astype(int) - ideal.data).max() <= 3


def test_a_camera_that_stands_still_paints_the_same_frame(tmp_path: Path) -> None:
    image = np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    frames = film(tmp_path, image, 1, MotionKind.NONE)
    assert len(frames) == SECONDS * FPS
    assert all(np.array_equal(frame, frames[0]) for frame in frames)
    grey = image @ np.array([0.0722, 0.7152, 0.2126]) * 219 / 255 + 16
    assert np.abs(frames[0] - grey).max() <= 1, "and as sharp as the picture is"
