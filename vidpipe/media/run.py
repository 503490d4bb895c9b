"""Running FFmpeg: progress out, frames in, its own words when it fails, and nothing left behind when cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from vidpipe.errors import MediaError
from vidpipe.media.binaries import ffmpeg_path

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1."""

Frame = bytes | bytearray | memoryview

STDERR_TAIL = 4_000
PIPE_SIZE = 1 << 20
"""The most an ordinary Linux user may give a pipe; the default of 64 KiB means 50 switches per Full HD frame."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Feeder:
    """The two ends of the pipe through which frames reach FFmpeg."""

    read_end: int
    write_end: int

    def pump(self, frames: Iterable[Frame]) -> None:
        """Write every frame; stop quietly when FFmpeg stops reading, for then its own message says why."""
        try:
            for frame in frames:
                rest = memoryview(frame).cast("B")
                while rest:
                    rest = rest[os.write(self.write_end, rest) :]
        except BrokenPipeError:
            pass
        finally:
            os.close(self.write_end)


def _open_feeder() -> _Feeder:
    read_end, write_end = os.pipe()
    try:
        fcntl.fcntl(write_end, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    except OSError:
        # A user over the machine's pipe quota keeps the small default, which is only slower.
        log.debug("pipe_size_refused", module="media")
    return _Feeder(read_end=read_end, write_end=write_end)


async def run_ffmpeg(
    args: Sequence[str],
    *,
    duration: float = 0.0,
    on_progress: Progress | None = None,
    feed: Iterable[Frame] | None = None,
    cwd: Path | None = None,
    log_level: str = "error",
) -> str:
    """Run FFmpeg with ``args`` and return what it wrote to stderr.

    ``duration`` is the length of the output in seconds, by which progress becomes a share of 0 to 1. ``feed`` yields
    what FFmpeg reads from its standard input (``pipe:0``), written from a thread. FFmpeg inherits the environment, so
    a ``TRACEPARENT`` set there goes along. Cancelling kills FFmpeg.

    Raises :class:`MediaError`: ``FFMPEG_EXECUTION_FAILED`` with exit code and the end of stderr,
    ``DISK_SPACE_INSUFFICIENT`` when it says that the disk is full, ``FFMPEG_NOT_FOUND``. What ``feed`` raises is
    passed on as is.
    """
    command = [ffmpeg_path(), "-hide_banner", "-loglevel", log_level, "-progress", "pipe:1", "-nostats"]
    command += ["-y", *args] if feed is not None else ["-nostdin", "-y", *args]
    feeder = _open_feeder() if feed is not None else None
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=feeder.read_end if feeder else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=cwd,
        )
    except BaseException:  # raised again: only the pipe is closed, which nobody else would
        if feeder:
            os.close(feeder.write_end)
        raise
    finally:
        if feeder:
            os.close(feeder.read_end)
    pump = asyncio.create_task(asyncio.to_thread(feeder.pump, feed)) if feeder and feed is not None else None
    return await _follow(process, pump, duration, on_progress)


async def _follow(
    process: asyncio.subprocess.Process,
    pump: asyncio.Task[None] | None,
    duration: float,
    on_progress: Progress | None,
) -> str:
    """See one FFmpeg through to its end."""
    if process.stdout is None or process.stderr is None:
        raise RuntimeError("FFmpeg was started without pipes")
    if pump is not None:
        # A feed that breaks must not leave a film that ends early and looks finished.
        pump.add_done_callback(lambda task: _kill(process) if task.cancelled() or task.exception() else None)
    errors = asyncio.create_task(process.stderr.read())
    try:
        await _report(process.stdout, duration, on_progress)
        said = (await errors).decode(errors="replace")
        exit_code = await process.wait()
        if pump is not None:
            await pump
    except BaseException:  # raised again: a cancelled stage above all must not leave its FFmpeg running
        _kill(process)
        errors.cancel()
        await process.wait()
        raise
    if exit_code:
        raise failure(exit_code, said)
    return said


async def _report(stream: asyncio.StreamReader, duration: float, on_progress: Progress | None) -> None:
    """Turn FFmpeg's ``out_time_us=`` lines into shares of the whole."""
    async for raw in stream:
        key, _, value = raw.decode(errors="replace").strip().partition("=")
        if on_progress is None or duration <= 0:
            continue
        if key == "out_time_us" and value.lstrip("-").isdigit():
            on_progress(min(max(int(value) / 1e6 / duration, 0.0), 1.0))
        elif key == "progress" and value == "end":
            on_progress(1.0)


def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


def failure(exit_code: int, said: str) -> MediaError:
    """Turn FFmpeg's exit code and words into an error: ``DISK_SPACE_INSUFFICIENT`` or ``FFMPEG_EXECUTION_FAILED``."""
    tail = said.strip()[-STDERR_TAIL:]
    # The first complaint is the cause; those after it are consequences.
    cause = said.strip().partition("\n")[0][:300] or "it said nothing"
    details = {"exit_code": exit_code, "stderr": tail}
    if "No space left on device" in said:
        return MediaError(
            "The disk is full: FFmpeg could not write its output.", code="DISK_SPACE_INSUFFICIENT", details=details
        )
    return MediaError(f"FFmpeg stopped with exit code {exit_code}: {cause}", details=details)
