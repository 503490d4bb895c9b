from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from vidpipe.providers.speaking.hearing import heard_spans
from vidpipe.providers.speaking.lengths import spoken_seconds
from vidpipe.providers.speaking.sound import BadSound, Sound, decode, joined, trimmed, write_wav
from vidpipe.providers.speaking.timing import speech_of, without_gaps

RATE = 22_050


def told(parts: list[tuple[str, float]], *, noise: float = 0.0, lead: float = 0.3) -> Sound:
    """Return noise bursts for words ("" for silence), each as long as given, a click of quiet between two."""
    random = np.random.default_rng(3)
    pieces = [np.zeros(round(lead * RATE))]
    for word, seconds in parts:
        count = round(seconds * RATE)
        burst = random.normal(0, 0.1, count) * np.minimum(1, np.sin(np.linspace(0.15, np.pi - 0.15, count)) * 3)
        pieces.append(burst if word else np.zeros(count))
    samples = np.concatenate([*pieces, np.zeros(round(lead * RATE))])
    return Sound(samples=(samples + random.normal(0, noise, len(samples))).astype(np.float32), rate=RATE)


def sentence(text: str, pace: float, pauses: dict[str, float]) -> tuple[list[str], list[tuple[str, float]]]:
    """Return the words, and what is heard: each as long as expected at a pace, with a pause behind some."""
    words = text.split()
    parts: list[tuple[str, float]] = []
    for word, seconds in zip(words, spoken_seconds(words, "en"), strict=True):
        parts.append((word, seconds * pace))
        if word[-1] in pauses:
            parts.append(("", pauses[word[-1]]))
    return words, parts[:-1] if not parts[-1][0] else parts


def starts(parts: list[tuple[str, float]], lead: float = 0.3) -> list[float]:
    found, at = [], lead
    for word, seconds in parts:
        if word:
            found.append(at)
        at += seconds
    return found


TEXT = (
    "The moon pulls the sea. Twice a day, the water rises; nobody gave the order. Newton explained it, long ago, "
    "with a single law. The sun helps too, but it is far away, and so its pull is smaller. "
)


@pytest.mark.parametrize("noise", [0.0, 0.002])
@pytest.mark.parametrize("pace", [0.7, 1.3])
@pytest.mark.parametrize("pauses", [{".": 0.5, ",": 0.2, ";": 0.3}, {".": 0.35}, {}])
def test_words_are_found_whatever_the_pace_and_wherever_the_speaker_pauses(
    pace: float, noise: float, pauses: dict[str, float]
) -> None:
    words, parts = sentence(TEXT * 6, pace, pauses)
    found = heard_spans(words, "en", told(parts, noise=noise))
    errors = [abs(start - expected) for (start, _), expected in zip(found, starts(parts), strict=True)]
    assert max(errors) < 0.15
    assert sum(errors) / len(errors) < 0.05


def test_a_pause_where_nothing_asks_for_one_delays_only_what_follows() -> None:
    words, parts = sentence("We went home and then the rain began to fall", 1.0, {})
    parts.insert(3, ("", 0.6))
    found = heard_spans(words, "en", told(parts))
    assert np.allclose([start for start, _ in found], starts(parts), atol=0.1)


def test_words_without_a_sound_take_no_time_and_order_is_kept() -> None:
    words = ["Tea", "🍵", "now", "🎉"]
    found = heard_spans(words, "en", told([("Tea", 0.4), ("now", 0.4)]))
    assert found[1][0] == found[1][1]
    assert found[3][0] == found[3][1]
    flat = [moment for span in found for moment in span]
    assert flat == sorted(flat)


def test_chinese_is_timed_by_its_characters() -> None:
    words = ["茶", "很", "好。", "水", "也", "好。"]
    parts = [(word, 0.2) for word in words]
    parts.insert(3, ("", 0.4))
    found = heard_spans(words, "zh", told(parts))
    assert np.allclose([start for start, _ in found], starts(parts), atol=0.06)


def test_times_are_brought_in_order_within_the_sound() -> None:
    speech = speech_of("One two. Three.", "en", [(0.2, 0.5), (0.4, 0.3), (0.9, 9.0)], 1.0)
    assert [(word.text, word.start, word.end) for word in speech.words] == [
        ("One", 0.2, 0.5), ("two.", 0.5, 0.5), ("Three.", 0.9, 1.0),
    ]  # fmt: skip
    assert [(one.text, one.start, one.end) for one in speech.sentences] == [("One two.", 0.2, 0.5), ("Three.", 0.9, 1)]
    with pytest.raises(ValueError, match="2 times for 3 words"):
        speech_of("One two. Three.", "en", [(0, 1), (1, 2), (2, 3), (3, 4)][:2], 4)


def test_words_without_times_share_what_is_left() -> None:
    assert without_gaps([None, (1, 2), None, None, (4, 5), None], 6) == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]
    assert without_gaps([None, None], 3) == [(0, 1.5), (1.5, 3)]


def test_sound_is_trimmed_joined_and_written(tmp_path: Path) -> None:
    sound = told([("a", 0.5)], lead=0.5)
    cut, lost = trimmed(sound)
    assert 0.5 <= cut.duration <= 0.62
    assert 0.42 <= lost <= 0.5
    whole, begins = joined([cut, cut], [0.0, 0.3])
    assert begins == [0.0, pytest.approx(cut.duration + 0.3, abs=1e-4)]
    write_wav(whole, tmp_path / "a.wav")
    again = decode((tmp_path / "a.wav").read_bytes())
    assert (again.rate, len(again.samples)) == (RATE, len(whole.samples))
    assert np.allclose(again.samples, np.clip(whole.samples, -1, 1), atol=1e-3)
    with pytest.raises(BadSound, match="sample rate"):
        joined([cut, Sound(samples=cut.samples, rate=8_000)], [0, 0])


def wav(samples: np.ndarray, *, endless: bool = False) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    data = bytearray(buffer.getvalue())
    if endless:
        data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    return bytes(data)


def test_a_header_with_endless_sizes_is_read_to_the_end_of_the_data() -> None:
    tone = np.sin(np.arange(RATE) / 20) * 0.5
    assert decode(wav(tone, endless=True)).duration == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("data", "rate", "told"),
    [
        (b"", None, "no sound"),
        (b"<html>busy</html>", None, "no sound"),
        (wav(np.zeros(RATE)), None, "silent"),
        (b"", 24_000, "empty"),
        (b"abc", 24_000, "half a sample"),
    ],
)
def test_what_is_no_recording_is_told(data: bytes, rate: int | None, told: str) -> None:
    with pytest.raises(BadSound, match=told):
        decode(data, pcm_rate=rate)
