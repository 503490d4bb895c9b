"""Parting words that are wider than a line."""

from __future__ import annotations

import pytest

from vidpipe.media.lettering import fit as fit_letters
from vidpipe.text.fit import fit
from vidpipe.text.hyphens import SOFT, ended, hyphenated

LONG = "Donaudampfschifffahrtsgesellschaft"


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("de", LONG, "Donau-dampf-schiff-fahrts-ge-sell-schaft"),
        ("de-AT", "HAFTPFLICHTVERORDNUNG", "HAFT-PFLICHT-VER-ORD-NUNG"),
        ("de", "Überwachungsübertragung", "Über-wa-chungs-über-tra-gung"),
        ("en-US", "(internationalization),", "(inter-na-tion-al-iza-tion),"),
        ("ru", "достопримечательность", "досто-при-ме-ча-тель-ность"),
        ("en", "strengths", "strengths"),
        ("en", "https://example.com/abcdef", "https://example.com/abcdef"),
        ("de", "A4Papierformate", "A4Papierformate"),
        ("ar", "السلام", "السلام"),
        ("en", "", ""),
    ],
)
def test_words_are_parted_as_their_language_parts_them(language: str, word: str, parts: str) -> None:
    assert "".join(hyphenated(word, language)) == parts.replace("-", SOFT)
    assert all(part.endswith(SOFT) for part in hyphenated(word, language)[:-1])


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("fi", "lentokonesuihkuturbiinimoottori", "len-to-ko-ne-suih-ku-tur-bii-ni-moot-tori"),
        ("zh-TW", "Geschwindigkeit", "Geschwin-dig-keit"),
        ("", "internationalization", "inter-na-tio-na-li-za-tion"),
    ],
)
def test_without_a_dictionary_they_are_parted_where_a_syllable_begins(language: str, word: str, parts: str) -> None:
    assert "".join(hyphenated(word, language)) == parts.replace("-", SOFT)


def test_a_hyphen_is_drawn_only_where_a_line_ends_with_it() -> None:
    assert ended(f"Do{SOFT}nau{SOFT}") == "Donau-"
    assert ended(f"Do{SOFT}nau") == "Donau"


def test_headings_part_a_word_only_if_it_fits_no_line() -> None:
    narrow = fit(LONG, 420, 400, largest=100, smallest=60, weight=800, language="de", max_lines=4)
    assert len(narrow.lines) > 1 and all(line.endswith("-") for line in narrow.lines[:-1])
    assert "".join(narrow.lines).replace("-", "") == LONG
    assert fit(LONG, 1200, 400, largest=100, smallest=60, weight=800, language="de", max_lines=4).lines == (LONG,)


def test_thumbnails_part_it_with_a_hyphen_too() -> None:
    words = fit_letters(f"Die {LONG}", "de", width=420, height=400, largest=100, smallest=50, max_lines=4)
    assert "".join(words.lines).replace("-", "").replace(" ", "") == f"Die{LONG}"
    assert any(line.endswith("-") for line in words.lines)
    assert words.width <= 420
