from __future__ import annotations

import asyncio
import base64
import json
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.models import Speech
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.gemini.speech import GeminiSpeechProvider
from vidpipe.providers.ledger import MemoryLedger
from vidpipe_tests.unit.providers.gemini.bodies import blocked, config, error, reason, refused_output, session
from vidpipe_tests.unit.providers.recordings import PAUSE, RATE, pcm, spoken, wav

SENTENCES = ("The moon pulls the sea.", "The sea answers twice each day.")
TEXT = " ".join(SENTENCES)
SOUND = spoken(SENTENCES)
REQUEST = SpeechRequest(text=TEXT, language="en", voice=None, scene=3)
Answer = Callable[[httpx.Request], httpx.Response]


def answer_with(*parts: tuple[str, bytes], finish: str = "STOP") -> dict[str, Any]:
    found = [{"inlineData": {"mimeType": mime, "data": base64.b64encode(data).decode()}} for mime, data in parts]
    return {
        "candidates": [{"content": {"role": "model", "parts": found}, "finishReason": finish, "index": 0}],
        "usageMetadata": {"promptTokenCount": 15, "candidatesTokenCount": 96, "totalTokenCount": 111},
        "modelVersion": "gemini-3.8-flash-tts",
    }


def speak(
    answer: Answer, out: Path, request: SpeechRequest = REQUEST, ledger: MemoryLedger | None = None, **settings: Any
) -> Speech:
    async def run() -> Speech:
        async with session(answer, ledger) as opened:
            return await GeminiSpeechProvider(opened, config(**settings)).speak(request, out)

    return asyncio.run(run())


def answers(body: Any, status: int = 200) -> Answer:
    return lambda _request: httpx.Response(status, json=body)


def duration(path: Path) -> float:
    with wave.open(str(path)) as track:
        assert (track.getnchannels(), track.getsampwidth()) == (1, 2)
        return float(track.getnframes() / track.getframerate())


@pytest.mark.parametrize(
    "parts",
    [
        [("audio/wav", wav(SOUND))],
        [("", wav(SOUND))],
        [("audio/wav", wav(SOUND, endless=True))],
        [("audio/wav", wav(SOUND, channels=2))],
        [("audio/L16;codec=pcm;rate=24000", pcm(SOUND))],
        [("AUDIO/l16; Rate=24000; Channels=1", pcm(SOUND))],
        [("audio/l16", pcm(SOUND))],
        [("audio/pcm;rate=48000", pcm(SOUND.repeat(2)))],
        [("audio/L16;rate=24000", pcm(SOUND[:40_000])), ("audio/L16;rate=24000", pcm(SOUND[40_000:]))],
    ],
)
def test_every_shape_of_sound_that_is_in_the_wild_is_taken(parts: list[tuple[str, bytes]], tmp_path: Path) -> None:
    speech = speak(answers(answer_with(*parts)), tmp_path / "out.wav")

    assert speech.duration == pytest.approx(len(SOUND) / RATE, abs=0.01)
    assert duration(tmp_path / "out.wav") == pytest.approx(speech.duration, abs=0.001)
    assert [sentence.text for sentence in speech.sentences] == list(SENTENCES)
    assert [word.text for word in speech.words] == TEXT.split()


def test_the_pause_between_two_sentences_is_found_in_the_sound(tmp_path: Path) -> None:
    first, second = speak(answers(answer_with(("audio/wav", wav(SOUND)))), tmp_path / "out.wav").sentences
    pause_at = len(spoken(SENTENCES[:1])) / RATE

    assert first.end == pytest.approx(pause_at, abs=0.06)
    assert second.start == pytest.approx(pause_at + PAUSE, abs=0.06)


@pytest.mark.parametrize(
    "body",
    [
        refused_output("OTHER"),
        {"candidates": [{"finishReason": "STOP"}]},
        {"candidates": []},
        answer_with(),
        answer_with(("audio/wav", b"")),
        answer_with(("audio/wav", b"RIFF\x00\x00\x00\x00WAVE")),
        answer_with(("audio/mpeg", b"\xff\xfb" * 500)),
        answer_with(("audio/l16;rate=24000", pcm(SOUND * 0))),
        answer_with(("audio/l16;rate=24000", pcm(SOUND[:6_000]))),
        answer_with(("audio/wav", wav(SOUND)), finish="OTHER"),
        {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "audio/wav", "data": "no base64!"}}]}}]},
        {"candidates": [{"content": {"parts": [{"text": "Here is your audio."}]}, "finishReason": "STOP"}]},
    ],
)
def test_an_answer_without_the_whole_sound_is_invalid_and_leaves_no_file(body: Any, tmp_path: Path) -> None:
    with pytest.raises(ProviderError) as caught:
        speak(answers(body), tmp_path / "out.wav")

    assert caught.value.code == "TTS_INVALID_AUDIO"
    assert list(tmp_path.iterdir()) == []


