"""Icons of Font Awesome Free: finding those that fit a text, and drawing them.

The icons come with the wheel ``fontawesomefree``. Font files are under the SIL Open Font License 1.1, icon designs
under CC BY 4.0, © Fonticons, Inc., https://fontawesome.com/license/free.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import yaml
from PIL import Image, ImageDraw, ImageFont

from vidpipe.errors import ProviderError
from vidpipe.providers.local.cards.shapes import Mask
from vidpipe.providers.local.cards.synonyms import SYNONYMS
from vidpipe.providers.local.cards.words import stem, stems

BESIDE = 0.6
"""What a word is worth that says what something is seen with: a cup of coffee with steam."""
# Signs of user interfaces, letters, creeds and such: beside a sentence they say the wrong thing.
_UNFIT_PREFIXES = (
    "align-", "angle", "arrow-", "arrows-", "border-", "caret-", "chevron-", "circle-", "closed-captioning", "cross",
    "delete-", "down-", "eject", "ellipsis", "face-", "file-circle", "folder-", "font", "grip", "hashtag", "heading",
    "indent", "italic", "left-", "list-ol", "list-ul", "mars", "minus", "outdent", "paragraph", "right-", "rotate-",
    "section", "slash", "sort", "spinner", "square-", "strikethrough", "subscript", "superscript", "table-", "text-",
    "toggle", "turn-", "underline", "up-", "user-", "venus", "window-", "xmark", "users-", "house-", "building-",
    "person-", "hands-", "hand-", "bolt-lightning", "weight-hanging", "dice",
)  # fmt: skip
_WELCOME = (
    "arrow-trend-up arrows-rotate house-chimney user-graduate user-doctor user-tie user-astronaut users-gear "
    "building-columns face-smile hand-holding-heart person-running person-hiking person-biking person-swimming "
    "hands-holding-circle hand-holding-dollar hand-holding-droplet hands-bubbles house-signal user-shield "
    "square-poll-vertical"
)
_FIT_AFTER_ALL = frozenset(_WELCOME.split())
_UNFIT_CATEGORIES = (
    "alphabet", "arrows", "gender", "media-playback", "numbers", "punctuation-symbols", "religion", "spinners",
    "text-formatting", "toggle",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Index:
    """Which icon answers to which stem, and how strongly."""

    codepoints: dict[str, int]
    answers: dict[str, dict[str, float]]


def folder() -> Path:
    """Return where the wheel keeps its fonts and metadata."""
    return Path(str(files("fontawesomefree"))) / "static" / "fontawesomefree"


def missing() -> list[Path]:
    """Return the needed files that are not there."""
    needed = (
        folder() / "webfonts" / "fa-solid-900.ttf",
        folder() / "metadata" / "icons.json",
        folder() / "metadata" / "categories.yml",
    )
    return [path for path in needed if not path.is_file()]


@cache
def _index() -> _Index:
    metadata = folder() / "metadata"
    try:
        # The JSON form reads six times faster than the YAML one beside it; the categories have none.
        icons = json.loads((metadata / "icons.json").read_text(encoding="utf-8"))
        categories = yaml.load((metadata / "categories.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise ProviderError(
            f"the icon metadata cannot be read ({error}): reinstall the package fontawesomefree",
            code="IMAGE_FAILED",
        ) from error
    unfit = {name for category in _UNFIT_CATEGORIES for name in categories[category]["icons"]} - _FIT_AFTER_ALL
    codepoints = {name: int(raw["unicode"], 16) for name, raw in icons.items() if "solid" in raw.get("free", [])}
    answers: dict[str, dict[str, float]] = defaultdict(dict)
    for name in codepoints:
        if name not in unfit and _is_fit(name):
            for word, weight in _terms(name, icons[name]).items():
                answers[word][name] = weight
    for word, name in SYNONYMS.items():
        answers[stem(word)][name] = 4.0
    return _Index(codepoints, dict(answers))


def _is_fit(name: str) -> bool:
    if name in _FIT_AFTER_ALL:
        return True
    return len(name) > 1 and not any(c.isdigit() for c in name) and not name.startswith(_UNFIT_PREFIXES)


def _terms(name: str, raw: dict[str, dict[str, list[str]]]) -> dict[str, float]:
    """Weigh the words an icon answers to: its name most, a search term of one word more than one of several."""
    weights: dict[str, float] = {}
    for term in raw["search"]["terms"]:
        words = stems(str(term))
        for word in words:
            weights[word] = max(weights.get(word, 0.0), 1.0 / len(words))
    parts = stems(name.replace("-", " "))
    for word in parts:
        weights[word] = 3.0 if len(parts) == 1 else 1.2 + 0.8 / len(parts)
    return weights


def match(texts: Sequence[tuple[str, float]], count: int) -> list[str]:
    """Return up to ``count`` names of icons that fit weighted texts, the best first, each for another word.

    Words early in a text count more, what something is seen "with" less, and so do words that many icons answer to.
    """
    index = _index()
    best: dict[str, float] = {}
    for text, weight in texts:
        shown = len(dict.fromkeys(stems(text.partition(" with ")[0])))
        for place, word in enumerate(dict.fromkeys(stems(text))):
            share = 1.0 if place < shown else BESIDE
            best[word] = max(best.get(word, 0.0), share * weight / (1 + 0.12 * place))
    scores: dict[str, float] = defaultdict(float)
    reasons: dict[str, tuple[float, str]] = {}
    for word, weight in best.items():
        candidates = index.answers.get(word, {})
        rarity = 1 / math.log2(2 + len(candidates))
        for name, strength in candidates.items():
            score = weight * strength * (0.5 + rarity)
            scores[name] += score
            reasons[name] = max(reasons.get(name, (0.0, "")), (score, word))
    chosen: dict[str, str] = {}
    for name in sorted(scores, key=lambda name: (-scores[name], name)):
        if len(chosen) == count:
            break
        word = reasons[name][1]
        if word not in chosen.values() and scores[name] >= 0.5:
            chosen[name] = word
    return list(chosen)


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
    character = chr(_index().codepoints[name])
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
