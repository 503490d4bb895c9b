from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.text.bidi import is_rtl, levels, visual_order


def seen(line: str, *, rtl: bool) -> str:
    """Return the characters as seen from left to right; brackets are not mirrored here, but when they are drawn."""
    return "".join(line[at] for at in visual_order(levels(line, rtl=rtl)))


# What another implementation of UAX #9 (the Rust crate unicode-bidi) makes of them.
CASES = [
    ("يعمل USB-C 3.2 هنا", True, "انه USB-C 3.2 لمعي"),
    ("حوالي 25% اليوم", True, "مويلا %25 يلاوح"),
    ("من 20 - 30 يوم", True, "موي 30 - 20 نم"),
    ("قال (USB 3) لنا.", True, ".انل )USB 3( لاق"),
    ("The word שלום (hello) 12", False, "The word םולש (hello) 12"),
    ("שלום 123 abc", True, "abc 123 םולש"),
    ("السعر 1,250.50 ريال", True, "لاير 1,250.50 رعسلا"),
    ("a (ب) c", False, "a (ب) c"),
    ("١٢٫٥ + ٣", True, "٣ + ١٢٫٥"),
    ("שלום C++", True, "++C םולש"),
    ("", True, ""),
]


@pytest.mark.parametrize(("line", "rtl", "expected"), CASES)
def test_a_line_is_seen_as_the_standard_says(line: str, rtl: bool, expected: str) -> None:
    assert seen(line, rtl=rtl) == expected


def test_a_mark_of_direction_moves_what_stands_beside_it() -> None:
    assert seen("C++ שלום", rtl=True) == "םולש ++C"
    assert seen("C++\u200e שלום", rtl=True).replace("\u200e", "") == "םולש C++"


def test_most_letters_tell_the_direction_of_a_text_and_of_as_many_the_first() -> None:
    assert is_rtl("COVID في العالم")
    assert not is_rtl("مرحبا means hello")
    assert is_rtl("… 25 مرحبا hello")
    assert not is_rtl("hello مرحبا")
    assert not is_rtl("25 %")


@given(st.text(st.sampled_from('abאבتث01٠١ .,:-+%()[]"\u200f\u0301\n')), st.booleans())
def test_every_character_is_seen_once_on_a_level_no_lower_than_its_line(line: str, rtl: bool) -> None:
    embedding = levels(line, rtl=rtl)
    assert sorted(visual_order(embedding)) == list(range(len(line)))
    assert all(rtl <= level <= rtl + 2 for level in embedding)
