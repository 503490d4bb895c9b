"""Captions as FFmpeg's subtitle filter draws them into the picture: an ASS file and the fonts it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pysubs2 import Alignment, Color, SSAEvent, SSAFile, SSAStyle

from vidpipe.media.captions.ass import escape_ass
from vidpipe.media.captions.cues import Cue
from vidpipe.media.captions.files import on_single_lines
from vidpipe.media.captions.fonts import LINE_HEIGHT, CaptionFonts
from vidpipe.media.film.layout import Box, Layout
from vidpipe.media.lettering import is_rtl

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"

PANEL_PADDING = 0.6
"""Room between text and the panel's left and right edges, in ems."""
PANEL_PADDING_Y = 0.16
PANEL_RADIUS = 0.42
PANEL = Color(16, 18, 24, 60)
"""Nearly black, and let through by a quarter: white text on it keeps a contrast above 7:1 on a white picture."""
CIRCLE = 0.5523
"""How far a Bézier curve's handles reach along a quarter circle."""


@dataclass(frozen=True, kw_only=True)
class AssFiles:
    """Captions to burn in: the ASS file and the folder of fonts that goes with it, both named in ASCII."""

    path: Path
    fonts: Path


def write_burned(cues: Sequence[Cue], layout: Layout, language: str, folder: Path) -> AssFiles:
    """Write styled captions and their fonts into ``folder``: white bold text on a dark, translucent, rounded panel.

    No caption can become a command: braces and backslashes are escaped, control characters dropped.
    """
    cues = on_single_lines(cues)
    fonts = CaptionFonts((line for cue in cues for line in cue.lines), language, folder / "fonts")
    document = SSAFile()
    document.info.update(
        PlayResX=str(layout.width),
        PlayResY=str(layout.height),
        WrapStyle="2",
        ScaledBorderAndShadow="yes",
        **{"YCbCr Matrix": "TV.709"},
    )
    document.styles = {"Text": _text_style(fonts, layout), "Panel": _panel_style(fonts)}
    for cue in cues:
        document.events += _events(cue, layout, fonts)
    path = folder / "captions.ass"
    path.write_text(document.to_string("ass"), encoding="utf-8", newline="\n")
    return AssFiles(path=path, fonts=fonts.folder)


def _text_style(fonts: CaptionFonts, layout: Layout) -> SSAStyle:
    return SSAStyle(
        fontname=fonts.main.family,
        # ASS sizes count the whole line height, not the em.
        fontsize=round(layout.font_size * LINE_HEIGHT, 2),
        bold=True,
        primarycolor=Color(255, 255, 255),
        outlinecolor=Color(0, 0, 0, 160),
        outline=round(layout.font_size / 24, 2),
        shadow=0,
        alignment=Alignment.MIDDLE_CENTER,
        # The renderer then takes each run's direction from its first strong character, which we set.
        encoding=-1,
    )


def _panel_style(fonts: CaptionFonts) -> SSAStyle:
    return SSAStyle(fontname=fonts.main.family, primarycolor=PANEL, outline=0, shadow=0, alignment=Alignment.TOP_LEFT)


def _events(cue: Cue, layout: Layout, fonts: CaptionFonts) -> list[SSAEvent]:
    widest = max(map(fonts.measure, cue.lines))
    room = layout.captions.width / layout.font_size - 2 * PANEL_PADDING
    scale = min(1.0, room / widest) if widest else 1.0
    em = layout.font_size * scale
    panel = _panel(layout, em, widest, len(cue.lines))
    center_x, center_y = panel.left + panel.width / 2, panel.top + panel.height / 2
    size = f"\\fs{em * LINE_HEIGHT:.2f}" if scale < 1 else ""
    text = "\\N".join(_styled(line, fonts, rtl=is_rtl(cue.text)) for line in cue.lines)
    start, end = round(cue.start * 1000), round(cue.end * 1000)
    return [
        SSAEvent(start=start, end=end, layer=0, style="Panel", text=_drawn(panel, PANEL_RADIUS * em)),
        SSAEvent(
            start=start,
            end=end,
            layer=1,
            style="Text",
            text=f"{{\\pos({center_x:.1f},{center_y:.1f}){size}}}{text}",
        ),
    ]


def _panel(layout: Layout, em: float, widest: float, lines: int) -> Box:
    """Place the panel at the lower edge of the captions' room, centred; a single line stands where a second would."""
    width = 2 * round((widest + 2 * PANEL_PADDING) * em / 2)
    height = 2 * round((lines * LINE_HEIGHT + 2 * PANEL_PADDING_Y) * em / 2)
    room = layout.captions
    return Box(left=round(room.left + (room.width - width) / 2), top=room.bottom - height, width=width, height=height)


def _drawn(box: Box, radius: float) -> str:
    """Draw a rounded rectangle in ASS's drawing commands."""
    w, h, r = box.width, box.height, min(radius, box.height / 2)
    k = r * (1 - CIRCLE)
    corners = (
        f"m {r:.1f} 0 l {w - r:.1f} 0 b {w - k:.1f} 0 {w} {k:.1f} {w} {r:.1f} "
        f"l {w} {h - r:.1f} b {w} {h - k:.1f} {w - k:.1f} {h} {w - r:.1f} {h} "
        f"l {r:.1f} {h} b {k:.1f} {h} 0 {h - k:.1f} 0 {h - r:.1f} "
        f"l 0 {r:.1f} b 0 {k:.1f} {k:.1f} 0 {r:.1f} 0"
    )
    return f"{{\\an7\\pos({box.left},{box.top})\\p1}}{corners}{{\\p0}}"


def _styled(line: str, fonts: CaptionFonts, *, rtl: bool) -> str:
    """Name the font before each run, and its direction, since the renderer orders each run by itself."""
    mark = RIGHT_TO_LEFT if rtl else LEFT_TO_RIGHT
    return "".join(f"{{\\fn{font.family}}}{mark}{escape_ass(piece)}" for piece, font in fonts.runs(line))
