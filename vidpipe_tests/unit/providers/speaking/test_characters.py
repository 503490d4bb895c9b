from __future__ import annotations

from collections.abc import Sequence

import pytest

from vidpipe.providers.speaking.characters import word_spans
from vidpipe.providers.speaking.pieces import in_pieces
from vidpipe.text.words import split_words

STEP = 0.1


def spans(text: str, characters: Sequence[str] | None = None) -> list[tuple[str, float, float]]:
    """Time a text whose characters take a tenth of a second each; return words with start and end in tenths."""
    heard = list(characters if characters is not None else text)
    times = [(number * STEP, (number + 1) * STEP) for number in range(len(heard))]
    words = split_words(text)
    found = word_spans(words, heard, times, len(heard) * STEP)
    return [
        (word, round(start / STEP, 2), round(end / STEP, 2)) for word, (start, end) in zip(words, found, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi sea", [("Hi", 0, 2), ("sea", 3, 6)]),
        # A pause belongs to the full stop, not to its word.
        ("“Hi,” she said.", [("“Hi,”", 1, 3), ("she", 6, 9), ("said.", 10, 14)]),
        ("a  b\nc", [("a", 0, 1), ("b", 3, 4), ("c", 5, 6)]),
        ("茶很好。", [("茶", 0, 1), ("很", 1, 2), ("好。", 2, 3)]),
        ("茶 is tea", [("茶", 0, 1), ("is", 2, 4), ("tea", 5, 8)]),
        ("Tea 🍵 now", [("Tea", 0, 3), ("🍵", 4, 5), ("now", 6, 9)]),
        ("ชาดี", [("ชา", 0, 2), ("ดี", 2, 3)]),
    ],
)
def test_words_are_heard_from_their_first_to_their_last_letter(
    text: str, expected: list[tuple[str, float, float]]
) -> None:
    assert spans(text) == expected


def test_halves_of_a_character_are_put_together() -> None:
    assert spans("a 🍵 b", ["a", " ", "\ud83c", "\udf75", " ", "b"]) == [("a", 0, 1), ("🍵", 2, 4), ("b", 5, 6)]


def test_groups_of_characters_share_their_time() -> None:
    assert spans("ab cd", ["ab c", "d"]) == [("ab", 0, 0.5), ("cd", 0.75, 2)]


def test_a_word_that_is_read_otherwise_than_written_fills_the_time_between_its_neighbours() -> None:
    assert spans("In 25 days", "In twenty-five days") == [("In", 0, 2), ("25", 2, 15), ("days", 15, 19)]


def test_a_character_the_service_leaves_out_shifts_nobody_else() -> None:
    assert spans("Tea 🍵 now", "Tea now") == [("Tea", 0, 3), ("🍵", 3, 4), ("now", 4, 7)]
    assert spans("TEA now", "tea now") == [("TEA", 0, 3), ("now", 4, 7)]


@pytest.mark.parametrize(
    "text", ["One. Two three four! Five?", "茶很好。水也很好！", "a b\n\nc d", "Dr. No says 3.5 is 🍵."]
)
@pytest.mark.parametrize("longest", [1, 8, 12, 500])
def test_the_words_of_the_pieces_are_the_words_of_the_text(text: str, longest: int) -> None:
    pieces = in_pieces(text, "en", lambda part: len(part) <= longest)
    whole = in_pieces(text, "en", lambda _: True)
    assert [word for piece in pieces for word in piece.words] == whole[0].words
    assert all(len(piece.text) <= longest or len(piece.words) == 1 for piece in pieces)
    assert (len(pieces) == 1) == (len(text) <= longest)


def test_a_text_is_cut_at_the_ends_of_sentences_and_pauses_only_there() -> None:
    pieces = in_pieces("One two. Three four. Five six seven eight nine.", "en", lambda part: len(part) <= 20)
    assert [(piece.text, piece.pause) for piece in pieces] == [
        ("One two. Three four.", 0.0),
        ("Five six seven eight", 0.3),
        ("nine.", 0.0),
    ]
