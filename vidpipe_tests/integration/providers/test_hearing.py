from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from vidpipe.providers import SpeechRequest
from vidpipe.providers.local.speech import LocalSpeechProvider
from vidpipe.providers.speaking.hearing import heard_spans
from vidpipe.providers.speaking.sound import decode

TEXT = (
    "Tea is the second most consumed drink in the world, after water. It was first drunk in China some 5,000 years. "
    "Black, green, white and oolong all come from the same plant. The difference lies in how the leaves are treated "
    "after the harvest, and above all in how long they are allowed to oxidise before heat stops it. "
)


@pytest.mark.parametrize("times", [1, 4])
def test_words_are_found_in_real_speech_within_a_fraction_of_a_second(tmp_path: Path, times: int) -> None:
    request = SpeechRequest(text=TEXT * times, language="en", voice=None)
    speech = asyncio.run(LocalSpeechProvider().speak(request, tmp_path / "a.wav"))
    found = heard_spans([word.text for word in speech.words], "en", decode((tmp_path / "a.wav").read_bytes()))
    errors = sorted(abs(start - word.start) for (start, _), word in zip(found, speech.words, strict=True))
    assert sum(errors) / len(errors) < 0.12
    assert errors[-1] < 0.8
    # Sentences are spoken one by one, so the engine knows exactly when each begins.
    begins = {round(sentence.start, 3) for sentence in speech.sentences}
    first_words = [
        abs(start - word.start)
        for (start, _), word in zip(found, speech.words, strict=True)
        if round(word.start, 3) in begins
    ]
    assert len(first_words) == 4 * times
    assert max(first_words) < 0.1
