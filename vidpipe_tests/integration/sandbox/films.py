"""Looking into the films and pictures that simulated generators hand out."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Film:
    """What a film holds; ``movement`` is how much its last picture differs from its first, in grey levels."""

    size: tuple[int, int]
    frames: int
    fps: float
    seconds: float
    has_sound: bool
    movement: float
    container: str


def look(data: bytes) -> Film:
    with av.open(io.BytesIO(data), "r") as container:
        video = container.streams.video[0]
        pictures = [frame.to_ndarray(format="gray").astype(int) for frame in container.decode(video)]
        return Film(
            size=(video.width, video.height),
            frames=len(pictures),
            fps=float(video.average_rate or 0),
            seconds=len(pictures) / float(video.average_rate or 1),
            has_sound=bool(container.streams.audio),
            movement=float(np.abs(pictures[0] - pictures[-1]).mean()),
            container=data[8:12].decode("ascii"),
        )


def picture(width: int = 640, height: int = 360, colour: str = "teal", form: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, form)
    return file.getvalue()


def data_url(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def until(poll: Callable[[], Any], *statuses: str, deadline: float = 60.0) -> Any:
    """Poll until the job says one of these statuses; the deadline keeps a broken test from hanging."""
    end = time.monotonic() + deadline
    while (body := poll())["status"] not in statuses:
        assert time.monotonic() < end, body
        time.sleep(0.05)
    return body
