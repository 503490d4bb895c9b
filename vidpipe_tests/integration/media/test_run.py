from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from vidpipe.errors import MediaError, StorageError
from vidpipe.media import probe, run_ffmpeg
from vidpipe.media.run import failure

RAW = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "64x64", "-r", "25", "-i", "pipe:0"]


def frames(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield bytes([number % 256]) * (64 * 64)


def test_frames_go_in_and_progress_comes_out(tmp_path: Path) -> None:
    shares: list[float] = []
    out = tmp_path / "v.mp4"
    asyncio.run(run_ffmpeg([*RAW, str(out)], duration=2, on_progress=shares.append, feed=frames(50)))
    assert probe(out).video[0].frames == 50
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_failure_carries_exit_code_and_ffmpegs_own_words(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        asyncio.run(run_ffmpeg(["-i", str(tmp_path / "none.mp4"), str(tmp_path / "out.mp4")]))
    assert caught.value.code == "FFMPEG_EXECUTION_FAILED"
    assert caught.value.details["exit_code"] != 0
    assert "No such file" in caught.value.details["stderr"]


def test_an_ffmpeg_that_stops_reading_is_blamed_not_the_pipe(tmp_path: Path) -> None:
    args = [*RAW, "-c:v", "no_such_encoder", str(tmp_path / "v.mp4")]
    with pytest.raises(MediaError, match="no_such_encoder"):
        asyncio.run(run_ffmpeg(args, feed=frames(100_000)))


def test_what_the_feed_raises_comes_through_and_leaves_no_ffmpeg(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield from frames(3)
        raise StorageError("the picture is gone")

    with pytest.raises(StorageError, match="the picture is gone"):
        asyncio.run(run_ffmpeg([*RAW, str(tmp_path / "v.mp4")], feed=broken()))
    assert not [child for child in psutil.Process().children() if "ffmpeg" in child.name()]


def test_cancelling_kills_ffmpeg(tmp_path: Path) -> None:
    async def cancel_soon() -> None:
        endless = ["-f", "lavfi", "-re", "-i", "testsrc", str(tmp_path / "v.mp4")]
        started = asyncio.Event()
        task = asyncio.create_task(run_ffmpeg(endless, duration=1, on_progress=lambda _: started.set()))
        await asyncio.wait_for(started.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel_soon())
    assert not [child for child in psutil.Process().children() if "ffmpeg" in child.name()]


def test_a_full_disk_has_its_own_code() -> None:
    error = failure(228, "[out#0] Error writing trailer: No space left on device")
    assert error.code == "DISK_SPACE_INSUFFICIENT"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_a_real_full_device_is_recognised() -> None:
    noise = ["-f", "lavfi", "-i", "anoisesrc=d=5", "-f", "wav", "/dev/full"]
    with pytest.raises(MediaError) as caught:
        asyncio.run(run_ffmpeg(noise))
    assert caught.value.code == "DISK_SPACE_INSUFFICIENT"
