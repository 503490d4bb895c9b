"""How well one colour can be read on another, by WCAG 2.2, whoever asks."""

from __future__ import annotations

import numpy as np
import pytest

from vidpipe.media.packaging.colors import contrast as contrast_of_pixels
from vidpipe.styles.colours import BLACK, WHITE, contrast, contrast_rgb, mix_rgb, parse, rgb


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_rgb(BLACK, WHITE) == pytest.approx(21)
    assert contrast_rgb((119, 119, 119), WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast_rgb((10, 20, 30), (10, 20, 30)) == 1


@pytest.mark.parametrize(("one", "other"), [("#ffc83d", "#12202f"), ("#000001", "#00ff00"), ("#777777", "#ffffff")])
def test_numbers_colours_of_a_picture_and_whole_pictures_have_the_same_contrast(one: str, other: str) -> None:
    told = contrast(parse(one), parse(other))
    assert contrast_rgb(rgb(one), rgb(other)) == pytest.approx(told)
    pixels = np.full((2, 3, 3), rgb(one), np.uint8)
    assert contrast_of_pixels(pixels, rgb(other)) == pytest.approx(np.full((2, 3), told))


def test_a_mixed_colour_lies_between_the_two() -> None:
    assert mix_rgb(BLACK, (200, 100, 0), 0.5) == (100, 50, 0)
    assert (mix_rgb(BLACK, WHITE, 0), mix_rgb(BLACK, WHITE, 1)) == (BLACK, WHITE)
