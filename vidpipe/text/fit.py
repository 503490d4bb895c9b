"""Breaks text into lines and finds the size at which it fits a box, in any script and for any length."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from vidpipe.text.bidi import is_rtl
from vidpipe.text.draw import Type, measure
from vidpipe.text.fonts import own_face, runs
from vidpipe.text.hyphens import SOFT, ended, hyphenated
from vidpipe.text.unspaced import TORN, cut_costs, may_tear

ELLIPSIS = "…"
_REFERENCE = 100.0
_STEP = 0.94
_WORTH_WORDS = 0.7
"""The share of its size that a text keeps when it shrinks so that no word of it is torn."""
# Line breaking rules of UAX #14, as far as headings need them.
_NEVER_FIRST = frozenset("、。，．！？；：）」』】〉》”’…・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ!?,.;:)]}%％»›")
_NEVER_LAST = frozenset("（「『【〈《“‘([{«‹¿¡$€£¥#")
_LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")
_TRAILING_VOWELS = frozenset("ำຳะาๆฯ")


@dataclass(frozen=True, slots=True)
class Block:
    """A text broken into lines at a size; lengths in pixels. ``rise`` is the height of the first line's letters.

    It is ``whole`` if nothing was left out of it, and no word torn without a hyphen.
    """

    lines: tuple[str, ...]
    type: Type
    width: float
    leading: float
    rise: float
    drop: float
    rtl: bool
    whole: bool = True

    @property
    def height(self) -> float:
        """From the top of the first line's letters to the bottom of the last line's."""
        return self.rise + self.leading * (len(self.lines) - 1) + self.drop if self.lines else 0.0

    @property
    def middle(self) -> float:
        """Where the eye sees the middle, from the top of the first line's letters: tails below the last count half."""
        return max(0.0, self.height - self.drop * 0.5) / 2


@dataclass(frozen=True, slots=True)
class _Unit:
    """What stays on one line, with its width at the reference size, and that of its last space."""

    text: str
    width: float
    space: float
    hyphen: float = 0.0
    """Width of the hyphen that is drawn if a line ends behind it."""


def fit(
    text: str,
    width: float,
    height: float,
    *,
    largest: float,
    smallest: float,
    weight: int = 400,
    language: str = "en",
    max_lines: int = 3,
    font: Path | None = None,
) -> Block:
    """Set a cleaned text as large as it fits, between two sizes; at the smallest, cut it with an ellipsis.

    Lines come out evenly filled. Words of Chinese, Japanese and Thai stay whole where that costs little size. ``text``
    is one line, as :func:`vidpipe.text.draw.clean` returns it.
    """
    reference = Type(_REFERENCE, weight, language, font)
    rise, drop, leading = _metrics(text, language, font)

    def most(size: float) -> int:
        return min(math.floor((height / size - rise - drop) / leading) + 1, max_lines)

    # More than this can never fit; measuring it would only cost time.
    short = _shortened(text, 400)
    parts = list(_parts(short))
    if not parts:
        return _block([], Type(largest, weight, language, font), text)
    units = [_measured(part, reference) for part in parts]
    size, lines = _largest(units, width, most, largest, smallest)
    if (words := _whole_words(parts)) != parts:
        smaller, whole = _largest([_measured(word, reference) for word in words], width, most, size, smallest)
        if whole is not None and smaller >= _WORTH_WORDS * size:
            size, lines = smaller, whole
    room = width * _REFERENCE / smallest
    if lines is None and any(unit.width > room for unit in units):
        units = [part for unit in units for part in (_syllables(unit, reference) if unit.width > room else [unit])]
        size, lines = _largest(units, width, most, largest, smallest)
    is_whole = lines is not None and short == text
    if lines is None:
        lines = _cut(units, room, max(1, most(size)), reference)
    return replace(_block(lines, Type(size, weight, language, font), text), whole=is_whole)


def _largest(
    units: list[_Unit], width: float, most: Callable[[float], int], largest: float, smallest: float
) -> tuple[float, list[str] | None]:
    """Return the size at which the units fit, and their lines; the smallest and None where they do not.

    ``most`` says how many lines of a size there may be.
    """
    size = largest
    while True:
        room = width * _REFERENCE / size
        lines = _filled(units, room)
        if lines is not None and len(lines) <= most(size):
            return size, _evened(units, room, len(lines))
        if size <= smallest:
            return size, None
        size = max(smallest, size * _STEP)


def _block(lines: list[str], type_: Type, text: str) -> Block:
    rise, drop, leading = _metrics(text, type_.language, type_.font)
    size = type_.size
    widest = max((measure(line, type_) for line in lines), default=0.0)
    return Block(tuple(lines), type_, widest, leading * size, rise * size, drop * size, is_rtl(text))


def _metrics(text: str, language: str, font: Path | None) -> tuple[float, float, float]:
    """Return rise, drop and leading in ems: tall scripts need more air than Latin capitals."""
    own = None if font is None else own_face(font)
    drawn = {face for part, face in runs(text, language, font) if part.strip()}
    families = {face.family if face != own else "Noto Sans" for face in drawn}
    if families <= {"Noto Sans"}:
        return 0.72, 0.22, 1.14
    if all(f == "Noto Sans" or "CJK" in f or "Emoji" in f for f in families):
        return 0.86, 0.16, 1.26
    return 0.92, 0.36, 1.42


