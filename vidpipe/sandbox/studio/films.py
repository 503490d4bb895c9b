"""Films for the simulated video services: a presenter who speaks, and scenes with a moving camera."""

from __future__ import annotations

import asyncio
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageOps

from vidpipe.errors import ProviderError
from vidpipe.media import Look, Material, Shot
from vidpipe.media.film.paint import paint_film
from vidpipe.media.run import run_ffmpeg
from vidpipe.providers.base import AvatarRequest
from vidpipe.providers.local.avatar import LocalAvatarProvider
from vidpipe.sandbox.sound_formats import wav_file
from vidpipe.sandbox.studio import encoding, pictures

_RATE = 22_050
_FPS = 25
_SOUND_RATE = 44_100


@dataclass(frozen=True)
class SceneOrder:
    """What a scene film is to be."""

    prompt: str
    width: int
    height: int
    seconds: float
    fps: int
    with_sound: bool
    seed: int
    first_frame: bytes | None


def talking(audio: bytes, portrait: bytes | None, size: int) -> bytes:
    """Film a presenter who speaks; see :meth:`vidpipe.sandbox.media.Media.talking_film`."""
    try:
        pcm = encoding.decode(audio, _RATE)
    except (av.error.FFmpegError, IndexError) as error:
        raise ProviderError(f"the audio cannot be decoded: {error}", code="MEDIA_INVALID") from error
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return asyncio.run(_talk(wav_file(pcm, _RATE), portrait, size, folder))


async def _talk(sound: bytes, portrait: bytes | None, size: int, folder: Path) -> bytes:
    audio, silent, out = folder / "speech.wav", folder / "silent.mp4", folder / "talk.mp4"
    audio.write_bytes(sound)
    face = None
    if portrait is not None:
        face = folder / "portrait"
        face.write_bytes(portrait)
    request = AvatarRequest(audio=audio, portrait=face, width=size, height=size, fps=_FPS, seed=0)
    await LocalAvatarProvider().animate(request, silent, lambda _share: None)
    both = ["-i", str(silent), "-i", str(audio), "-c:v", "copy", "-c:a", "aac", "-b:a", "128k"]
    await run_ffmpeg([*both, "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", str(out)])
    return out.read_bytes()


def scene(order: SceneOrder) -> bytes:
    """Film a scene; see :meth:`vidpipe.sandbox.media.Media.scene_film`."""
    with tempfile.TemporaryDirectory() as name:
        return asyncio.run(_scene(order, Path(name)))


async def _scene(order: SceneOrder, folder: Path) -> bytes:
    picture, out = folder / "scene.png", folder / "scene.mp4"
    _still(order).save(picture, compress_level=1)
    count = max(1, round(order.seconds * order.fps))
    look = Look(width=order.width, height=order.height, fps=order.fps, seed=order.seed % (1 << 31))
    feed = paint_film(look, [Shot(number=1, picture=Material(path=picture, sha256=""), frames=count)])
    size = f"{order.width}x{order.height}"
    args = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", str(order.fps), "-i", "pipe:0"]
    if order.with_sound:
        sound = folder / "sound.wav"
        sound.write_bytes(wav_file(_ambience(count / order.fps, order.seed), _SOUND_RATE))
        args += ["-i", str(sound), "-c:a", "aac", "-b:a", "96k"]
    args += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-threads", "2", "-colorspace", "bt709"]
    args += ["-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", str(out)]
    await run_ffmpeg(args, feed=feed)
    return out.read_bytes()


def _still(order: SceneOrder) -> Image.Image:
    if order.first_frame is None:
        return pictures.paint(order.prompt, order.width, order.height, order.seed)
    with Image.open(io.BytesIO(order.first_frame)) as given:
        return ImageOps.fit(given.convert("RGB"), (order.width, order.height))


def _ambience(seconds: float, seed: int) -> bytes:
    """Soft noise that swells like wind, as 16-bit mono PCM."""
    random = np.random.RandomState(seed % (1 << 32))
    count = int(seconds * _SOUND_RATE)
    noise = np.convolve(random.standard_normal(count + 200), np.ones(200) / 200, "same")[:count]
    swell = 0.6 + 0.4 * np.sin(np.arange(count) / _SOUND_RATE * 2 * np.pi / 3.1)
    return np.asarray(np.round(noise * swell * 9_000).clip(-32_767, 32_767).astype("<i2")).tobytes()
