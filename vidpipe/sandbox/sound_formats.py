"""Speech in the sound formats that the speech services sell: codec, sample rate and bit rate as their names say."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import Literal, cast

import av
import numpy as np
from av.audio import AudioStream
from av.audio.resampler import AudioResampler

Codec = Literal["pcm", "wav", "mp3", "opus", "aac", "flac", "ulaw", "alaw"]

_CONTAINERS: dict[Codec, tuple[str, str]] = {
    "mp3": ("mp3", "libmp3lame"),
    "opus": ("ogg", "libopus"),
    "aac": ("adts", "aac"),
    "flac": ("flac", "flac"),
    "ulaw": ("mulaw", "pcm_mulaw"),
    "alaw": ("alaw", "pcm_alaw"),
}

ENDLESS = 0xFFFFFFFF
"""What a RIFF header says of its sizes while nobody knows yet how long the sound will be."""


@dataclass(frozen=True, kw_only=True)
class SoundFormat:
    """One output format: ``rate`` in Hz, ``bit_rate`` in bits per second where the codec has one."""

    codec: Codec
    rate: int
    media_type: str
    bit_rate: int | None = None


def encode_sound(pcm: bytes, rate: int, wanted: SoundFormat) -> bytes:
    """Bring 16-bit mono PCM of ``rate`` Hz into the wanted format; the same sound gives the same bytes."""
    if wanted.codec in ("pcm", "wav"):
        resampled = resample(pcm, rate, wanted.rate)
        return wav_file(resampled, wanted.rate) if wanted.codec == "wav" else resampled
    container_format, codec = _CONTAINERS[wanted.codec]
    file = io.BytesIO()
    # Without "bitexact" Ogg streams carry a random serial number and mp3 files the encoder's version.
    with av.open(file, "w", format=container_format, container_options={"fflags": "+bitexact"}) as container:
        stream = cast(AudioStream, container.add_stream(codec, rate=wanted.rate, layout="mono"))
        if wanted.bit_rate:
            stream.bit_rate = wanted.bit_rate
        container.mux(stream.encode(_frame(pcm, rate)))
        container.mux(stream.encode(None))
    return file.getvalue()


def resample(pcm: bytes, rate: int, wanted_rate: int) -> bytes:
    """Bring 16-bit mono PCM from one sample rate to another."""
    if rate == wanted_rate or not pcm:
        return pcm
    resampler = AudioResampler(format="s16", layout="mono", rate=wanted_rate)
    frames = [*resampler.resample(_frame(pcm, rate)), *resampler.resample(None)]
    return b"".join(frame.to_ndarray().astype("<i2").tobytes() for frame in frames)


def wav_file(pcm: bytes, rate: int) -> bytes:
    """Put a RIFF header before 16-bit mono PCM."""
    file = io.BytesIO()
    with wave.open(file, "wb") as track:
        track.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        track.writeframes(pcm)
    return file.getvalue()


def streamed_wav(pcm: bytes, rate: int) -> bytes:
    """Put the RIFF header of a live stream before 16-bit mono PCM: both sizes are unknown, 0xFFFFFFFF."""
    header = bytearray(wav_file(b"", rate))
    header[4:8] = header[40:44] = ENDLESS.to_bytes(4, "little")
    return bytes(header) + pcm


def _frame(pcm: bytes, rate: int) -> av.AudioFrame:
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.int16).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    frame.rate = rate
    frame.pts = 0
    return frame
