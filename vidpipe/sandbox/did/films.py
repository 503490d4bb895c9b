"""The films of talks and clips: a face that speaks the sound, in the frame and the format that were asked for."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from vidpipe.sandbox.media import Media
from vidpipe.sandbox.sound_formats import wav_file
from vidpipe.sandbox.studio.encoding import decode

CROP = 512
"""Pixels of a talk's side where the photo is not kept whole, which is D-ID's size."""
_LARGEST = 1280
"""Pixels of the longer side where it is; the real service goes further."""
_RATE = 16_000
_OPUS_RATE = 48_000

Picture = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class FilmOrder:
    """One film: ``side`` is that of the square in which the face speaks; ``whole`` keeps the photo around it."""

    sound: bytes
    portrait: bytes | None
    side: int
    whole: bool
    padding: float
    """Seconds of silence behind the sound."""
    extension: str


def make_film(media: Media, order: FilmOrder) -> bytes:
    """Make it; computes. Raises :class:`~vidpipe.errors.ProviderError` when the portrait shows no usable face."""
    sound = order.sound
    if order.padding:
        sound = wav_file(decode(sound, _RATE) + bytes(2 * round(order.padding * _RATE)), _RATE)
    frame = _Frame(order.portrait) if order.whole and order.portrait else None
    film = media.talking_film(sound, order.portrait, frame.side if frame else order.side)
    if frame is not None and not frame.is_square:
        return _filmed_again(film, order.extension, frame.around, frame.size)
    if order.extension == "mp4":
        return film
    return _filmed_again(film, order.extension, None, (order.side, order.side))


class _Frame:
    """The whole photo, of which the face that speaks is the middle: still at its edges, blurred away from it."""

    def __init__(self, portrait: bytes) -> None:
        with Image.open(io.BytesIO(portrait)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
        scale = min(1.0, _LARGEST / max(picture.size))
        self.size = (_even(picture.width * scale), _even(picture.height * scale))
        self.side = min(self.size)
        self._ground = picture.resize(self.size).filter(ImageFilter.GaussianBlur(self.side / 24))

    @property
    def is_square(self) -> bool:
        """Whether the face fills it."""
        return self.size[0] == self.size[1]

    def around(self, face: Picture) -> Picture:
        """Set one picture of the speaking face into the photo."""
        whole = self._ground.copy()
        left, top = ((whole.width - self.side) // 2, (whole.height - self.side) // 2)
        whole.paste(Image.fromarray(face), (left, top))
        return np.asarray(whole)


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)


def _filmed_again(
    film: bytes, extension: str, change: Callable[[Picture], Picture] | None, size: tuple[int, int]
) -> bytes:
    """Encode a film anew, every picture changed, in the format that the extension names."""
    file, web = io.BytesIO(), extension == "webm"
    with av.open(io.BytesIO(film), "r") as source, av.open(file, "w", format=extension) as target:
        pictures = _add_pictures(target, web, source.streams.video[0].average_rate or Fraction(25), size)
        sound = target.add_stream("libopus" if web else "aac", rate=_OPUS_RATE if web else 44_100, layout="mono")
        for index, frame in enumerate(source.decode(video=0)):
            picture = np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
            new = av.VideoFrame.from_ndarray(change(picture) if change else picture, format="rgb24")
            new.pts, new.time_base = index, 1 / Fraction(source.streams.video[0].average_rate or 25)
            target.mux(pictures.encode(new))
        target.mux(pictures.encode(None))
        source.seek(0)
        _copy_sound(source, target, sound)
    return file.getvalue()


def _add_pictures(target: OutputContainer, web: bool, rate: Fraction, size: tuple[int, int]) -> VideoStream:
    options = {"deadline": "realtime", "cpu-used": "8", "crf": "32", "b": "0"} if web else {"preset": "superfast"}
    stream: Any = target.add_stream("libvpx-vp9" if web else "libx264", rate=rate, options=options)
    stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
    picture: VideoStream = stream
    return picture


def _copy_sound(source: InputContainer, target: OutputContainer, sound: Any) -> None:
    stream: AudioStream = sound
    resampler = AudioResampler(format=stream.format, layout="mono", rate=stream.rate, frame_size=stream.frame_size)
    for frame in source.decode(audio=0):
        for part in resampler.resample(frame):
            target.mux(stream.encode(part))
    for part in resampler.resample(None):
        target.mux(stream.encode(part))
    target.mux(stream.encode(None))
