"""Colours of captions that can be read on every picture, whatever palette they come from."""

from __future__ import annotations

from dataclasses import dataclass

from vidpipe.models import Palette
from vidpipe.styles.colours import BLACK, READABLE, WHITE, Rgb, contrast_rgb, luminance, mix_rgb, rgb, shares

PANEL_OPACITY = 0.765
"""How much a panel covers at least: the picture stays felt behind it."""
MOST_BENT = 0.55
"""How far the accent may be moved towards black or white: on a panel of the other, this is always far enough."""
_STEPS = 20


@dataclass(frozen=True, kw_only=True)
class CaptionColors:
    """What captions are drawn in. ``opacity`` is the panel's, 0 to 1."""

    panel: Rgb
    opacity: float
    ink: Rgb
    """Text on the panel."""
    lit: Rgb
    """Spoken words on the panel."""
    outline: Rgb
    """Around text that has no panel, in the ink's colour."""
    bare: Rgb
    """Text that has no panel."""
    accent: Rgb
    """The box behind the spoken word."""
    on_accent: Rgb
    """Text on that box."""


def caption_colors(palette: Palette) -> CaptionColors:
    """Take a palette's colours as far as they can be read on a white and on a black picture, and bend the rest."""
    surface, ink, accent = (rgb(color) for color in (palette.surface, palette.ink, palette.accent))
    if contrast_rgb(ink, surface) < READABLE:
        ink = _stronger(surface)
    panel, opacity, lit = _panel(surface, ink, accent)
    return CaptionColors(
        panel=panel,
        opacity=opacity,
        ink=ink,
        lit=lit,
        outline=_stronger(ink),
        bare=ink,
        accent=accent,
        on_accent=_readable((surface, ink), accent),
    )


def _panel(surface: Rgb, ink: Rgb, accent: Rgb) -> tuple[Rgb, float, Rgb]:
    """Return the panel's colour and opacity, and the accent's colour on it: the least that must be bent.

    First the panel covers more of the picture, then it grows darker, or lighter where the ink is the darker one.
    """
    strong, weak = (WHITE, BLACK) if luminance(shares(ink)) > luminance(shares(surface)) else (BLACK, WHITE)
    for step in range(2 * _STEPS):
        opacity = PANEL_OPACITY + (1 - PANEL_OPACITY) * min(step / _STEPS, 1.0)
        panel = mix_rgb(surface, weak, max(step / _STEPS - 1, 0.0))
        lit = _toward(accent, strong, panel, opacity)
        if lit is not None and _worst(ink, panel, opacity) >= READABLE:
            return panel, opacity, lit
    return weak, 1.0, _toward(accent, strong, weak, 1.0) or strong


def _stronger(against: Rgb) -> Rgb:
    return max((BLACK, WHITE), key=lambda color: contrast_rgb(color, against))


def _readable(colors: tuple[Rgb, ...], ground: Rgb) -> Rgb:
    """Return the colour that is read best on a ground; black or white when none is read well."""
    best = max(colors, key=lambda color: contrast_rgb(color, ground))
    return best if contrast_rgb(best, ground) >= READABLE else _stronger(ground)


def _worst(text: Rgb, panel: Rgb, opacity: float) -> float:
    """Return the contrast of text on a panel over the picture that is worst for it."""
    return min(contrast_rgb(text, mix_rgb(picture, panel, opacity)) for picture in (BLACK, WHITE))


def _toward(color: Rgb, strong: Rgb, panel: Rgb, opacity: float) -> Rgb | None:
    """Move a colour towards a stronger one until it can be read on a panel; None when little of it would be left."""
    for step in range(_STEPS + 1):
        bent = mix_rgb(color, strong, MOST_BENT * step / _STEPS)
        if _worst(bent, panel, opacity) >= READABLE:
            return bent
    return None
