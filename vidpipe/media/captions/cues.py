"""Captions: what is spoken, cut into readable cues at phrases, each on screen while it is heard.

No cue reaches from one scene into another: a scene's captions depend on that scene alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import floor

from vidpipe.media.captions.phrases import Piece, pieces, sentences, width
from vidpipe.media.captions.typesetting import Row, text_of
from vidpipe.models import SceneSpeech, TimedText

MIN_DURATION = 0.8
READING_SPEED = 20.0
"""Latin characters per second that viewers can follow while they watch (Netflix's guide for adult programmes)."""
SMALL_GAP = 0.2
"""A shorter gap between two cues looks like a flicker, so it is closed."""
LINGER = 0.25
LATE = 0.25
"""Seconds by which a cue may begin after its speech, where the one before it would be cut short otherwise."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word of a caption, and when it is heard, in the cue's own time."""

    text: str
    start: float
    end: float
    space: bool = True
    """Whether a space stands before it; what that means at a line's beginning is nothing."""

    def shifted(self, seconds: float) -> Word:
        """Return the word heard later."""
        return replace(self, start=_rounded(self.start + seconds), end=_rounded(self.end + seconds))


@dataclass(frozen=True, kw_only=True)
class Cue:
    """One caption: when it is seen, in seconds from the first frame of its scene or its film, and one or two lines."""

    start: float
    end: float
    lines: tuple[str, ...]
    words: tuple[tuple[Word, ...], ...] = ()
    """The words of each line; empty when nobody knows when they are heard."""

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    def shifted(self, seconds: float) -> Cue:
        """Return the cue as it is seen later."""
        return replace(
            self,
            start=_rounded(self.start + seconds),
            end=_rounded(self.end + seconds),
            words=tuple(tuple(word.shifted(seconds) for word in line) for line in self.words),
        )


def _rounded(seconds: float) -> float:
    return round(seconds, 3)


@dataclass(frozen=True, slots=True)
class _Block:
    """The pieces of one cue before its time on screen is settled."""

    pieces: tuple[Piece, ...]

    @property
    def start(self) -> float:
        return self.pieces[0].start

    @property
    def end(self) -> float:
        return self.pieces[-1].end


def make_cues(scene: SceneSpeech, *, line_length: int = 42) -> list[Cue]:
    """Cut one scene's speech into cues of at most two lines of about ``line_length`` Latin characters.

    Their times count from the scene's first frame, at ``scene.start``, and none passes its last. Cues end with
    sentences, or else at punctuation and phrases, never inside a word; a word longer than a line stands alone. They
    follow the speech, stay at least 0.8 s and long enough to read where the speech leaves room, never overlap, and
    close gaps under 0.2 s.
    """
    own = _from_its_first_frame(scene)
    blocks: list[_Block] = []
    for sentence in sentences(own, line_length):
        blocks += [_Block(pieces) for pieces in Row(sentence, line_length).cues()]
    # Down to a millisecond: the next scene's first caption may begin on the very frame with which this scene ends.
    return _timed(_merge_short(blocks, line_length), line_length, floor(own.end * 1000 + 1e-6) / 1000)


def _from_its_first_frame(scene: SceneSpeech) -> SceneSpeech:
    """Return a scene as if it were the film's first: the very same, wherever in the film it lies.

    Its captions are part of what its pieces are remembered by, so not even the last digit may depend on the place.
    """

    def own(seconds: float) -> float:
        # To a microsecond: far finer than a sample of sound, far coarser than what adding and subtracting leaves over.
        return max(round(seconds - scene.start, 6), 0.0)

    def moved(texts: Sequence[TimedText]) -> list[TimedText]:
        return [one.model_copy(update={"start": own(one.start), "end": own(one.end)}) for one in texts]

    return scene.model_copy(
        update={"start": 0.0, "end": own(scene.end), "sentences": moved(scene.sentences), "words": moved(scene.words)}
    )


def film_cues(scenes: Iterable[SceneSpeech], *, line_length: int = 42) -> list[Cue]:
    """Return the cues of all scenes of a film, their times counted from its first frame."""
    return [cue.shifted(scene.start) for scene in scenes for cue in make_cues(scene, line_length=line_length)]


def with_words(cue: Cue) -> Cue:
    """Return a cue whose words are timed; where nobody knows when, they share its time by their width."""
    if cue.words:
        return cue
    parts = [pieces(line, line_length=1) for line in cue.lines]
    total = sum(width(piece.text) for line in parts for piece in line) or 1.0
    at, lines = cue.start, []
    for line in parts:
        words = []
        for piece in line:
            until = at + (cue.end - cue.start) * width(piece.text) / total
            words.append(Word(text=piece.text, start=_rounded(at), end=_rounded(until), space=piece.space))
            at = until
        lines.append(tuple(words))
    return replace(cue, words=tuple(lines))


def _merge_short(blocks: Sequence[_Block], line_length: int) -> list[_Block]:
    """Join a cue too short to read to its neighbour, where two lines hold both."""
    result: list[_Block] = []
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        previous = result[-1] if result else None
        if previous:
            lacks = min(_room(previous, block), _room(block, following)) < MIN_DURATION
            joined = (*previous.pieces, _behind(previous.pieces[-1], block.pieces[0]), *block.pieces[1:])
            if lacks and Row(joined, line_length).lines() is not None:
                result[-1] = _Block(joined)
                continue
        result.append(block)
    return result


def _behind(last: Piece, piece: Piece) -> Piece:
    """Return the first piece of a cue as it stands behind another: spaced, except between Chinese or Japanese."""
    unspaced = width(last.text[-1]) > 1 and width(piece.text[0]) > 1
    return replace(piece, space=piece.space or not unspaced)


def _room(block: _Block, following: _Block | None) -> float:
    """How long the block could stay on screen."""
    return (following.start if following else block.end + LINGER) - block.start


def _timed(blocks: Sequence[_Block], line_length: int, finish: float) -> list[Cue]:
    starts = _starts([block.start for block in blocks], finish)
    cues = []
    limits = [*starts[1:], finish] if starts else []
    for block, start, limit in zip(blocks, starts, limits, strict=True):
        row = Row(block.pieces, line_length)
        lines = row.lines() or (block.pieces,)
        texts = tuple(map(text_of, lines))
        wanted = max(block.end + LINGER, start + MIN_DURATION, start + width("".join(texts)) / READING_SPEED)
        end = min(wanted, limit)
        if limit - end < SMALL_GAP:
            end = limit
        words = tuple(tuple(map(_word, line)) for line in lines)
        cues.append(Cue(start=_rounded(start), end=_rounded(end), lines=texts, words=words))
    return cues


def _word(piece: Piece) -> Word:
    return Word(text=piece.text, start=_rounded(piece.start), end=_rounded(piece.end), space=piece.space)


def _starts(spoken: Sequence[float], finish: float) -> list[float]:
    """Begin each cue with its speech, earlier where it would otherwise be cut short and the pause before it allows.

    Works backwards: a cue begins earlier by what it lacks, but never so early that the one before would lack time.
    What then still lacks, as a scene's first words have no pause before them, the next cue gives if it has it to spare.
    """
    starts = list(spoken)
    limit = finish
    for index in range(len(starts) - 1, -1, -1):
        lacking = MIN_DURATION - (limit - starts[index])
        if lacking > 0:
            floor = starts[index - 1] + MIN_DURATION if index else 0.0
            starts[index] = max(min(starts[index], floor), starts[index] - lacking, 0.0)
        limit = starts[index]
    for index in range(1, len(starts)):
        enough = starts[index - 1] + MIN_DURATION
        following = starts[index + 1] if index + 1 < len(starts) else finish
        if starts[index] < enough <= min(spoken[index] + LATE, following - MIN_DURATION):
            starts[index] = enough
    return starts
