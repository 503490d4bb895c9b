from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw

from vidpipe.text.draw import Type, measure
from vidpipe.text.line import Line, draw_line, set_line

LATIN = ["How", "can", "a", "plate", "cook?"]
ARABIC = ["يعمل", "USB-C", "3.2", "بسرعة", "20", "(تقريبًا)", "هنا."]
MIXED = ["你好", "USB-C", "สวัสดี", "नमस्ते", "🎉", "👩🏽‍🚀", "done"]


def line_of(words: list[str], language: str, *, rtl: bool = False, **spacing: float) -> Line:
    return set_line(
        [(word, number > 0) for number, word in enumerate(words)], Type(40, 700, language), rtl=rtl, **spacing
    )


def coverage(line: Line, words: set[int] | None = None) -> np.ndarray:
    canvas = Image.new("L", (round(line.width) + 80, 120), 0)
    draw_line(ImageDraw.Draw(canvas), line, 40, 80, words=words)
    return np.asarray(canvas)


@pytest.mark.parametrize(("words", "language"), [(LATIN, "en"), (MIXED, "zh")])
def test_words_stand_one_behind_the_other_as_wide_as_the_whole_line(words: list[str], language: str) -> None:
    line = line_of(words, language)
    extents = [line.extent(number) for number in range(len(words))]
    assert all(end <= begin for (_, end), (begin, _) in pairwise(extents))
    assert extents[0][0] == 0
    assert extents[-1][1] == pytest.approx(line.width)


def test_a_line_is_as_wide_as_its_text() -> None:
    line = line_of(LATIN, "en")
    assert line.width == pytest.approx(measure(" ".join(LATIN), line.type), rel=0.02)


def test_arabic_words_are_read_from_the_right_and_latin_codes_among_them_from_the_left() -> None:
    line = line_of(ARABIC, "ar", rtl=True)
    begins = dict(zip(ARABIC, (line.extent(number)[0] for number in range(len(ARABIC))), strict=True))
    order = sorted(ARABIC, key=lambda word: begins[word], reverse=True)
    assert order == ["يعمل", "3.2", "USB-C", "بسرعة", "20", "(تقريبًا)", "هنا."]
    # The full stop ends the sentence at its left.
    assert line.letters[0].text == "."


def test_words_that_are_drawn_apart_make_up_the_line() -> None:
    line = line_of(ARABIC, "ar", rtl=True)
    whole = coverage(line)
    parts = [coverage(line, {number}) for number in range(len(ARABIC))]
    assert all(part.any() for part in parts)
    assert np.array_equal(np.max(parts, axis=0), whole)


def test_each_word_is_drawn_where_its_extent_says() -> None:
    line = line_of(MIXED, "zh")
    for number in range(len(MIXED)):
        begin, end = line.extent(number)
        columns = np.flatnonzero(coverage(line, {number}).any(axis=0)) - 40
        assert begin - 4 <= columns.min()
        assert columns.max() <= end + 4


def test_spaces_and_gaps_can_be_widened() -> None:
    plain, wide = line_of(LATIN, "en"), line_of(LATIN, "en", spacing=2.0)
    space = measure(" ", plain.type)
    assert wide.width == pytest.approx(plain.width + 4 * space)
    chinese = [("你", False), ("好", False), ("吗", False)]
    type_ = Type(40, 700, "zh")
    assert set_line(chinese, type_, rtl=False, gap=0.5).width == set_line(chinese, type_, rtl=False).width + 2 * 20
