from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.models import Speech
from vidpipe.providers.base import SpeechRequest
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.model_end import ended
from vidpipe.providers.openai.speech import OpenAISpeechProvider
from vidpipe_tests.unit.providers.openai.bodies import KEY, config, error, session
from vidpipe_tests.unit.providers.recordings import RATE, pcm, spoken, wav

SENTENCES = ("The moon pulls the sea.", "The sea answers twice each day.")
TEXT = " ".join(SENTENCES)
SOUND = spoken(SENTENCES)
REQUEST = SpeechRequest(text=TEXT, language="en", voice=None, scene=3)
BEFORE, AFTER = date(2026, 11, 21), date(2027, 1, 6)
KOKORO = "http://127.0.0.1:8880/v1"
Answer = Callable[[httpx.Request], httpx.Response]


def speak(
    answer: Answer,
    out: Path,
    request: SpeechRequest = REQUEST,
    ledger: MemoryLedger | None = None,
    today: date = BEFORE,
    **settings: Any,
) -> Speech:
    async def run() -> Speech:
        async with session(answer, ledger) as opened:
            provider = OpenAISpeechProvider(opened, config(**settings), today=lambda: today)
            return await provider.speak(request, out)

    return asyncio.run(run())


def answers(content: bytes, status: int = 200) -> Answer:
    return lambda _request: httpx.Response(
        status, content=content, headers={"content-type": "application/octet-stream"}
    )


@pytest.mark.parametrize(
    ("content", "form"),
    [(wav(SOUND), "wav"), (wav(SOUND, endless=True), "wav"), (wav(SOUND, channels=2), "flac"), (pcm(SOUND), "pcm")],
)
def test_the_sound_is_taken_whatever_its_header_says(content: bytes, form: str, tmp_path: Path) -> None:
    speech = speak(answers(content), tmp_path / "out.wav", speech_format=form)

    assert speech.duration == pytest.approx(len(SOUND) / RATE, abs=0.01)
    assert [sentence.text for sentence in speech.sentences] == list(SENTENCES)
    assert (tmp_path / "out.wav").read_bytes()[:4] == b"RIFF"


def asked(tmp_path: Path, request: SpeechRequest = REQUEST, **settings: Any) -> httpx.Request:
    seen: list[httpx.Request] = []

    def answer(sent: httpx.Request) -> httpx.Response:
        seen.append(sent)
        return httpx.Response(200, content=wav(SOUND))

    speak(answer, tmp_path / "out.wav", request, **settings)
    return seen[0]


def test_the_request_is_what_openai_documents(tmp_path: Path) -> None:
    request = asked(tmp_path, speech_instructions="Calm", speech_speed=1.1)

    assert str(request.url) == "https://api.openai.com/v1/audio/speech"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert json.loads(request.content) == {
        "model": "gpt-4o-mini-tts",
        "input": TEXT,
        "voice": "coral",
        "response_format": "wav",
        "instructions": "Calm",
        "speed": 1.1,
    }


def test_older_models_get_no_instructions_and_own_voices_are_named_by_id(tmp_path: Path) -> None:
    body = json.loads(asked(tmp_path, speech_model="tts-1", speech_instructions="Calm").content)
    own = json.loads(asked(tmp_path, SpeechRequest(text=TEXT, language="en", voice="voice_123")).content)

    assert "instructions" not in body
    assert own["voice"] == {"id": "voice_123"}


def test_another_speech_server_gets_its_own_key_and_costs_nothing(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    request = asked(tmp_path, ledger=ledger, speech_base_url=KOKORO, speech_model="tts-1", today=AFTER)
    keyed = asked(tmp_path, speech_base_url=KOKORO, speech_api_key="sk-other-server-000000")

    assert str(request.url) == f"{KOKORO}/audio/speech"
    assert "authorization" not in request.headers
    assert keyed.headers["authorization"] == "Bearer sk-other-server-000000"
    assert ledger.outcomes[1].cost_usd == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF", b'{"ok": true}', wav(SOUND * 0), wav(SOUND)[:-9_000], wav(SOUND[:6_000]), wav(SOUND.repeat(20))],
)
def test_what_is_no_sound_of_these_words_is_invalid(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ProviderError) as caught:
        speak(answers(content), tmp_path / "out.wav")

    assert caught.value.code == "TTS_INVALID_AUDIO"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("failure", "code"), [(httpx.ReadTimeout("slow"), "TTS_TIMEOUT"), (httpx.ReadError("cut"), "TTS_NETWORK_ERROR")]
)
def test_a_lost_answer_is_a_timeout_or_a_broken_line(failure: Exception, code: str, tmp_path: Path) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise failure

    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as caught:
        speak(answer, tmp_path / "out.wav", ledger=ledger)

    assert caught.value.code == code
    assert ledger.outcomes[1].charged == "unknown"


def test_an_error_of_the_wire_is_typed(tmp_path: Path) -> None:
    body = json.dumps(error("insufficient_quota", "credit_balance_exhausted")).encode()
    with pytest.raises(ProviderError) as caught:
        speak(answers(body, 429), tmp_path / "out.wav")

    assert caught.value.code == "TTS_QUOTA_EXCEEDED"


def test_a_narration_over_the_limit_is_spoken_in_pieces(tmp_path: Path) -> None:
    texts: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        texts.append(json.loads(request.content)["input"])
        return httpx.Response(200, content=wav(spoken([texts[-1]])))

    speech = speak(answer, tmp_path / "out.wav", speech_longest=40)

    assert texts == list(SENTENCES)
    assert [word.text for word in speech.words] == TEXT.split()


@pytest.mark.parametrize(("model", "millionths"), [("tts-1", 15 * len(TEXT)), ("gpt-4o-mini-tts", None)])
def test_a_call_costs_by_characters_or_by_minutes(model: str, millionths: float | None, tmp_path: Path) -> None:
    ledger = MemoryLedger()
    speak(answers(wav(SOUND)), tmp_path / "out.wav", ledger=ledger, speech_model=model)
    expected = millionths if millionths is not None else 15_000 * len(SOUND) / RATE / 60

    assert ledger.outcomes[1].cost_usd * 1e6 == pytest.approx(expected, rel=0.01)
    assert ledger.intents[0].estimated_usd > 0


def test_openais_models_are_not_asked_after_their_end(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as caught:
        speak(answers(wav(SOUND)), tmp_path / "out.wav", ledger=ledger, today=AFTER)

    assert caught.value.code == "TTS_MODEL_RETIRED"
    assert "2027-01-06" in caught.value.message
    assert ledger.intents == []


def test_the_end_of_a_model_is_a_problem_from_its_day_on() -> None:
    assert ended("openai", "tts-1", BEFORE) is None
    assert "ended on 2027-01-06" in str(ended("openai", "tts-1", AFTER))
    assert ended("openai", "model-nobody-knows", AFTER) is None


def test_problems_name_the_missing_key_and_the_ended_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIDPIPE_OPENAI_API_KEY", raising=False)

    async def problems(today: date, **settings: Any) -> list[str]:
        async with session(answers(b"")) as opened:
            return OpenAISpeechProvider(opened, config(api_key=None, **settings), today=lambda: today).problems()

    assert "VIDPIPE_OPENAI_API_KEY" in asyncio.run(problems(BEFORE))[0]
    assert "ended" in asyncio.run(problems(AFTER))[1]
    assert asyncio.run(problems(AFTER, speech_base_url=KOKORO)) == []
