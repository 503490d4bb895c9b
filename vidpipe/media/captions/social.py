"""Captions of short films for phones: one to three big words at a time, the spoken one on a box of colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from math import ceil, floor

import numpy as np
from PIL import Image, ImageDraw

from vidpipe.media.captions.colors import CaptionColors
from vidpipe.media.captions.cues import LINGER, Cue, Word, with_words
from vidpipe.media.captions.phrases import cut_cost
from vidpipe.media.captions.setting import SHARP, SetLines, Setting, coloured, reduced, rounded_panel, set_lines
from vidpipe.media.captions.wordlists import CLAUSE_END, SENTENCE_END
from vidpipe.media.film.layout import Box
from vidpipe.media.frames.frame import Frame
from vidpipe.media.frames.patch import Patch
from vidpipe.text.hyphens import ended, hyphenated
from vidpipe.text.line import draw_line
from vidpipe.text.unspaced import TORN, cut_costs

LARGER = 1.75
"""How much larger the words are than captions on a panel."""
HEAVY, THICKER = 800, 0.012
"""Weight of the type, and how many ems it is thickened all around: most faces go no further than bold, 700."""
MOST_WORDS = 3
OUTLINE = 0.085
"""Width of the dark line around the letters, in ems."""
SPACING, GAP = 1.7, 0.24
"""Words stand so much wider apart, and in scripts without spaces so many ems, that the box of one clears the next."""
BOX_X, BOX_Y, BOX_RADIUS = 0.16, 0.04, 0.2
"""How far the box reaches beyond its word, and how round it is, in ems."""
PAUSE = 0.35
"""Seconds of silence that part two groups."""
LONGEST, GOOD_CUT = 0.45, 3.0
"""Seconds for which characters of scripts without spaces share a box, unless a cut between them costs less."""
LONGEST_WORD = 1.3
"""Seconds for which such characters share a box where they are one word."""
SMALLER = 0.72
"""The share of its size to which a word too wide for its area is made smaller; a wider one is parted with hyphens."""
POP, POP_FROM = 0.09, 0.82
"""Seconds in which words pop up, and the share of their size from which they do."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is lit at once: a word, or a few characters of a script without spaces."""

    text: str
    start: float
    end: float
    space: bool


class SocialCaption:
    """A few big words, from the first one's beginning until the next group's.

    Each word is a picture of its own, so that only the words that change are drawn again.
    """

    def __init__(self, units: Sequence[_Unit], begin: float, end: float, lines: SetLines, setting: Setting) -> None:
        self._units, self._lines, self._setting = tuple(units), lines, setting
        self.first, self.end = setting.frame(begin), setting.frame(end)
        self.box = _box(lines, setting)
        self._pictures = [_WordPictures(lines, word, self.box, setting.colors) for word in range(len(units))]
        self._patches: dict[tuple[int, bool, float], Patch] = {}

    def draw(self, frame: Frame, number: int, shift: tuple[int, int] = (0, 0)) -> None:
        """Draw the words over a frame of their scene, ``shift`` pixels to the right of their place and below it."""
        now = (number + 0.5) / self._setting.fps
        spoken = max((index for index, unit in enumerate(self._units) if unit.start <= now), default=0)
        grown = min((number - self.first + 0.5) / self._setting.fps / POP, 1.0)
        scale = 1 - (1 - POP_FROM) * (1 - grown) ** 2
        wanted = [(word, word == spoken, scale) for word in range(len(self._units))]
        self._patches = {key: self._patches.get(key) or self._patch(*key, frame) for key in wanted}
        for patch in self._patches.values():
            patch.draw(frame, shift)

    def _patch(self, word: int, spoken: bool, scale: float, frame: Frame) -> Patch:
        pictures = self._pictures[word]
        picture = pictures.spoken if spoken else pictures.waiting
        left, top = float(pictures.left), float(self.box.top)
        if scale < 1:
            # The whole group grows from its middle.
            middle_x, middle_y = self.box.left + self.box.width / 2, self.box.top + self.box.height / 2
            left, top = (middle_x + (left - middle_x) * scale, middle_y + (top - middle_y) * scale)
            size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
            picture = picture.resize(size, Image.Resampling.BILINEAR)
        return Patch(np.asarray(picture), round(left), round(top), frame.width, frame.height)


