from __future__ import annotations

import io
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from vidpipe.media import Box, HeadPart, crop_for, face_in_film, framing, head_part
from vidpipe.media.presenter.framing import shows_head
from vidpipe.providers.did.portrait import draw_portrait


@cache
def portrait() -> Image.Image:
    """A drawn head and shoulders, 512 pixels square, the face's middle at 256, 245."""
    return Image.open(io.BytesIO(draw_portrait(2)))


def still(path: Path, picture: Image.Image) -> Path:
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = *picture.size, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
        frame.pts, frame.time_base = 0, Fraction(1, 25)
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


def standing(path: Path, size: tuple[int, int], place: tuple[int, int], side: int = 512) -> Path:
    """Film the portrait somewhere in a picture."""
    ground = Image.new("RGB", size, "#d0e0f0")
    ground.paste(portrait().resize((side, side)), place)
    return still(path, ground)


def circle(part: HeadPart) -> Box:
    """What a circle shows of the film that is made of a part, in pixels of that film."""
    return crop_for(part.width, part.height, 100, 100, part.face)


@pytest.mark.parametrize("left", [0, 400, 768])
def test_the_square_follows_the_head(left: int, tmp_path: Path) -> None:
    part = head_part(standing(tmp_path / "wide.mp4", (1_280, 720), (left, 208)), 100, 100)
    box = part.box
    assert (part.width, part.height) == (100, 100)
    assert (box.width, box.left % 2, box.top % 2) == (box.height, 0, 0)
    assert 440 <= box.width <= 560
    assert Box(left=0, top=0, width=1_280, height=720).holds(box)
    across, down = (left + 256 - box.left) / box.width, (208 + 245 - box.top) / box.height
    assert down == pytest.approx(framing(1, 1).middle, abs=0.06)
    assert across == pytest.approx(0.5, abs=0.06)
    assert part.face is None, "as it should be"


def test_a_square_film_is_cut_to_a_small_head_and_kept_whole_around_a_large_one(tmp_path: Path) -> None:
    far = head_part(standing(tmp_path / "far.mp4", (800, 800), (250, 300), 300), 100, 100).box
    assert 260 <= far.width == far.height <= 340
    assert abs(far.left + far.width / 2 - 400) < 20
    near = head_part(still(tmp_path / "near.mp4", portrait()), 100, 100).box
    assert (near.left, near.top, near.width, near.height) == (0, 0, 512, 512)


def test_what_fills_the_frame_is_not_cut_to_the_head(tmp_path: Path) -> None:
    film = standing(tmp_path / "far.mp4", (960, 540), (80, 200), 300)
    part = head_part(film, 480, 270, near=False)
    assert (part.box.left, part.box.top, part.box.width, part.box.height) == (0, 0, 960, 540)
    assert part.face is not None
    assert part.face.across == pytest.approx(230 / 960, abs=0.02)
    assert part.face.tall * 540 == pytest.approx(0.42 * 300, abs=20)


@pytest.mark.parametrize("near", [True, False])
def test_of_a_square_film_for_a_tall_frame_enough_is_kept_for_a_circle(near: bool, tmp_path: Path) -> None:
    part = head_part(still(tmp_path / "square.mp4", portrait()), 144, 256, near=near)
    assert (part.box.width, part.box.height) == (512, 512)
    assert (part.width, part.height) == (256, 256), "large enough to fill the frame, and no larger"
    shown = circle(part)
    assert shows_head(shown, part.width, part.height, part.face)
    assert shown.width == 256


@pytest.mark.parametrize(("size", "at"), [((1_280, 720), (384, 208)), ((720, 1_280), (104, 300)), ((512, 512), (0, 0))])
@pytest.mark.parametrize("place", [(160, 90), (90, 160), (100, 100), (54, 100), (170, 100)])
def test_a_circle_shows_the_whole_head_whatever_the_film_was_made_for(
    size: tuple[int, int], at: tuple[int, int], place: tuple[int, int], tmp_path: Path
) -> None:
    for near in (True, False):
        part = head_part(standing(tmp_path / "film.mp4", size, at), *place, near=near)
        assert shows_head(circle(part), part.width, part.height, part.face)
        assert min(part.width / place[0], part.height / place[1]) >= 0.98, "never smaller than its place"


@pytest.mark.parametrize(("size", "left", "top"), [((640, 360), 140, 0), ((360, 640), 0, 54), ((360, 360), 0, 0)])
def test_without_a_face_it_is_taken_to_be_where_it_should(
    size: tuple[int, int], left: int, top: int, tmp_path: Path
) -> None:
    film = still(tmp_path / "empty.mp4", Image.new("RGB", size, "gray"))
    assert face_in_film(film) is None
    part = head_part(film, 100, 100)
    assert (part.box.left, part.box.top, part.box.width, part.box.height) == (left, top, 360, 360)
    assert part.face is None


def test_a_panel_is_cut_around_the_face(tmp_path: Path) -> None:
    box = head_part(standing(tmp_path / "wide.mp4", (1_280, 720), (400, 208)), 288, 540).box
    assert abs(box.left + box.width / 2 - 656) < 40
    assert box.top <= 208 + 245 <= box.bottom