TOO_MANY_TOKENS = "The input token count (9000) exceeds the maximum number of tokens allowed (8192)."


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, answer_with(("audio/wav", wav(SOUND)), finish="MAX_TOKENS"), "TTS_TEXT_TOO_LONG"),
        (400, error(400, "INVALID_ARGUMENT", TOO_MANY_TOKENS), "TTS_TEXT_TOO_LONG"),
        (404, error(404, "NOT_FOUND", "models/x is not found"), "TTS_MODEL_RETIRED"),
        (400, error(400, "INVALID_ARGUMENT", "Model tried to generate text, but …"), "TTS_INVALID_AUDIO"),
        (500, error(500, "INTERNAL", "Model tried to generate text, but …"), "TTS_INVALID_AUDIO"),
        (400, error(400, "INVALID_ARGUMENT", "Voice name Bob is not supported."), "TTS_VOICE_NOT_FOUND"),
        (400, error(400, "INVALID_ARGUMENT", "temperature is not allowed"), "GEMINI_INVALID_REQUEST"),
        (
            400,
            error(400, "INVALID_ARGUMENT", "API key not valid.", reason("API_KEY_INVALID")),
            "GEMINI_INVALID_API_KEY",
        ),
        (429, error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted"), "GEMINI_RATE_LIMIT"),
        (500, error(500, "INTERNAL", "An internal error has occurred."), "GEMINI_SERVER_ERROR"),
        (200, blocked("PROHIBITED_CONTENT"), "GEMINI_CONTENT_POLICY"),
        (200, refused_output("SAFETY"), "GEMINI_CONTENT_POLICY"),
    ],
)
def test_what_fails_has_the_code_of_speech_where_it_means_more(
    status: int, body: Any, code: str, tmp_path: Path
) -> None:
    with pytest.raises(ProviderError) as caught:
        speak(answers(body, status), tmp_path / "out.wav")

    assert caught.value.code == code


def asked(request: SpeechRequest, tmp_path: Path, **settings: Any) -> dict[str, Any]:
    seen: list[dict[str, Any]] = []

    def answer(sent: httpx.Request) -> httpx.Response:
        assert sent.url.path == "/v1beta/models/gemini-3.8-flash-tts:generateContent"
        seen.append(json.loads(sent.content))
        return httpx.Response(200, json=answer_with(("audio/wav", wav(SOUND))))

    speak(answer, tmp_path / "out.wav", request, **settings)
    return seen[0]


def test_the_text_is_sent_word_for_word_and_nothing_that_speech_models_reject(tmp_path: Path) -> None:
    assert asked(REQUEST, tmp_path) == {
        "contents": [{"role": "user", "parts": [{"text": TEXT}]}],
        "generationConfig": {
            "responseModalities": ["AUDIO"],
            "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}},
        },
    }


def test_voice_style_and_language_are_sent_when_they_are_set(tmp_path: Path) -> None:
    request = SpeechRequest(text=TEXT, language="en-GB", voice="puck")
    body = asked(request, tmp_path, speech_style="calm", speech_language="send")
    other = asked(SpeechRequest(text=TEXT, language="en", voice="library-voice-7"), tmp_path)

    assert body["contents"][0]["parts"][0]["speechMetadata"] == {"style": "calm"}
    assert body["generationConfig"]["speechConfig"] == {
        "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Puck"}},
        "languageCode": "en-GB",
    }
    assert other["generationConfig"]["speechConfig"]["voiceConfig"] == {"voice": "library-voice-7"}


def test_a_call_is_charged_by_its_tokens(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    speak(answers(answer_with(("audio/wav", wav(SOUND)))), tmp_path / "out.wav", ledger=ledger)

    assert ledger.intents[0].subject == "scene 3"
    assert TEXT not in str(ledger.intents[0].request)
    assert ledger.outcomes[1].cost_usd * 1e6 in (
        pytest.approx(15 * 0.5 + 96 * 9),
        pytest.approx(15 * 1.0 + 96 * 18),
    )


def test_a_long_narration_is_spoken_in_pieces_and_a_paid_piece_is_not_asked_for_again(tmp_path: Path) -> None:
    asked_for: list[str] = []

    async def run() -> Speech:
        async with session(answer) as opened:
            provider = GeminiSpeechProvider(opened, config(speech_longest=2.5))
            with pytest.raises(ProviderError):
                await provider.speak(REQUEST, tmp_path / "out.wav")
            return await provider.speak(REQUEST, tmp_path / "out.wav")

    def answer(request: httpx.Request) -> httpx.Response:
        text = json.loads(request.content)["contents"][0]["parts"][0]["text"]
        asked_for.append(text)
        if asked_for.count(SENTENCES[1]) == 1 and text == SENTENCES[1]:
            return httpx.Response(503, json=error(503, "UNAVAILABLE", "overloaded"))
        return httpx.Response(200, json=answer_with(("audio/wav", wav(spoken([text])))))

    speech = asyncio.run(run())

    assert asked_for == [SENTENCES[0], SENTENCES[1], SENTENCES[1]]
    assert [word.text for word in speech.words] == TEXT.split()
    assert speech.sentences[1].start - speech.sentences[0].end == pytest.approx(0.3, abs=0.15)
    assert duration(tmp_path / "out.wav") == pytest.approx(speech.duration, abs=0.001)


def test_a_text_without_words_is_refused_before_it_is_paid_for(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    with pytest.raises(InvalidInput) as caught:
        speak(answers({}), tmp_path / "out.wav", SpeechRequest(text="🌊 …", language="en", voice=None), ledger)

    assert caught.value.code == "SPEECH_EMPTY"
    assert ledger.intents == []


def test_the_fingerprint_names_the_voice_and_says_that_times_are_estimated() -> None:
    async def run() -> tuple[dict[str, object], dict[str, object]]:
        async with session(answers({})) as opened:
            provider = GeminiSpeechProvider(opened, config())
            return provider.fingerprint(), provider.fingerprint("Puck")

    own, other = asyncio.run(run())

    assert own["voice"] == "Kore"
    assert other["voice"] == "Puck"
    assert own["word_times"] == "estimated"
