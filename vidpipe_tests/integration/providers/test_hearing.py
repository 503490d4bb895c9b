from __future__ import annotations

import asyncio

import numpy as np
import pytest

from vidpipe.models import Speech
from vidpipe.providers import SpeechRequest
from vidpipe.providers.local.speech import LocalSpeechProvider
from vidpipe.providers.speaking.hearing import heard_spans
from vidpipe.providers.speaking.sound import Sound, decode

BREATH = 0.4
"""Seconds."""
TEXT = (
    "Tea is the second most consumed drink in the world, after water. It was first drunk in China some 5,000 years. "
    "Black, green, white and oolong all come from the same plant. The difference lies in how the leaves are treated "
    "after the harvest, and above all in how long they are allowed to oxidise before heat stops it. "
)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Speech, Sound]:
    path = tmp_path_factory.mktemp("speech") / "a.wav"
    request = SpeechRequest(text=TEXT, language="en", voice=None)
    return asyncio.run(LocalSpeechProvider().speak(request, path)), decode(path.read_bytes())


@pytest.mark.parametrize("times", [1, 4])
def test_words_are_found_in_real_speech_within_a_fraction_of_a_second(spoken: tuple[Speech, Sound], times: int) -> None:
    """What was spoken is heard once, or as often in one piece, with a breath in between."""
    speech, sound = spoken
    turn = np.append(sound.samples, np.zeros(round(BREATH * sound.rate), np.float32))
    whole = Sound(samples=np.tile(turn, times), rate=sound.rate)
    begins = [number * len(turn) / sound.rate for number in range(times)]
    starts = [begin + word.start for begin in begins for word in speech.words]
    found = heard_spans([word.text for word in speech.words] * times, "en", whole)
    missed = [abs(start - heard) for start, (heard, _) in zip(starts, found, strict=True)]
    assert sum(missed) / len(missed) < 0.12
    assert max(missed) < 0.8
    # Sentences are spoken one by one, so the engine knows exactly when each begins.
    known = {round(begin + sentence.start, 3) for begin in begins for sentence in speech.sentences}
    first_words = [miss for start, miss in zip(starts, missed, strict=True) if round(start, 3) in known]
    assert len(first_words) == 4 * times
    assert max(first_words) < 0.1
