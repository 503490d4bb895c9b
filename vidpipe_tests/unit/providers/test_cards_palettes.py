"""Colours: legible everywhere, one scheme per video, whatever palette it comes from."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vidpipe.models import Palette
from vidpipe.providers.local.cards.colours import contrast, mix, parse
from vidpipe.providers.local.cards.layouts.layers import band_tone
from vidpipe.providers.local.cards.palettes import Scheme, scheme_of, schemes
from vidpipe.styles import BUILT_IN, built_in
from vidpipe.styles.colours import READABLE, readable, written

HAND_MADE = pytest.mark.parametrize("scheme", schemes(), ids=lambda scheme: scheme.name)
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def illegible(scheme: Scheme) -> list[str]:
    grounds = {name: getattr(scheme, name) for name in ("top", "bottom", "surface")}
    inks = ("ink", "muted", "accent_ink", "good", "bad")
    pairs = [f"{ink} on {name}" for ink in inks for name, on in grounds.items() if low(getattr(scheme, ink), on)]
    return pairs + (["on_accent"] if low(scheme.on_accent, scheme.accent) else [])


def low(ink: tuple[float, float, float], ground: tuple[float, float, float]) -> bool:
    return contrast(ink, ground) < READABLE - 1e-6


@HAND_MADE
def test_text_has_the_contrast_wcag_asks_for(scheme: Scheme) -> None:
    assert illegible(scheme) == []


@HAND_MADE
def test_text_on_bands_is_legible(scheme: Scheme) -> None:
    for share in (0.25, 0.5, 1.0):
        assert contrast(scheme.ink, band_tone(scheme, share)) >= READABLE


@HAND_MADE
def test_text_stays_legible_in_the_light_behind_it(scheme: Scheme) -> None:
    assert contrast(scheme.ink, mix(scheme.bottom, scheme.tint, 0.55)) >= READABLE


@given(background=COLOURS, surface=COLOURS, ink=COLOURS, accent=COLOURS)
def test_a_scheme_of_any_legible_palette_is_legible_too(background: str, surface: str, ink: str, accent: str) -> None:
    ground = parse(background)
    towards = max(parse("#ffffff"), parse("#000000"), key=lambda end: contrast(end, ground))
    panel, letters = mix(ground, parse(surface), 0.1), readable(parse(ink), (ground,), towards)
    ink, surface = written(letters), written(panel)
    assume(all(contrast(parse(ink), parse(one)) >= READABLE for one in (background, surface)))
    scheme = scheme_of(Palette(background=background, surface=surface, ink=ink, accent=accent))
    assert illegible(scheme) == []
    assert contrast(scheme.ink, mix(scheme.bottom, scheme.tint, 0.55)) >= READABLE - 1e-6


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(parse("#000000"), parse("#ffffff")) == pytest.approx(21)
    assert contrast(parse("#777777"), parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("style", BUILT_IN)
def test_the_palettes_of_our_styles_have_schemes_made_by_hand_and_of_their_own(style: str) -> None:
    mine = {scheme_of(palette).name for palette in built_in()[style].palettes}
    assert len(mine) == len(built_in()[style].palettes) >= 2
    assert "derived" not in mine
    assert mine.isdisjoint(
        scheme_of(palette).name for other in BUILT_IN if other != style for palette in built_in()[other].palettes
    )
