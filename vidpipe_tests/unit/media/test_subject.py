"""What is seen in pictures: faces, text of any script, things on plain ground; and nothing where there is nothing."""

from __future__ import annotations

import io

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from vidpipe.media import lettering
from vidpipe.media.frames import faces
from vidpipe.media.frames.subject import Region, find_subject
from vidpipe.providers.did.portrait import draw_portrait

WIDTH, HEIGHT = 960, 540
Picture = npt.NDArray[np.uint8]


def ground() -> Picture:
    shade = np.linspace(40, 90, HEIGHT)[:, None, None] * np.array([1.4, 1.0, 0.7])
    return np.ascontiguousarray(np.broadcast_to(shade, (HEIGHT, WIDTH, 3)).astype(np.uint8))


def shapes() -> Picture:
    dice, image = np.random.default_rng(3), ground()
    for _ in range(14):
        place = int(dice.integers(0, WIDTH)), int(dice.integers(0, HEIGHT))
        color = tuple(int(value) for value in dice.integers(0, 130, 3))
        cv2.circle(image, place, int(dice.integers(20, 90)), color, -1, cv2.LINE_AA)
    return image


def written(image: Picture, text: str, language: str, size: int, left: int, top: int) -> tuple[Picture, Region]:
    """Write a line and return where it stands."""
    picture = Image.fromarray(image[:, :, ::-1])
    line = lettering.fit(text, language, width=800, height=200, largest=size, smallest=size, max_lines=1)
    lettering.draw(ImageDraw.Draw(picture), line, left, top, "white")
    box = Region(left / WIDTH, top / HEIGHT, (left + line.width) / WIDTH, (top + line.height) / HEIGHT)
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]), box


def covered(box: Region, found: tuple[Region, ...]) -> float:
    """The share of a line's length that was found in its rows."""
    columns = np.linspace(box.left, box.right, 200)
    middle = box.middle[1]
    hit = [any(one.left <= x <= one.right and one.top <= middle <= one.bottom for one in found) for x in columns]
    return float(np.mean(hit))


LINES = [
    ("The motor turns current into movement", "en"),
    ("电动机把电流变成运动", "zh"),
    ("المحرك الكهربائي يحول التيار", "ar"),
    ("विद्युत मोटर धारा को गति में बदलती है", "hi"),
    ("Двигатель превращает ток в движение", "ru"),
]


@pytest.mark.parametrize(("text", "language"), LINES)
@pytest.mark.parametrize("size", [18, 30, 60])
@pytest.mark.parametrize("on", [ground, shapes], ids=["calm", "shapes"])
def test_text_of_any_script_and_size_is_found(text: str, language: str, size: int, on: object) -> None:
    assert callable(on)
    image, box = written(on(), text[:14] if size == 60 else text, language, size, 60, 200)
    assert covered(box, find_subject(image).texts) > (0.9 if on is ground else 0.75)


@pytest.mark.parametrize("blur", [1, 3, 8, 20])
def test_textures_hold_neither_text_nor_faces_that_would_stop_the_camera(blur: int) -> None:
    noise = np.random.default_rng(blur).integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), blur)
    image = np.asarray((soft - soft.min()) / np.ptp(soft) * 255, np.uint8)
    subject = find_subject(image)
    assert not subject.faces
    assert sum(text.area for text in subject.texts) < 0.01
    assert subject.detail is None


@pytest.mark.parametrize(("side", "left", "top"), [(500, 100, 20), (300, 600, 200), (150, 30, 350), (110, 800, 20)])
def test_faces_are_found_wherever_they_are(side: int, left: int, top: int) -> None:
    image = ground()
    portrait = np.asarray(Image.open(io.BytesIO(draw_portrait(2))).convert("RGB").resize((side, side)))
    image[top : top + side, left : left + side] = portrait[:, :, ::-1]
    (face,) = find_subject(image).faces
    x, y = face.middle
    assert x * WIDTH == pytest.approx(left + side / 2, abs=0.08 * side)
    assert y * HEIGHT == pytest.approx(top + 0.46 * side, abs=0.1 * side)
    assert 0.45 * side < (face.right - face.left) * WIDTH < 0.9 * side


def test_a_thing_on_plain_ground_is_the_subject() -> None:
    image = np.full((HEIGHT, WIDTH, 3), 240, np.uint8)
    cv2.rectangle(image, (600, 260), (800, 480), (60, 60, 160), -1)
    cv2.circle(image, (700, 330), 40, (20, 20, 20), -1)
    detail = find_subject(image).detail
    assert detail is not None
    assert (detail.left * WIDTH, detail.right * WIDTH) == (pytest.approx(600, abs=12), pytest.approx(800, abs=12))
    assert (detail.top * HEIGHT, detail.bottom * HEIGHT) == (pytest.approx(260, abs=12), pytest.approx(480, abs=12))


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (700, 3), (40, 30)])
def test_any_picture_may_be_looked_at(size: tuple[int, int]) -> None:
    subject = find_subject(np.full((size[1], size[0], 3), 128, np.uint8))
    assert subject.focus is None


@pytest.mark.parametrize("size", [(480, 1), (2, 480), (480, 31), (480, 32), (480, 480)])
def test_no_picture_is_looked_at_in_thousands_of_squares(size: tuple[int, int]) -> None:
    assert 1 <= len(faces._squares(np.zeros((size[1], size[0], 3), np.uint8))) < 30


def test_the_same_picture_has_the_same_subject() -> None:
    image, _ = written(shapes(), "Movement", "en", 40, 100, 100)
    assert find_subject(image) == find_subject(image.copy())
