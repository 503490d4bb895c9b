"""Icons and motifs are found by the words of a scene."""

from __future__ import annotations

import pytest

from vidpipe.providers.local.cards import icons
from vidpipe.providers.local.cards.vocabulary import ICONS
from vidpipe.providers.local.cards.words import stem, stems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A magnet sticking to the bottom", "magnet"),
        ("A pot of boiling water", "kitchen-set"),
        ("A happy cook, idea, light bulb", "lightbulb"),
        ("Quarterly revenue", "sack-dollar"),
        ("A train crossing a bridge in the mountains", "train"),
        ("Children reading books at school", "book"),
        ("A cat sleeping on a sofa", "cat"),
        ("Wind turbines and solar panels", "wind"),
        ("A judge in a courtroom", "gavel"),
        ("Honey bees on flowers", "bug"),
        ("磁铁吸在锅底", "magnet"),
        ("一只猫", "cat"),
        ("電車と山", "train"),
    ],
)
def test_icons_fit_the_words(text: str, expected: str) -> None:
    assert expected in icons.match([(text, 3.0)], 4)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Das Brot vierzig Minuten backen", "de", "bread-slice"),
        ("Der Zug fährt durch die Berge", "de", "train"),
        ("Frische Kaffeebohnen", "de", "seedling"),
        ("颱風昨晚登陸東部海岸", "zh-TW", "hurricane"),
        ("A cat on a sofa", "de", "cat"),
    ],
)
def test_icons_fit_the_words_of_other_languages_and_english_descriptions(
    text: str, language: str, expected: str
) -> None:
    assert expected in icons.match([(text, 3.0)], 4, language)


@pytest.mark.parametrize(
    ("text", "language", "wrong"),
    [
        ("Vaccines train the immune system", "en", "train"),
        ("Plan your day with care", "en", "plane"),
        ("Health care for all", "en", "car"),
        ("Cash flows to those who wait", "en", "seedling"),
        ("1.4 billion people", "en", "receipt"),
        ("The government presented its budget", "en", "gift"),
        ("Chop the onions", "en", "helicopter"),
        ("An interesting winding road", "en", "wind"),
        ("Ein guter Tag", "de", "tag"),
        ("Das Gift der Schlange", "de", "gift"),
        ("Ein Sturm zieht auf", "de", "egg"),
        ("Le train-train quotidien", "fr", "train"),
    ],
)
def test_a_word_that_only_looks_like_another_has_no_icon(text: str, language: str, wrong: str) -> None:
    assert wrong not in icons.match([(text, 3.0)], 5, language)


@pytest.mark.parametrize("text", ["", "    ", "123 456", "the of and", "⚡⚡", "qwertzuiop"])
def test_words_that_say_nothing_give_no_icon(text: str) -> None:
    assert icons.match([(text, 3.0)], 4) == []


def test_what_a_text_denies_is_not_shown() -> None:
    assert "fire" not in icons.match([("A pot, no flame, without fire", 3.0)], 5)
    assert stems("没有火焰") == []


def test_picture_counts_more_than_narration() -> None:
    assert icons.match([("A cat", 3.0), ("A dog", 1.0)], 1) == ["cat"]


def test_matching_is_stable_and_never_repeats_an_icon() -> None:
    texts = [("Fire, flame, heat and hot water in a hot kitchen", 3.0)]
    found = icons.match(texts, 5)
    assert found == icons.match(texts, 5)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(("first", "second"), [("cook", "cooking"), ("magnet", "magnetic"), ("process", "processes")])
def test_forms_of_a_word_share_a_stem(first: str, second: str) -> None:
    assert stem(first) == stem(second)


@pytest.mark.parametrize("name", sorted(set(ICONS.values())))
def test_every_synonym_names_an_icon_that_draws_ink(name: str) -> None:
    mask = icons.icon(name, 50, 50, 40)
    assert mask.alpha.max() == pytest.approx(1.0)
    assert max(mask.alpha.shape) <= 48


def test_nothing_is_missing_here() -> None:
    assert icons.missing() == []
