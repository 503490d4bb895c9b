"""Strings spoken sentences together to one sound track, and keeps the time of every word."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.models import Speech, TimedText
from vidpipe.providers.local.piper_align import Span, word_spans
from vidpipe.providers.local.piper_voice import PiperVoice, Spoken
from vidpipe.text.scripts import is_readable
from vidpipe.text.sentences import split_sentences
from vidpipe.text.spoken import spoken_words
from vidpipe.text.words import join_words, split_words

LEAD, TAIL = 0.05, 0.12
"""Seconds of silence before the first and after the last sound."""
SENTENCE_PAUSE, BREATH_PAUSE = 0.30, 0.12
"""Seconds of silence between two sentences, and between two parts of one that is too long for a breath."""
_MAX_WORDS, _MAX_PHONEMES = 40, 500
_QUIET = 10 ** (-42 / 20)
"""Sound below this share of the loudest frame counts as silence: the tail of an "s" is above it, breath below."""


def shortened(text: str) -> str:
    """Return a text in at most 60 characters, for messages."""
    collapsed = " ".join(text.split())
    return collapsed if len(collapsed) <= 60 else collapsed[:59] + "…"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or the part of one that is spoken in one breath: words as written and as read out."""

    words: list[str]
    forms: list[str]

    @property
    def spoken(self) -> str:
        """The text that the voice is given."""
        return join_words(form for form in self.forms if form)


def sentences_of(text: str, language: str) -> list[Line]:
    """Cut a text into sentences that have something to say; what has nothing joins its neighbour."""
    lines: list[Line] = []
    waiting: list[str] = []
    for sentence in split_sentences(text, language):
        words = split_words(sentence)
        forms = [form if is_readable(form, language) else "" for form in spoken_words(words, language)]
        if any(map(str.isalnum, "".join(forms))):
            lines.append(Line(waiting + words, [""] * len(waiting) + forms))
            waiting = []
        elif lines:
            lines[-1] = Line(lines[-1].words + words, lines[-1].forms + [""] * len(words))
        else:
            waiting += words
    return lines


def _breaths(line: Line) -> list[Line]:
    """Cut a very long sentence where a speaker would breathe: behind a comma, else between two words.

    The engine's effort grows with the square of the length, so an endless sentence must not reach it whole.
    """
    breaths: list[Line] = []
    start = 0
    while len(line.words) - start > _MAX_WORDS:
        window = range(start + _MAX_WORDS, start + _MAX_WORDS // 3, -1)
        cut = next((end for end in window if re.search(r"[,;:，、；：،]\W*$", line.words[end - 1])), start + _MAX_WORDS)
        breaths.append(Line(line.words[start:cut], line.forms[start:cut]))
        start = cut
    return [*breaths, Line(line.words[start:], line.forms[start:])]


@dataclass(frozen=True, slots=True)
class _Breath:
    """Samples cut to the sound in them, and where in them each phoneme starts and ends (samples)."""

    samples: NDArray[np.float32]
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]


