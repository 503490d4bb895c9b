"""Which pictures a thumbnail shows, and which part of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from vidpipe.errors import MediaError
from vidpipe.media import make_small
from vidpipe.media.frames.planes import Plane
from vidpipe.media.frames.reading import load_bgr
from vidpipe.media.frames.subject import Region
from vidpipe.media.packaging.pictures import Judged, best_pictures
from vidpipe.media.packaging.windows import best_window, reduced, text_mask
from vidpipe.media.picture_places import Picture, PicturePlaces, read_picture

WIDTH, HEIGHT = 480, 270


def plain(color: tuple[int, int, int] = (90, 60, 20)) -> Plane:
    return np.full((HEIGHT, WIDTH, 3), color, np.uint8)


def with_ball(image: Plane, place: tuple[int, int]) -> Plane:
    cv2.circle(image, place, 50, (40, 90, 250), -1, cv2.LINE_AA)
    cv2.circle(image, (place[0] - 15, place[1] - 15), 12, (250, 250, 250), -1, cv2.LINE_AA)
    return image


def with_text(image: Plane, place: tuple[int, int] = (20, 60)) -> Plane:
    for line, text in enumerate(("All about the tides", "and why they come", "twice on every day")):
        at = (place[0], place[1] + 45 * line)
        cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 2, cv2.LINE_AA)
    return image


def kept(path: Path, image: Plane) -> Path:
    cv2.imwrite(str(path), image)
    return path


def test_lines_of_text_are_found_and_things_are_not() -> None:
    assert text_mask(with_text(plain())).mean() > 0.05
    assert text_mask(with_ball(plain(), (300, 130))).mean() == 0
    barred = plain()
    cv2.rectangle(barred, (60, 100), (400, 130), (80, 220, 160), -1)
    assert text_mask(barred).mean() == 0


def test_lines_of_text_are_found_beside_icons() -> None:
    listed = plain()
    for row in range(3):
        y = 70 + 60 * row
        cv2.rectangle(listed, (30, y - 25), (450, y + 25), (250, 250, 250), -1)
        cv2.circle(listed, (60, y), 18, (200, 70, 60), -1, cv2.LINE_AA)
        cv2.putText(listed, "A cooktop with a coil", (85, y + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (20, 20, 20), 2)
    for row in range(3):
        assert text_mask(listed)[70 + 60 * row, 100:300].mean() > 0.9


@pytest.mark.parametrize("x", [70, 240, 410])
def test_a_narrow_part_shows_the_subject_wherever_it_stands(x: int) -> None:
    window = best_window(with_ball(plain(), (x, 135)), 0.6)
    assert window.left <= x - 50 <= x + 50 <= window.left + window.width
    assert window.width / window.height == pytest.approx(0.6, rel=0.05)


def test_the_part_leaves_words_out() -> None:
    window = best_window(with_ball(with_text(plain()), (400, 135)), 1.0)
    assert text_mask(reduced(window.of(with_ball(with_text(plain()), (400, 135))))).mean() < 0.01


def test_the_part_lies_in_the_picture_whatever_the_proportions() -> None:
    for shape in ((10, 400, 3), (400, 10, 3), (1, 1, 3), (2160, 3840, 3)):
        image = np.zeros(shape, np.uint8)
        for aspect in (0.3, 1.0, 3.0):
            window = best_window(image, aspect)
            assert window.of(image).shape[:2] == (window.height, window.width)
            assert min(window.width, window.height) >= 1


def test_sharp_colourful_pictures_without_words_are_worth_most() -> None:
    sharp = with_ball(plain(), (300, 130))
    good = Judged(Picture(image=sharp)).worth(1.2).score
    blurred = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 8), np.uint8)
    grey = np.asarray(cv2.cvtColor(cv2.cvtColor(sharp, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8)
    wordy = with_text(with_text(with_ball(plain(), (300, 130)), (220, 60)), (10, 190))
    for name, other in (("blurred", blurred), ("grey", grey), ("wordy", wordy), ("empty", plain((250, 250, 250)))):
        assert Judged(Picture(image=other)).worth(1.2).score < good, name


def test_each_design_has_another_picture_if_they_are_good_enough(tmp_path: Path) -> None:
    images = [with_ball(plain(color), (200, 130)) for color in ((90, 60, 20), (20, 90, 60), (70, 20, 90))]
    paths = [kept(tmp_path / f"{number}.png", image) for number, image in enumerate(images)]
    found = best_pictures([*paths, kept(tmp_path / "poor.png", plain((200, 200, 200)))], [1.0, 1.0, 1.0])
    assert {one.image[0, 0].tobytes() for one in found} == {image[0, 0].tobytes() for image in images}


def test_one_good_picture_is_shown_by_all_designs_rather_than_a_poor_one(tmp_path: Path) -> None:
    good = kept(tmp_path / "good.png", with_ball(plain(), (240, 130)))
    poor = kept(tmp_path / "poor.png", plain((250, 250, 250)))
    for one in best_pictures([poor, good, good, poor], [1.0, 2.0, 0.8]):
        assert tuple(one.image[0, 0]) == (90, 60, 20)


def test_of_a_long_film_not_every_picture_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(tmp_path / "p.png", with_ball(plain(), (240, 130)))
    read: list[Path] = []

    def load(one: Path, _copy: Path | None = None) -> Picture:
        read.append(one)
        return Picture(image=with_ball(plain(), (240, 130)))

    monkeypatch.setattr("vidpipe.media.packaging.pictures.read_picture", load)
    best_pictures([path] * 200, [1.0])
    assert len(read) == 24 + 1, "the one that is shown is read again"


def test_small_copies_choose_the_picture_and_the_picture_itself_is_shown(tmp_path: Path) -> None:
    good = kept(tmp_path / "good.png", with_ball(plain(), (240, 130)))
    poor = kept(tmp_path / "poor.png", plain((250, 250, 250)))
    copies = [tmp_path / "good.jpg", tmp_path / "poor.jpg"]
    # Each other's: what is measured is the copy.
    for picture, copy in zip((poor, good), copies, strict=True):
        make_small(picture, copy)
    (shown,) = best_pictures([good, poor], [1.0], copies)
    assert tuple(shown.image[0, 0]) == (250, 250, 250)


def test_a_small_copy_has_the_pictures_colours_and_proportions(tmp_path: Path) -> None:
    large = np.zeros((1080, 1920, 3), np.uint8)
    large[:] = (200, 120, 40)
    make_small(kept(tmp_path / "large.png", large), tmp_path / "small.jpg")
    copy = load_bgr(tmp_path / "small.jpg")
    assert copy.shape == (270, 480, 3)
    assert np.abs(copy.astype(int) - (200, 120, 40)).max() <= 3


def test_a_picture_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        best_pictures([tmp_path / "none.png"], [1.0])


PLACES = PicturePlaces(
    picture=Region(0.5, 0.1, 0.9, 0.75), words=(Region(0.05, 0.2, 0.4, 0.5), Region(0.1, 0.8, 0.9, 0.9))
)


def saved(path: Path, **note: PngInfo) -> Path:
    Image.new("RGB", (40, 20), "teal").save(path, "PNG", **note)
    return path


def test_a_drawn_picture_tells_where_its_subject_and_its_words_stand(tmp_path: Path) -> None:
    assert read_picture(saved(tmp_path / "told.png", pnginfo=PLACES.note())).places == PLACES
    assert read_picture(saved(tmp_path / "plain.png")).places is None


@pytest.mark.parametrize(
    "note",
    [
        "",
        "{",
        "[]",
        '{"picture": [0, 0, 2, 1]}',
        '{"picture": [0.5, 0, 0.5, 1]}',
        '{"words": [[1, 0, 0, 1]]}',
        '{"words": [[0, 0, NaN, 1]]}',
        f'{{"words": {[[0, 0, 1, 1]] * 101}}}',
        '{"other": 1}',
    ],
)
def test_a_note_that_makes_no_sense_counts_for_nothing(tmp_path: Path, note: str) -> None:
    info = PngInfo()
    info.add_text("vidpipe:places", note)
    assert read_picture(saved(tmp_path / "odd.png", pnginfo=info)).places is None


def test_a_drawn_subject_is_worth_more_than_mere_words() -> None:
    image = with_ball(with_text(plain()), (400, 135))
    drawn = Picture(image=image, places=PicturePlaces(picture=Region(0.72, 0.3, 0.95, 0.7), words=()))
    written = Picture(image=image, places=PicturePlaces(picture=None, words=(Region(0, 0, 0.7, 0.7),)))
    assert Judged(drawn).worth(1.2).score > Judged(written).worth(1.2).score + 0.5
