"""Recordings as speech services send them: one tone a word, silence between sentences."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 24_000
WORD, GAP, PAUSE = 0.3, 0.03, 0.4
"""Seconds of a word, between two words, and between two sentences."""

Samples = NDArray[np.int16]


def spoken(sentences: Sequence[str]) -> Samples:
    """Return samples in which every word of every sentence is a tone."""
    parts: list[NDArray[np.float64]] = []
    for number, sentence in enumerate(sentences):
        parts += [np.zeros(int(RATE * PAUSE))] if number else []
        for position, word in enumerate(sentence.split()):
            time = np.arange(int(RATE * WORD)) / RATE
            parts += [np.zeros(int(RATE * GAP))] if position else []
            parts.append(0.5 * np.sin(2 * np.pi * (200 + 7 * len(word)) * time))
    return np.asarray(np.concatenate(parts) * 32_767, np.int16)


def wav(samples: Samples, *, channels: int = 1, endless: bool = False) -> bytes:
    """Return a WAV file; with ``endless`` its header has the sizes of one that is streamed."""
    file = io.BytesIO()
    with wave.open(file, "wb") as track:
        track.setparams((channels, 2, RATE, 0, "NONE", "not compressed"))
        track.writeframes(np.repeat(samples, channels).astype("<i2").tobytes())
    data = bytearray(file.getvalue())
    if endless:
        data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    return bytes(data)


def pcm(samples: Samples) -> bytes:
    """Return bare 16-bit little-endian samples."""
    return samples.astype("<i2").tobytes()
