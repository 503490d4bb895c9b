"""Colours: legible everywhere, one scheme per video."""

from __future__ import annotations

import pytest

from vidpipe.errors import InvalidInput
from vidpipe.providers.local.cards.colours import contrast, parse
from vidpipe.providers.local.cards.layouts.layers import band_tone
from vidpipe.providers.local.cards.palettes import STYLES, Palette, choose, palettes, style_palettes


@pytest.mark.parametrize("palette", palettes(), ids=lambda palette: palette.name)
@pytest.mark.parametrize("ink", ["ink", "muted", "accent_ink", "good", "bad"])
@pytest.mark.parametrize("ground", ["top", "bottom", "surface"])
def test_text_has_the_contrast_wcag_asks_for(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", palettes(), ids=lambda palette: palette.name)
def test_text_on_the_accent_and_on_bands_is_legible(palette: Palette) -> None:
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    for share in (0.25, 0.5, 1.0):
        assert contrast(palette.ink, band_tone(palette, share)) >= 4.5


@pytest.mark.parametrize("palette", palettes(), ids=lambda palette: palette.name)
def test_text_stays_legible_in_the_light_behind_it(palette: Palette) -> None:
    lit = tuple(a + (b - a) * 0.55 for a, b in zip(palette.bottom, palette.tint, strict=True))
    assert contrast(palette.ink, (lit[0], lit[1], lit[2])) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(parse("#000000"), parse("#ffffff")) == pytest.approx(21)
    assert contrast(parse("#777777"), parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_a_video_keeps_its_colours_and_another_seed_may_change_them() -> None:
    assert choose("explainer", "T", 3) == choose("explainer", "T", 3)
    assert len({choose("explainer", "T", seed).name for seed in range(40)}) == len(style_palettes("explainer"))


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_colours_of_its_own(style: str) -> None:
    others = {palette.name for other in STYLES if other != style for palette in style_palettes(other)}
    assert {palette.name for palette in style_palettes(style)} - others


def test_an_unknown_style_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"explainer.*quiz") as caught:
        choose("baroque", "T", 0)
    assert caught.value.code == "VALIDATION_ERROR"
    assert caught.value.details["known"] == list(STYLES)
