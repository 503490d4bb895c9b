"""The three designs of thumbnails. All leave the lower right corner free, where sites write the film's length.

Where a film's pictures are nothing but words, each design has quiet shapes of its own in their place: no viewer could
read a second text, and smaller, beside the title.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vidpipe.media.packaging.colors import contrast, ink_on
from vidpipe.media.packaging.grounds import discs, rings, stripes
from vidpipe.media.packaging.sheet import Sheet, smooth
from vidpipe.media.packaging.wording import Words
from vidpipe.media.picture_places import Picture
from vidpipe.styles.colours import READABLE, Rgb, mix_rgb

Design = Callable[[Sheet, Picture, Words], None]


def shaded(sheet: Sheet, picture: Picture, words: Words) -> None:
    """Draw the title on the ground, out of which the picture comes softly."""
    width, height = sheet.width, sheet.height
    room = (
        (0.6 * width - 2 * sheet.margin, 0.7 * height) if sheet.is_wide else (width - 2 * sheet.margin, 0.44 * height)
    )
    text = sheet.set(words.title, *room)
    block = text.height + 3.2 * sheet.bar_height
    top = (height - block) / 2 if sheet.is_wide else min(height - block - sheet.margin, 0.86 * height - block)
    top = _clear_of_length(sheet, top, block)
    if sheet.is_wide:
        left = round(0.4 * width)
        box = (0 if sheet.rtl else left, 0, width - left, height)
        begin = max(left, sheet.margin + text.width - 0.09 * width)
        start = begin + 0.16 * width
        free = width - start - 0.03 * width
        clear = (sheet.left_of(start, free), 0.0, free, 0.94 * height)
        at = 1.0, 0.42
        mask = np.tile(smooth((np.linspace(0, width, width) - begin) / (0.2 * width)), (height, 1))
    else:
        # It is gone where the words begin, however many there are: what it shows there could not be read with them.
        shown = round(top + 0.1 * block)
        box = (0, 0, width, shown)
        mask = np.tile(smooth((shown - np.linspace(0, height, height)) / (0.4 * shown))[:, None], (1, width))
        clear = (sheet.margin, 0.0, width - 2 * sheet.margin, 0.68 * shown)
        at = 1.0, 0.5 * shown / height
    seen = rings(sheet, at) if picture.is_words else sheet.picture(picture, box, clear)
    sheet.lay(seen, sheet.mirrored(mask.astype(np.float32)))
    _shade_under(sheet, text.width, top, block)
    sheet.bar(sheet.margin, top, sheet.accent)
    sheet.write(text, sheet.margin, top + 3.2 * sheet.bar_height, sheet.ink)


def band(sheet: Sheet, picture: Picture, words: Words) -> None:
    """Draw the picture over all of the sheet, and the title on a slanted band of the accent colour.

    In a wide sheet a drawn subject stands beside the band: above it there would be too little room for all of it.
    """
    width, height = sheet.width, sheet.height
    beside = sheet.is_wide and picture.places is not None and not picture.is_words
    across, down = (0.47, 0.62) if beside else (0.74, 0.4) if sheet.is_wide else (0.8, 0.3)
    text = sheet.set(words.title, across * width, down * height, largest=0.16, lines=4 if beside else 3)
    pad = 0.045 * sheet.short
    block, end = text.height + 2 * pad, sheet.margin + text.width + 0.9 * pad
    bottom = (0.93 if sheet.is_wide else 0.84) * height
    top = _clear_of_length(sheet, (height - block) / 2 if beside or picture.is_words else bottom - block, block)
    if picture.is_words:
        sheet.lay(stripes(sheet, _slant(sheet, block) / block), np.ones((height, width), np.float32))
    elif beside:
        start = end + 0.32 * block
        free = width - start - 0.02 * width
        clear = (sheet.left_of(start, free), 0.0, free, float(height))
        sheet.lay(sheet.picture(picture, (0, 0, width, height), clear), np.ones((height, width), np.float32))
    else:
        # What matters in the picture is to be seen above the band.
        shown = round(top + 0.35 * block)
        ramp = np.tile(smooth((shown - np.arange(height)) / (0.5 * block))[:, None], (1, width)).astype(np.float32)
        clear = (sheet.margin, 0.0, width - 2.0 * sheet.margin, top - 0.12 * block)
        sheet.lay(sheet.picture(picture, (0, 0, width, shown), clear), ramp)
    _slanted(sheet, top, block, end)
    sheet.write(text, sheet.margin, top + pad, ink_on(sheet.accent, sheet.palette))


def _slanted(sheet: Sheet, top: float, block: float, end: float) -> None:
    """Draw a band from where reading begins, with its own shadow."""
    under, slant = 0.022 * sheet.short, _slant(sheet, block)
    for color, down, longer in ((_second(sheet), under, 2.2 * under), (sheet.accent, 0.0, 0.0)):
        foot, head = top + block + down, top + down
        corners = [(0.0, head), (end + slant + longer, head), (end + longer, foot), (0.0, foot)]
        sheet.lay(color, sheet.polygon(corners))


def _slant(sheet: Sheet, block: float) -> float:
    """Return how much longer a band is at its head than at its foot."""
    return min(0.28 * block, 0.12 * sheet.width)


def split(sheet: Sheet, picture: Picture, words: Words) -> None:
    """Draw the picture and the title in two parts, a slanted line between; a leading number stands large."""
    width, height = sheet.width, sheet.height
    line = 0.028 * sheet.short
    if sheet.is_wide:
        low, high = 0.4 * width, 0.47 * width
        box = (round(sheet.left_of(0, 0.48 * width)), 0, round(0.48 * width), height)
        free = low - line - 0.05 * width
        clear = (sheet.left_of(0.03 * width, free), 0.0, free, 0.94 * height)
        panel = [(high, 0.0), (width, 0.0), (width, height), (low, height)]
        divider = [(high - line, 0.0), (high + line, 0.0), (low + line, height), (low - line, height)]
        start = high + line + 0.015 * width
        room = (width - start - sheet.margin, 0.7 * height)
        top, bottom = 0.09 * height, 0.79 * height
        if sheet.rtl:
            bottom = 0.91 * height
    else:
        low, high = 0.56 * height, 0.47 * height
        box = (0, 0, width, round(low) + 1)
        clear = (sheet.margin, 0.0, width - 2.0 * sheet.margin, high - 2 * line)
        panel = [(0.0, low), (width, high), (width, height), (0.0, height)]
        divider = [(0.0, low - line), (width, high - line), (width, high + line), (0.0, low + line)]
        start = float(sheet.margin)
        top, bottom = low + 1.5 * line, 0.95 * height
        room = (width - 2 * start, bottom - top)
    at = (0.17, 0.42) if sheet.is_wide else (0.28, 0.24)
    seen = discs(sheet, at) if picture.is_words else sheet.picture(picture, box, clear)
    sheet.lay(seen, np.ones((height, width), np.float32))
    sheet.lay(_toned(sheet), sheet.polygon(panel))
    sheet.lay(sheet.accent, sheet.polygon(divider))
    _panel_words(sheet, words, start, (top, bottom), room)


def _panel_words(
    sheet: Sheet, words: Words, start: float, between: tuple[float, float], room: tuple[float, float]
) -> None:
    """Write the title into its part, in the middle of what is free."""
    top, bottom = between
    if not (words.number and sheet.is_wide):
        lead = 3.2 * sheet.bar_height
        text = sheet.set(words.title, room[0], room[1] - lead)
        block = text.height + lead
        at = (top + bottom - block) / 2
        sheet.bar(start, at, sheet.bright)
        sheet.write(text, start, at + lead, sheet.ink)
        return
    number = sheet.set(words.number, room[0], room[1] * 0.46, largest=0.5, lines=1)
    text = sheet.set(words.rest, room[0], room[1] - 0.85 * number.height, lines=3)
    block = 0.85 * number.height + text.height
    at = (top + bottom - block) / 2
    sheet.write(number, start, at - 0.08 * number.height, sheet.bright)
    sheet.write(text, start, at + 0.85 * number.height, sheet.ink)


def _second(sheet: Sheet) -> Rgb:
    """Return the colour of the band's own shadow: between the accent and the ground."""
    return mix_rgb(sheet.accent, sheet.ground, 0.55)


