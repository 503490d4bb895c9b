from __future__ import annotations

import pytest

from vidpipe.text.slug import LONGEST, slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("How Tea Is Made", "how-tea-is-made"),
        ("Tea: 茶 / “hot” ../x", "tea-茶-hot-x"),
        ("Größe_und Maß", "grösse-und-mass"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full-width"),
        ("हिन्दी में", "हिन्दी-में"),
        ("tea ☕️pot", "tea-pot"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\x00b\nc", "a-b-c"),
        ("", "video"),
        ("☕️🍵 …!", "video"),
        ("\u0301", "video"),
    ],
)
def test_letters_and_digits_of_any_script_stay(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_a_long_title_ends_with_a_whole_word() -> None:
    assert slug("word " * 60) == "-".join(["word"] * 12)


def test_a_long_title_without_spaces_is_cut_between_characters() -> None:
    assert slug("電磁爐" * 30) == ("電磁爐" * 30)[:20]
    assert slug("AI " + "電" * 40) == "ai-" + "電" * 19


@pytest.mark.parametrize("title", ["नमस्ते" * 30, "ก็" * 40, "x" * 300, "é" * 300, "a" + "\u0301" * 200, "- " * 300 + "a"])
def test_no_title_is_too_long_and_no_letter_loses_its_marks(title: str) -> None:
    name = slug(title)
    assert 0 < len(name.encode()) <= LONGEST
    if title.startswith("ก"):
        assert name == "ก็" * (LONGEST // 6)
