"""Encoding one piece of a film."""

from __future__ import annotations

from pathlib import Path

import ffmpeg

from vidpipe.media.film.paint import paint
from vidpipe.media.film.plan import Piece
from vidpipe.media.run import run_ffmpeg

BT709: dict[str, object] = {
    "color_range": "tv",
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "colorspace": "bt709",
}


async def encode_piece(piece: Piece, out: Path) -> None:
    """Paint a piece and encode it to ``out``, an MP4 without sound. Raises MediaError."""
    await run_ffmpeg(_command(piece, out), feed=paint(piece))


def _command(piece: Piece, out: Path) -> list[str]:
    look = piece.look
    raw = ffmpeg.input(
        "pipe:0", format="rawvideo", pixel_format="yuv420p", video_size=(look.width, look.height), framerate=look.fps
    )
    picture = raw.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
    options = look.encoding.options(look.fps) | BT709 | {"pix_fmt": "yuv420p", "frames:v": piece.count}
    options |= {"fflags": "+bitexact", "map_metadata": -1, "format": "mp4"}
    return [str(arg) for arg in ffmpeg.output(picture, str(out), **options).get_args()]
