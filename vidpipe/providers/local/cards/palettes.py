"""Colour schemes: those made by hand, and those derived from a palette. Every text keeps WCAG contrast 4.5 or more."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from functools import lru_cache

from vidpipe.models import Palette
from vidpipe.providers.local.cards.colours import Colour, contrast, luminance, mix, parse, readable
from vidpipe.styles.colours import READABLE


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of one video. ``ink``, ``muted`` and ``accent_ink`` are for text; the accents fill shapes."""

    name: str
    top: Colour
    bottom: Colour
    tint: Colour
    surface: Colour
    ink: Colour
    muted: Colour
    accent: Colour
    accent2: Colour
    accent_ink: Colour
    on_accent: Colour
    good: Colour
    bad: Colour

    @property
    def dark(self) -> bool:
        """Whether the ground is dark and the ink light."""
        return luminance(self.ink) > luminance(self.bottom)

    @property
    def warm(self) -> tuple[Colour, Colour]:
        """Two tones for heat and copper: the accents where these are warm, else orange of their own."""
        red, green, blue = self.accent
        if red > 1.25 * max(green, blue):
            return self.accent, self.accent2
        return parse("#f2743a"), parse("#ffc07a")

    @property
    def shade(self) -> Colour:
        """The colour of shadows: the ground's own, darkened; never a dead grey."""
        red, green, blue = self.bottom
        depth = 0.25 if self.dark else 0.35
        return red * depth, green * depth, blue * depth


def _scheme(name: str, colours: str) -> Scheme:
    return Scheme(name, *(parse(colour) for colour in colours.split()))


# name: top bottom tint surface ink muted accent accent2 accent_ink on_accent good bad
_ALL = {
    name: _scheme(name, colours)
    for name, colours in {
        "ember": "#0d1230 #161d47 #3f4fd0 #202a5c #f7f7ff #b9c2ea #ff7a3d #ffc15e #ffb066 #2a0f02 #4ade9f #ff6b7d",
        "lagoon": "#04232c #093945 #0f8c9a #0f4a58 #effdfc #a5d2d4 #22d3b6 #8df0d0 #5eead4 #03251f #6ee7a0 #ff9c8e",
        "paper": "#fdf9f2 #f4eadb #ffd9a8 #ffffff #241f1a #6b5d4f #cc4420 #f6a13d #b23a15 #ffffff #0a6b49 #b8222f",
        "sky": "#f5f9ff #dfeafd #a9ccff #ffffff #0e1d3d #4c5d80 #2f62f0 #35b6f2 #1c4bd0 #ffffff #0a6b49 #bd1f3c",
        "porcelain": "#fbfbfd #e9ebf2 #d5d9ee #ffffff #16181f #565b6b #4a3fd6 #8f86f7 #3d33bd #ffffff #0a6b49 #bd1f3c",
        "mint": "#f3fbf7 #dcf2e8 #9fe6c8 #ffffff #0c2a22 #47645a #0a7f5c #5fd09b #08704f #ffffff #0a6b49 #bd1f3c",
        "blush": "#fff6f4 #fce3e0 #ffbdb0 #ffffff #35131e #7a4f58 #d42f54 #ff9473 #b81f45 #ffffff #0a6b49 #b3261e",
        "bulletin": "#081830 #102a52 #1f56b3 #183763 #f5f9ff #b3c5e3 #e02c38 #ff7a59 #ff9a8b #ffffff #4ade9f #ff8080",
        "broadsheet": "#fafaf8 #eceff2 #c9d6e8 #ffffff #14171c #545b66 #c8102e #f0685a #b30d28 #ffffff #0a6b49 #c8102e",
        "electric": "#2413a8 #5a12c4 #a03bff #3a1fb8 #ffffff #dcd4ff #ffe14a #ff7ac3 #ffe14a #24105e #6bf5b0 #ffb3bd",
        "sunset": "#7a1254 #b3234f #d63d4f #8f1a58 #fff8f2 #ffdfd6 #ffc83d #ff9a5a #ffd873 #4a0d2b #8df5bd #ffd0cc",
        "lime": "#eaffc2 #c9f27e #f7ffb0 #fbfff0 #14240a #3f5a24 #5b2be0 #9a6bff #4a1fc7 #ffffff #16662f #bd1f3c",
        "graphite": "#101214 #1d2125 #5a4a2c #292e34 #f4f1ea #b8b4aa #e0b062 #f0d9a8 #eac588 #21170a #86d6a0 #ff8e80",
        "forest": "#0d1913 #1a2d23 #3f6b4a #24392e #f2f6ee #b0c4b2 #b6d97c #ecd98a #c9e595 #13200c #8fe3a5 #ff9a86",
        "archive": "#f1ece2 #e2d9c8 #d1c0a0 #faf7f0 #2b241b #64584a #8a4b20 #c79a5b #7a3f17 #ffffff #35622f #a32c22",
        "showtime": "#2a0f66 #43198f #8a3df0 #4a2399 #ffffff #d6c8ff #ffcf3f #ff6f9f #ffd95e #2d1152 #5ff0b0 #ff9fae",
        "candy": "#fff4d2 #ffe39a #fff0b8 #fffdf5 #2e1458 #6b4a86 #7534e8 #ff6f91 #6224d6 #ffffff #0f6843 #c4204a",
    }.items()
}

