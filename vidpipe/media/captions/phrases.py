"""Where a caption may be cut: pieces that are never torn, and how much each cut between them would hurt."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vidpipe.media.captions.wordlists import (
    CLAUSE_END,
    CLOSING,
    LEANING,
    NEVER_FIRST,
    OPENERS,
    OPENING,
    POSTPOSED_VOWELS,
    PREPOSED_VOWELS,
    SENTENCE_END,
)
from vidpipe.models import SceneSpeech, TimedText
from vidpipe.text.unspaced import cut_costs, is_unspaced
from vidpipe.text.words import STACKERS

WIDE = 2.5
"""A Chinese or Japanese character counts as this many Latin ones: 42 to a line make 16, as broadcasters set them."""

_SOUTH_EAST_ASIAN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stays together, when it is heard, and what a cut in front of it costs (0 good … 10 bad)."""

    text: str
    start: float
    end: float
    space: bool
    """Whether a space stands before it."""
    cost: float


def width(text: str) -> float:
    """Return the width of a text, in Latin characters."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= character <= "\U0001f3ff":
        return 0.0
    return WIDE if unicodedata.east_asian_width(character) in "WF" else 1.0


def sentences(scene: SceneSpeech, line_length: int) -> Iterator[list[Piece]]:
    """Yield the pieces of every sentence of a scene.

    A space stands between two words unless the sentence's own text has none there, as in Chinese.
    """
    for words in _by_sentence(scene):
        pieces: list[Piece] = []
        for word, space in words:
            for number, part in enumerate(_parts(word, line_length)):
                gap = space and number == 0 and bool(pieces)
                pieces.append(Piece(part.text, part.start, part.end, gap, 0.0))
        if pieces:
            yield _glued(_weighed(pieces))


def _weighed(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with what cuts in front of them cost."""
    costs = cut_costs("".join(" " * piece.space + piece.text for piece in pieces))
    result = [*pieces[:1]]
    at = sum(len(piece.text) for piece in result)
    for before, piece in pairwise(pieces):
        at += piece.space
        result.append(replace(piece, cost=cut_cost(before.text, piece.text, piece.space, costs[at])))
        at += len(piece.text)
    return result


def pieces(text: str, line_length: int) -> list[Piece]:
    """Return the pieces of a text that is only read, not heard: all times are 0."""
    speech = TimedText(text=text, start=0, end=0)
    words = [TimedText(text=word, start=0, end=0) for word in text.split()]
    scene = SceneSpeech(scene=1, start=0, end=1, sentences=[speech], words=words)
    return [piece for sentence in sentences(scene, line_length) for piece in sentence]


def _by_sentence(scene: SceneSpeech) -> Iterator[list[tuple[TimedText, bool]]]:
    """Deal the words out to the sentences, each with whether a space stands before it.

    Follows the sentences' own text; where words and sentences differ, their times.
    """
    remaining = [plain(sentence.text) for sentence in scene.sentences] or [""]
    groups: list[list[tuple[TimedText, bool]]] = [[] for _ in remaining]
    words = deque(_plain_words(scene.words))
    at = 0
    while words:
        word = words.popleft()
        while at + 1 < len(remaining) and not remaining[at].strip():
            at += 1
        rest = remaining[at].lstrip()
        if rest and len(rest) < len(word.text) and word.text.startswith(rest) and at + 1 < len(remaining):
            # Chinese and Japanese know no spaces: what came as one word may hold several sentences.
            word, other = _split(word, len(rest), scene.sentences[at].end)
            words.appendleft(other)
        if rest.startswith(word.text):
            space = remaining[at].startswith(" ")
            remaining[at] = rest[len(word.text) :]
        else:
            while at + 1 < len(scene.sentences) and (word.start + word.end) / 2 >= scene.sentences[at + 1].start:
                at += 1
            last = groups[at][-1][0].text[-1] if groups[at] else " "
            space = not (is_unspaced(last) and is_unspaced(word.text[0]))
        groups[at].append((word, space))
    yield from (group for group in groups if group)


