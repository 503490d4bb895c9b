"""Whether a film's sound is the narration, and by how much it runs late."""

from __future__ import annotations

from pathlib import Path

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler

from vidpipe.errors import MediaError

RATE = 4_000
"""Samples per second that are compared: a quarter of a millisecond, a fortieth of a picture."""
HEARD_SECONDS = 60
FURTHEST = 5.0
"""Seconds by which a film may run early or late."""
ALIKE = 0.3
"""Likeness, 0 to 1, from which on two sounds are the same one: after a lossy codec it is still above 0.9."""

Samples = npt.NDArray[np.float32]


def speech_delay(film: Path, narration: Path) -> float | None:
    """Return by how many seconds the narration is heard later in a film than in its own file.

    It may be negative; None when the film has no sound, or not this one. Raises MediaError (MEDIA_INVALID) for files
    that cannot be read.
    """
    told, start = _read(narration)
    heard, heard_start = _read(film)
    if not len(heard) or not len(told):
        return None
    lag = _lag(heard, told)
    return None if lag is None else lag + heard_start - start


def _lag(heard: Samples, told: Samples) -> float | None:
    """Return where in ``heard`` the sound of ``told`` begins, in seconds, by cross-correlation."""
    reach = round(FURTHEST * RATE)
    # Room for every lag that is looked at, however short the sounds are: the correlation goes round in a circle.
    length = 1 << max(len(heard) + len(told), 2 * reach).bit_length()
    product = np.fft.rfft(heard, length) * np.conj(np.fft.rfft(told, length))
    likeness = np.fft.irfft(product, length)
    near = np.concatenate([likeness[-reach:], likeness[: reach + 1]])
    energy = float(np.sqrt(np.sum(heard.astype(np.float64) ** 2) * np.sum(told.astype(np.float64) ** 2)))
    best = int(np.argmax(near))
    if energy < 1e-6 or near[best] / energy < ALIKE:
        return None
    return (best - reach) / RATE


def _read(path: Path) -> tuple[Samples, float]:
    """Decode the first minute as mono samples, and tell when they begin on the file's own time line."""
    pieces: list[Samples] = []
    start, count = 0.0, 0
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                return np.zeros(0, np.float32), 0.0
            origin = (container.start_time or 0) / av.time_base
            resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
            for frame in container.decode(audio=0):
                if not pieces:
                    start = (frame.time or 0.0) - origin
                for piece in resampler.resample(frame):
                    pieces.append(np.asarray(piece.to_ndarray(), np.float32).ravel())
                    count += len(pieces[-1])
                if count >= HEARD_SECONDS * RATE:
                    break
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise MediaError(f"{path.name} holds no readable sound: {error}", code="MEDIA_INVALID") from error
    samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    return samples[: HEARD_SECONDS * RATE], start
