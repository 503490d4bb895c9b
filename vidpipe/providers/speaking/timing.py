"""From the times of words to a Speech: which sentences they make, each heard from its first to its last word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vidpipe.models import Speech, TimedText
from vidpipe.text.sentences import split_sentences
from vidpipe.text.words import join_words, split_words

Span = tuple[float, float]
"""Start and end in seconds."""


def sentence_words(text: str, language: str) -> list[list[str]]:
    """Return the words of every sentence; laid end to end, they are the words that are timed."""
    return [split_words(sentence) for sentence in split_sentences(text, language)]


def speech_of(text: str, language: str, spans: Sequence[Span], duration: float) -> Speech:
    """Return the speech of a text whose words are heard at ``spans``, made to follow each other within the sound."""
    times = _in_order(spans, duration)
    written_sentences = sentence_words(text, language)
    if len(times) != (count := sum(map(len, written_sentences))):
        raise ValueError(f"{len(times)} times for {count} words")
    sentences: list[TimedText] = []
    words: list[TimedText] = []
    for written in written_sentences:
        spoken = [
            TimedText(text=word, start=start, end=end)
            for word, (start, end) in zip(written, times[len(words) :], strict=False)
        ]
        words += spoken
        sentences.append(TimedText(text=join_words(written), start=spoken[0].start, end=spoken[-1].end))
    return Speech(duration=duration, sentences=sentences, words=words)


def _in_order(spans: Sequence[Span], duration: float) -> list[Span]:
    times: list[Span] = []
    at = 0.0
    for start, end in spans:
        start = min(max(start, at), duration)
        at = min(max(end, start), duration)
        times.append((round(start, 4), round(at, 4)))
    return times


def without_gaps(spans: Sequence[Span | None], duration: float) -> list[Span]:
    """Fill in the words that have no time of their own: they share the time between their neighbours."""
    known = [(number, span) for number, span in enumerate(spans) if span is not None]
    filled: list[Span] = [span if span is not None else (0.0, 0.0) for span in spans]
    edges = [(-1, (0.0, 0.0)), *known, (len(spans), (duration, duration))]
    for (before, (_, left)), (after, (right, _)) in pairwise(edges):
        count = after - before - 1
        step = max(right - left, 0.0) / max(count, 1)
        for offset in range(count):
            filled[before + 1 + offset] = (left + step * offset, left + step * (offset + 1))
    return filled