def _shortened(text: str, most: int) -> str:
    clusters = list(_clusters(text))
    return text if len(clusters) <= most else "".join(clusters[:most]) + ELLIPSIS


def _clusters(text: str) -> Iterator[str]:
    """Yield what a reader sees as one character (a simple form of UAX #29)."""
    start = 0
    for index in range(1, len(text)):
        if not _extends(text[index], text[index - 1]):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _extends(character: str, before: str) -> bool:
    return (
        unicodedata.category(character).startswith("M")
        or character in "\u200c\u200d"
        or before == "\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or (_is_flag_half(character) and _is_flag_half(before))
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _parts(text: str) -> Iterator[str]:
    part = ""
    for cluster in _clusters(text):
        if part and _may_break(part, cluster):
            yield part
            part = ""
        part += cluster
    if part:
        yield part


def _whole_words(parts: list[str]) -> list[str]:
    """Join parts that are one word of Chinese, Japanese or Thai, or a word with its particle."""
    costs = cut_costs("".join(parts))
    words: list[str] = []
    at = 0
    for part in parts:
        if words and may_tear(words[-1][-1], part[0]) and costs[at] >= TORN:
            words[-1] += part
        else:
            words.append(part)
        at += len(part)
    return words


def _may_break(part: str, after: str) -> bool:
    """Whether a line may end between a part and the cluster that follows it."""
    last, first = part[-1], after[0]
    if first == " ":
        return False
    if last == " ":
        return True
    if first in _NEVER_FIRST or first in _TRAILING_VOWELS or last in _NEVER_LAST or last in _LEADING_VOWELS:
        return False
    if last in "-–—/" and first.isalpha():
        return True
    return _is_dense(first) or (_is_dense(last) and first.isalnum())


def _is_dense(character: str) -> bool:
    """Whether a script is written without spaces: Chinese, Japanese, Thai, Lao, Khmer, Myanmar, and emoji."""
    code = ord(character)
    return (
        0x0E00 <= code <= 0x0EFF
        or 0x1000 <= code <= 0x109F
        or 0x1780 <= code <= 0x17FF
        or 0x2E80 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF01 <= code <= 0xFFEF
        or 0x1F000 <= code <= 0x3FFFF
    )


# A heading is set into several boxes until one holds it.
@lru_cache(maxsize=2048)
def _measured(part: str, reference: Type) -> _Unit:
    bare = part.rstrip(" " + SOFT)
    width = measure(bare, reference)
    space = measure(" ", reference) if part.endswith(" ") else 0.0
    return _Unit(part, width, space, measure("-", reference) if part.endswith(SOFT) else 0.0)


def _syllables(word: _Unit, reference: Type) -> list[_Unit]:
    bare = word.text.rstrip(" ")
    *first, last = hyphenated(bare, reference.language)
    return [_measured(part, reference) for part in (*first, last + word.text[len(bare) :])]


def _filled(units: list[_Unit], width: float) -> list[str] | None:
    """Fill lines greedily; ``None`` when a unit alone is wider than the line."""
    lines: list[str] = []
    line, used = "", 0.0
    for unit in units:
        if unit.width + unit.hyphen > width:
            return None
        if line and used + unit.width + unit.hyphen > width:
            lines.append(ended(line.rstrip(" ")))
            line, used = "", 0.0
        line += unit.text
        used += unit.width + unit.space
    return [*lines, ended(line.rstrip(" "))]


def _evened(units: list[_Unit], width: float, count: int) -> list[str]:
    """Return the breaking into ``count`` lines whose longest line is shortest."""
    low, high = width / (count + 1), width
    best = _filled(units, width) or []
    for _ in range(12 if count > 1 else 0):
        middle = (low + high) / 2
        lines = _filled(units, middle)
        if lines is not None and len(lines) <= count:
            best, high = lines, middle
        else:
            low = middle
    return best


def _cut(units: list[_Unit], width: float, most: int, reference: Type) -> list[str]:
    """Break anywhere, keep ``most`` lines, and end the last with an ellipsis when something is left out."""
    small = [piece for unit in units for piece in _split(unit, width, reference)]
    lines = [""]
    for piece in small:
        # Measured as a whole: characters choose their face by those beside them.
        if lines[-1] and measure(ended((lines[-1] + piece.text).rstrip(" ")), reference) > width:
            lines.append("")
        lines[-1] += piece.text
    lines = [ended(line.rstrip(" ")) for line in lines]
    if len(lines) <= most:
        return lines
    last = lines[most - 1].rstrip(ELLIPSIS + "-")
    clusters = list(_clusters(last))
    while clusters and measure("".join(clusters).rstrip() + ELLIPSIS, reference) > width:
        clusters.pop()
    kept = "".join(clusters).rstrip()
    words, _, broken = kept.rpartition(" ")
    # A whole word less reads better than half a word more.
    if len(broken) < len(words) and not last.startswith(kept + " "):
        kept = words
    return [*lines[: most - 1], kept.rstrip() + ELLIPSIS]


def _split(unit: _Unit, width: float, reference: Type) -> Iterator[_Unit]:
    if unit.width + unit.hyphen <= width:
        yield unit
        return
    for cluster in _clusters(unit.text.removesuffix(SOFT)):
        measured = _measured(cluster, reference)
        # One emoji wider than the whole line cannot be helped; it stands alone.
        yield _Unit(measured.text, min(measured.width, width), measured.space)
