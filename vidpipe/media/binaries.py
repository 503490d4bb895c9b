"""Which FFmpeg does the work: the machine's own when it can do everything, otherwise the one from the wheel."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

import imageio_ffmpeg

from vidpipe.errors import MediaError

ENCODERS = ("libx264", "aac")
FILTERS = ("crop", "ebur128", "fps", "scale", "setparams", "setpts", "setsar", "tpad")


def missing_features(path: str) -> list[str]:
    """Name the encoders and filters that this FFmpeg lacks for our work; empty when it can do everything.

    Raises :class:`MediaError` ``FFMPEG_NOT_FOUND`` when the program cannot be started at all.
    """
    encoders = listed_encoders(path)
    filters = _names(_ask(path, "-filters"))
    lacking = [f"encoder {name}" for name in ENCODERS if name not in encoders]
    return lacking + [f"filter {name}" for name in FILTERS if name not in filters]


def listed_encoders(path: str) -> set[str]:
    """Return the names of the encoders that this FFmpeg was built with; those of hardware may still not work here.

    Raises :class:`MediaError` ``FFMPEG_NOT_FOUND`` when the program cannot be started.
    """
    return _names(_ask(path, "-encoders"))


@cache
def ffmpeg_path() -> str:
    """Return the FFmpeg to use, chosen once per process.

    Raises :class:`MediaError` ``FFMPEG_NOT_FOUND`` when neither PATH nor the imageio-ffmpeg wheel has one that can do
    the work, naming what each lacks.
    """
    refused: dict[str, list[str]] = {}
    for candidate in filter(None, (shutil.which("ffmpeg"), _wheel_path())):
        lacking = missing_features(candidate)
        if not lacking:
            return candidate
        refused[candidate] = lacking
    what = "; ".join(f"{path} lacks {', '.join(lacking)}" for path, lacking in refused.items()) or "none is installed"
    raise MediaError(
        f"No usable FFmpeg: {what}. Install FFmpeg with libx264, or reinstall the imageio-ffmpeg package.",
        code="FFMPEG_NOT_FOUND",
        details={"refused": refused},
    )


def ffmpeg_version(path: str) -> str:
    """Return the version as FFmpeg states it, such as ``7.1.1``.

    Raises :class:`MediaError` ``FFMPEG_NOT_FOUND`` when the program cannot be started.
    """
    words = _ask(path, "-version").split()
    return words[2] if len(words) > 2 else "unknown"


def _wheel_path() -> str | None:
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        # What the wheel raises when it was built without a binary for this machine.
        return None


def _ask(path: str, option: str) -> str:
    try:
        answer = subprocess.run(
            [path, "-hide_banner", option], capture_output=True, stdin=subprocess.DEVNULL, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise MediaError(
            f"FFmpeg at {path} does not start: {error}.", code="FFMPEG_NOT_FOUND", details={"path": path}
        ) from error
    return answer.stdout.decode(errors="replace")


def _names(listing: str) -> set[str]:
    """Take the second column of FFmpeg's listings, which follows the column of flags."""
    rows = (line.split() for line in listing.splitlines())
    return {row[1] for row in rows if len(row) > 1}
