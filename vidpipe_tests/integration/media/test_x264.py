"""Encoding within the process: the same bytes whatever it did before, and nothing left behind when it ends early."""

from __future__ import annotations

import asyncio
import ctypes
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import av.error
import numpy as np
import pytest

from vidpipe.errors import MediaError, StorageError
from vidpipe.media import Encoding, Look, encode_piece
from vidpipe.media.film import x264
from vidpipe.media.film.plan import Piece, Shot
from vidpipe.models import Codec
from vidpipe_tests.integration.media.test_make_film import picture

M_PERTURB = -6  # malloc.h: fills memory that is handed out, or given back
UNEVEN = (854, 480)
"""No multiple of 16: there x264's macroblock tree reads what nobody has written."""


@pytest.fixture
def piece(tmp_path: Path) -> Piece:
    look = Look(width=UNEVEN[0], height=UNEVEN[1], fps=30)
    shot = Shot(number=1, picture=picture(tmp_path / "1.png", 1), frames=40)
    return Piece(look=look, shot=shot, first=0, count=40)


def test_the_bytes_are_the_same_whatever_lies_in_memory(piece: Piece, tmp_path: Path) -> None:
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallopt"):
        pytest.skip("only glibc fills memory")
    made = set()
    try:
        for pattern in (0, 1, 85, 170, 254):
            library.mallopt(M_PERTURB, pattern)
            out = tmp_path / f"{pattern}.mp4"
            asyncio.run(encode_piece(piece, out))
            made.add(out.read_bytes())
    finally:
        library.mallopt(M_PERTURB, 0)
    assert len(made) == 1


def test_several_at_once_give_the_same_bytes_as_one_alone(piece: Piece, tmp_path: Path) -> None:
    outs = [tmp_path / f"{number}.mp4" for number in range(4)]

    async def side_by_side() -> None:
        await asyncio.gather(*(encode_piece(piece, out) for out in outs[1:]))

    asyncio.run(encode_piece(piece, outs[0]))
    asyncio.run(side_by_side())
    assert len({out.read_bytes() for out in outs}) == 1


def test_a_cancelled_piece_ends_with_the_next_frame_and_leaves_nothing(piece: Piece, tmp_path: Path) -> None:
    painted: list[int] = []
    long = replace(piece, shot=replace(piece.shot, frames=100_000), count=100_000)

    async def cancelled() -> None:
        work = asyncio.create_task(encode_piece(long, tmp_path / "piece.mp4", painted.append))
        while not painted:
            await asyncio.sleep(0.01)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(cancelled())
    told = len(painted)
    time.sleep(0.2)
    assert len(painted) == told
    assert [path.name for path in tmp_path.iterdir()] == ["1.png"]


def test_a_full_disk_is_told_as_such_and_leaves_nothing(piece: Piece, tmp_path: Path) -> None:
    (tmp_path / ".piece.part.mp4").symlink_to("/dev/full")
    with pytest.raises(StorageError) as raised:
        asyncio.run(encode_piece(piece, tmp_path / "piece.mp4"))
    assert raised.value.code == "DISK_SPACE_INSUFFICIENT"
    assert [path.name for path in tmp_path.iterdir()] == ["1.png"]


def test_what_x264_refuses_is_told_in_its_words(piece: Piece, tmp_path: Path) -> None:
    refused = av.error.ExternalError(1, "x264 would not")
    refusing = mock.patch.object(x264.av.VideoFrame, "from_numpy_buffer", side_effect=refused)
    with refusing, pytest.raises(MediaError) as raised:
        asyncio.run(encode_piece(piece, tmp_path / "piece.mp4"))
    assert (raised.value.code, raised.value.details["stderr"]) == ("FFMPEG_EXECUTION_FAILED", "x264 would not")


def test_what_painting_raises_is_raised(piece: Piece, tmp_path: Path) -> None:
    def broken() -> Iterator[memoryview]:
        yield np.zeros(UNEVEN[0] * UNEVEN[1] * 3 // 2, np.uint8).data
        raise MediaError("no picture", code="MEDIA_INVALID")

    with pytest.raises(MediaError, match="no picture"):
        asyncio.run(x264.encode_x264(piece.look, broken(), tmp_path / "piece.mp4"))


@pytest.mark.parametrize(
    ("encoding", "size", "threads"),
    [
        (Encoding(), (1920, 1080), 1),
        (Encoding(), (1080, 1920), 1),
        (Encoding(), (2560, 1440), 2),
        (Encoding(codec=Codec.HEVC, encoder="libx265"), (1280, 720), 2),
        (Encoding(codec=Codec.H264, encoder="h264_nvenc"), (1280, 720), 2),
    ],
)
def test_small_frames_of_h264_have_one_thread_for_each_piece(
    encoding: Encoding, size: tuple[int, int], threads: int
) -> None:
    assert encoding.threads(*size) == threads
