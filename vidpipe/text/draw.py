"""Draws one line of text in any script, right-to-left and mixed lines included.

Pillow's text layout (libraqm) shapes a run of one font; this module cuts a line into such runs, puts them into the
order in which they are seen, and sets the weight of the variable fonts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from vidpipe.text.bidi import is_rtl, levels, visual_order
from vidpipe.text.fonts import Face, faces, runs

_LEFT, _RIGHT = "ltr", "rtl"
_JOINERS = "\u200c\u200d"
# Marks that turn what stands before them into a coloured or boxed emoji: no monochrome font draws them.
_EMOJI_MARKS = "\ufe0e\ufe0f\u20e3"


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set: size in pixels per em, weight 300 to 900 as far as the face goes, and its language.

    ``font`` is a font file of people's own, for all characters that it has.
    """

    size: float
    weight: int = 400
    language: str = "en"
    font: Path | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line that one face draws in one direction."""

    text: str
    face: Face
    direction: str


# An open face of Chinese holds 2 MB, and opening it takes a seventh of a millisecond.
@lru_cache(maxsize=32)
def load(face: Face, size: float, weight: int) -> ImageFont.FreeTypeFont:
    """Open a face at a size and weight; faces without that weight give their nearest."""
    font = ImageFont.truetype(str(face.path), size, index=face.index, layout_engine=ImageFont.Layout.RAQM)
    if axes := _axes(face):
        values = [min(max(weight, low), high) if tag == "wght" else usual for tag, low, usual, high in axes]
        font.set_variation_by_axes(values)
    return font


@cache
def _axes(face: Face) -> list[tuple[str, float, float, float]]:
    """Return name, least, usual and greatest value of each axis along which a face varies; many have none."""
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        axes = font["fvar"].axes if "fvar" in font else []
        return [(axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue) for axis in axes]


@lru_cache(maxsize=8192)
def _drawable(character: str, language: str) -> bool:
    return any(face.covers(character) for face in faces(language))


def clean(text: str, language: str = "en") -> str:
    """Return the text as one line that can be drawn whole: no control characters, no glyph that no face has."""
    flat = " ".join(unicodedata.normalize("NFC", text).split())
    kept = (
        c
        for c in flat
        if c == " "
        or c in _JOINERS
        or (c not in _EMOJI_MARKS and unicodedata.category(c) not in _INVISIBLE and _drawable(c, language))
    )
    return " ".join(_based("".join(kept)).strip(_JOINERS + " ").split())


def _based(text: str) -> str:
    """Leave out marks that have no letter to stand on: fonts draw a dotted circle below them."""
    based: list[str] = []
    for character in text:
        if not unicodedata.category(character).startswith("M") or (based and based[-1] != " "):
            based.append(character)
    return "".join(based)


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def pieces(line: str, language: str = "en", own: Path | None = None) -> list[Piece]:
    """Cut a line into pieces of one face and direction, in the order seen from left to right."""
    embedding = levels(line, rtl=is_rtl(line))
    drawn = [face for part, face in _plain_spaces(line, language, own) for _ in part]
    cut = [
        (level, Piece("".join(line[at] for at in places), face, _RIGHT if level % 2 else _LEFT))
        for (level, face), places in groupby(range(len(line)), lambda at: (embedding[at], drawn[at]))
    ]
    return [cut[index][1] for index in visual_order([level for level, _ in cut])]


def _plain_spaces(text: str, language: str, own: Path | None) -> Iterator[tuple[str, Face]]:
    """Yield the runs of a text, their last space set in the plain face: a space of the emoji face is a gap."""
    plain = faces(language, own)[0]
    for part, face in runs(text, language, own):
        bare = part.rstrip(" ")
        if face is plain or bare == part:
            yield part, face
            continue
        if bare:
            yield bare, face
        yield part[len(bare) :], plain


def measure(line: str, type_: Type) -> float:
    """Return the width of a line in pixels."""
    return sum(_length(piece, type_) for piece in pieces(line, type_.language, type_.font))


def _length(piece: Piece, type_: Type) -> float:
    return float(load(piece.face, type_.size, type_.weight).getlength(piece.text, direction=piece.direction))


def ink(line: str, type_: Type) -> tuple[NDArray[np.uint8], int, int]:
    """Draw a line; return its coverage (0 to 255), and where its first pixel lies from the pen's start on the baseline.

    The offset is (right, down) in pixels; rows above the baseline are negative. A blank line gives an empty array.
    """
    drawn = pieces(line, type_.language, type_.font)
    pad = int(type_.size) + 2
    width = int(sum(_length(piece, type_) for piece in drawn)) + 2 * pad
    image = Image.new("L", (width, pad * 4), 0)
    painter = ImageDraw.Draw(image)
    pen = float(pad)
    for piece in drawn:
        font = load(piece.face, type_.size, type_.weight)
        painter.text((pen, pad * 2), piece.text, fill=255, font=font, anchor="ls", direction=piece.direction)
        pen += _length(piece, type_)
    box = image.getbbox()
    if box is None:
        return np.zeros((0, 0), np.uint8), 0, 0
    return np.asarray(image.crop(box)), box[0] - pad, box[1] - pad * 2
