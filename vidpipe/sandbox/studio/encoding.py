"""Sound between PCM and the formats that services take and give."""

from __future__ import annotations

import io
from typing import Literal

import av
from av.audio.resampler import AudioResampler

from vidpipe.sandbox.sound_formats import SoundFormat, encode_sound

AudioFormat = Literal["wav", "mp3", "pcm", "opus", "flac", "aac"]

_OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)


def encode(pcm: bytes, rate: int, form: AudioFormat, bit_rate: int | None = None) -> bytes:
    """Encode 16-bit mono PCM of ``rate`` hertz at the same rate, or for Opus at the next one that Opus knows."""
    used = next((known for known in _OPUS_RATES if known >= rate), 48_000) if form == "opus" else rate
    return encode_sound(pcm, rate, SoundFormat(codec=form, rate=used, media_type="", bit_rate=bit_rate))


def decode(audio: bytes, rate: int) -> bytes:
    """Decode sound of any format that FFmpeg knows to 16-bit mono PCM of ``rate`` hertz.

    Raises av's FFmpegError or IndexError when there is no sound in it.
    """
    resampler = AudioResampler(format="s16", layout="mono", rate=rate)
    pcm = bytearray()
    with av.open(io.BytesIO(audio), "r") as source:
        for frame in source.decode(audio=0):
            for part in resampler.resample(frame):
                pcm += part.to_ndarray().tobytes()
        for part in resampler.resample(None):
            pcm += part.to_ndarray().tobytes()
    return bytes(pcm)
