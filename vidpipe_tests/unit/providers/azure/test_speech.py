from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import numpy as np
import pytest

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.models import Quota, Speech
from vidpipe.providers import SpeechRequest
from vidpipe.providers.azure.config import Config
from vidpipe.providers.azure.probe import probe
from vidpipe.providers.azure.speech import AzureSpeechProvider
from vidpipe.providers.azure.ssml import ssml
from vidpipe.providers.azure.voices import choose_voice
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session

KEY = "0123456789abcdef0123456789abcdef"
RATE = 16_000


def config(**changes: Any) -> Config:
    return Config(_env_file=None, **{"api_key": KEY, "region": "westeurope", **changes})


def sound(seconds: float = 1.0) -> bytes:
    samples = np.random.default_rng(0).normal(0, 0.1, round(seconds * RATE))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((samples * 32767).clip(-32767, 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def speak(
    answering: Callable[[httpx.Request], httpx.Response],
    out: Path,
    text: str = "The moon pulls the sea.",
    *,
    language: str = "en",
    voice: str | None = None,
    ledger: MemoryLedger | None = None,
    **settings: Any,
) -> Speech:
    async def run() -> Speech:
        async with Session(ledger, transport=httpx.MockTransport(answering)) as session:
            provider = AzureSpeechProvider(session, config(**settings))
            return await provider.speak(SpeechRequest(text=text, language=language, voice=voice, scene=2), out)

    return asyncio.run(run())


def said(document: bytes) -> str:
    return "".join(ElementTree.fromstring(document).itertext())  # noqa: S314 - our own document


def test_speech_is_written_and_its_words_found_in_the_sound(tmp_path: Path) -> None:
    sent: list[httpx.Request] = []
    ledger = MemoryLedger()

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, content=sound(1.5), headers={"X-RequestId": "r1"})

    speech = speak(answer, tmp_path / "a.wav", ledger=ledger, rate="+10%")
    [request] = sent
    assert str(request.url) == "https://westeurope.tts.speech.microsoft.com/cognitiveservices/v1"
    assert request.headers["ocp-apim-subscription-key"] == KEY
    assert request.headers["content-type"] == "application/ssml+xml"
    assert request.headers["x-microsoft-outputformat"] == "riff-48khz-16bit-mono-pcm"
    assert request.headers["user-agent"] == "vidpipe"
    assert b'xml:lang="en-US"' in request.content
    assert b'<voice name="en-US-JennyNeural"><prosody rate="+10%">' in request.content
    assert said(request.content) == "The moon pulls the sea."
    assert speech.duration == pytest.approx(1.5)
    assert [word.text for word in speech.words] == ["The", "moon", "pulls", "the", "sea."]
    begins = [word.start for word in speech.words]
    assert begins == sorted(set(begins))
    assert speech.words[-1].end == pytest.approx(1.5, abs=0.02)
    assert (ledger.intents[0].subject, ledger.intents[0].units) == ("scene 2", 23)
    assert ledger.outcomes[1].charged == "yes"


@pytest.mark.parametrize(
    "text", ['A < B & "C" </voice> ]]> 🍵', "茶很好。", "tab\tand\x00control\x0b\x1b", "&amp; stays"]
)
def test_no_text_is_taken_for_markup_or_breaks_the_document(text: str) -> None:
    allowed = "".join(" " if character in "\x00\x0b\x1b" else character for character in text)
    assert said(ssml(text, "en-US-JennyNeural", "")) == allowed


def test_a_narration_that_would_reach_ten_minutes_is_spoken_in_pieces(tmp_path: Path) -> None:
    sent: list[str] = []
    seconds: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(said(request.content))
        seconds.append(0.22 * len(sent[-1]))
        return httpx.Response(200, content=sound(seconds[-1]))

    text = "".join(f"第{number}句話說的是茶和水的故事。" for number in range(200))
    speech = speak(answer, tmp_path / "a.wav", text, language="zh-TW")
    assert len(sent) > 1
    assert "".join(sent) == text
    assert "".join(word.text for word in speech.words) == text
    assert speech.words[-1].end <= speech.duration == pytest.approx(sum(seconds) + 0.3 * (len(sent) - 1), abs=0.1)


def test_a_recording_that_broke_off_is_not_taken(tmp_path: Path) -> None:
    text = "The moon pulls the sea, and the sea follows. " * 20
    with pytest.raises(ProviderError, match="seconds long") as raised:
        speak(lambda _: httpx.Response(200, content=sound(2.0)), tmp_path / "a.wav", text)
    assert raised.value.code == "TTS_INVALID_AUDIO"


def test_a_slow_pace_makes_smaller_pieces() -> None:
    assert (config(rate="-50%").pace, config(rate="+10%").pace, config().pace) == (0.5, 1.1, 1.0)


def test_sound_that_reaches_ten_minutes_was_cut(tmp_path: Path) -> None:
    long = b"\x10\x20" * (RATE * 600)
    header = bytearray(sound(0.1)[:44])
    header[4:8] = header[40:44] = b"\xff\xff\xff\xff"
    with pytest.raises(ProviderError, match="ten minutes") as raised:
        speak(lambda _: httpx.Response(200, content=bytes(header) + long), tmp_path / "a.wav")
    assert raised.value.code == "TTS_TEXT_TOO_LONG"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, "Unsupported voice nobody.", "TTS_INVALID_REQUEST"),
        (401, "", "TTS_INVALID_API_KEY"),
        (403, "Quota Exceeded", "TTS_QUOTA_EXCEEDED"),
        (404, "", "TTS_INVALID_REQUEST"),
        (415, "", "TTS_INVALID_REQUEST"),
        (429, "", "TTS_RATE_LIMIT"),
        (502, "", "TTS_SERVER_ERROR"),
        (503, "Service Unavailable", "TTS_SERVER_ERROR"),
        (200, "", "TTS_INVALID_AUDIO"),
        (200, "<html>", "TTS_INVALID_AUDIO"),
    ],
)
def test_every_refusal_has_its_code(tmp_path: Path, status: int, body: str, code: str) -> None:
    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as raised:
        speak(
            lambda _: httpx.Response(status, text=body, headers={"retry-after": "1"}),
            tmp_path / "a.wav",
            ledger=ledger,
        )
    assert raised.value.code == code
    assert ledger.outcomes[1].charged == ("yes" if status == 200 else "no")
    if status != 200:
        assert raised.value.retry_after == 1
        assert raised.value.details["providerMessage"] == body
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("failure", "code"),
    [(httpx.ReadTimeout("slow"), "TTS_TIMEOUT"), (httpx.ConnectError("refused"), "TTS_NETWORK_ERROR")],
)
def test_lost_answers_are_typed(tmp_path: Path, failure: Exception, code: str) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(ProviderError) as raised:
        speak(fail, tmp_path / "a.wav")
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("named", "language", "voice"),
    [
        ("", "en", "en-US-JennyNeural"),
        ("", "en-GB", "en-GB-SoniaNeural"),
        ("", "zh-TW", "zh-TW-HsiaoChenNeural"),
        ("", "de-AT", "de-DE-KatjaNeural"),
        ("", "no", "nb-NO-PernilleNeural"),
        ("nb-NO-FinnNeural", "no", "nb-NO-FinnNeural"),
        ("en-US-AvaMultilingualNeural", "de", "en-US-AvaMultilingualNeural"),
    ],
)
def test_the_named_voice_speaks_or_else_the_languages_own(named: str, language: str, voice: str) -> None:
    assert choose_voice(named, language) == voice


