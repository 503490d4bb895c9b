from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.media.captions.colors import caption_colors
from vidpipe.models import Palette
from vidpipe.styles.colours import BLACK, READABLE, WHITE, contrast_rgb, mix_rgb, rgb

COLOR = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(COLOR, COLOR, COLOR)
def test_captions_can_be_read_on_white_and_black_pictures_whatever_the_palette(
    surface: str, ink: str, accent: str
) -> None:
    colors = caption_colors(Palette(surface=surface, ink=ink, accent=accent))
    for picture in (BLACK, WHITE):
        panel = mix_rgb(picture, colors.panel, colors.opacity)
        assert contrast_rgb(colors.ink, panel) >= READABLE
        assert contrast_rgb(colors.lit, panel) >= READABLE
    assert contrast_rgb(colors.bare, colors.outline) >= READABLE
    assert contrast_rgb(colors.on_accent, colors.accent) >= READABLE


def test_colours_that_can_be_read_stay_as_they_are() -> None:
    palette = Palette()
    colors = caption_colors(palette)
    assert (colors.panel, colors.ink, colors.lit) == tuple(map(rgb, (palette.surface, palette.ink, palette.accent)))
    assert colors.opacity == pytest.approx(0.765)


@pytest.mark.parametrize(
    ("surface", "accent"), [("#7f1d1d", "#ef4444"), ("#0b3d2e", "#14532d"), ("#ffffff", "#fde047")]
)
def test_a_lit_word_keeps_its_hue_and_differs_from_the_ink(surface: str, accent: str) -> None:
    colors = caption_colors(
        Palette(surface=surface, ink="#ffffff" if surface != "#ffffff" else "#111827", accent=accent)
    )
    red, green, blue = rgb(accent)
    assert (colors.lit.index(max(colors.lit))) == (red, green, blue).index(max(red, green, blue))
    assert sum(abs(a - b) for a, b in zip(colors.lit, colors.ink, strict=True)) > 90
