"""The fonts that come with vidpipe, and which of them can draw which text.

All are Noto families from wheels (SIL Open Font License), so that a text looks the same on every machine and none
falls out as empty boxes, whatever is installed there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from vidpipe.errors import StorageError

REINSTALL = "pip install --force-reinstall manimgx-fonts manimgx-fonts-cjk"
CJK_REGIONS = {"ja": "JP", "ko": "KR", "zh-TW": "TC", "zh-HK": "HK", "zh-Hant": "TC", "zh": "SC"}
"""Language tag → the regional shapes of the CJK collection; the same character is drawn differently in each."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font face: a file, the index within a collection, and its family name."""

    path: Path
    index: int
    family: str

    def covers(self, character: str) -> bool:
        """Whether the face has a glyph for the character."""
        return ord(character) in _coverage(self.path, self.index)


@cache
def _coverage(path: Path, index: int) -> frozenset[int]:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _latin_and_scripts() -> tuple[Face, ...]:
    folder = Path(str(files("manimgx_fonts")))
    paths = sorted(path for path in folder.glob("*.ttf") if "Italic" not in path.name)
    # The plain face first, emoji last: digits and © exist in the emoji font too.
    paths.sort(key=lambda path: (path.name != "NotoSans[wght].ttf", "Emoji" in path.name))
    return tuple(Face(path, 0, _family(path, 0)) for path in paths)


@cache
def _cjk() -> dict[str, Face]:
    path = next(Path(str(files("manimgx_fonts_cjk"))).glob("*.ttc"))
    with TTCollection(path, lazy=True) as collection:
        families = [str(font["name"].getBestFamilyName()) for font in collection.fonts]
    faces = [Face(path, index, family) for index, family in enumerate(families)]
    # "Mono" faces have Latin letters of fixed width, which nobody wants in a sentence.
    return {face.family.rsplit(" ", 1)[-1]: face for face in faces if "Mono" not in face.family}


def _family(path: Path, index: int) -> str:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return str(font["name"].getBestFamilyName())


@cache
def own_face(path: Path) -> Face:
    """Return the face of a font file of people's own. Raises StorageError (FONT_MISSING)."""
    try:
        # Opened here: fontTools leaves a file open that turns out to be no font.
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            return Face(path, 0, str(font["name"].getBestFamilyName()))
    except (OSError, TTLibError, KeyError) as error:
        raise StorageError(
            f"The font {path.name} cannot be read: give another TTF or OTF file.",
            code="FONT_MISSING",
            details={"path": str(path), "reason": repr(error)},
        ) from error


def faces(language: str = "en", own: Path | None = None) -> tuple[Face, ...]:
    """Return every face, in the order in which they are tried for a text in ``language``.

    ``own`` is a font file that goes before all others. Raises StorageError (FONT_MISSING) when the wheels with the
    fonts are not installed, or lost files.
    """
    try:
        cjk = _cjk()
        region = next((cjk[CJK_REGIONS[tag]] for tag in _widening(language) if tag in CJK_REGIONS), cjk["SC"])
        *scripts, emoji = _latin_and_scripts()
    except (OSError, ImportError, StopIteration, ValueError) as error:
        raise StorageError(
            f"The fonts cannot be read: {REINSTALL}", code="FONT_MISSING", details={"reason": repr(error)}
        ) from error
    first = () if own is None else (own_face(own),)
    return (*first, *scripts, region, emoji)


def _widening(language: str) -> Iterator[str]:
    """Yield a language tag and its ever more general forms: zh-Hant-TW, zh-Hant, zh."""
    parts = language.split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])


def runs(text: str, language: str = "en", own: Path | None = None) -> list[tuple[str, Face]]:
    """Cut a text into pieces that one face each can draw, keeping spaces and joiners with their neighbours.

    A character that no face has stays with the face before it, which draws its "missing" box.
    """
    order = faces(language, own)
    pieces: list[tuple[str, Face]] = []
    for character in text:
        current = pieces[-1][1] if pieces else None
        if current is not None and (_is_glue(character) or current.covers(character)):
            face = current
            # A Latin letter or digit goes back to the first face that has it even where another has it too.
            if current is not order[0] and character.isascii() and not character.isspace():
                face = next(face for face in order if face.covers(character) or face is current)
        else:
            face = next((face for face in order if face.covers(character)), current or order[0])
        if current is face:
            pieces[-1] = (pieces[-1][0] + character, face)
        else:
            pieces.append((character, face))
    return pieces


def spaced_runs(text: str, language: str = "en") -> list[tuple[str, Face]]:
    """Cut a text as :func:`runs` does, but draw spaces behind emoji by the plain face.

    The emoji font's space is as wide as an emoji, which tears a hole in a sentence.
    """
    plain, emoji = faces(language)[0], faces(language)[-1]
    pieces: list[tuple[str, Face]] = []
    for piece, face in runs(text, language):
        core = piece.rstrip() if face is emoji else piece
        spaces = piece[len(core) :]
        if pieces and pieces[-1][1] is face:
            core = pieces.pop()[0] + core
        pieces += [(part, owner) for part, owner in ((core, face), (spaces, plain)) if part]
    return pieces


def _is_glue(character: str) -> bool:
    """Whether a character has no picture of its own and belongs to what stands before it."""
    return (
        character.isspace()
        or character in "\u200b\u200c\u200d\u2060\ufe0e\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