class _WordPictures:
    """One word of a group, waiting and spoken. ``left`` is where its pictures begin in the frame."""

    def __init__(self, lines: SetLines, word: int, box: Box, colors: CaptionColors) -> None:
        self._colors = colors
        (line,) = lines.lines
        self._lines, self._line, self._word = lines, line, word
        start = lines.left(line, box.width) / SHARP
        begin, end = (start + at / SHARP for at in line.extent(word))
        rim = (BOX_X + OUTLINE) * lines.size
        left = max(0, floor(begin - rim))
        self.left = box.left + left
        self._size = min(box.width, ceil(end + rim)) - left, box.height
        self._pen = SHARP * (start - left)
        reach = BOX_X * lines.size
        self._behind = round(begin - reach) - left, round(end - begin + 2 * reach)

    @cached_property
    def waiting(self) -> Image.Image:
        """The word with an outline."""
        thick = THICKER * self._lines.size
        picture = coloured(self._letters(thick + OUTLINE * self._lines.size), self._colors.outline)
        picture.alpha_composite(coloured(self._letters(thick), self._colors.bare))
        return picture

    @cached_property
    def spoken(self) -> Image.Image:
        """The word on its box."""
        size, (left, width) = self._lines.size, self._behind
        height = round(self._lines.height + 2 * BOX_Y * size)
        picture = Image.new("RGBA", self._size, (*self._colors.accent, 0))
        behind = coloured(rounded_panel(width, height, BOX_RADIUS * size), self._colors.accent)
        picture.alpha_composite(behind, (max(0, left), round(_rim(size) - BOX_Y * size)))
        picture.alpha_composite(coloured(self._letters(THICKER * size), self._colors.on_accent))
        return picture

    def _letters(self, stroke: float) -> Image.Image:
        canvas = Image.new("L", (SHARP * self._size[0], SHARP * self._size[1]), 0)
        baseline = self._lines.baseline(0, _rim(self._lines.size))
        painter = ImageDraw.Draw(canvas)
        draw_line(painter, self._line, self._pen, baseline, words={self._word}, stroke=SHARP * stroke)
        return reduced(canvas)


def _rim(size: float) -> float:
    """Return the room between the line and the edge of its picture, for boxes and outlines."""
    return max(OUTLINE, BOX_Y) * size + 1


