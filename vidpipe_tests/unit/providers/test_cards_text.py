"""Text fits its box in every script, in the order it is read, and never as empty boxes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vidpipe.errors import StorageError
from vidpipe.text.bidi import is_rtl
from vidpipe.text.draw import Type, clean, ink, measure, pieces
from vidpipe.text.fit import ELLIPSIS, Block, fit
from vidpipe.text.fonts import runs

SAMPLES = {
    "en": "Cooking without a flame",
    "zh-CN": "电磁炉是怎样工作的？它并不需要火焰",
    "ja": "誘導加熱のしくみ「コイル」",
    "ko": "인덕션은 어떻게 작동하나",
    "ar": "كيف يعمل موقد الحث اليوم؟",
    "he": "איך עובדות כיריים אינדוקציה",
    "hi": "हिन्दी में इंडक्शन कैसे काम करता है",
    "th": "เตาแม่เหล็กไฟฟ้าทำงานอย่างไร",
    "ru": "Как работает индукционная плита",
    "el": "Πώς λειτουργεί η επαγωγική εστία",
}


def set_text(text: str, language: str = "en", width: float = 300, height: float = 120) -> Block:
    return fit(clean(text, language), width, height, largest=48, smallest=12, weight=700, language=language)


@pytest.mark.parametrize("language", SAMPLES)
def test_every_script_fits_whole_and_draws_ink(language: str) -> None:
    block = set_text(SAMPLES[language], language)
    assert "".join(block.lines).replace(" ", "") == SAMPLES[language].replace(" ", "")
    assert block.width <= 300 * 1.02
    assert block.height <= 120
    assert all(ink(line, block.type)[0].size for line in block.lines)


@pytest.mark.parametrize("language", SAMPLES)
def test_no_character_of_a_cleaned_text_lacks_a_glyph(language: str) -> None:
    text = clean(SAMPLES[language] + " 🎉 ✓ → ½ 👍🏽", language)
    for part, face in runs(text, language):
        assert all(face.covers(c) or c in " \u200d" or "\U0001f3fb" <= c <= "\U0001f3ff" for c in part), (part, face)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1b[0m\r\n c", "ab[0m c"),
        ("\u202eevil\u2066", "evil"),
        ("𓀀 only", "only"),
        ("1\ufe0f\u20e3 first", "1 first"),
        ("\u0301\u0301", ""),
        ("e\u0301", "é"),
        ("  many\n\n\tspaces  ", "many spaces"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_cleaning_leaves_only_what_can_be_drawn(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("text", ["word " * 2000, "x" * 300, "🎉" * 500, "漢字" * 1000, "شكرا " * 500, "ก" * 400])
def test_what_is_too_long_ends_in_an_ellipsis_inside_the_box(text: str) -> None:
    block = set_text(text)
    assert block.lines[-1].endswith(ELLIPSIS)
    assert block.width <= 300 * 1.02
    assert block.height <= 120


def test_a_cut_never_leaves_half_a_word() -> None:
    block = fit("several words in a row that cannot fit", 120, 20, largest=14, smallest=14, max_lines=1)
    kept = block.lines[0].removesuffix(ELLIPSIS).split(" ")
    assert kept == ["several", "words", "in", "a", "row", "that", "cannot", "fit"][: len(kept)]


def test_lines_come_out_evenly_filled() -> None:
    block = fit("one two three four five six", 260, 200, largest=30, smallest=30)
    widths = [measure(line, block.type) for line in block.lines]
    assert len(widths) == 2
    assert min(widths) > 0.75 * max(widths)


def test_chinese_lines_never_begin_with_a_closing_mark() -> None:
    for width in range(80, 400, 12):
        block = fit("是线圈，不是火。真的吗？真的！", width, 400, largest=40, smallest=20, language="zh", max_lines=9)
        assert not any(line[0] in "，。？！" for line in block.lines)


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("abc", ["abc"]),
        ("שלום abc", ["abc", " ", "שלום"]),
        ("abc שלום def", ["abc ", "שלום", " def"]),
        ("עד 85% היום", ["היום", " ", "85%", " ", "עד"]),
    ],
)
def test_mixed_lines_are_drawn_in_the_order_they_are_seen(line: str, seen: list[str]) -> None:
    drawn = [piece.text for piece in pieces(line, "he")]
    assert [part for part in _joined(drawn) if part.strip()] == [part.strip() for part in seen if part.strip()]


def _joined(parts: list[str]) -> list[str]:
    return [part.strip() for part in parts]


@pytest.mark.parametrize(
    ("text", "rtl"), [("abc", False), ("שלום", True), ("12 مرحبا", True), ("", False), ("A م", False)]
)
def test_direction_is_that_of_most_letters(text: str, rtl: bool) -> None:
    assert is_rtl(text) is rtl


def test_weight_changes_the_strokes() -> None:
    thin, bold = (int(ink("Weight", Type(60, weight))[0].sum()) for weight in (400, 700))
    assert bold > thin * 1.15


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=120),
    language=st.sampled_from(["en", "ar", "zh-TW", "th"]),
    width=st.integers(40, 500),
    height=st.integers(20, 200),
)
@example(text="000000⺀¶00000000", language="en", width=40, height=36)
def test_any_text_fits_any_box(text: str, language: str, width: int, height: int) -> None:
    cleaned = clean(text, language)
    assert clean(cleaned, language) == cleaned
    block = fit(cleaned, width, height, largest=40, smallest=10, language=language)
    assert bool(block.lines) == bool(cleaned)
    # One character may be wider than a very narrow box; nothing else may.
    assert block.width <= width * 1.03 or any(len(line) <= 3 for line in block.lines)
    assert len(block.lines) <= 3


def test_a_font_of_ones_own_draws_what_it_has_and_ours_the_rest(own_font: Path) -> None:
    drawn = [(piece.text, piece.face.path == own_font) for piece in pieces("ACME kocht 97 % سلام", "en", own_font)]
    assert "".join(text for text, own in drawn if own).replace(" ", "") == "ACME"
    block = fit("ACME 株式会社", 300, 120, largest=48, smallest=12, weight=300, font=own_font)
    assert block.lines
    plain, own = (ink("ACME", Type(40, 300, "en", font))[0] for font in (None, own_font))
    assert own.shape != plain.shape


def test_a_font_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    with pytest.raises(StorageError, match=r"broken\.ttf") as caught:
        measure("A", Type(40, font=tmp_path / "broken.ttf"))
    assert caught.value.code == "FONT_MISSING"
