"""Films as the simulated video generators hand them out: the media room's scene, retouched and cut up as was asked.

The simulators of Seedance, Gemini Omni and Sora share this. A film has exactly the size, the frame rate and the number
of frames that were asked for.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import av
import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont, ImageOps

from vidpipe.sandbox.media import Media

Picture = npt.NDArray[np.uint8]

MARK = "AI generated"
_PAINTED = 400


@dataclass(frozen=True, kw_only=True)
class FilmOrder:
    """One film to make: ``seconds`` long at ``fps`` frames a second, of ``width`` × ``height`` pixels (both even)."""

    prompt: str
    width: int
    height: int
    seconds: float
    fps: int
    seed: int
    sound: bool
    first: bytes | None = None
    """The picture the film begins with (any format Pillow reads); None draws one from the prompt."""
    last: bytes | None = None
    """The picture the film ends with."""
    watermark: bool = False


def seed_of(prompt: str) -> int:
    """Give the seed of a film whose order names none: the same prompt is the same film."""
    return zlib.crc32(prompt.encode("utf-8", "surrogatepass")) >> 1


async def make_film(media: Media, order: FilmOrder) -> bytes:
    """Make the film in a thread and answer it as MP4 (H.264, and AAC where sound was asked for)."""
    return await asyncio.to_thread(_film, media, order)


async def frames_at(film: bytes, shares: Sequence[float]) -> list[Image.Image]:
    """Give the pictures at some shares of the film's length, in rising order: 0 is the first, 1 the last."""
    return await asyncio.to_thread(_pictures_at, film, shares)


def picture_file(picture: Image.Image, form: Literal["PNG", "WEBP", "JPEG"]) -> bytes:
    """Write a picture in a file format."""
    file = io.BytesIO()
    picture.save(file, form)
    return file.getvalue()


async def as_mov(film: bytes) -> bytes:
    """Put the streams of an MP4 into a QuickTime file, unchanged."""
    return await asyncio.to_thread(_as_mov, film)


def _film(media: Media, order: FilmOrder) -> bytes:
    film = media.scene_film(
        _drawable(order.prompt),
        order.width,
        order.height,
        order.seconds,
        order.fps,
        with_sound=order.sound,
        seed=order.seed,
        first_frame=order.first,
    )
    return _retouched(film, order) if order.last is not None or order.watermark else film


def _drawable(prompt: str) -> str:
    """What of a prompt can be painted: its beginning, without control characters and halves of surrogate pairs."""
    beginning = prompt[:_PAINTED].encode("utf-8", "replace").decode()
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in beginning)


def _retouched(film: bytes, order: FilmOrder) -> bytes:
    """Dissolve towards the last picture and stamp the watermark; sound stays as it is."""
    ending = None if order.last is None else _fitted(order.last, order.width, order.height)
    mark = _watermark(order.width, order.height) if order.watermark else None
    file = io.BytesIO()
    with av.open(io.BytesIO(film), "r") as source, av.open(file, "w", format="mp4") as target:
        sound = {stream.index: target.add_stream_from_template(stream) for stream in source.streams.audio}
        video = target.add_stream("libx264", rate=order.fps, options={"preset": "superfast", "crf": "20"})
        video.width, video.height, video.pix_fmt = order.width, order.height, "yuv420p"
        count = source.streams.video[0].frames
        for packet in source.demux():
            if packet.stream.index in sound:
                if packet.dts is not None:
                    packet.stream = sound[packet.stream.index]
                    target.mux(packet)
                continue
            for shown in packet.decode():
                if isinstance(shown, av.VideoFrame):
                    share = round(float(shown.time or 0) * order.fps) / max(count - 1, 1)
                    target.mux(video.encode(_touched(shown, share, ending, mark)))
        target.mux(video.encode(None))
    return file.getvalue()


def _touched(shown: av.VideoFrame, share: float, ending: Picture | None, mark: Picture | None) -> av.VideoFrame:
    picture: Picture = shown.to_ndarray(format="bgr24").astype(np.uint8, copy=False)
    if ending is not None:
        picture = np.asarray(cv2.addWeighted(picture, 1 - share, ending, share, 0), dtype=np.uint8)
    if mark is not None:
        picture = np.maximum(picture, mark)
    frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p", dst_colorspace="ITU709")
    frame.pts, frame.time_base = shown.pts, shown.time_base
    return frame


def _fitted(data: bytes, width: int, height: int) -> Picture:
    with Image.open(io.BytesIO(data)) as given:
        picture = ImageOps.fit(given.convert("RGB"), (width, height))
    return np.ascontiguousarray(np.asarray(picture)[..., ::-1])


def _watermark(width: int, height: int) -> Picture:
    """Light words in the lower right corner, black elsewhere."""
    font = ImageFont.load_default(max(10, height // 28))
    margin = height // 40
    page = Image.new("RGB", (width, height))
    ImageDraw.Draw(page).text((width - margin, height - margin), MARK, fill=(200, 200, 200), font=font, anchor="rb")
    return np.asarray(page)


def _pictures_at(film: bytes, shares: Sequence[float]) -> list[Image.Image]:
    with av.open(io.BytesIO(film), "r") as container:
        stream = container.streams.video[0]
        wanted = {round(share * (stream.frames - 1)) for share in shares}
        shown = (frame for number, frame in enumerate(container.decode(stream)) if number in wanted)
        frames = [frame.to_ndarray(format="rgb24") for frame in itertools.islice(shown, len(wanted))]
    return [Image.fromarray(frame) for frame in frames]


def _as_mov(film: bytes) -> bytes:
    file = io.BytesIO()
    with av.open(io.BytesIO(film), "r") as source, av.open(file, "w", format="mov") as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                target.mux(packet)
    return file.getvalue()
