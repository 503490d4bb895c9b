from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from vidpipe.media import head_part
from vidpipe.providers.did.portrait import draw_portrait


def still(path: Path, picture: Image.Image) -> Path:
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = *picture.size, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
        frame.pts, frame.time_base = 0, Fraction(1, 25)
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


@pytest.mark.parametrize("left", [0, 400, 768])
def test_the_square_follows_the_head(left: int, tmp_path: Path) -> None:
    wide = Image.new("RGB", (1_280, 720), "#d0e0f0")
    wide.paste(Image.open(io.BytesIO(draw_portrait(2))), (left, 208))
    box = head_part(still(tmp_path / "wide.mp4", wide), 100, 100)
    assert (box.width, box.left % 2, box.top % 2) == (box.height, 0, 0)
    assert 300 <= box.width <= 620
    assert 0 <= box.left <= box.right <= 1_280
    assert 0 <= box.top <= box.bottom <= 720
    # The face's middle in the drawing.
    across, down = (left + 256 - box.left) / box.width, (208 + 235 - box.top) / box.height
    assert down == pytest.approx(0.49, abs=0.1)
    assert left == 0 or across == pytest.approx(0.5, abs=0.08)


def test_a_square_film_is_kept_whole(tmp_path: Path) -> None:
    box = head_part(still(tmp_path / "square.mp4", Image.new("RGB", (512, 512))), 100, 100)
    assert (box.left, box.top, box.width, box.height) == (0, 0, 512, 512)


@pytest.mark.parametrize(("size", "left", "top"), [((640, 360), 140, 0), ((360, 640), 0, 70)])
def test_without_a_face_the_middle_is_kept(size: tuple[int, int], left: int, top: int, tmp_path: Path) -> None:
    box = head_part(still(tmp_path / "empty.mp4", Image.new("RGB", size, "gray")), 100, 100)
    assert (box.left, box.top, box.width, box.height) == (left, top, 360, 360)


def test_a_panel_is_cut_around_the_face(tmp_path: Path) -> None:
    wide = Image.new("RGB", (1_280, 720), "#d0e0f0")
    wide.paste(Image.open(io.BytesIO(draw_portrait(2))), (400, 208))
    box = head_part(still(tmp_path / "wide.mp4", wide), 288, 540)
    assert box.height / box.width == pytest.approx(540 / 288, abs=0.02)
    assert abs(box.left + box.width / 2 - 656) < 40
    assert box.top <= 208 + 235 <= box.bottom
