"""Title cards: a picture before the first scene and after the last, with the video's title and the brand's logo."""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from vidpipe.errors import file_errors
from vidpipe.models import Scene, Style
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.local.cards import backdrop, shapes
from vidpipe.providers.local.cards.card import Card
from vidpipe.providers.local.cards.colours import Colour, Linear, Pixels, contrast
from vidpipe.providers.local.cards.frame import Box, Frame
from vidpipe.providers.local.cards.layouts import heading
from vidpipe.providers.local.cards.palettes import scheme_of
from vidpipe.providers.local.cards.plan import make_plan
from vidpipe.styles import BrandFile, BrandKit
from vidpipe.text.draw import clean
from vidpipe.text.fit import Block

OVER_LINES = 2
"""Lines that each line of a brand's words may take."""
OVER_GAP, OVER_MORE = 2.0, 3.5
"""Room below each of them, and so much more below the last, in units."""
_DISTINCT = 2.6
"""The contrast below which a logo needs a plate of its own to be seen."""


def draw_title_card(
    kind: Literal["intro", "outro"],
    title: str,
    *,
    style: Style,
    brand: BrandKit | None = None,
    width: int,
    height: int,
    language: str = "en",
    seed: int = 0,
) -> bytes:
    """Draw a title card as PNG of ``width`` × ``height`` pixels; the same arguments give the same bytes.

    The card before the film shows the video's title below the brand's words for it; the one after it shows the brand's
    closing words, else its name. Raises StorageError (FONT_MISSING, or for a logo that is gone).
    """
    words, over = _words(kind, title, brand)
    card = _card(words, style, brand, (width, height), language, seed)
    area, unit = card.frame.area, card.unit
    focus = area.y / height
    backdrop.paint(card, 0.5, focus)
    logo = None if brand is None or brand.logo is None else _logo(brand.logo, area.width * 0.5, area.height * 0.26)
    room = Box(area.left + area.width * 0.06, area.top, area.right - area.width * 0.06, area.bottom)
    small = card.frame.label_min, card.manner.small, OVER_LINES
    kickers = [card.fit(clean(line, language), room, unit * 5, *small) for line in over.splitlines() if line.strip()]
    above = (0 if logo is None else logo.shape[0] + unit * 8) + _height(kickers, unit)
    space = Box(room.left, room.top + above, room.right, room.bottom - heading.MARK * unit)
    sizes = card.frame.display * 1.1, card.frame.title_min * 0.7, None
    block = card.fit(card.plan.heading, space, *sizes, 3)
    if not block.whole:
        block = card.fit(card.plan.heading, space, *sizes, 4)
    _lay_out(card, room, logo, kickers, block)
    return _png(card.canvas.finished(seed))


def _words(kind: Literal["intro", "outro"], title: str, brand: BrandKit | None) -> tuple[str, str]:
    """Return the large words of a card, and the small ones above them."""
    if kind == "intro":
        return title, "" if brand is None else brand.brand.intro
    if brand is None:
        return title, ""
    if brand.brand.outro:
        return brand.brand.outro, brand.brand.title if brand.logo is None else ""
    return brand.brand.title or title, ""


def _card(words: str, style: Style, brand: BrandKit | None, size: tuple[int, int], language: str, seed: int) -> Card:
    request = ImageRequest(
        scene=Scene(number=1, narration=words or ".", picture=words or ".", heading=words),
        scene_count=1,
        title=words,
        style=style.design,
        language=language,
        width=size[0],
        height=size[1],
        seed=seed,
        presenter=None,
        captions=None,
        design=style.design,
        palette=style.palette,
        font=None if brand is None else brand.font,
    )
    return Card(request, make_plan(request), scheme_of(style.palette), Frame(*size, None, None))


def _height(kickers: list[Block], unit: float) -> float:
    """Return how much room small words take above the large ones."""
    return sum(one.height + unit * OVER_GAP for one in kickers) + unit * (OVER_MORE if kickers else 0)


def _lay_out(card: Card, room: Box, logo: Pixels | None, kickers: list[Block], block: Block) -> None:
    """Stack logo, small words, large words and mark around the middle of the room."""
    unit, palette = card.unit, card.palette
    gap_logo, gap_mark = unit * 8, unit * 4
    total = block.height + gap_mark + unit
    total += 0 if logo is None else logo.shape[0] + gap_logo
    total += _height(kickers, unit)
    y = max(room.top, room.y - total / 2)
    if logo is not None:
        _paint_logo(card, logo, room.x, y)
        y += logo.shape[0] + gap_logo
    for kicker in kickers:
        card.canvas.text(kicker, room.x, y, palette.accent_ink, "centre")
        y += kicker.height + unit * OVER_GAP
    y += unit * (OVER_MORE if kickers else 0)
    card.canvas.text(block, room.x, y, palette.ink, "centre")
    y += block.height + gap_mark
    if card.manner.mark in ("dash", "stub"):
        line = shapes.rounded(room.x - unit * 9, y, unit * 18, unit * 0.9, unit * 0.45)
        card.canvas.paint(line, Linear(palette.accent, palette.accent2, 0))
    else:
        heading.draw_mark(card, room.x, y, centred=True)


def _logo(file: BrandFile, width: float, height: float) -> Pixels:
    """Return the logo as RGBA, 0 to 1, as large as it fits. Raises StorageError."""
    with file_errors("read the brand's logo", file.path), Image.open(file.path) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    scale = min(width / upright.width, height / upright.height)
    size = (max(1, round(upright.width * scale)), max(1, round(upright.height * scale)))
    # Premultiplied, so that the colour under transparent pixels does not bleed in.
    small = upright.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    return np.asarray(small, np.float32) / np.float32(255)


def _paint_logo(card: Card, logo: Pixels, x: float, y: float) -> None:
    """Paint the logo around a middle line, on a plate where it would not stand out from the ground."""
    height, width = logo.shape[:2]
    left, top = round(x - width / 2), round(y)
    ground = _mean(card.canvas.pixels[top : top + height, left : left + width], logo[..., 3])
    colour = _mean(logo[..., :3], logo[..., 3])
    # A logo that fills its rectangle brings its own ground.
    if contrast(colour, ground) < _DISTINCT and logo[..., 3].mean() < 0.98:
        air = card.unit * 3
        plate: Colour = max(((1.0, 1.0, 1.0), (0.05, 0.06, 0.08)), key=lambda one: contrast(one, colour))
        card.raised(shapes.rounded(left - air, top - air, width + 2 * air, height + 2 * air, air), plate, 0.8)
    region = card.canvas.pixels[top : top + height, left : left + width]
    region += (logo[..., :3] - region) * logo[..., 3:]


def _mean(pixels: Pixels, weight: NDArray[np.float32]) -> Colour:
    """Return the mean colour of pixels, each counted by its weight."""
    total = max(float(weight.sum()), 1e-6)
    red, green, blue = (pixels * weight[..., None]).sum(axis=(0, 1)) / total
    return float(red), float(green), float(blue)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
