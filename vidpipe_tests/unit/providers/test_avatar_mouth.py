from __future__ import annotations

import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from vidpipe.errors import ProviderError
from vidpipe.providers.local.presenter.mouth import analyse
from vidpipe.providers.local.presenter.speech_audio import SpeechAudio, read_speech

RATE = 22_050
Sound = NDArray[np.float64]


def silence(seconds: float) -> Sound:
    return np.zeros(int(seconds * RATE))


def vowel(seconds: float, formants: tuple[float, float], level: float = 0.5) -> Sound:
    """A buzz of 120 Hz whose harmonics are strong around the formants, as a throat shapes a voice."""
    time = np.arange(int(seconds * RATE)) / RATE
    harmonics = 120.0 * np.arange(1, 40)
    strength = sum(np.exp(-(((harmonics - formant) / 180) ** 2)) for formant in formants) + 0.15 * 120 / harmonics
    sound = (strength[:, None] * np.sin(2 * np.pi * harmonics[:, None] * time)).sum(axis=0)
    # Voices swell: a flat top would hide any lag.
    return level * sound / np.abs(sound).max() * np.hanning(len(sound)) ** 0.5


def hiss(seconds: float, level: float = 0.3) -> Sound:
    noise = np.random.default_rng(5).standard_normal(int(seconds * RATE))
    spectrum = np.fft.rfft(noise)
    spectrum[np.fft.rfftfreq(len(noise), 1 / RATE) < 4_500] = 0
    sound = np.fft.irfft(spectrum, len(noise))
    return level * sound / np.abs(sound).max()


AH, EE, OO = (750.0, 1_200.0), (300.0, 2_400.0), (320.0, 850.0)


def audio(*parts: Sound) -> SpeechAudio:
    return SpeechAudio(samples=(np.concatenate(parts) * 32_767).astype(np.int16), rate=RATE)


def syllables(count: int) -> SpeechAudio:
    random = np.random.default_rng(3)
    parts: list[Sound] = []
    for _ in range(count):
        formants = (AH, EE, OO)[int(random.integers(3))]
        parts += [vowel(float(random.uniform(0.12, 0.28)), formants), silence(float(random.uniform(0.05, 0.2)))]
    return audio(*parts)


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_there_is_one_value_per_frame_of_the_film(fps: int) -> None:
    track = analyse(audio(vowel(1.31, AH)), fps)

    assert len(track.openness) == len(track.width) == len(track.teeth) == round(1.31 * fps)


def test_the_mouth_is_shut_in_silence_and_open_in_a_loud_vowel() -> None:
    track = analyse(audio(silence(1), vowel(0.6, AH), silence(1)), 30)

    assert track.openness[:27].max() < 0.02
    assert track.openness[33:45].max() > 0.6
    assert track.openness[56:].max() < 0.02


def test_digital_silence_and_faint_noise_leave_the_mouth_shut() -> None:
    noise = np.random.default_rng(1).standard_normal(RATE) * 0.0004

    for sound in (silence(1), noise):
        track = analyse(audio(sound), 30)
        assert not track.openness.any()
        assert not track.teeth.any()


def test_the_mouth_shuts_between_two_syllables() -> None:
    track = analyse(audio(vowel(0.3, AH), silence(0.12), vowel(0.3, AH)), 30)

    assert track.openness[3:8].max() > 0.6
    assert track.openness[9:14].min() < 0.12


def test_a_quiet_speaker_moves_the_mouth_like_a_loud_one() -> None:
    loud, quiet = (
        analyse(audio(vowel(0.4, AH, level), silence(0.3), vowel(0.4, EE, level)), 30).openness for level in (0.8, 0.05)
    )

    assert np.abs(loud - quiet).max() < 0.1


def test_ee_is_wider_than_oo() -> None:
    track = analyse(audio(*[part for _ in range(3) for part in (vowel(0.4, EE), vowel(0.4, OO))]), 30)
    spread, rounded = ([int((start + 0.2) * 30) for start in np.arange(first, 2.4, 0.8)] for first in (0, 0.4))

    assert track.width[spread].min() > 0.2
    assert track.width[rounded].max() < -0.2


def test_hiss_shows_the_teeth_and_barely_opens_the_mouth() -> None:
    track = analyse(audio(vowel(0.4, AH), hiss(0.3), vowel(0.4, AH)), 30)

    assert track.teeth[14:19].min() > 0.7
    assert track.openness[15:19].max() < 0.35
    assert track.teeth[3:9].max() < 0.2


@pytest.mark.parametrize("fps", [25, 30, 60])
def test_the_mouth_follows_the_voice_within_80_milliseconds(fps: int) -> None:
    speech = syllables(40)
    openness = analyse(speech, fps).openness
    edges = (np.arange(len(openness) + 1) * speech.rate / fps).astype(int).clip(max=len(speech.samples))
    loud = [np.sqrt(np.mean((speech.samples[a:b] / 32_768.0) ** 2)) for a, b in pairwise(edges)]
    voice, mouth = np.array(loud) - np.mean(loud), openness - openness.mean()
    reach = fps // 2
    agreement = [
        float(np.sum(mouth[reach + lag : len(mouth) - reach + lag] * voice[reach:-reach]))
        for lag in range(-reach, reach + 1)
    ]
    lag = (int(np.argmax(agreement)) - reach) / fps

    assert abs(lag) <= 0.08
    assert max(agreement) / (np.linalg.norm(mouth) * np.linalg.norm(voice)) > 0.6


def test_the_mouth_never_leaves_its_range() -> None:
    track = analyse(syllables(60), 30)

    assert track.openness.min() >= 0 and track.openness.max() <= 1
    assert track.width.min() >= -1 and track.width.max() <= 1
    assert track.teeth.min() >= 0 and track.teeth.max() <= 1


def write_wav(path: Path, *, channels: int = 1, width: int = 2, rate: int = RATE, frames: int = 1_000) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(b"\1" * (channels * width * frames))
    return path


def test_a_mono_16_bit_wav_is_read_whole(tmp_path: Path) -> None:
    speech = read_speech(write_wav(tmp_path / "ok.wav", frames=RATE))

    assert (len(speech.samples), speech.rate, speech.duration) == (RATE, RATE, 1.0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"channels": 2}, "2 channel"),
        ({"width": 1}, "8 bit"),
        ({"frames": 0}, "no sound"),
        ({"rate": 4_000}, "4000 Hz"),
    ],
)
def test_audio_that_is_not_speech_is_refused_with_its_fault(
    tmp_path: Path, changes: dict[str, int], reason: str
) -> None:
    with pytest.raises(ProviderError, match=reason) as refused:
        read_speech(write_wav(tmp_path / "bad.wav", **changes))

    assert refused.value.code == "MEDIA_INVALID"


def test_files_that_are_no_wav_are_refused(tmp_path: Path) -> None:
    whole = write_wav(tmp_path / "whole.wav").read_bytes()
    contents = {"text": b"hello", "empty": b"", "cut head": whole[:20], "cut sound": whole[:-500]}

    for name, content in contents.items():
        path = tmp_path / f"{name}.wav"
        path.write_bytes(content)
        with pytest.raises(ProviderError) as refused:
            read_speech(path)
        assert refused.value.code == "MEDIA_INVALID", name

    with pytest.raises(ProviderError) as refused:
        read_speech(tmp_path / "missing.wav")
    assert refused.value.code == "MEDIA_INVALID"
