"""Pictures for the simulated image services, drawn from the prompt."""

from __future__ import annotations

import io
from typing import Literal

from PIL import Image, ImageFilter

from vidpipe.models import Scene
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards import draw_card

PictureFormat = Literal["png", "jpeg", "webp"]

_SMALLEST, _LARGEST = 240, 8192


def draw(prompt: str, width: int, height: int, seed: int, form: PictureFormat, *, blurred: bool) -> bytes:
    """Draw a picture and encode it."""
    picture = paint(prompt, width, height, seed)
    if blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(max(8, min(picture.size) / 18)))
    out = io.BytesIO()
    if form == "png":
        picture.save(out, "PNG", compress_level=1)
    else:
        picture.save(out, form.upper(), quality=90)
    return out.getvalue()


def paint(prompt: str, width: int, height: int, seed: int) -> Image.Image:
    """Paint a picture of what a prompt says."""
    scale = max(1.0, _SMALLEST / min(width, height))
    scene = Scene(number=1, narration=prompt.strip() or "…", picture=prompt.strip() or "…")
    request = ImageRequest(
        scene=scene,
        scene_count=3,
        title=prompt,
        style="explainer",
        language="en",
        width=min(_LARGEST, round(width * scale)),
        height=min(_LARGEST, round(height * scale)),
        seed=seed,
        presenter=False,
        captions=False,
    )
    card = Image.fromarray(draw_card(request))
    return card if card.size == (width, height) else card.resize((width, height), Image.Resampling.LANCZOS)
