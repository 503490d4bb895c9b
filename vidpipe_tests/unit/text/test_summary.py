from __future__ import annotations

import pytest

from vidpipe.text.keyphrases import Keyphrases, terms, tokens
from vidpipe.text.summary import Sentence, points_back, speaking_seconds, summarise

COIL = [
    "An induction cooker heats a pot with a magnetic field.",
    "My neighbour has a dog that barks at the mailman every morning.",
    "A copper coil under the glass makes the magnetic field.",
    "It changes direction many times a second.",
    "However, the magnetic field heats only pots made of iron.",
    "The weather was nice last week in the village.",
    "The iron of the pot turns the magnetic field into heat.",
]


def _sentences(texts: list[str]) -> list[Sentence]:
    return [Sentence(text, index // 2, 0) for index, text in enumerate(texts)]


def test_the_sentences_that_share_the_subject_are_chosen_in_the_order_of_the_text() -> None:
    chosen = [sentence.text for sentence in summarise(_sentences(COIL), 17, "en")]
    assert chosen[0] == COIL[0]
    assert not {COIL[1], COIL[5]} & set(chosen)
    places = [next(at for at, text in enumerate(COIL) if text.endswith(sentence[12:])) for sentence in chosen]
    assert places == sorted(places)


def test_a_text_that_fits_is_kept_whole() -> None:
    assert [sentence.text for sentence in summarise(_sentences(COIL), 60, "en")] == COIL


@pytest.mark.parametrize("seconds", [1, 5, 9, 13, 20, 25])
def test_the_wished_length_is_kept_and_no_sentence_points_to_nothing(seconds: float) -> None:
    chosen = [sentence.text for sentence in summarise(_sentences(COIL), seconds, "en")]
    assert chosen
    if len(chosen) > 1:
        assert sum(map(speaking_seconds, chosen)) <= seconds * 1.1
    assert not points_back(chosen[0])
    assert COIL[3] not in chosen or COIL[2] in chosen


def test_a_leading_connector_goes_when_its_sentence_before_is_not_there() -> None:
    texts = [COIL[1], COIL[4], COIL[6], COIL[2], COIL[0]]
    chosen = [sentence.text for sentence in summarise(_sentences(texts), 13, "en")]
    assert texts[0] not in chosen
    assert "The magnetic field heats only pots made of iron." in chosen


def test_a_book_is_summarised_by_its_commonest_words() -> None:
    remarks = ["a stray remark"] + ["about the magnetic coil"] * 8
    book = [Sentence(f"Number {number} is {remarks[number % 9]} here.", number, 0) for number in range(2_500)]
    chosen = summarise(book, 30, "en")
    assert len(chosen) >= 8
    assert all("magnetic coil" in sentence.text for sentence in chosen)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("This means more.", True),
        ("However, it is so.", True),
        ("However, cats sleep.", False),
        ("“They left.”", True),
        ("Thistles grow.", False),
        ("Italy is warm.", False),
        ("这是一个例子。", True),
        ("电磁炉很好。", False),
    ],
)
def test_sentences_that_point_back_are_recognised(text: str, back: bool) -> None:
    assert points_back(text) is back


def test_speaking_time_counts_words_and_spaceless_characters() -> None:
    assert speaking_seconds("One two three four five.") == pytest.approx(2.0)
    assert speaking_seconds("电磁炉利用电磁感应。") == pytest.approx(2.0)
    assert speaking_seconds("— … 😀") == 0


def test_tokens_and_terms() -> None:
    assert [token for token in tokens("It's 3.5 well-known नमस्ते!") if token] == ["It's", "3.5", "well-known", "नमस्ते"]
    assert terms("Currents, glass bus") == ["current", "glass", "bus"]
    assert terms("电磁炉", "zh") == ["电磁", "磁炉"]


def test_repeated_phrases_are_the_key_and_none_lies_within_another() -> None:
    phrases = Keyphrases(COIL, "en")
    best = phrases.best(" ".join(COIL), 5)
    assert best[0] == "magnetic field"
    assert len(best) == 5
    assert phrases.best(COIL[2], 3, avoid=["Magnetic field"])[0] == "copper coil"


def test_keyphrases_work_without_spaces_and_without_a_word_list() -> None:
    chinese = ["玻璃面板下面有一个铜线圈。", "玻璃面板几乎不热。"]
    assert Keyphrases(chinese, "zh").best("".join(chinese), 1) == ["玻璃面板"]
    swahili = ["Jua hutoa mwanga.", "Mwanga wa jua ni safi.", "Mwanga wa jua ni bora."]
    assert Keyphrases(swahili, "sw").best(" ".join(swahili), 3)
