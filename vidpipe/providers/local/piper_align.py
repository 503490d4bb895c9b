"""Finds which phonemes of a spoken sentence belong to which written word.

The engine pronounces words in company: "of the" melts into one, "25,000" becomes three, "a" sounds otherwise alone. So
each word is also pronounced alone, and the two lines of sounds are laid side by side at the least cost
(Needleman–Wunsch).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_VOWELS = frozenset("aeiouyæɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶøœʉʊʌʏᵻ")
_STRESS = frozenset("ˈˌ")
_BREAK = " "

_OTHER_VOWEL, _OTHER_CONSONANT, _OTHER_KIND = 0.4, 0.6, 1.6
_SKIP_SOUND, _SKIP_BREAK, _BREAKS_MEET, _BREAK_AND_SOUND = 0.7, 0.25, -0.4, 3.0


@dataclass(frozen=True, slots=True)
class Span:
    """Phonemes ``start`` to ``end`` (exclusive) of the sentence; empty where a word has no sound of its own."""

    start: int
    end: int


def word_spans(words: Sequence[str], sentence: Sequence[str], pronounce: Callable[[str], list[str]]) -> list[Span]:
    """Return the span of phonemes of every word, in order and without overlap.

    ``words`` are spoken forms ("" for a silent one), ``sentence`` the phonemes of the whole line as the voice speaks
    it, ``pronounce`` gives the phonemes of one word alone.
    """
    heard = [index for index, phoneme in enumerate(sentence) if _is_sound(phoneme) or phoneme == _BREAK]
    expected: list[tuple[int, str]] = []
    for number, word in enumerate(words):
        if word:
            expected += [(number, phoneme) for phoneme in pronounce(word) if _is_sound(phoneme) or phoneme == _BREAK]
            expected.append((-1, _BREAK))
    pairs = _lay_side_by_side([phoneme for _, phoneme in expected], [sentence[index] for index in heard])
    sounds: dict[int, list[int]] = {}
    for left, right in pairs:
        number, index = expected[left][0], heard[right]
        if number >= 0 and _is_sound(sentence[index]):
            sounds.setdefault(number, []).append(index)
    return _spans(len(words), sounds, sentence)


def _spans(count: int, sounds: dict[int, list[int]], sentence: Sequence[str]) -> list[Span]:
    """Grow each word's matched sounds to the neighbouring marks, and to sounds that no word claimed."""
    spans: list[Span] = []
    position = 0
    voiced = sorted(sounds)
    for number in range(count):
        if number not in sounds:
            spans.append(Span(position, position))
            continue
        following = next((sounds[other][0] for other in voiced if other > number), len(sentence))
        # A first word begins with the line; a later one behind the break before its first sound.
        start = _start(sentence, position, sounds[number][0], first=number == voiced[0])
        end = _end(sentence, sounds[number][-1] + 1, following, last=number == voiced[-1])
        spans.append(Span(start, end))
        position = end
    return spans


def _start(sentence: Sequence[str], lowest: int, first_sound: int, *, first: bool) -> int:
    start = first_sound
    while start > lowest and (sentence[start - 1] in _STRESS or (first and _belongs(sentence[start - 1]))):
        start -= 1
    return start


def _end(sentence: Sequence[str], end: int, following: int, *, last: bool) -> int:
    """Take the marks behind the last sound, and unclaimed sounds up to the next break or the next word."""
    while end < following and _belongs(sentence[end]):
        if not last and all(phoneme in _STRESS for phoneme in sentence[end:following]):
            break
        end += 1
    return end


def _belongs(phoneme: str) -> bool:
    """Whether a phoneme is part of a word: a sound, or a mark on one, but no break and no punctuation."""
    return phoneme != _BREAK and unicodedata.category(phoneme[0])[0] != "P"


def _is_sound(phoneme: str) -> bool:
    """Whether a phoneme is a sound in its own right, not a stress, length or tone mark or punctuation."""
    return unicodedata.category(phoneme[0]) in ("Ll", "Lu", "Lo")


def _lay_side_by_side(expected: list[str], heard: list[str]) -> list[tuple[int, int]]:
    """Return the pairs (index in ``expected``, index in ``heard``) of the cheapest alignment."""
    width = len(heard) + 1
    skip_heard = [_skip(phoneme) for phoneme in heard]
    row = [0.0] * width
    for column in range(1, width):
        row[column] = row[column - 1] + skip_heard[column - 1]
    steps = bytearray((len(expected) + 1) * width)
    for line, phoneme in enumerate(expected, 1):
        skip = _skip(phoneme)
        previous, row = row, [row[0] + skip]
        base = line * width
        for column in range(1, width):
            pair = previous[column - 1] + _difference(phoneme, heard[column - 1])
            up = previous[column] + skip
            left = row[column - 1] + skip_heard[column - 1]
            best = min(pair, up, left)
            row.append(best)
            steps[base + column] = 0 if best == pair else 1 if best == up else 2
    return _walk_back(steps, len(expected), len(heard))


def _walk_back(steps: bytearray, line: int, column: int) -> list[tuple[int, int]]:
    width = column + 1
    pairs: list[tuple[int, int]] = []
    while line and column:
        step = steps[line * width + column]
        if step == 0:
            line, column = line - 1, column - 1
            pairs.append((line, column))
        elif step == 1:
            line -= 1
        else:
            column -= 1
    return pairs[::-1]


def _skip(phoneme: str) -> float:
    return _SKIP_BREAK if phoneme == _BREAK else _SKIP_SOUND


def _difference(one: str, other: str) -> float:
    if _BREAK in (one, other):
        return _BREAKS_MEET if one == other else _BREAK_AND_SOUND
    if one == other:
        return 0.0
    if (one in _VOWELS) != (other in _VOWELS):
        return _OTHER_KIND
    return _OTHER_VOWEL if one in _VOWELS else _OTHER_CONSONANT
