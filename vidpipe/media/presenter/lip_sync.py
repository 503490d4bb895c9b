"""Whether a presenter's lips move with the words, and by how much they come early or late.

The opening of a mouth follows the loudness of speech, syllable by syllable. The part of the picture that changes most
at the pace of syllables is taken for the mouth, what is common to its changes for its opening, and that is compared
with the voice at all shifts within a second. Heads that nod and hands that wave change as well, so the shift is
believed only when it stands out from shifts that are certainly wrong, and when both halves of the film agree about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import av.error
import cv2
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler
from av.video.reformatter import VideoReformatter

from vidpipe.errors import MediaError

RATE = 50
"""Values per second that are compared; shifts between them are interpolated."""
LONGEST = 60.0
SHORTEST = 2.0
"""Seconds of a film that are looked at, and below which nothing can be said."""
REACH = 1.0
"""Seconds by which lips are looked for before and after the words."""
SURE = 0.6
"""Confidence from which on the offset can be relied on."""
_SIDE = 96
_CELL = 4
_SLOW, _FAST = 1.2, 9.0
"""Hertz between which syllables come."""
_CELLS = 24
"""So many cells of the picture that change most are the mouth."""
_FAR = 3.0
"""Seconds beyond which shifts are certainly wrong; how well they fit is what chance does."""
_AGREE = 0.06
_CLEAR, _CERTAIN = 4.0, 8.0
"""How far the best shift stands out from chance, in standard deviations: where confidence begins, and is full."""

Track = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class LipSync:
    """By how many seconds the lips come later than the words (earlier: negative), and how sure that is, 0 to 1."""

    offset_seconds: float
    confidence: float


def lip_sync(film: Path, narration: Path) -> LipSync:
    """Measure how a presenter's film keeps to its narration; both are taken to begin together.

    What is unsure has a confidence below :data:`SURE`: a film without a face, silence, other words. Raises MediaError
    (MEDIA_INVALID) for files that cannot be read.
    """
    loudness = _loudness(narration)
    cells = _cells(film)
    count = min(len(loudness), len(cells))
    if count < SHORTEST * RATE:
        return LipSync(offset_seconds=0.0, confidence=0.0)
    voice, opening = _band(loudness[:count]), _opening(cells[:count])
    if not voice.std() or not opening.std():
        return LipSync(offset_seconds=0.0, confidence=0.0)
    lag, standing = _best(opening, voice)
    half = count // 2
    agreed = count < 4 * SHORTEST * RATE or all(
        abs(_best(opening[part], voice[part])[0] - lag) <= _AGREE for part in (slice(0, half), slice(half, count))
    )
    sure = float(np.clip((standing - _CLEAR) / (_CERTAIN - _CLEAR), 0, 1))
    return LipSync(offset_seconds=lag, confidence=sure if agreed else sure * 0.5)


def _best(opening: Track, voice: Track) -> tuple[float, float]:
    """Return the shift in seconds at which lips and voice go best together, and how far it stands out from chance."""
    fit = _fit(opening, voice)
    middle = len(fit) // 2
    reach, far = round(REACH * RATE), min(round(_FAR * RATE), middle // 2)
    near = fit[middle - reach : middle + reach + 1]
    chance = np.concatenate([fit[: middle - far], fit[middle + far + 1 :]])
    best = int(np.argmax(near))
    lag = best + _peak(near, best)
    spread = float(chance.std()) or 1.0
    return (lag - reach) / RATE, float((near[best] - chance.mean()) / spread)


def _fit(opening: Track, voice: Track) -> Track:
    """Return the correlation at every shift, lips late to the right; its sign is that of the mouth's brightness."""
    size = 1 << (2 * len(voice)).bit_length()
    product = np.fft.rfft(opening, size) * np.conj(np.fft.rfft(voice, size))
    whole = np.fft.irfft(product, size)
    reach = len(voice) // 2
    fit = np.concatenate([whole[-reach:], whole[: reach + 1]])
    # Fewer values meet at large shifts.
    meeting = len(voice) - np.abs(np.arange(-reach, reach + 1))
    return np.asarray(np.abs(fit) / np.sqrt(meeting))


