"""Icons of Font Awesome Free: finding those that fit a text, and drawing them.

The icons come with the wheel ``fontawesomefree``. Font files are under the SIL Open Font License 1.1, icon designs
under CC BY 4.0, © Fonticons, Inc., https://fontawesome.com/license/free.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vidpipe.errors import ProviderError
from vidpipe.providers.local.cards.shapes import Mask
from vidpipe.providers.local.cards.vocabulary import ICONS
from vidpipe.providers.local.cards.words import readings

BESIDE = 0.6
"""What a word is worth that says what something is seen with: a cup of coffee with steam."""


def folder() -> Path:
    """Return where the wheel keeps its fonts and metadata."""
    return Path(str(files("fontawesomefree"))) / "static" / "fontawesomefree"


def missing() -> list[Path]:
    """Return the needed files that are not there."""
    needed = (
        folder() / "webfonts" / "fa-solid-900.ttf",
        folder() / "metadata" / "icons.json",
    )
    return [path for path in needed if not path.is_file()]


@cache
def _codepoints() -> dict[str, int]:
    metadata = folder() / "metadata" / "icons.json"
    try:
        # The JSON form reads six times faster than the YAML one beside it.
        icons = json.loads(metadata.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProviderError(
            f"the icon metadata cannot be read ({error}): reinstall the package fontawesomefree",
            code="IMAGE_FAILED",
        ) from error
    return {name: int(raw["unicode"], 16) for name, raw in icons.items() if "solid" in raw.get("free", [])}


def match(texts: Sequence[tuple[str, float]], count: int, language: str = "en") -> list[str]:
    """Return up to ``count`` names of icons that fit weighted texts, the best first, each once.

    Words early in a text count more, and less what something is seen "with". ``language`` is that of the texts, but
    descriptions of pictures may be in English in any case.
    """
    scores: dict[str, float] = defaultdict(float)
    for text, weight in texts:
        shown = len(dict.fromkeys(_keys(text.partition(" with ")[0], language)))
        for place, key in enumerate(dict.fromkeys(_keys(text, language))):
            if key in ICONS:
                share = 1.0 if place < shown else BESIDE
                scores[ICONS[key]] += share * weight / (1 + 0.12 * place)
    return sorted(scores, key=lambda name: (-scores[name], name))[:count]


def _keys(text: str, language: str) -> list[str]:
    """Return the words of a text as the vocabulary has them."""
    return [f"={word}" if f"={word}" in ICONS else stem for word, stem in readings(text, language)]


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    path = folder() / "webfonts" / "fa-solid-900.ttf"
    try:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise ProviderError(
            f"the icon font cannot be opened ({error}): reinstall the package fontawesomefree", code="IMAGE_FAILED"
        ) from error


def icon(name: str, x: float, y: float, size: float) -> Mask:
    """Draw an icon into a square box of ``size`` around a point."""
    character = chr(_codepoints()[name])
    probe = _font(256).getbbox(character, anchor="ls")
    longer = max(probe[2] - probe[0], probe[3] - probe[1])
    # Optical balance: a square glyph looks larger than a long one in the same box.
    squareness = min(probe[2] - probe[0], probe[3] - probe[1]) / longer
    font = _font(max(8, round(256 * size / longer * (1.0 - 0.12 * squareness))))
    left, top, right, bottom = (int(value) for value in font.getbbox(character, anchor="ls"))
    image = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(image).text((2 - left, 2 - top), character, fill=255, font=font, anchor="ls")
    alpha = np.asarray(image, np.float32) / np.float32(255)
    return Mask(alpha, round(x - alpha.shape[1] / 2), round(y - alpha.shape[0] / 2))
