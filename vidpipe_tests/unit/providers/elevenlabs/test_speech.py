from __future__ import annotations

import asyncio
import base64
import io
import wave
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.models import Speech
from vidpipe.providers import SpeechRequest
from vidpipe.providers.elevenlabs.speech import ElevenLabsSpeechProvider
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session
from vidpipe.text.words import join_words
from vidpipe_tests.unit.providers.elevenlabs.service import KEY, body, config, echo, speak, spoken, timed


def tenths(speech: Speech) -> list[tuple[str, float, float]]:
    return [(word.text, round(word.start * 10, 1), round(word.end * 10, 1)) for word in speech.words]


def test_the_words_get_the_times_of_their_characters_and_the_ledger_knows_the_credits(tmp_path: Path) -> None:
    sent: list[httpx.Request] = []
    ledger = MemoryLedger()

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return echo(request)

    speech = speak(answer, tmp_path / "a.wav", "Hi sea. Good bye!", ledger=ledger, stability=0.5)

    assert tenths(speech) == [("Hi", 0, 2), ("sea.", 3, 6), ("Good", 8, 12), ("bye!", 13, 16)]
    assert [(one.text, one.start, one.end) for one in speech.sentences] == [
        ("Hi sea.", 0, 0.6),
        ("Good bye!", 0.8, 1.6),
    ]
    with wave.open(str(tmp_path / "a.wav")) as track:
        assert (track.getnchannels(), track.getsampwidth(), track.getframerate()) == (1, 2, 24_000)
        assert track.getnframes() / 24_000 == pytest.approx(speech.duration)
    [request] = sent
    assert request.url.path == "/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb/with-timestamps"
    assert request.url.params["output_format"] == "pcm_24000"
    assert request.headers["xi-api-key"] == KEY
    assert body(request) == {
        "text": "Hi sea. Good bye!",
        "model_id": "eleven_multilingual_v2",
        "voice_settings": {"stability": 0.5},
        "seed": 1,
    }
    intent, outcome = ledger.intents[0], ledger.outcomes[1]
    assert (intent.units, intent.subject, intent.request["characters"]) == (17, "scene 3", 17)
    assert outcome.cost_usd == pytest.approx(17 * 0.08 / 1000)
    assert "Good" not in str(intent.request)
    assert outcome.response["word_times"] == "alignment"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('He said: "No <way> & so 🍵 on…"  \n\n Then\tleft.', "en"),
        ("茶很好。「水也很好！」她說 OK。", "zh-TW"),
        ("お茶はコーヒーより軽い。", "ja"),
        ("مرحبا بكم في العالم. شكرا", "ar"),
        ("สวัสดีครับ ผมชอบชา", "th"),
        ("👩‍👩‍👧‍👦 family 🇩🇪 flags ✊🏽", "en"),
    ],
)
def test_any_text_comes_back_as_it_was_written_with_rising_times(tmp_path: Path, text: str, language: str) -> None:
    speech = speak(echo, tmp_path / "a.wav", text, language=language)
    assert "".join(word.text for word in speech.words) == "".join(text.split())
    flat = [moment for word in speech.words for moment in (word.start, word.end)]
    assert flat == sorted(flat)
    assert flat[-1] <= speech.duration
    letters = [word for word in speech.words if any(map(str.isalnum, word.text))]
    assert all(word.end > word.start for word in letters)


def test_without_the_texts_own_times_those_of_the_read_out_text_serve(tmp_path: Path) -> None:
    read = "In twenty-five days"
    answer = spoken(read, alignment=None, normalized_alignment=timed(read))
    ledger = MemoryLedger()
    speech = speak(lambda _: answer, tmp_path / "a.wav", "In 25 days", ledger=ledger)
    assert tenths(speech) == [("In", 0, 2), ("25", 2, 15), ("days", 15, 19)]
    assert ledger.outcomes[1].response["word_times"] == "normalized_alignment"


@pytest.mark.parametrize(
    "alignment",
    [None, {}, {"characters": ["H"]}, timed("Hi") | {"characters": ["H"]}, {**timed("H"), "characters": []}],
)
def test_without_any_times_the_words_are_found_in_the_sound(tmp_path: Path, alignment: Any) -> None:
    answer = spoken("Hi sea", alignment=alignment, normalized_alignment=None)
    ledger = MemoryLedger()
    speech = speak(lambda _: answer, tmp_path / "a.wav", ledger=ledger)
    assert [word.text for word in speech.words] == ["Hi", "sea"]
    assert speech.words[0].start < speech.words[1].start < speech.words[1].end <= speech.duration
    assert ledger.outcomes[1].response["word_times"] == "sound"


