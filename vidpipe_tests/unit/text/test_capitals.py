from __future__ import annotations

import pytest

from vidpipe.text.capitals import capitals


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("getting hot, straße", "de", "GETTING HOT, STRASSE"),
        ("istanbul ılık", "tr", "İSTANBUL ILIK"),
        ("istanbul", "en-GB", "ISTANBUL"),
        ("Μάθημα πρώτο", "el", "ΜΑΘΗΜΑ ΠΡΩΤΟ"),
        ("привет", "ru", "ПРИВЕТ"),
        ("გამარჯობა", "ka", "გამარჯობა"),
        ("电磁炉 USB-c", "zh", "电磁炉 USB-C"),
        ("مرحبا हिन्दी ภาษา 🎉", "ar", "مرحبا हिन्दी ภาษา 🎉"),
    ],
)
def test_capitals_are_those_of_the_language_and_only_where_the_script_has_them(
    text: str, language: str, expected: str
) -> None:
    assert capitals(text, language) == expected
