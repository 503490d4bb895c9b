"""Captions on a dark, translucent, rounded panel: plain, or with the spoken words lit one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

import numpy as np
from PIL import Image, ImageDraw

from vidpipe.media.captions.cues import Cue, Word, with_words
from vidpipe.media.captions.setting import SHARP, SetLines, Setting, coloured, reduced, rounded_panel, set_lines
from vidpipe.media.film.layout import Box
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.patch import Patch
from vidpipe.styles.colours import Rgb
from vidpipe.text.line import draw_line

PADDING = 0.6
"""Room between text and the panel's left and right edges, in ems."""
PADDING_Y = 0.16
RADIUS = 0.42
BOLD = 700
FADE = 0.12
"""Seconds in which a word lights up, half of them before it is heard: eyes are quicker than ears."""


class PanelCaption:
    """One cue on its panel. Its picture is made when it is first seen, and only one of each state is kept."""

    def __init__(self, cue: Cue, setting: Setting, *, lit: bool) -> None:
        """Set the cue; ``lit`` says whether spoken words take on the accent's colour."""
        self._setting = setting
        cue = with_words(cue)
        shown = [[(word, setting.shown(word)) for word in line] for line in cue.words]
        drawn = [[(word, text) for word, text in line if text] for line in shown]
        lines = [line for line in drawn if line]
        self._words: list[list[Word]] = [[word for word, _ in line] for line in lines]
        area, size = setting.area, setting.font_size
        self._set = set_lines(
            [[(text, word.space and number > 0) for number, (word, text) in enumerate(line)] for line in lines],
            setting,
            size=size,
            weight=BOLD,
            width=area.width - 2 * PADDING * size - 2,
            height=area.height - 2 * PADDING_Y * size - 2,
            rtl=setting.reads_rtl(cue.text),
        )
        self.first, self.end = setting.frame(cue.start), setting.frame(cue.end)
        self.box = panel_box(self._set, setting) if lines else None
        self._tints = _Tints(self._set, self._words, setting, self.box) if lit and self.box else None
        self._patch: Patch | None = None

    def draw(self, frame: Frame, number: int, shift: tuple[int, int] = (0, 0)) -> None:
        """Draw the caption over a frame of its scene, ``shift`` pixels to the right of its place and below it."""
        if self.box is None:
            return
        if self._tints is not None:
            self._tints.draw(frame, number, shift)
            return
        if self._patch is None:
            (self._patch,) = _patches(self._set, self._setting, self.box, [self._setting.colors.ink], frame)
        self._patch.draw(frame, shift)


def panel_box(lines: SetLines, setting: Setting) -> Box:
    """Place the panel at its area's lower edge or in its middle, centred, on even pixels as 4:2:0 colour likes it."""
    area = setting.area
    width = 2 * round((lines.width + 2 * PADDING * lines.size) / 2)
    height = 2 * round((lines.height + 2 * PADDING_Y * lines.size) / 2)
    free = area.height - height
    top = area.top + (free // 2 if setting.look.place == "middle" else free)
    return Box(left=area.left + (area.width - width) // 2, top=top, width=width, height=height)


def _coverage(lines: SetLines, box: Box) -> Image.Image:
    canvas = Image.new("L", (SHARP * box.width, SHARP * box.height), 0)
    painter = ImageDraw.Draw(canvas)
    top = (box.height - lines.height) / 2
    for number, line in enumerate(lines.lines):
        draw_line(painter, line, lines.left(line, box.width), lines.baseline(number, top))
    return reduced(canvas)


def _patches(lines: SetLines, setting: Setting, box: Box, inks: Sequence[Rgb], frame: Frame) -> list[Patch]:
    """Draw the caption once for each colour of ink."""
    colors, text = setting.colors, _coverage(lines, box)
    panel = coloured(rounded_panel(box.width, box.height, RADIUS * lines.size, colors.opacity), colors.panel)
    pictures = (np.asarray(Image.alpha_composite(panel, coloured(text, ink))) for ink in inks)
    return [Patch(picture, box.left, box.top, frame.width, frame.height) for picture in pictures]


class _Tints:
    """A panel whose words are lit one by one: both looks are drawn once, and each word is mixed from them."""

    def __init__(self, lines: SetLines, words: list[list[Word]], setting: Setting, box: Box) -> None:
        self._lines, self._setting, self._box = lines, setting, box
        self._places = [
            (word, _place(lines, row, number, box))
            for row, line in enumerate(words)
            for number, word in enumerate(line)
        ]
        self._shares = [0.0] * len(self._places)
        self._looks: tuple[Patch, Patch, Patch] | None = None

    def draw(self, frame: Frame, number: int, shift: tuple[int, int]) -> None:
        if self._looks is None:
            colors = self._setting.colors
            dark, lit = _patches(self._lines, self._setting, self._box, [colors.ink, colors.lit], frame)
            self._looks = dark, lit, deepcopy(dark)
        dark, lit, shown = self._looks
        now = (number + 0.5) / self._setting.fps
        for index, (word, place) in enumerate(self._places):
            share = min(max((now - word.start) / FADE + 0.5, 0.0), 1.0)
            if share != self._shares[index]:
                self._shares[index] = share
                shown.mix(dark, lit, share, place.left, place.top, place.right, place.bottom)
        shown.draw(frame, shift)


def _place(lines: SetLines, row: int, word: int, box: Box) -> Box:
    """Return the part of the frame that one word takes up, as high as its line."""
    line = lines.lines[row]
    begin, end = (lines.left(line, box.width) + at for at in line.extent(word))
    top = (box.height - lines.height) / 2 + row * lines.pitch * lines.size
    left, right = round(begin / SHARP), round(end / SHARP)
    return Box(
        left=box.left + left,
        top=box.top + round(top),
        width=right - left,
        height=round(lines.pitch * lines.size),
    )