def _toned(sheet: Sheet) -> npt.NDArray[np.float32]:
    """Return the ground, a little lighter or darker towards its upper end, so that it is not dead."""
    toned = mix_rgb(sheet.ground, sheet.ink, 0.1)
    share = np.linspace(1, 0, sheet.height)[:, None, None]
    column = np.array(sheet.ground) * (1 - share) + np.array(toned) * share
    return np.asarray(np.broadcast_to(column, (sheet.height, sheet.width, 3)), np.float32)


def _clear_of_length(sheet: Sheet, top: float, block: float) -> float:
    """Return where right-to-left words begin: they stand where sites write the film's length, so they end above it."""
    return min(top, 0.79 * sheet.height - block) if sheet.rtl else top


def _shade_under(sheet: Sheet, width: float, top: float, block: float) -> None:
    """Strengthen the ground under the words until each can be read on what of the picture is still seen there."""
    left = round(sheet.left_of(sheet.margin, width))
    box = (left, round(top), left + round(width), round(top + block))
    for _ in range(6):
        seen = np.asarray(sheet.image.crop(box), np.float64).reshape(-1, 3)
        if np.percentile(contrast(seen, sheet.ink), 2) >= READABLE:
            return
        down = (np.arange(sheet.height)[:, None] - (top + block / 2)) / (0.75 * block)
        across = (np.arange(sheet.width)[None, :] - (left + width / 2)) / (0.75 * width)
        mask = 0.4 * smooth((1.6 - np.hypot(down, across)) / 0.8)
        sheet.lay(sheet.ground, mask.astype(np.float32))


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A design, and what share of a wide sheet and of another one its picture takes, across and down."""

    draw: Design
    wide: tuple[float, float]
    other: tuple[float, float]

    def aspect(self, sheet: Sheet) -> float:
        """Return about how wide to high its picture is."""
        across, down = self.wide if sheet.is_wide else self.other
        return across * sheet.width / (down * sheet.height)


CANDIDATES = (
    Candidate(draw=shaded, wide=(0.6, 1.0), other=(1.0, 0.66)),
    Candidate(draw=band, wide=(1.0, 0.66), other=(1.0, 0.6)),
    Candidate(draw=split, wide=(0.48, 1.0), other=(1.0, 0.56)),
)
"""The first is used unless somebody chooses another."""
