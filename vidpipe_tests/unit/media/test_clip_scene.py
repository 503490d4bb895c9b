"""Clips as scenes: their pace, their colours, their cut, and what happens when they are too short or too long."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.errors import MediaError
from vidpipe.media.frames.clip_scene import RUN_OUT, SLOWEST, Pace
from vidpipe_tests.unit.media.filming import Part, frames

WIDTH, HEIGHT, FPS, CLIP_FPS = 96, 64, 30, 24
lengths = st.floats(0.2, 40)


@given(lengths, lengths)
def test_a_clip_never_runs_backwards_too_fast_or_beyond_its_end(length: float, room: float) -> None:
    pace = Pace(length=length, room=room)
    times = np.linspace(0, room, 400)
    shown = np.array([pace.at(time) for time in times])
    speeds = np.diff(shown) / np.diff(times)
    assert shown[0] == 0
    # A clip may still be coming to rest when its scene ends: an eighth of the run-out is then not seen.
    assert min(length, room) - SLOWEST * RUN_OUT / 8 - 1e-6 <= shown[-1] <= min(length, room) + 1e-6
    assert speeds.min() >= -1e-9
    assert speeds.max() <= 1 + 1e-6


@given(lengths, lengths)
def test_a_clip_comes_to_rest_softly(length: float, room: float) -> None:
    pace = Pace(length=length, room=room)
    assert pace.halts == (length < room * SLOWEST)
    step = 0.001
    speeds = [(pace.at(time + step) - pace.at(time)) / step for time in np.arange(0, room - step, 0.02)]
    if pace.halts:
        assert all(abs(one - other) < 0.15 for one, other in pairwise(speeds))


@pytest.mark.parametrize(
    ("length", "room", "speed"), [(5.0, 5.0, 1.0), (9.0, 5.0, 1.0), (5.0, 6.0, 5 / 6), (5.0, 6.25, 0.8), (5, 9, 0.8)]
)
def test_a_short_clip_is_slowed_down_by_a_quarter_at_most(length: float, room: float, speed: float) -> None:
    assert Pace(length=length, room=room).speed == pytest.approx(speed)


def clip(path: Path, seconds: float, *, width: int = WIDTH, height: int = HEIGHT, tagged: bool = True) -> Path:
    """Each picture is a little brighter than the one before; a green bar marks the left edge, a red one the right."""
    with av.open(str(path), "w", format="mp4") as out:
        video: Any = out.add_stream("libx264", rate=CLIP_FPS, options={"crf": "4"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        if tagged:
            video.codec_context.colorspace = 1
        for number in range(round(seconds * CLIP_FPS)):
            picture = np.full((height, width, 3), 20 + 2 * number, np.uint8)
            picture[:, : width // 8] = (40, 180, 60)
            picture[:, -width // 8 :] = (180, 40, 60)
            shown = av.VideoFrame.from_ndarray(picture, format="rgb24")
            matrix = "ITU709" if tagged or height >= 720 else "ITU601"
            shown = shown.reformat(format="yuv420p", dst_colorspace=matrix)
            shown.pts, shown.time_base = number, Fraction(1, CLIP_FPS)
            out.mux(video.encode(shown))
        out.mux(video.encode())
    return path


def seen(shots: list[Part], seconds: float, width: int = WIDTH, height: int = HEIGHT) -> list[npt.NDArray[np.uint8]]:
    """The film's pictures as RGB."""
    pictures: list[npt.NDArray[np.uint8]] = []
    for frame in frames(shots, width=width, height=height, fps=FPS, count=round(seconds * FPS), seed=1):
        planes = np.frombuffer(frame, np.uint8).reshape(height * 3 // 2, width)
        picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        pictures.append(np.asarray(picture.to_ndarray(format="rgb24", src_colorspace="ITU709"), np.uint8))
    return pictures


def numbers(pictures: list[npt.NDArray[np.uint8]]) -> npt.NDArray[np.float64]:
    """The clip's picture that each picture of the film shows, read from its brightness."""
    middle = [picture[20:44, 40:56].mean() for picture in pictures]
    return (np.array(middle) - 20) / 2


@pytest.mark.parametrize(("length", "room"), [(2.0, 2.0), (3.0, 1.5), (2.0, 2.4), (1.0, 4.0)])
def test_the_film_shows_the_clip_at_its_pace(tmp_path: Path, length: float, room: float) -> None:
    shot = Part(picture=tmp_path / "none.png", clip=clip(tmp_path / "c.mp4", length), start=0, end=room)
    pace = Pace(length=length, room=room)
    expected = [min(int(pace.at(n / FPS) * CLIP_FPS + 1e-6), length * CLIP_FPS - 1) for n in range(round(room * FPS))]
    assert np.abs(numbers(seen([shot], room)) - expected).max() < 1.01


def test_a_clip_that_has_ended_is_kept_alive_by_the_camera(tmp_path: Path) -> None:
    shot = Part(picture=tmp_path / "none.png", clip=clip(tmp_path / "c.mp4", 1.0), start=0, end=6)
    pictures = seen([shot], 6)
    bars = [(picture[32, :, 1].astype(int) - picture[32, :, 0] > 60).sum() for picture in pictures]
    assert bars[10] == WIDTH // 8
    assert bars[-1] < bars[10], "the camera moves in"
    assert np.abs(pictures[30].astype(int) - pictures[31]).max() < 30, "and sets out softly"


@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("size", [(192, 64), (96, 128), (96, 64), (1280, 720)])
def test_any_clip_fills_the_frame_in_its_own_colours(tmp_path: Path, size: tuple[int, int], tagged: bool) -> None:
    path = clip(tmp_path / "c.mp4", 0.5, width=size[0], height=size[1], tagged=tagged)
    picture = seen([Part(picture=path, clip=path, start=0, end=0.5)], 0.5)[0].astype(int)
    wide = size[0] / size[1] > WIDTH / HEIGHT * 1.01
    if wide and size != (1280, 720):
        assert np.ptp(picture[32, :, 0]) < 12, "the edges are cut off"
        return
    assert np.abs(picture[32, 3] - (40, 180, 60)).max() <= 12 or wide
    assert np.abs(picture[32, WIDTH // 2] - 20).max() <= 6


def test_clips_and_stills_give_way_to_each_other(tmp_path: Path) -> None:
    from PIL import Image

    still = tmp_path / "s.png"
    Image.new("RGB", (WIDTH, HEIGHT), (250, 250, 250)).save(still)
    path = clip(tmp_path / "c.mp4", 1.5)
    shots = [
        Part(picture=still, clip=path, start=0, end=1),
        Part(picture=still, start=1, end=2),
        Part(picture=still, clip=path, start=2, end=3),
    ]
    middle = [picture[32, 48].mean() for picture in seen(shots, 3)]
    assert middle[15] < 60
    assert middle[25] < middle[30] < middle[35]
    assert middle[45] > 240
    assert middle[55] > middle[60] > middle[65]
    assert middle[75] < 60


@pytest.mark.parametrize("content", [b"", b"no film", b"\0" * 3_000])
def test_a_broken_clip_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError) as raised:
        seen([Part(picture=path, clip=path, start=0, end=1)], 1)
    assert raised.value.code == "MEDIA_INVALID"


def test_a_clip_that_breaks_off_is_told(tmp_path: Path) -> None:
    path = clip(tmp_path / "c.mp4", 2.0)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(MediaError):
        seen([Part(picture=path, clip=path, start=0, end=1)], 1)
