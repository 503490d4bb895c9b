"""A Stability AI made of canned answers, and what the tests ask of it."""

from __future__ import annotations

import asyncio
import base64
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from PIL import Image, ImageFilter

from vidpipe.media.film.layout import Box
from vidpipe.models import Scene
from vidpipe.providers import ImageRequest
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session
from vidpipe.providers.stability.config import Config
from vidpipe.providers.stability.images import StabilityImageProvider

KEY = "sk-" + "t3st" * 8
Answering = Callable[[httpx.Request], httpx.Response]


def config(**changes: Any) -> Config:
    return Config(_env_file=None, **{"api_key": KEY, **changes})


def request(**changes: Any) -> ImageRequest:
    scene = Scene(number=changes.pop("number", 3), narration="n", picture=changes.pop("picture", "A lighthouse."))
    values: dict[str, Any] = {
        "scene": scene, "scene_count": 5, "title": "Tides", "style": "explainer", "language": "en",
        "width": 320, "height": 180, "seed": 7,
        "presenter": Box(left=270, top=130, width=40, height=40),
        "captions": Box(left=60, top=150, width=200, height=20),
    }  # fmt: skip
    return ImageRequest(**values | changes)


def noise(width: int = 384, height: int = 216) -> Image.Image:
    pixels = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def encoded(picture: Image.Image, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def blurred() -> bytes:
    shapes = Image.new("RGB", (384, 216), "#204060")
    shapes.paste("#f0c080", (60, 40, 250, 170))
    return encoded(shapes.filter(ImageFilter.GaussianBlur(16)))


def drawn(picture: bytes, verdict: str | None = "SUCCESS") -> httpx.Response:
    body = {"image": base64.b64encode(picture).decode(), "seed": 9, "finish_reason": verdict}
    return httpx.Response(200, json=body, headers={"x-request-id": "8f1c"})


def form(sent: httpx.Request) -> dict[str, str]:
    """Read the multipart form of a request."""
    assert sent.headers["content-type"].startswith("multipart/form-data")
    parts = re.findall(r'name="(\w+)"\r\n\r\n(.*?)\r\n--', sent.content.decode(), re.DOTALL)
    return dict(parts)


def make(answering: Answering, out: Path, *, ledger: MemoryLedger | None = None, **changes: Any) -> None:
    """Have a picture made; ``settings`` and ``wanted`` among the changes are those of config and request."""

    async def run() -> None:
        async with Session(ledger, transport=httpx.MockTransport(answering)) as session:
            provider = StabilityImageProvider(session, config(**changes.get("settings", {})))
            await provider.make_image(request(**changes.get("wanted", {})), out)

    asyncio.run(run())
