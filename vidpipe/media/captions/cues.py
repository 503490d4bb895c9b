"""Captions: what is spoken, cut into readable cues at phrases, each on screen while it is heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vidpipe.media.captions.phrases import Piece, sentences, width
from vidpipe.media.captions.typesetting import Row
from vidpipe.models import SceneSpeech

MIN_DURATION = 0.8
READING_SPEED = 20.0
"""Latin characters per second that viewers can follow while they watch (Netflix's guide for adult programmes)."""
SMALL_GAP = 0.2
"""A shorter gap between two cues looks like a flicker, so it is closed."""
LINGER = 0.25


@dataclass(frozen=True, kw_only=True)
class Cue:
    """One caption: seconds from the start of the video, and one or two lines."""

    start: float
    end: float
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class _Block:
    """The pieces of one cue before its time on screen is settled."""

    scene: int
    pieces: tuple[Piece, ...]

    @property
    def start(self) -> float:
        return self.pieces[0].start

    @property
    def end(self) -> float:
        return self.pieces[-1].end


def make_cues(scenes: Iterable[SceneSpeech], *, duration: float, line_length: int = 42) -> list[Cue]:
    """Cut the narration into cues of at most two lines of about ``line_length`` Latin characters.

    Cues end with sentences, or else at punctuation and phrases, never inside a word; a word longer than a line stands
    alone. They follow the speech, stay at least 0.8 s and long enough to read where the speech leaves room, never
    overlap, and close gaps under 0.2 s. None passes ``duration``, the video's length in seconds.
    """
    blocks: list[_Block] = []
    for scene in scenes:
        for sentence in sentences(scene, line_length):
            blocks += [_Block(scene.scene, pieces) for pieces in Row(sentence, line_length).cues()]
    return _timed(_merge_short(blocks, line_length), line_length, duration)


def _merge_short(blocks: Sequence[_Block], line_length: int) -> list[_Block]:
    """Join a cue too short to read to its neighbour in the same scene, where two lines hold both."""
    result: list[_Block] = []
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        previous = result[-1] if result else None
        if previous and previous.scene == block.scene:
            lacks = min(_room(previous, block), _room(block, following)) < MIN_DURATION
            joined = (*previous.pieces, _behind(previous.pieces[-1], block.pieces[0]), *block.pieces[1:])
            if lacks and Row(joined, line_length).lines() is not None:
                result[-1] = _Block(block.scene, joined)
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


def _timed(blocks: Sequence[_Block], line_length: int, duration: float) -> list[Cue]:
    starts = _starts([block.start for block in blocks], duration)
    cues = []
    limits = [*starts[1:], duration] if starts else []
    for block, start, limit in zip(blocks, starts, limits, strict=True):
        row = Row(block.pieces, line_length)
        lines = row.lines() or (row.text(0, len(block.pieces)),)
        wanted = max(block.end + LINGER, start + MIN_DURATION, start + width("".join(lines)) / READING_SPEED)
        end = min(wanted, limit)
        if limit - end < SMALL_GAP:
            end = limit
        cues.append(Cue(start=round(start, 3), end=round(end, 3), lines=lines))
    return cues


def _starts(spoken: Sequence[float], duration: float) -> list[float]:
    """Begin each cue with its speech, earlier where it would otherwise be cut short and the pause before it allows.

    Works backwards: a cue begins earlier by what it lacks, but never so early that the one before would lack time.
    """
    starts = list(spoken)
    limit = duration
    for index in range(len(starts) - 1, -1, -1):
        lacking = MIN_DURATION - (limit - starts[index])
        if lacking > 0:
            floor = starts[index - 1] + MIN_DURATION if index else 0.0
            starts[index] = max(min(starts[index], floor), starts[index] - lacking, 0.0)
        limit = starts[index]
    return starts
