"""What the benches make films of: pictures, a voice, captions, a presenter; the same for the same arguments."""

from __future__ import annotations

import asyncio
import hashlib
import wave
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media import Cue, Look, Material, MusicPlan, Shot, make_soundtrack, run_ffmpeg
from vidpipe.models import Brief, Mood, Style

FPS = 30
LINES = ("Electronics push a current through the coil,", "and turn it around every second.")
CUE_EVERY, CUE_FOR = 3.0, 2.9
PRESENTER_SIDE, PRESENTER_FPS = 512, 25
VOICE_RATE = 24_000


@dataclass(frozen=True, kw_only=True)
class Film:
    """Everything that goes into one film."""

    look: Look
    shots: list[Shot]
    voice: Path

    @property
    def seconds(self) -> float:
        """How long it is."""
        return sum(shot.frames for shot in self.shots) / self.look.fps

    async def soundtrack(self, folder: Path) -> Path:
        """Mix voice and music."""
        music = MusicPlan(level=-20, mood=Mood.CALM)
        made = await make_soundtrack(self.voice, folder / "sound.m4a", folder, duration=self.seconds, music=music)
        return made.path


def film_of(
    folder: Path, *, seconds: float, resolution: str, aspect: str = "16:9", scenes: int = 8, presenter: bool = False
) -> Film:
    """Make the parts of a film in ``folder``."""
    width, height = Brief.model_validate({"prompt": "x", "resolution": resolution, "aspect": aspect}).frame_size
    look = Look(width=width, height=height, fps=FPS, style=Style())
    ends = [round(seconds * FPS * (n + 1) / scenes) for n in range(scenes)]
    lengths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
    shots = [
        Shot(number=n + 1, picture=_picture(folder / f"{n}.png", width, height, n), frames=frames, cues=_cues(frames))
        for n, frames in enumerate(lengths)
    ]
    if presenter:
        look = replace(look, presenter=asyncio.run(_presenter(folder / "presenter.mp4", seconds)))
    return Film(look=look, shots=shots, voice=_voice(folder / "voice.wav", seconds))


def _material(path: Path) -> Material:
    return Material(path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _cues(frames: int) -> tuple[Cue, ...]:
    count = max(1, int(frames / FPS / CUE_EVERY))
    return tuple(Cue(start=n * CUE_EVERY, end=n * CUE_EVERY + CUE_FOR, lines=LINES) for n in range(count))


def _picture(path: Path, width: int, height: int, seed: int) -> Material:
    """Draw gradients, edges and fine lines, as designed cards have them; text keeps away from the edges."""
    dice = np.random.default_rng(seed)
    image = np.ascontiguousarray(
        (np.linspace(30, 200, height)[:, None, None] * dice.uniform(0.4, 1, 3)).repeat(width, axis=1).astype(np.uint8)
    )
    size = height / 540
    for _ in range(25):
        place = (int(dice.integers(0, width)), int(dice.integers(0, height)))
        color = tuple(int(value) for value in dice.integers(0, 255, 3))
        cv2.circle(image, place, int(dice.integers(height // 100 + 1, height // 7)), color, -1, cv2.LINE_AA)
        words = (int(dice.integers(width // 6, width // 2)), int(dice.integers(height // 5, height * 2 // 3)))
        white = (255, 255, 255)
        cv2.putText(image, "vidpipe", words, cv2.FONT_HERSHEY_DUPLEX, size, white, max(1, round(size)), cv2.LINE_AA)
    cv2.imwrite(str(path), image)
    return _material(path)


def _voice(path: Path, seconds: float) -> Path:
    """Write a tone that swells like speech and pauses every few seconds."""
    total = int(seconds * VOICE_RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(VOICE_RATE)
        # Second by second: the memory that a long film takes is measured.
        for first in range(0, total, VOICE_RATE):
            at = np.arange(first, min(first + VOICE_RATE, total)) / VOICE_RATE
            speaks = (at % CUE_EVERY) < CUE_FOR - 0.4
            samples = np.sin(2 * np.pi * 150 * at) * np.abs(np.sin(2 * np.pi * 2 * at)) * 9_000 * speaks
            file.writeframes(samples.astype("<i2").tobytes())
    return path


async def _presenter(path: Path, seconds: float) -> Material:
    """Film a face of a few shapes that nods and speaks."""
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{PRESENTER_SIDE}x{PRESENTER_SIDE}"]
    raw += ["-r", str(PRESENTER_FPS), "-i", "pipe:0", "-vf", "scale=out_color_matrix=bt709:out_range=tv"]
    tags = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"]
    out = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-threads", "2", *tags, str(path)]
    await run_ffmpeg([*raw, *out], feed=_faces(round(seconds * PRESENTER_FPS)))
    return _material(path)


def _faces(count: int) -> Iterator[bytes]:
    for number in range(count):
        at = number / PRESENTER_FPS
        image: npt.NDArray[np.uint8] = np.full((PRESENTER_SIDE, PRESENTER_SIDE, 3), (214, 220, 190), np.uint8)
        x, y = 256 + round(6 * np.sin(at)), 240 + round(4 * np.sin(1.7 * at))
        cv2.ellipse(image, (x, y + 330), (230, 220), 0, 0, 360, (150, 80, 50), -1, cv2.LINE_AA)
        cv2.ellipse(image, (x, y), (110, 140), 0, 0, 360, (150, 180, 225), -1, cv2.LINE_AA)
        for side in (-45, 45):
            cv2.circle(image, (x + side, y - 30), 12, (60, 40, 30), -1, cv2.LINE_AA)
        cv2.ellipse(
            image, (x, y + 65), (36, 4 + round(14 * abs(np.sin(9 * at)))), 0, 0, 360, (60, 50, 150), -1, cv2.LINE_AA
        )
        yield image.tobytes()
