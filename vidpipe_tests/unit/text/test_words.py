from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.text.scripts import foreign_script, is_readable, script_of
from vidpipe.text.words import clusters, join_words, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's  25,000\ntimes — “so”!", ["It's", "25,000", "times", "—", "“so”!"]),
        ("你好，世界。", ["你", "好，", "世", "界。"]),
        ("「東京」タワーへ行く", ["「東", "京」", "タワー", "へ", "行", "く"]),
        ("我用 Python3 写。", ["我", "用", "Python3", "写。"]),
        ("สวัสดี", ["ส", "วั", "ส", "ดี"]),
        ("대한민국 만세", ["대한민국", "만세"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("", []),
    ],
)
def test_words_are_cut_at_spaces_and_characters_of_spaceless_scripts(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@pytest.mark.parametrize(
    "text", ["A plain line, with “quotes” 😀 and dashes.", "你好，世界。「東京」へ！", "مرحبا بالعالم؟"]
)
def test_joined_words_give_the_text_again(text: str) -> None:
    assert join_words(split_words(text)) == text


@given(st.text(max_size=40))
def test_no_character_but_white_space_is_lost(text: str) -> None:
    assert "".join(split_words(text)) == "".join(text.split())
    assert "".join(join_words(split_words(text)).split()) == "".join(text.split())


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF), max_size=40))
def test_words_of_spaced_scripts_joined_by_spaces_are_the_collapsed_text(text: str) -> None:
    assert " ".join(split_words(text)) == " ".join(text.split())


@pytest.mark.parametrize("cluster", ["é", "👩‍👩‍👧", "👍🏽", "🇩🇪", "เก", "1️⃣"])
def test_what_a_reader_sees_as_one_character_stays_whole(cluster: str) -> None:
    assert list(clusters("x" + cluster + "y")) == ["x", cluster, "y"]


@pytest.mark.parametrize(
    ("character", "script"),
    [("a", "Latin"), ("é", "Latin"), ("я", "Cyrillic"), ("中", "Han"), ("か", "Hiragana"), ("1", ""), (".", "")],
)
def test_scripts_are_told_apart(character: str, script: str) -> None:
    assert script_of(character) == script


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("Hello world", "en", ""),
        ("The word 你好 means hello in Chinese", "en", ""),
        ("你好世界", "en", "Han"),
        ("Привет, мир", "en-GB", "Cyrillic"),
        ("Привет, мир", "ru", ""),
        ("你好世界", "zh-TW", ""),
        ("123 😀", "en", ""),
    ],
)
def test_a_text_mostly_in_foreign_letters_is_recognised(text: str, language: str, script: str) -> None:
    assert foreign_script(text, language) == script


def test_greek_letters_can_be_named_but_chinese_cannot_be_read_in_english() -> None:
    assert is_readable("π", "en")
    assert not is_readable("你好", "en")


def test_stacked_consonants_of_khmer_and_myanmar_stay_together() -> None:
    assert split_words("ខ្មែរ") == ["ខ្មែ", "រ"]
    assert split_words("မန္တလေး") == ["မ", "န္တ", "လေး"]