@pytest.mark.parametrize(("named", "language"), [("", "tlh"), ("en-US-JennyNeural", "de")])
def test_a_language_that_no_voice_speaks_is_refused(named: str, language: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        choose_voice(named, language)
    assert raised.value.code == "LANGUAGE_NOT_SUPPORTED"


def test_key_and_region_are_both_needed_and_a_text_with_words(tmp_path: Path) -> None:
    assert "VIDPIPE_AZURE_REGION" in (config(region="").problem() or "")
    assert "VIDPIPE_AZURE_API_KEY" in (config(api_key=None, region="").problem() or "")
    assert config(region="", base_url="http://127.0.0.1:9/azure").problem() is None
    with pytest.raises(ProviderError, match="VIDPIPE_AZURE_REGION"):
        speak(lambda _: pytest.fail("sent"), tmp_path / "a.wav", region="")
    with pytest.raises(InvalidInput) as raised:
        speak(lambda _: pytest.fail("sent"), tmp_path / "a.wav", "🍵 …")
    assert raised.value.code == "SPEECH_EMPTY"


@pytest.mark.parametrize(
    ("reply", "voice", "code"),
    [
        (httpx.Response(200, json=[{"ShortName": "en-US-JennyNeural"}]), "", None),
        (httpx.Response(200, json=[{"ShortName": "en-US-JennyNeural"}]), "de-DE-KatjaNeural", "TTS_VOICE_NOT_FOUND"),
        (httpx.Response(200, json={}), "", "PROVIDER_RESPONSE_INVALID"),
        (httpx.Response(401), "", "TTS_INVALID_API_KEY"),
    ],
)
def test_the_probe_asks_for_the_voices(reply: httpx.Response, voice: str, code: str | None) -> None:
    async def run() -> list[Quota]:
        async with Session(transport=httpx.MockTransport(lambda _: reply)) as session:
            return await probe(session, config(voice=voice))

    if code is None:
        assert asyncio.run(run()) == []
        return
    with pytest.raises(ProviderError) as raised:
        asyncio.run(run())
    assert raised.value.code == code