def plain(text: str) -> str:
    """Return a text on one line: single spaces, no control characters."""
    return " ".join(without_controls(text).split())


def without_controls(text: str) -> str:
    """Return a text with a space for every line break and control character."""
    return "".join(" " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character for character in text)


def _plain_words(words: Sequence[TimedText]) -> Iterator[TimedText]:
    for word in words:
        text = plain(word.text)
        if text:
            yield word.model_copy(update={"text": text})


def _split(word: TimedText, at: int, time: float) -> tuple[TimedText, TimedText]:
    time = min(max(time, word.start), word.end)
    head = TimedText(text=word.text[:at].rstrip(), start=word.start, end=time)
    return head, TimedText(text=word.text[at:].lstrip(), start=time, end=word.end)


def _parts(word: TimedText, line_length: int) -> list[TimedText]:
    """Cut a "word" that is really a run of unspaced writing, sharing its time by width."""
    parts = _cut(word.text, line_length)
    if len(parts) == 1:
        return [word]
    total = sum(map(width, parts)) or 1.0
    timed, at = [], word.start
    for part in parts:
        until = min(at + (word.end - word.start) * width(part) / total, word.end)
        timed.append(TimedText(text=part, start=at, end=until))
        at = until
    return timed


def _cut(text: str, line_length: int) -> list[str]:
    # Lao and its kin would need a dictionary to find words, so they are only cut where a run fills a line.
    by_cluster = width(text) > line_length * 0.8 and bool(_SOUTH_EAST_ASIAN.search(text))
    parts: list[str] = []
    for character in text:
        if parts and not _may_part(parts[-1], character, by_cluster):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _may_part(before: str, character: str, by_cluster: bool) -> bool:
    last = before[-1]
    if _joins(last, character) or character in CLOSING | CLAUSE_END | SENTENCE_END | NEVER_FIRST:
        return False
    if last in OPENING:
        return False
    if by_cluster and (_SOUTH_EAST_ASIAN.match(character) or _SOUTH_EAST_ASIAN.match(last)):
        return last not in PREPOSED_VOWELS and character not in POSTPOSED_VOWELS
    return is_unspaced(character) or is_unspaced(last)


def _joins(last: str, character: str) -> bool:
    """Whether two characters make one picture: marks, joined and tinted emoji, flags."""
    if unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf") or last in STACKERS + "\u200d":
        return True
    flags = "\U0001f1e6" <= last <= "\U0001f1ff" and "\U0001f1e6" <= character <= "\U0001f1ff"
    return flags or "\U0001f3fb" <= character <= "\U0001f3ff"


def _glued(pieces: Sequence[Piece]) -> list[Piece]:
    """Join what must not be parted although it came as separate words: closing marks, dangling openers."""
    result: list[Piece] = []
    for piece in pieces:
        last = result[-1] if result else None
        lone_mark = piece.text[0] in CLOSING | CLAUSE_END | SENTENCE_END and not any(map(str.isalnum, piece.text))
        if last and (lone_mark or (not piece.space and last.text[-1] in OPENING)):
            text = last.text + " " * piece.space + piece.text
            result[-1] = Piece(text, last.start, piece.end, last.space, last.cost)
        else:
            result.append(piece)
    return result


def cut_cost(before: str, after: str, space: bool, unspaced: float) -> float:
    """Say what a cut between two neighbours costs, 0 good to 10 bad; ``unspaced`` in writing without spaces."""
    bare = before.rstrip("".join(CLOSING)) or before
    if bare[-1] in SENTENCE_END:
        return 0.0
    if bare[-1] in CLAUSE_END:
        return 0.5
    if after[0] in OPENING and not after[0].isalnum():
        return 1.5
    if not space:
        return unspaced
    if before.lower().strip("“\"'(") in LEANING:
        return 10.0
    return 2.0 if after.lower() in OPENERS else 4.0
