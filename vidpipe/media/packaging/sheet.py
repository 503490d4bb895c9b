"""The sheet that a thumbnail is drawn on: its measures and colours, and the few things all designs draw."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from vidpipe.media.captions.phrases import pieces
from vidpipe.media.frames.subject import Region
from vidpipe.media.lettering import SetText, draw, fit, measure
from vidpipe.media.packaging.colors import accent_on, contrast, ink_on
from vidpipe.media.packaging.placing import place
from vidpipe.media.packaging.windows import best_window
from vidpipe.media.picture_places import Picture
from vidpipe.models import Palette
from vidpipe.styles.colours import Rgb, rgb
from vidpipe.text.unspaced import TORN

SMALLEST = 0.1
"""Size of the smallest letters against the shorter side: nine pixels where a list shows 168 × 94 of them."""
TINY = 0.078
"""What a long title may shrink to before words are left out: seven such pixels."""
LARGEST = 0.2
FINE = 4
"""Slanted edges are drawn this many times larger and reduced, for smoothness."""
LOGO_STANDS_OUT = 1.6
"""Contrast with its ground from which a logo needs no plate behind it."""


@dataclass(kw_only=True)
class Sheet:
    """One thumbnail in the making: ``width`` × ``height`` pixels."""

    width: int
    height: int
    palette: Palette
    language: str
    rtl: bool
    """Whether the title runs from right to left: then everything is laid out from there."""
    font: Path | None = None
    """The brand's own font, for all characters that it has."""
    logo: Image.Image | None = None
    """What is to stand in the upper corner where no line begins, in RGBA."""

    def __post_init__(self) -> None:
        """Begin with the plain background."""
        self.image = Image.new("RGB", (self.width, self.height), self.ground)

    @property
    def short(self) -> int:
        """The shorter side."""
        return min(self.width, self.height)

    @property
    def is_wide(self) -> bool:
        """Whether there is room for words beside the picture, rather than below it."""
        return self.width > 1.2 * self.height

    @property
    def margin(self) -> int:
        """What stays free at the edges."""
        return round(0.075 * self.short)

    @property
    def upper(self) -> float:
        """Where the logo ends, with some air; where there is none, what stays free at the upper edge."""
        return (0.0 if self.logo_box is None else self.logo_box.bottom + self.logo_air) + 0.04 * self.short

    @property
    def logo_air(self) -> int:
        """What a plate adds to the logo on each side."""
        return round(0.02 * self.short)

    @cached_property
    def logo_box(self) -> Region | None:
        """Where the logo stands, on whole pixels."""
        if self.logo is None:
            return None
        scale = min(0.24 * self.width / self.logo.width, 0.12 * self.short / self.logo.height)
        across, down = max(1, round(self.logo.width * scale)), max(1, round(self.logo.height * scale))
        left, top = round(self.left_of(self.width - self.margin - across, across)), round(0.06 * self.short)
        return Region(left, top, left + across, top + down)

    @cached_property
    def ground(self) -> Rgb:
        """The colour behind everything."""
        return rgb(self.palette.background)

    @cached_property
    def ink(self) -> Rgb:
        """The colour of words on the ground."""
        return ink_on(self.ground, self.palette)

    @cached_property
    def accent(self) -> Rgb:
        """The palette's accent, wherever nothing has to be read in it."""
        return rgb(self.palette.accent)

    @cached_property
    def bright(self) -> Rgb:
        """The colour of words on the ground that are to be noticed."""
        return accent_on(self.ground, self.palette)

    def left_of(self, start: float, width: float) -> float:
        """Return the left edge of something ``width`` wide that begins ``start`` from where reading begins."""
        return self.width - start - width if self.rtl else start

    def mirrored(self, mask: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return a mask as right-to-left layouts have it."""
        return np.ascontiguousarray(mask[:, ::-1]) if self.rtl else mask

    def set(self, text: str, width: float, height: float, *, largest: float = LARGEST, lines: int = 4) -> SetText:
        """Set words into a box, as large as it allows; what cannot be read in it is left out, word by word."""
        parts = pieces(text, line_length=1)
        tiny = round(TINY * self.short)
        # Where a word is wider than any line it has to be parted; others stay whole.
        parted = any(measure(part.text, tiny, self.language, self.font) > width for part in parts)
        is_good = _is_complete if parted else _is_whole
        for smallest, most in ((SMALLEST, lines), (SMALLEST, lines + 1), (TINY, lines + 1)):
            words = self._fit(text, width, height, largest, smallest, most)
            if is_good(words, text):
                return words
        # Nor does it end with "and", or in a word of Chinese.
        for count in (count for count in range(len(parts) - 1, 0, -1) if parts[count].cost < TORN):
            shorter = "".join(" " * part.space + part.text for part in parts[:count]).strip().rstrip(".,:;-–— ") + "…"
            words = self._fit(shorter, width, height, largest, SMALLEST, lines)
            if is_good(words, shorter):
                return words
        return self._fit(text, width, height, largest, TINY, lines)

    def _fit(self, text: str, width: float, height: float, largest: float, smallest: float, lines: int) -> SetText:
        return fit(
            text,
            self.language,
            width=width,
            height=height,
            largest=round(max(largest, smallest) * self.short),
            smallest=round(smallest * self.short),
            max_lines=lines,
            font=self.font,
        )

    def write(self, text: SetText, start: float, top: float, color: Rgb) -> None:
        """Write set words; ``start`` is how far from where reading begins."""
        draw(ImageDraw.Draw(self.image), text, self.left_of(start, text.width), top, hexadecimal(color))

    def bar(self, start: float, top: float, color: Rgb) -> None:
        """Draw the short bar that leads into a title."""
        thick = self.bar_height
        left = self.left_of(start, 9 * thick)
        box = (left, top, left + 9 * thick, top + thick)
        ImageDraw.Draw(self.image).rounded_rectangle(box, radius=thick / 2, fill=color)

    @property
    def bar_height(self) -> int:
        """How thick such a bar is."""
        return round(0.018 * self.short)

    def picture(
        self, picture: Picture, box: tuple[int, int, int, int], clear: tuple[float, float, float, float]
    ) -> npt.NDArray[np.float32]:
        """Return the sheet's size in RGB with the most interesting part of a picture in a box.

        ``box`` and ``clear`` are left, top, width and height. In ``clear`` nothing comes to lie over the picture: there
        stands the subject of one that tells where it has it. One that :attr:`~Picture.is_words` is not for this.
        """
        places = picture.places
        if places is not None and places.picture is not None:
            left, top, across, down = clear
            regions = self._beside_logo(Region(left, top, left + across, top + down))
            return place(picture.image, places.picture, places.words, (self.width, self.height), regions)
        left, top, width, height = box
        image = picture.image
        part = best_window(image, width / height).of(image)
        method = cv2.INTER_AREA if part.shape[1] > width else cv2.INTER_LANCZOS4
        fitted = cv2.resize(part, (width, height), interpolation=method)
        whole = np.zeros((self.height, self.width, 3), np.float32)
        whole[top : top + height, left : left + width] = fitted[:, :, ::-1]
        return whole

    def _beside_logo(self, region: Region) -> list[Region]:
        """Return what is left of a region below the logo, and beside it where that is something."""
        below = replace(region, top=max(region.top, self.upper))
        if self.logo_box is None:
            return [below]
        air = self.logo_air + 0.02 * self.width
        top = max(region.top, 0.04 * self.short)
        if self.rtl:
            beside = replace(region, top=top, left=max(region.left, self.logo_box.right + air))
        else:
            beside = replace(region, top=top, right=min(region.right, self.logo_box.left - air))
        return [one for one in (below, beside) if one.left < one.right and one.top < one.bottom]

    def lay(self, picture: npt.NDArray[np.float32] | Rgb, mask: npt.NDArray[np.float32]) -> None:
        """Lay a picture or a colour over the sheet, as far as a mask, 0 to 1, lets it."""
        under = np.asarray(self.image)
        over = np.broadcast_to(np.rint(np.clip(picture, 0, 255)).astype(np.uint8), under.shape)
        self.image = Image.fromarray(cv2.blendLinear(np.ascontiguousarray(over), under, mask, 1 - mask))

    def polygon(self, corners: list[tuple[float, float]]) -> npt.NDArray[np.float32]:
        """Return the mask of an area with smooth edges; corners count from where reading begins."""
        mask = Image.new("L", (self.width * FINE, self.height * FINE))
        ImageDraw.Draw(mask).polygon([(x * FINE, y * FINE) for x, y in corners], fill=255)
        small = mask.reduce(FINE)
        return self.mirrored(np.asarray(small, np.float32) / np.float32(255))

    def sign(self) -> None:
        """Put the logo, if there is one, into its corner, on a plate if it would be lost."""
        box = self.logo_box
        if self.logo is None or box is None:
            return
        left, top, right, bottom = map(round, (box.left, box.top, box.right, box.bottom))
        small = self.logo.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
        seen = np.asarray(self.image.crop((left, top, right, bottom)), np.float64)
        pixels = np.asarray(small, np.float64)
        weight = pixels[:, :, 3:] / 255
        own = (pixels[:, :, :3] * weight).sum(axis=(0, 1)) / max(weight.sum(), 1e-9)
        if contrast(own, seen.mean(axis=(0, 1))) < LOGO_STANDS_OUT or seen.std() > 40:
            plate = max((self.ground, self.ink), key=lambda color: float(contrast(own, color)))
            pad = self.logo_air
            around = (left - pad, top - pad, right + pad, bottom + pad)
            ImageDraw.Draw(self.image).rounded_rectangle(around, radius=pad, fill=plate)
        self.image.paste(small, (left, top), small)


def _is_whole(words: SetText, text: str) -> bool:
    """Whether nothing was cut off, and no word cut in two."""
    rest = deque(pieces(text, line_length=1))
    for line in words.lines:
        seen = ""
        while seen != line:
            if not rest or len(seen) > len(line):
                return False
            part = rest.popleft()
            seen += " " * (part.space and bool(seen)) + part.text
    return not rest


def _is_complete(words: SetText, text: str) -> bool:
    """Whether nothing was cut off, though words may be parted by hyphens."""
    return _letters("".join(words.lines)) == _letters(text)


def _letters(text: str) -> str:
    return "".join(character for character in text if character not in " -")


def hexadecimal(color: Rgb) -> str:
    """Return a colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def smooth(ramp: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return a ramp that begins and ends without an edge."""
    ramp = ramp.clip(0, 1)
    return np.asarray(ramp * ramp * (3 - 2 * ramp), np.float64)
