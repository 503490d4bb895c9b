"""Speech made small enough for services that limit uploads."""

from __future__ import annotations

import asyncio
from pathlib import Path

import ffmpeg

from vidpipe.errors import MediaError
from vidpipe.media.run import run_ffmpeg

_FORMS: tuple[tuple[str, dict[str, object]], ...] = (
    # What speech services work with inside; it shifts nothing in time, as lossy codecs can.
    (".wav", {"acodec": "pcm_s16le", "ar": 16_000}),
    (".mp3", {"acodec": "libmp3lame", "ar": 16_000, "audio_bitrate": "64k"}),
)


async def shrink_speech(source: Path, folder: Path, *, largest: int) -> Path:
    """Return ``source`` itself if it has at most ``largest`` bytes, else the best form of it in ``folder`` that has.

    First mono WAV at 16 kHz, then MP3 of 64 kbit/s. Raises MediaError: MEDIA_INVALID when even that is too large, and
    what FFmpeg raises.
    """
    if source.stat().st_size <= largest:
        return source
    for suffix, form in _FORMS:
        out = folder / f"speech{suffix}"
        sound = ffmpeg.input(str(source)).audio
        args = ffmpeg.output(sound, str(out), ac=1, map_metadata=-1, fflags="+bitexact", **form).get_args()
        await run_ffmpeg(args)
        if (await asyncio.to_thread(out.stat)).st_size <= largest:
            return out
    raise MediaError(
        f"{source.name} is too long: even as MP3 it has more than {largest:,} bytes. Shorten the script.",
        code="MEDIA_INVALID",
        details={"largest": largest},
    )
