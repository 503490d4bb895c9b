"""The captions' fonts: small bold files, cut for one video, that the subtitle renderer cannot mistake.

The fonts that come with vidpipe are variable: asked for bold, libass draws them regular and smears them, and it loads
all 40 MB of them. So each face is reduced to the characters of this video, set to bold, and given a name of its own
and the same line height as all others, that lines of mixed scripts stand straight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from PIL import ImageFont

from vidpipe.text import fonts

BOLD = 700
ASCENT, DESCENT = 1.0, 0.3
"""Line height of every caption font, in ems above and below the baseline."""
LINE_HEIGHT = ASCENT + DESCENT
_MEASURING_SIZE = 512
_WINDOWS, _UNICODE_BMP, _ENGLISH = 3, 1, 0x409


@dataclass(frozen=True, kw_only=True)
class CaptionFont:
    """One bold subset: the name by which the renderer knows it, and its file."""

    family: str
    path: Path

    def measure(self, text: str) -> float:
        """Return the width of a text in ems, shaped as the renderer shapes it."""
        font = ImageFont.truetype(str(self.path), _MEASURING_SIZE, layout_engine=ImageFont.Layout.RAQM)
        return float(font.getlength(text)) / _MEASURING_SIZE


class CaptionFonts:
    """The bold subsets for a set of texts, in a folder with plain ASCII names that the renderer is pointed to."""

    def __init__(self, texts: Iterable[str], language: str, folder: Path) -> None:
        self.folder = folder
        self._language = language
        self._by_face: dict[fonts.Face, CaptionFont] = {}
        folder.mkdir(parents=True, exist_ok=True)
        needed: dict[fonts.Face, set[str]] = {fonts.faces(language)[0]: {" "}}
        for text in texts:
            for piece, face in fonts.spaced_runs(text, language):
                needed.setdefault(face, set()).update(piece)
        for number, (face, characters) in enumerate(needed.items()):
            self._by_face[face] = _cut(face, characters, f"Caption{number}", folder)

    @property
    def main(self) -> CaptionFont:
        """The font of Latin letters."""
        return next(iter(self._by_face.values()))

    def runs(self, text: str) -> list[tuple[str, CaptionFont]]:
        """Cut a text, one of those given at the start, into pieces with the font that draws each."""
        return [(piece, self._by_face[face]) for piece, face in fonts.spaced_runs(text, self._language)]

    def measure(self, text: str) -> float:
        """Return the width of a line in ems."""
        return sum(font.measure(piece) for piece, font in self.runs(text))


def _cut(face: fonts.Face, characters: set[str], family: str, folder: Path) -> CaptionFont:
    options = subset.Options()
    options.layout_features = ["*"]
    options.notdef_outline = True
    # fontTools cannot set the weight of a CFF2 font whose hints were dropped.
    options.hinting = True
    options.drop_tables += ["DSIG", "MVAR", "STAT", "VORG", "VVAR", "vhea", "vmtx"]
    with TTFont(face.path, fontNumber=face.index, lazy=True, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(character) for character in characters | {" "}])
        subsetter.subset(font)
        weight = next(axis for axis in font["fvar"].axes if axis.axisTag == "wght")
        instancer.instantiateVariableFont(font, {"wght": min(BOLD, weight.maxValue)}, inplace=True)
        _rename(font, family)
        path = folder / f"{family.lower()}.{'otf' if 'CFF2' in font else 'ttf'}"
        font.save(path)
    return CaptionFont(family=family, path=path)


def _rename(font: TTFont, family: str) -> None:
    """Give the font its name, weight and line height."""
    names = {1: family, 2: "Bold", 4: f"{family} Bold", 6: f"{family}-Bold"}
    font["name"].names = []
    for name_id, text in names.items():
        font["name"].setName(text, name_id, _WINDOWS, _UNICODE_BMP, _ENGLISH)
    font["head"].macStyle |= 0b1
    os2, units = font["OS/2"], font["head"].unitsPerEm
    os2.usWeightClass = BOLD
    os2.fsSelection = (os2.fsSelection & ~0b100_0000) | 0b10_0000
    os2.usWinAscent = os2.sTypoAscender = font["hhea"].ascent = round(ASCENT * units)
    os2.usWinDescent = round(DESCENT * units)
    os2.sTypoDescender = font["hhea"].descent = -os2.usWinDescent
    os2.sTypoLineGap = font["hhea"].lineGap = 0