def test_a_long_text_is_spoken_in_pieces_that_know_their_neighbours_and_joined_with_their_times(tmp_path: Path) -> None:
    sent: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(body(request))
        return echo(request)

    text = "One two three. Four five six. Seven eight."
    speech = speak(answer, tmp_path / "a.wav", text, longest_text=16)
    assert [one["text"] for one in sent] == ["One two three.", "Four five six.", "Seven eight."]
    assert [one.get("previous_text") for one in sent] == [None, "One two three.", "Four five six."]
    assert [one.get("next_text") for one in sent] == ["Four five six.", "Seven eight.", None]
    assert join_words(word.text for word in speech.words) == text
    assert speech.duration == pytest.approx(4.0 + 2 * 0.3, abs=0.05)
    four, seven = speech.words[3], speech.words[6]
    assert (four.text, four.start) == ("Four", pytest.approx(1.4 + 0.3, abs=0.05))
    assert (seven.text, seven.start) == ("Seven", pytest.approx(2.8 + 0.6, abs=0.05))
    with wave.open(str(tmp_path / "a.wav")) as track:
        samples = np.frombuffer(track.readframes(track.getnframes()), "<i2")
    quiet = samples[round((four.start - 0.2) * 24_000) : round((four.start - 0.1) * 24_000)]
    assert not quiet.any()


def test_a_piece_that_was_paid_for_is_not_asked_for_again_when_a_later_one_failed(tmp_path: Path) -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(body(request)["text"])
        return httpx.Response(503) if len(sent) == 2 else echo(request)

    async def run() -> Speech:
        async with Session(transport=httpx.MockTransport(answer)) as session:
            provider = ElevenLabsSpeechProvider(session, config(longest_text=10))
            request = SpeechRequest(text="One two. Three.", language="en", voice=None)
            with pytest.raises(ProviderError) as raised:
                await provider.speak(request, tmp_path / "a.wav")
            assert raised.value.code == "TTS_SERVER_ERROR"
            return await provider.speak(request, tmp_path / "a.wav")

    assert len(asyncio.run(run()).words) == 3
    assert sent == ["One two.", "Three.", "Three."]


def test_models_are_told_only_what_they_take(tmp_path: Path) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return echo(request)

    speak(answer, tmp_path / "a.wav", "Hallo Welt", language="de-AT", voice="a/b ü", model="eleven_v3")
    assert body(sent[0])["language_code"] == "de"
    assert sent[0].url.raw_path.startswith(b"/v1/text-to-speech/a%2Fb%20%C3%BC/with-timestamps")
    speak(answer, tmp_path / "a.wav", "Eins. Zwei.", model="eleven_v4", longest_text=6, seed=None)
    assert "previous_text" not in body(sent[2])
    assert "seed" not in body(sent[2])


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"audio_base64": None}),
        spoken("Hi sea", audio_base64="%%%"),
        spoken("Hi sea", audio_base64="YWJj"),
        spoken("Hi sea", audio_base64="AAAA" * 4_000),
    ],
    ids=["page", "nothing", "base64", "half a sample", "silence"],
)
def test_an_answer_without_sound_is_invalid(tmp_path: Path, answer: httpx.Response) -> None:
    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as raised:
        speak(lambda _: answer, tmp_path / "a.wav", ledger=ledger)
    assert raised.value.code == "TTS_INVALID_AUDIO"
    assert ledger.outcomes[1].charged == "yes"
    assert list(tmp_path.iterdir()) == []


def mp3(seconds: float, bang: float) -> bytes:
    """Return a recording with faint noise and a bang at a moment."""
    rate = 44_100
    samples = np.random.default_rng(0).normal(0, 0.02, round(seconds * rate))
    samples[round(bang * rate) : round((bang + 0.02) * rate)] = 0.9
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16)[None, :], format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return buffer.getvalue()


def test_compressed_sound_is_decoded_without_a_shift(tmp_path: Path) -> None:
    answer = spoken("Hi sea", audio_base64=base64.b64encode(mp3(1.0, 0.5)).decode())
    speech = speak(lambda _: answer, tmp_path / "a.wav", output_format="mp3_44100_128")
    with wave.open(str(tmp_path / "a.wav")) as track:
        samples = np.abs(np.frombuffer(track.readframes(track.getnframes()), "<i2").astype(int))
        assert track.getframerate() == 44_100
    assert float(np.argmax(samples > 16_000)) / 44_100 == pytest.approx(0.5, abs=0.03)
    assert speech.duration == pytest.approx(1.0, abs=0.06)
    with pytest.raises(ProviderError, match="no sound that can be read"):
        speak(lambda _: spoken("Hi sea", audio_base64="YWJj"), tmp_path / "b.wav", output_format="mp3_44100_128")


def test_a_text_without_words_is_refused_before_anybody_pays(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as raised:
        speak(lambda _: pytest.fail("sent"), tmp_path / "a.wav", "🍵 … !")
    assert raised.value.code == "SPEECH_EMPTY"
    with pytest.raises(ProviderError, match="VIDPIPE_ELEVENLABS_API_KEY"):
        speak(lambda _: pytest.fail("sent"), tmp_path / "a.wav", api_key=None)


def test_the_fingerprint_follows_the_voice_and_its_settings_and_not_the_key() -> None:
    def fingerprint(voice: str | None = None, **changes: Any) -> dict[str, object]:
        return ElevenLabsSpeechProvider(Session(), config(**changes)).fingerprint(voice)

    assert fingerprint() == fingerprint(api_key="sk_x", base_url="http://127.0.0.1:1", concurrent=7)
    assert fingerprint("me") != fingerprint()
    for change in ({"model": "eleven_v3"}, {"speed": 1.1}, {"seed": 2}, {"output_format": "mp3_44100_128"}):
        assert fingerprint(**change) != fingerprint()