def _box(lines: SetLines, setting: Setting) -> Box:
    area = setting.area
    width = 2 * round((lines.width + 2 * (BOX_X + OUTLINE) * lines.size) / 2)
    height = 2 * round((lines.height + 2 * _rim(lines.size)) / 2)
    free = area.height - height
    top = area.top + (free // 2 if setting.look.place == "middle" else free)
    return Box(left=area.left + (area.width - width) // 2, top=top, width=width, height=height)


def social_captions(cue: Cue, setting: Setting) -> Iterator[SocialCaption]:
    """Cut a cue into groups of big words; one too wide for its area is made smaller, or shown part by part."""
    cue = with_words(cue)
    rtl = setting.reads_rtl(cue.text)
    units = [part for unit in _units(cue, setting) for part in _parted(unit, setting, rtl=rtl)]
    groups = list(_grouped(units, setting, rtl=rtl))
    for number, (units, lines) in enumerate(groups):
        begin = max(cue.start, units[0].start) if number else cue.start
        following = groups[number + 1][0][0].start if number + 1 < len(groups) else cue.end
        end = following if following - units[-1].end < PAUSE else units[-1].end + LINGER
        yield SocialCaption(units, begin, min(end, cue.end), lines, setting)


def _units(cue: Cue, setting: Setting) -> list[_Unit]:
    units: list[_Unit] = []
    for line in cue.words:
        shown = [(word, setting.shown(word)) for word in line]
        drawn = _words_of([(word, text) for word, text in shown if text])
        for number, (unit, cost) in enumerate(drawn):
            last = units[-1] if units else None
            if last and number and cost > GOOD_CUT and unit.end - last.start <= LONGEST:
                units[-1] = _Unit(last.text + unit.text, last.start, unit.end, last.space)
            else:
                units.append(unit)
    return units


def _words_of(line: Sequence[tuple[Word, str]]) -> list[tuple[_Unit, float]]:
    """Join characters to the words they are seen or guessed to be; with each, what a cut in front of it costs."""
    costs = cut_costs("".join(" " * word.space + text for word, text in line))
    words: list[tuple[_Unit, float]] = []
    at = 0
    for word, text in line:
        at += word.space
        cost = cut_cost(words[-1][0].text, text, False, costs[at]) if words and not word.space else 0.0
        if words and cost >= TORN and word.end - words[-1][0].start <= LONGEST_WORD:
            last, before = words[-1]
            words[-1] = _Unit(last.text + text, last.start, word.end, last.space), before
        else:
            words.append((_Unit(text, word.start, word.end, word.space), cost))
        at += len(text)
    return words


def _parted(unit: _Unit, setting: Setting, *, rtl: bool) -> Iterator[_Unit]:
    """Part a word that would become too small into even parts; each is shown for its letters' share of the time."""
    count = ceil(SMALLER / (_set([unit], setting, rtl=rtl).size / (LARGER * setting.font_size)))
    syllables = hyphenated(unit.text, setting.language) if count > 1 else [unit.text]
    ends = list(accumulate(map(len, syllables)))
    begin = 0
    for _, numbers in groupby(range(len(ends)), lambda at: int(count * (ends[at] - len(syllables[at]) / 2) / ends[-1])):
        last = max(numbers)
        text = ended("".join(syllables)[begin : ends[last]])
        at, until = (unit.start + (unit.end - unit.start) * letter / ends[-1] for letter in (begin, ends[last]))
        yield _Unit(text, at, until, unit.space and begin == 0)
        begin = ends[last]


def _grouped(units: Sequence[_Unit], setting: Setting, *, rtl: bool) -> Iterator[tuple[list[_Unit], SetLines]]:
    group: list[_Unit] = []
    for unit in units:
        if group and (_ends(group[-1], unit) or len(group) == MOST_WORDS or not _fit(group, unit, setting, rtl=rtl)):
            yield group, _set(group, setting, rtl=rtl)
            group = []
        group.append(unit)
    if group:
        yield group, _set(group, setting, rtl=rtl)


def _ends(last: _Unit, following: _Unit) -> bool:
    """Whether a group ends behind a word: at punctuation, and where the speaker pauses."""
    return last.text[-1] in SENTENCE_END | CLAUSE_END or following.start - last.end > PAUSE


def _fit(group: Sequence[_Unit], unit: _Unit, setting: Setting, *, rtl: bool) -> bool:
    return _set([*group, unit], setting, rtl=rtl).size >= LARGER * setting.font_size * 0.99


def _set(group: Sequence[_Unit], setting: Setting, *, rtl: bool) -> SetLines:
    size = LARGER * setting.font_size
    return set_lines(
        [[(unit.text, unit.space and number > 0) for number, unit in enumerate(group)]],
        setting,
        size=size,
        weight=HEAVY,
        width=setting.area.width - 2 * (BOX_X + OUTLINE) * size - 2,
        height=setting.area.height - 2 * _rim(size) - 2,
        rtl=rtl,
        spacing=SPACING,
        gap=GAP,
    )