_WHITE, _BLACK = parse("#ffffff"), parse("#000000")
_GOOD, _BAD = parse("#2fbf74"), parse("#e5484d")
_LIT = 0.55
"""How strong the light behind text is at most."""


def schemes() -> tuple[Scheme, ...]:
    """Return every scheme that was made by hand."""
    return tuple(_ALL.values())


@lru_cache(maxsize=64)
def scheme_of(palette: Palette) -> Scheme:
    """Return the whole scheme of a palette: the one made by hand that has its colours, else one derived from them."""
    ground, surface, ink, accent = (
        parse(one) for one in (palette.background, palette.surface, palette.ink, palette.accent)
    )
    for known in _ALL.values():
        if (known.bottom, known.surface, known.ink, known.accent) == (ground, surface, ink, accent):
            return known
    return _derived(ground, surface, ink, accent)


def _derived(ground: Colour, surface: Colour, ink: Colour, accent: Colour) -> Scheme:
    is_dark = luminance(ink) > luminance(ground)
    # Away from the ink, so that the lighter and darker ends of the ground carry it at least as well.
    away = _BLACK if is_dark else _WHITE
    tint = _tint(ground, ink, accent)
    grounds = (mix(ground, away, 0.32), ground, surface)
    second = mix(_turned(accent), _WHITE, 0.3 if is_dark else 0.12)
    return Scheme(
        name="derived",
        top=grounds[0],
        bottom=ground,
        tint=tint,
        surface=surface,
        ink=ink,
        muted=readable(mix(ink, ground, 0.34), grounds, ink),
        accent=accent,
        accent2=second,
        accent_ink=readable(accent, grounds, ink),
        on_accent=max((_WHITE, mix(accent, _BLACK, 0.86), _BLACK), key=lambda one: contrast(one, accent)),
        good=readable(_GOOD, grounds, ink),
        bad=readable(_BAD, grounds, ink),
    )


def _tint(ground: Colour, ink: Colour, accent: Colour) -> Colour:
    """Return the colour of the light on the ground: as much of the accent as text in it bears."""
    for share in (0.42, 0.3, 0.2, 0.12, 0.06):
        tint = mix(ground, accent, share)
        if contrast(ink, mix(ground, tint, _LIT)) >= READABLE:
            return tint
    return ground


def _turned(colour: Colour) -> Colour:
    """Return a neighbour of a colour on the circle of hues, towards yellow where it is warm and towards cyan else."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    warm = hue < 1 / 6 or hue > 5 / 6
    red, green, blue = colorsys.hls_to_rgb((hue + (0.07 if warm else -0.06)) % 1, lightness, saturation)
    return red, green, blue