class Track:
    """The growing sound track of one text, with the times of its sentences and words."""

    def __init__(self, voice: PiperVoice) -> None:
        self._voice = voice
        self._parts: list[NDArray[np.float32]] = []
        self._length = 0
        self._sentences: list[TimedText] = []
        self._words: list[TimedText] = []

    def add(self, line: Line) -> None:
        """Speak one sentence behind what is there."""
        words: list[TimedText] = []
        for number, breath in enumerate(_breaths(line)):
            pause = BREATH_PAUSE if number else SENTENCE_PAUSE if self._words else LEAD
            words += self._add_breath(breath, pause)
        self._words += words
        self._sentences.append(_timed(join_words(line.words), words[0].start, words[-1].end))

    def _add_breath(self, line: Line, pause: float) -> list[TimedText]:
        phonemes = self._voice.pronounce(line.spoken) if any(line.forms) else []
        if not phonemes:
            at = self._length / self._voice.sample_rate
            return [_timed(word, at, at) for word in line.words]
        breath = _trimmed(_spoken(self._voice, phonemes), self._voice.sample_rate)
        self._silence(pause)
        offset = self._length
        self._append(breath.samples)
        spans = word_spans(line.forms, phonemes, self._voice.pronounce)
        return self._timed_words(line.words, spans, breath, offset)

    def _timed_words(self, words: list[str], spans: list[Span], breath: _Breath, offset: int) -> list[TimedText]:
        """Give every word its time; the first begins and the last ends with the sound itself."""
        rate = self._voice.sample_rate
        sounding = [number for number, span in enumerate(spans) if span.end > span.start]
        timed: list[TimedText] = []
        at = 0.0
        for number, (word, span) in enumerate(zip(words, spans, strict=True)):
            start = end = at
            if span.end > span.start:
                start = at if number == sounding[0] else max(at, breath.starts[span.start])
                end = len(breath.samples) if number == sounding[-1] else max(start, breath.ends[span.end - 1])
            timed.append(_timed(word, (offset + start) / rate, (offset + end) / rate))
            at = end
        return timed

    def finish(self, text: str) -> tuple[Speech, NDArray[np.float32]]:
        """Return the times and the samples."""
        if not self._parts:
            raise InvalidInput(
                f"There is nothing to speak in {shortened(text)!r}: write it in words.",
                code="SPEECH_EMPTY",
                details={"text": shortened(text)},
            )
        self._silence(TAIL)
        duration = self._length / self._voice.sample_rate
        return Speech(duration=duration, sentences=self._sentences, words=self._words), np.concatenate(self._parts)

    def _silence(self, seconds: float) -> None:
        self._append(np.zeros(round(seconds * self._voice.sample_rate), dtype=np.float32))

    def _append(self, samples: NDArray[np.float32]) -> None:
        self._parts.append(samples)
        self._length += len(samples)


def _timed(text: str, start: float, end: float) -> TimedText:
    return TimedText(text=text, start=round(float(start), 4), end=round(float(end), 4))


def _spoken(voice: PiperVoice, phonemes: list[str]) -> _Breath:
    """Speak phonemes, in several goes when a single word is longer than a breath."""
    pieces: list[Spoken] = []
    rest = phonemes
    while rest:
        head = rest[:_MAX_PHONEMES]
        if len(rest) > _MAX_PHONEMES and " " in head:
            head = head[: len(head) - head[::-1].index(" ")]
        pieces.append(voice.speak(head))
        rest = rest[len(head) :]
    # Every piece brings a silence before and behind its phonemes, which belongs to none of them.
    edges = np.concatenate([[0.0], np.cumsum(np.concatenate([piece.lengths for piece in pieces]))])
    inside = np.concatenate([[False, *[True] * (len(piece.lengths) - 2), False] for piece in pieces])
    samples = np.concatenate([piece.samples for piece in pieces])
    if not np.isfinite(samples).all() or not samples.any():
        raise ProviderError(
            f"The voice {voice.path.stem} gave no sound for {''.join(phonemes)[:60]!r}.", code="SPEECH_FAILED"
        )
    return _Breath(samples, edges[:-1][inside], edges[1:][inside])


def _trimmed(breath: _Breath, rate: int) -> _Breath:
    """Cut the silence around the sound and smooth both cuts."""
    frame = rate // 100
    count = -(-len(breath.samples) // frame)
    padded = np.pad(breath.samples, (0, count * frame - len(breath.samples)))
    loudness = np.sqrt((padded.reshape(count, frame) ** 2).mean(axis=1))
    loud = np.flatnonzero(loudness > loudness.max() * _QUIET)
    start = max(0, (int(loud[0]) - 1) * frame)
    end = min(len(breath.samples), (int(loud[-1]) + 3) * frame)
    samples = breath.samples[start:end].copy()
    ramp = np.linspace(0, 1, min(frame // 2, len(samples)), dtype=np.float32)
    samples[: len(ramp)] *= ramp
    samples[-len(ramp) :] *= ramp[::-1]
    limit = len(samples)
    return _Breath(samples, np.clip(breath.starts - start, 0, limit), np.clip(breath.ends - start, 0, limit))
