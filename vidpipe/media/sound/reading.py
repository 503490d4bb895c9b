"""Reading recordings and music of any format as blocks of samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import av.error
import numpy as np
from av.audio.resampler import AudioResampler

from vidpipe.errors import MediaError
from vidpipe.media.sound.samples import SAMPLE_RATE, Samples, in_blocks

CONTAINERS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,eac3,flac,flv,matroska,mov,mp3,mpc,mpc8,mpeg,mpegts,ogg,tta,voc,w64,wav,wv"
)
"""Formats that hold sound themselves. Lists of other files, such as HLS, are none: they could name any file here."""

_OPTIONS = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
_LAYOUTS = {1: "mono", 2: "stereo"}


def read_blocks(path: Path, channels: int) -> Iterator[Samples]:
    """Decode a file's first sound track, block by block, to ``channels`` (1 or 2) at 48 kHz.

    Raises MediaError: FILE_NOT_FOUND, MEDIA_INVALID for what holds no readable sound.
    """
    if not path.is_file():
        raise MediaError(f"There is no recording {path.name}.", code="FILE_NOT_FOUND", details={"file": path.name})
    heard = False
    try:
        for block in in_blocks(_decoded(path, channels)):
            heard = True
            yield block
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise _unreadable(path, f"holds no readable sound: {_reason(error)}") from error
    if not heard:
        raise _unreadable(path, "holds no sound.")


def _decoded(path: Path, channels: int) -> Iterator[Samples]:
    with av.open(str(path), options=_OPTIONS) as container:
        resampler = AudioResampler(format="fltp", layout=_LAYOUTS[channels], rate=SAMPLE_RATE)
        for frame in container.decode(container.streams.audio[0]):
            for piece in resampler.resample(frame):
                yield np.asarray(piece.to_ndarray(), np.float32)
        for piece in resampler.resample(None):
            yield np.asarray(piece.to_ndarray(), np.float32)


def _reason(error: Exception) -> str:
    # FFmpeg's own text would name the whole path.
    return (getattr(error, "strerror", None) or "it has no sound track") + "."


def _unreadable(path: Path, problem: str) -> MediaError:
    return MediaError(f"{path.name} {problem}", code="MEDIA_INVALID", details={"file": path.name})
