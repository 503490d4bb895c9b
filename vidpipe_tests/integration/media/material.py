"""Pictures, sounds and films made up for tests."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from vidpipe.media import run_ffmpeg

PRESENTER_BGR = (40, 200, 40)


def tone(path: Path, seconds: float, *, pitch: float = 140.0, rate: int = 22_050, level: float = 0.1) -> Path:
    """Write a speech-like sound: a harmonic tone that swells and fades like syllables."""
    time = np.arange(round(seconds * rate)) / rate
    syllables = np.clip(np.sin(2 * np.pi * 2.5 * time), 0, 1) ** 0.5
    sound = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in range(1, 9)) * syllables * level
    return write_wav(path, np.asarray(sound, np.float64), rate)


def write_wav(path: Path, sound: npt.NDArray[np.float64], rate: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())
    return path


def read_wav(path: Path) -> tuple[int, npt.NDArray[np.int16]]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")


def picture(path: Path, width: int, height: int, seed: int = 0) -> Path:
    """Draw circles on a gradient, bright enough in the middle for white captions to be told from it."""
    dice = np.random.default_rng(seed)
    shade = np.linspace(60, 150, height)[:, None, None] * np.ones((1, width, 3))
    image = np.ascontiguousarray(shade.astype(np.uint8))
    for _ in range(12):
        place = (int(dice.integers(0, width)), int(dice.integers(0, height)))
        color = tuple(int(value) for value in dice.integers(30, 170, 3))
        cv2.circle(image, place, int(dice.integers(4, 5 + height // 6)), color, -1, cv2.LINE_AA)
    cv2.imwrite(str(path), image)
    return path


async def presenter(path: Path, seconds: float, side: int = 128, fps: int = 25) -> Path:
    """Film a plain green square with a mouth that moves."""

    def filmed() -> Iterator[bytes]:
        for number in range(round(seconds * fps)):
            image = np.full((side, side, 3), PRESENTER_BGR, np.uint8)
            cv2.circle(image, (side // 2, side // 2 + side // 8), 2 + number % 8, (30, 30, 120), -1)
            yield image.tobytes()

    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{side}x{side}", "-r", str(fps), "-i", "pipe:0"]
    tags = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"]
    matrix = ["-vf", "scale=out_color_matrix=bt709:out_range=tv"]
    await run_ffmpeg([*raw, *matrix, "-pix_fmt", "yuv420p", "-c:v", "libx264", *tags, str(path)], feed=filmed())
    return path


def frame_at(path: Path, seconds: float) -> npt.NDArray[np.uint8]:
    """Return the frame that is shown at a time, as BGR."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= seconds - 0.001:
                return np.array(frame.to_ndarray(format="bgr24"), np.uint8)
    raise AssertionError(f"{path.name} has no frame at {seconds} s")
