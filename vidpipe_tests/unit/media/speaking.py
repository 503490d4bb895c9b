"""Narrations made up for tests: words in a row, each as long as its letters."""

from __future__ import annotations

import re

from vidpipe.models import SceneSpeech, TimedText


def scene(*sentences: str, number: int = 1, start: float = 0.0, rate: float = 15.0) -> SceneSpeech:
    """Speak sentences at ``rate`` characters a second, without pauses, from ``start`` on."""
    at, words, timed = start, [], []
    for sentence in sentences:
        began = at
        for word in sentence.split():
            until = at + (len(word) + 1) / rate
            words.append(TimedText(text=word, start=at, end=until))
            at = until
        timed.append(TimedText(text=sentence, start=began, end=at))
    return SceneSpeech(scene=number, start=start, end=at + 0.3, sentences=timed, words=words)


def squeezed(text: str) -> str:
    """Return a text without any spaces, for comparing what is left of it."""
    return re.sub(r"\s+", "", text)
