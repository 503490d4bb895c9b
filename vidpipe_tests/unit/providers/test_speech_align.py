"""How words find their phonemes; the phonemes are those of espeak, checked in by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.providers.local.piper_align import word_spans

CASES = [
    ("In the house", "ɪnðə hˈaʊs", {"In": "ˈɪn", "the": "ðə", "house": "hˈaʊs"}, ["ɪn", "ðə", "hˈaʊs"]),
    (
        "of a dog, an owl.",
        "əvə dˈɑːɡ, ɐn ˈaʊl.",
        {"of": "ʌv", "a": "ˈeɪ", "dog,": "dˈɑːɡ,", "an": "ˈæn", "owl.": "ˈaʊl."},
        ["əv", "ə", "dˈɑːɡ", "ɐn", "ˈaʊl"],
    ),
    (
        "about 25,000 times",
        "ɐbˌaʊt twˈɛnti fˈaɪv θˈaʊzənd tˈaɪmz",
        {"about": "ɐbˈaʊt", "25,000": "twˈɛnti fˈaɪv θˈaʊzənd", "times": "tˈaɪmz"},
        ["ɐbˌaʊt", "twˈɛnti fˈaɪv θˈaʊzənd", "tˈaɪmz"],
    ),
    ("a a a", "ɐ ɐ ˈeɪ", {"a": "ˈeɪ"}, ["ɐ", "ɐ", "ˈeɪ"]),
    ("你 好 吗", "ni2χˈɑu2 mˈɑ5", {"你": "nˈi2", "好": "χˈɑu2", "吗": "mˈɑ5"}, ["ni2", "χˈɑu2", "mˈɑ5"]),
]


@pytest.mark.parametrize(("text", "sentence", "alone", "expected"), CASES)
def test_each_word_gets_its_phonemes(text: str, sentence: str, alone: dict[str, str], expected: list[str]) -> None:
    spans = word_spans(text.split(), list(sentence), lambda word: list(alone[word]))
    assert [sentence[span.start : span.end] for span in spans] == expected


def test_a_silent_word_takes_no_time_and_lies_in_its_place() -> None:
    spans = word_spans(["", "In", "", "it", ""], list("ɪn ɪt."), {"In": list("ˈɪn"), "it": list("ɪt")}.__getitem__)
    assert [(span.start, span.end) for span in spans] == [(0, 0), (0, 2), (2, 2), (3, 5), (5, 5)]


SOUNDS = st.text(alphabet="ptkaɪʊsˈː .,", max_size=25)


@given(st.lists(st.text(alphabet="ptkaɪʊs", max_size=4), max_size=8), SOUNDS)
def test_spans_are_in_order_whatever_the_engine_says(words: list[str], sentence: str) -> None:
    spans = word_spans(words, list(sentence), list)
    assert len(spans) == len(words)
    edge = 0
    for span in spans:
        assert edge <= span.start <= span.end <= len(sentence)
        edge = span.end
