"""Speech for the simulated speech services: piper speaks, and sings tones in writing systems that it cannot read."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vidpipe.errors import InvalidInput
from vidpipe.models import Speech
from vidpipe.models.speech import TimedText
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.local.speech import LocalSpeechProvider
from vidpipe.sandbox.sound_formats import resample
from vidpipe.text.words import split_words

_TONE_RATE = 22_050
_SYLLABLE = 0.21
_GAP = 0.09
_SILENCE = 0.3


@dataclass(frozen=True)
class Spoken:
    """16-bit mono PCM of ``rate`` hertz, and when each word is heard, in seconds."""

    pcm: bytes
    rate: int
    words: tuple[TimedText, ...]

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.pcm) / 2 / self.rate


def engine() -> str:
    """Say who speaks here: "piper", or "tones" where it is not installed."""
    return "tones" if LocalSpeechProvider().problems() else "piper"


def speak(text: str, voice: str, rate: int, speed: float) -> Spoken:
    """Speak a text. ``speed`` is that of the speech, 1 for natural; the voice's name decides its pitch."""
    spoken = _piper(text) if engine() == "piper" else None
    speech, pcm, own = spoken or _tones(text)
    pitch = _pitch(voice)
    # Read as if recorded at another rate, speech is higher and faster by the same factor: the ordinary tape trick.
    factor = pitch * speed
    played = resample(pcm, round(own * factor), rate)
    words = tuple(
        TimedText(text=word.text, start=round(word.start / factor, 4), end=round(word.end / factor, 4))
        for word in speech.words
    )
    return Spoken(played, rate, words)


def _pitch(voice: str) -> float:
    """From 0.88 to 1.18 by the voice's name; no name is the voice as it is."""
    if not voice:
        return 1.0
    return 0.88 + hashlib.sha256(voice.encode()).digest()[0] / 255 * 0.3


def _piper(text: str) -> tuple[Speech, bytes, int] | None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "speech.wav"
        try:
            speech = asyncio.run(LocalSpeechProvider().speak(SpeechRequest(text=text, language="en", voice=None), out))
        except InvalidInput:
            # Another writing system, or nothing that can be pronounced.
            return None
        with wave.open(str(out)) as track:
            return speech, track.readframes(track.getnframes()), track.getframerate()


def _tones(text: str) -> tuple[Speech, bytes, int]:
    """Sing a vowel-like tone for every word, longer for longer ones, so that length and mouth follow the text."""
    parts: list[NDArray[np.float64]] = [np.zeros(int(_GAP * _TONE_RATE))]
    words: list[TimedText] = []
    at = _GAP
    for word in split_words(text):
        letters = sum(character.isalnum() for character in word)
        seconds = _SYLLABLE * max(1, round(letters / 3)) if letters else 0.0
        if seconds:
            parts += [_syllable(word, seconds), np.zeros(int(_GAP * _TONE_RATE))]
        words.append(TimedText(text=word, start=round(at, 4), end=round(at + seconds, 4)))
        at += seconds + _GAP * bool(seconds)
    parts.append(np.zeros(int(_SILENCE * _TONE_RATE)))
    pcm = np.round(np.concatenate(parts) * 32_767).astype("<i2")
    return Speech(duration=len(pcm) / _TONE_RATE, sentences=[], words=words), pcm.tobytes(), _TONE_RATE


def _syllable(word: str, seconds: float) -> NDArray[np.float64]:
    pick = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
    time = np.arange(int(seconds * _TONE_RATE)) / _TONE_RATE
    ground = 105 + pick[0] % 60
    formants = (300 + pick[1] * 2, 900 + pick[2] * 6)
    wave_ = np.zeros_like(time)
    for number in range(1, 24):
        frequency = ground * number
        gain = sum(np.exp(-(((frequency - f) / 180) ** 2)) for f in formants) + 0.02
        wave_ += gain / number**0.3 * np.sin(2 * np.pi * frequency * time)
    swell = np.sin(np.pi * np.minimum(1, time / seconds)) ** 0.6
    return np.asarray(0.45 * swell * wave_ / np.abs(wave_).max())
