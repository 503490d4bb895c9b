"""From the times of characters, as a service tells them, to the times of words as they are written.

The characters should be the text itself; where they are not (white space folded, an emoji left out or halved, a
number read out in words), the two are laid side by side and the rest is filled in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from vidpipe.providers.speaking.timing import Span, without_gaps


def word_spans(words: Sequence[str], characters: Sequence[str], times: Sequence[Span], duration: float) -> list[Span]:
    """Return the time of every word. ``characters`` may be of any length; each has its time in ``times``.

    A word is heard from its first to its last letter or digit: the pause behind a full stop is not part of it.
    """
    heard, heard_times = _single(characters, times)
    written = "".join(words)
    places = _places(written, heard)
    spans: list[Span | None] = []
    position = 0
    for word in words:
        inside = range(position, position + len(word))
        position += len(word)
        spoken = [at for at in inside if written[at].isalnum()] or list(inside)
        found = [heard_times[places[at]] for at in spoken if at in places]
        spans.append((min(start for start, _ in found), max(end for _, end in found)) if found else None)
    return without_gaps(spans, duration)


def _single(characters: Sequence[str], times: Sequence[Span]) -> tuple[str, list[Span]]:
    """Return single characters with their times: halves of one are put together, groups share their time."""
    kept: list[str] = []
    kept_times: list[Span] = []
    for text, (start, end) in zip(characters, times, strict=True):
        if kept and _is_half(text, "\udc00") and _is_half(kept[-1], "\ud800"):
            kept[-1] = (kept[-1] + text).encode("utf-16", "surrogatepass").decode("utf-16")
            kept_times[-1] = (kept_times[-1][0], end)
            continue
        step = (end - start) / max(len(text), 1)
        for number, character in enumerate(text):
            if not character.isspace():
                kept.append(character)
                kept_times.append((start + step * number, start + step * (number + 1)))
    return "".join(kept), kept_times


def _is_half(text: str, first: str) -> bool:
    return len(text) == 1 and first <= text <= chr(ord(first) + 0x3FF)


def _places(written: str, heard: str) -> dict[int, int]:
    """Return where each character of the text (white space left out) is among those heard."""
    one, other = written.casefold(), heard.casefold()
    if len(one) != len(written) or len(other) != len(heard):
        one, other = written, heard
    # Mostly all is alike, or all but one place: comparing takes time that grows with the square of what is not.
    first = _alike(one, other)
    last = _alike(one[first:][::-1], other[first:][::-1])
    middle = SequenceMatcher(None, one[first : len(one) - last], other[first : len(other) - last], autojunk=False)
    places = {at: at for at in range(first)}
    for block in middle.get_matching_blocks():
        places |= {first + block.a + offset: first + block.b + offset for offset in range(block.size)}
    return places | {len(one) - offset: len(other) - offset for offset in range(1, last + 1)}


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginnings."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