def _peak(values: Track, at: int) -> float:
    """Return where between its neighbours a peak lies, from -½ to ½, by a parabola."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, top, after = values[at - 1 : at + 2]
    bend = before - 2 * top + after
    return float(0.5 * (before - after) / bend) if bend else 0.0


def _opening(cells: npt.NDArray[np.float64]) -> Track:
    """Return what is common to the changes of the cells that change most at the pace of syllables."""
    changes = np.stack([_band(cell) for cell in cells.T], axis=1)
    strength = changes.std(axis=0)
    chosen = np.argsort(-strength, kind="stable")[:_CELLS]
    part = changes[:, chosen]
    _, vectors = np.linalg.eigh(part.T @ part)
    return np.asarray(part @ vectors[:, -1])


def _band(values: Track) -> Track:
    """Keep what comes at the pace of syllables."""
    spectrum = np.fft.rfft(values - values.mean())
    frequency = np.fft.rfftfreq(len(values), 1 / RATE)
    low = 1 / (1 + (_SLOW / np.maximum(frequency, 1e-6)) ** 6)
    high = 1 / (1 + (frequency / _FAST) ** 8)
    return np.fft.irfft(spectrum * np.sqrt(low * high), len(values))


def _loudness(narration: Path) -> Track:
    """Return the voice's strength over time, in values that grow as hearing does."""
    rate = 8_000
    pieces: list[npt.NDArray[np.float32]] = []
    try:
        with av.open(str(narration)) as container:
            if not container.streams.audio:
                return np.zeros(0)
            resampler = AudioResampler(format="flt", layout="mono", rate=rate)
            for frame in container.decode(audio=0):
                pieces += [np.asarray(piece.to_ndarray(), np.float32).ravel() for piece in resampler.resample(frame)]
                if sum(map(len, pieces)) >= LONGEST * rate:
                    break
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise MediaError(f"{narration.name} holds no readable sound: {error}", code="MEDIA_INVALID") from error
    step = rate // RATE
    samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    samples = samples[: len(samples) // step * step].astype(np.float64)
    power = np.convolve((samples**2).reshape(-1, step).mean(axis=1), np.ones(3) / 3, mode="same")
    return np.asarray(power**0.3)


def _cells(film: Path) -> npt.NDArray[np.float64]:
    """Return the brightness of the picture's cells over time, at :data:`RATE`."""
    times: list[float] = []
    shown: list[npt.NDArray[np.float64]] = []
    scaler = VideoReformatter()
    try:
        with av.open(str(film)) as container:
            container.streams.video[0].thread_type = "AUTO"
            for frame in container.decode(video=0):
                time = frame.time or 0.0
                if times and time - times[0] >= LONGEST:
                    break
                small = scaler.reformat(frame, _SIDE, _SIDE, "gray", interpolation="AREA").to_ndarray()
                times.append(time)
                cells = cv2.resize(small, (_SIDE // _CELL, _SIDE // _CELL), interpolation=cv2.INTER_AREA)
                shown.append(np.asarray(cells, np.float64).ravel())
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise MediaError(f"{film.name} holds no readable picture: {error}", code="MEDIA_INVALID") from error
    if len(times) < 2:
        return np.zeros((0, (_SIDE // _CELL) ** 2))
    # A picture is seen from its time until the next; its middle is when it is right.
    middle = np.array(times) - times[0] + 0.5 * (times[-1] - times[0]) / (len(times) - 1)
    grid = (np.arange(int((times[-1] - times[0]) * RATE)) + 0.5) / RATE
    table = np.array(shown)
    return np.stack([np.interp(grid, middle, column) for column in table.T], axis=1)
