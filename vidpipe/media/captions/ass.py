"""Captions as an ASS file beside the film, styled, for players and editors; words are timed where that is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from fontTools.ttLib import TTFont
from pysubs2 import Alignment, Color, SSAEvent, SSAFile, SSAStyle

from vidpipe.errors import file_errors
from vidpipe.media.captions.colors import CaptionColors, caption_colors
from vidpipe.media.captions.cues import Cue
from vidpipe.media.captions.files import RIGHT_TO_LEFT, WORD_JOINER, on_single_lines
from vidpipe.media.captions.phrases import without_controls
from vidpipe.media.film.layout import Layout
from vidpipe.models import CaptionKind, CaptionLook, Palette
from vidpipe.styles.colours import Rgb
from vidpipe.text import fonts
from vidpipe.text.bidi import is_rtl

OUTLINE, SHADOW = 0.09, 0.05
"""The dark line around letters, and their shadow, in ems: the format knows no panel that all players draw alike."""


def write_ass(
    cues: Sequence[Cue], out: Path, *, layout: Layout, look: CaptionLook, palette: Palette, language: str
) -> None:
    r"""Write ASS captions (v4+), UTF-8, for a film of the layout's size.

    They look like those in the picture as far as the format goes: the same place, size and colours, outlined. In
    karaoke, ``\k`` tells how long each word is spoken. Fonts are named by family, "Noto Sans" and its sisters; where
    they are missing, a player takes its own. No caption can become a command: braces and backslashes are escaped,
    control characters dropped. Raises StorageError.
    """
    colors = caption_colors(palette)
    document = SSAFile()
    document.info.update(
        PlayResX=str(layout.width),
        PlayResY=str(layout.height),
        WrapStyle="2",
        ScaledBorderAndShadow="yes",
        **{"YCbCr Matrix": "TV.709"},
    )
    document.styles = {"Default": _style(layout, look, colors)}
    karaoke = look.kind is CaptionKind.KARAOKE
    for cue in on_single_lines(cues):
        start, end = round(cue.start * 1000), round(cue.end * 1000)
        write = _timed if karaoke and cue.words else _plain
        text = write(cue, language, layout.font_size)
        document.events.append(SSAEvent(start=start, end=end, style="Default", text=_placed(layout, look) + text))
    with file_errors("write the captions", out):
        out.write_text(document.to_string("ass"), encoding="utf-8", newline="\n")


def _style(layout: Layout, look: CaptionLook, colors: CaptionColors) -> SSAStyle:
    plain = fonts.faces()[0]
    dark = _color(colors.outline)
    return SSAStyle(
        fontname=plain.family,
        fontsize=round(layout.font_size * _line_height(plain), 2),
        bold=True,
        # What is not spoken yet is drawn in the secondary colour.
        primarycolor=_color(colors.lit if look.kind is CaptionKind.KARAOKE else colors.ink),
        secondarycolor=_color(colors.ink),
        outlinecolor=dark,
        backcolor=dark,
        outline=round(layout.font_size * OUTLINE, 2),
        shadow=round(layout.font_size * SHADOW, 2),
        alignment=Alignment.MIDDLE_CENTER if look.place == "middle" else Alignment.BOTTOM_CENTER,
        # The renderer then takes each line's direction from its first strong character, which we set.
        encoding=-1,
    )


def _placed(layout: Layout, look: CaptionLook) -> str:
    room = layout.captions
    x = room.left + room.width / 2
    y = room.top + room.height / 2 if look.place == "middle" else room.bottom
    return f"{{\\pos({x:.0f},{y:.0f})}}"


def _plain(cue: Cue, language: str, size: float) -> str:
    mark = RIGHT_TO_LEFT if is_rtl(cue.text) else ""
    return "\\N".join(mark + _styled(line, language, size) for line in cue.lines)


def _timed(cue: Cue, language: str, size: float) -> str:
    """Write the words, each behind the hundredths of a second until the next one begins."""
    mark = RIGHT_TO_LEFT if is_rtl(cue.text) else ""
    spoken = [word for line in cue.words for word in line]
    changes = [_hundredths(moment) for moment in (cue.start, *(word.start for word in spoken), spoken[-1].end)]
    lengths = iter([max(0, after - before) for before, after in pairwise(changes)])
    lead = next(lengths)
    written = f"{{\\k{lead}}}" if lead else ""
    for number, line in enumerate(cue.words):
        written += ("\\N" if number else "") + mark
        for place, word in enumerate(line):
            text = " " * (word.space and place > 0) + word.text
            written += f"{{\\k{next(lengths)}}}{_styled(text, language, size)}"
    return written


def _hundredths(seconds: float) -> int:
    return round(seconds * 100)


def _styled(line: str, language: str, size: float) -> str:
    """Name the font before each run, and its size: fonts fill their lines differently."""
    return "".join(
        f"{{\\fn{face.family}\\fs{size * _line_height(face):.1f}}}{escape_ass(piece)}"
        for piece, face in fonts.spaced_runs(line, language)
    )


@cache
def _line_height(face: fonts.Face) -> float:
    """Return the height of a font's line in ems: ASS sizes count the whole line, as libass reads it (hhea table)."""
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return float(font["hhea"].ascent - font["hhea"].descent) / float(font["head"].unitsPerEm)


def escape_ass(text: str) -> str:
    """Write any text so that ASS shows it and obeys nothing in it.

    A backslash before ``N``, ``n``, ``h`` or a brace is a command; an invisible word joiner behind it breaks that.
    """
    return without_controls(text).replace("\\", f"\\{WORD_JOINER}").replace("{", "\\{").replace("}", "\\}")


def _color(color: Rgb) -> Color:
    return Color(*color)
