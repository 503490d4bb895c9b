"""Reading the narration, and refusing what is not one."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vidpipe.errors import ProviderError

LOWEST_RATE = 8_000


@dataclass(frozen=True, kw_only=True)
class SpeechAudio:
    """A narration: 16-bit mono samples and their rate in hertz."""

    samples: NDArray[np.int16]
    rate: int

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.rate

    def frame_count(self, fps: int) -> int:
        """How many pictures a film of this length has, to the nearest frame and at least one."""
        return max(1, round(len(self.samples) * fps / self.rate))


def read_speech(path: Path) -> SpeechAudio:
    """Read a 16-bit mono WAV.

    Raises :class:`~vidpipe.errors.ProviderError` with ``MEDIA_INVALID`` for anything else, cut files included.
    """
    try:
        with wave.open(str(path), "rb") as source:
            width, channels, rate = source.getsampwidth(), source.getnchannels(), source.getframerate()
            claimed = source.getnframes()
            data = source.readframes(claimed) if (width, channels) == (2, 1) else b""
    except (wave.Error, EOFError, OSError) as error:
        raise _refusal(path, f"it cannot be read as WAV ({error or 'it is cut short'})") from error
    if (width, channels) != (2, 1):
        raise _refusal(path, f"it has {channels} channel(s) of {width * 8} bit")
    if rate < LOWEST_RATE:
        raise _refusal(path, f"its sample rate is {rate} Hz, under {LOWEST_RATE} Hz")
    if claimed == 0:
        raise _refusal(path, "it holds no sound")
    if len(data) != claimed * 2:
        raise _refusal(path, f"it is cut short: {len(data) // 2} of {claimed} samples are there")
    return SpeechAudio(samples=np.frombuffer(data, dtype="<i2"), rate=rate)


def _refusal(path: Path, reason: str) -> ProviderError:
    return ProviderError(
        f"The presenter cannot speak {path.name}: {reason}. Give a 16-bit mono WAV of {LOWEST_RATE} Hz or more.",
        code="MEDIA_INVALID",
        details={"file": path.name, "reason": reason},
    )
