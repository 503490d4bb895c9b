"""The simulator of Azure Speech keeps its contract: SSML, headers, formats, tiers, and errors that are bare."""

from __future__ import annotations

import io
import wave
from datetime import timedelta
from typing import Any

import av
import httpx
import pytest

from vidpipe.sandbox.azure import AzureSpeech
from vidpipe.sandbox.azure import service as azure
from vidpipe.sandbox.azure.offers import FORMATS
from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm

AUTH = {"Ocp-Apim-Subscription-Key": KEYS["azure"]}
WAV = "riff-24khz-16bit-mono-pcm"
SSML = '<speak version="1.0" xml:lang="en-US"><voice name="en-US-JennyNeural">The moon pulls the sea.</voice></speak>'


def inside(content: str) -> str:
    return f'<speak version="1.0" xml:lang="en-US">{content}</speak>'


def voice(content: str, name: str = "en-US-JennyNeural") -> str:
    return inside(f'<voice name="{name}">{content}</voice>')


def speak(
    sandbox: httpx.Client, ssml: str | bytes = SSML, output_format: str | None = WAV, **headers: str
) -> httpx.Response:
    sent = {**AUTH, "Content-Type": "application/ssml+xml", "User-Agent": "vidpipe", **headers}
    if output_format:
        sent["X-Microsoft-OutputFormat"] = output_format
    return sandbox.post("/azure/cognitiveservices/v1", headers=sent, content=ssml)


def seconds(answer: httpx.Response) -> float:
    assert answer.status_code == 200, answer.text
    with wave.open(io.BytesIO(answer.content)) as track:
        return float(track.getnframes() / track.getframerate())


def account(sandbox: httpx.Client, **values: Any) -> None:
    body = {"provider": "azure", "key": KEYS["azure"], **values}
    assert sandbox.post("/__sandbox__/accounts", json=body).status_code == 200


def test_ssml_is_spoken_as_it_is_written(sandbox: httpx.Client) -> None:
    plain = seconds(speak(sandbox, voice("Tom &amp; Jerry &lt;3")))
    assert seconds(speak(sandbox, voice("Tom &amp; Jerry &lt;3, and much more that takes its time"))) > plain + 1
    assert seconds(speak(sandbox, voice('Tom &amp; <break time="1500ms"/>Jerry &lt;3'))) > plain + 1.4
    assert speak(sandbox, voice("月亮拉動海水。", "zh-TW-HsiaoChenNeural")).status_code == 200


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_the_codec_and_rate_of_its_name(sandbox: httpx.Client, name: str) -> None:
    answer = speak(sandbox, output_format=name)
    assert answer.status_code == 200
    wanted = FORMATS[name]
    if wanted.codec == "pcm":
        assert 1 < len(answer.content) / 2 / wanted.rate < 3
        return
    with av.open(io.BytesIO(answer.content), "r") as container:
        decoded = next(container.decode(audio=0))
        # Opus always decodes to 48 kHz, whatever it was made from.
        assert decoded.sample_rate == (48_000 if wanted.codec == "opus" else wanted.rate)
        assert decoded.layout.nb_channels == 1


@pytest.mark.parametrize(
    ("ssml", "message"),
    [
        ("", "not well-formed"),
        ("The moon pulls the sea.", "not well-formed"),
        (voice("Tom & Jerry"), "not well-formed"),
        ("<voice name='en-US-JennyNeural'>Hi</voice>", "root element must be speak"),
        ("<speak xml:lang='en-US'><voice name='en-US-JennyNeural'>Hi</voice></speak>", "lacks version"),
        ("<speak version='1.0'><voice name='en-US-JennyNeural'>Hi</voice></speak>", "lacks xml:lang"),
        (inside("Hi"), "inside a voice element"),
        (inside(""), "nothing to speak"),
        (voice(" "), "nothing to speak"),
        (voice("Hi", "en-US-Nobody"), "Unsupported voice en-US-Nobody"),
        (inside("<voice>Hi</voice>"), "Unsupported voice"),
        (voice('Hi <voice name="en-US-GuyNeural">there</voice>'), "cannot be inside another"),
        (voice('Hi <break time="long"/> there'), "Invalid break time"),
        (inside('<voice name="en-US-GuyNeural">Hi</voice>' * 51), "More than 50"),
        ('<!DOCTYPE speak [<!ENTITY a "aaaa">]>' + voice("&a;"), "document type"),
    ],
)
def test_bad_ssml_is_400_in_plain_text(sandbox: httpx.Client, ssml: str, message: str) -> None:
    answer = speak(sandbox, ssml)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert message in answer.text


@pytest.mark.parametrize(
    ("output_format", "headers", "status"),
    [
        (None, {}, 400),
        ("riff-99khz", {}, 400),
        (WAV, {"User-Agent": ""}, 400),
        (WAV, {"User-Agent": "a" * 255}, 400),
        (WAV, {"User-Agent": "a" * 254}, 200),
        (WAV, {"Content-Type": "application/json"}, 415),
        (WAV, {"Content-Type": "application/ssml+xml; charset=utf-8"}, 200),
    ],
)
def test_the_three_headers_must_be_right(
    sandbox: httpx.Client, output_format: str | None, headers: dict[str, str], status: int
) -> None:
    assert speak(sandbox, output_format=output_format, **headers).status_code == status


@pytest.mark.parametrize("key", ["", "wrong", "sandbox-invalid"])
def test_a_wrong_key_is_a_bare_401(sandbox: httpx.Client, key: str) -> None:
    headers = {"Ocp-Apim-Subscription-Key": key}
    answers = [
        speak(sandbox, **headers),
        sandbox.get("/azure/cognitiveservices/voices/list", headers=headers),
        sandbox.post("/azure/sts/v1.0/issueToken", headers=headers),
    ]
    assert [(answer.status_code, answer.content) for answer in answers] == [(401, b"")] * 3


def test_a_token_stands_for_the_key_for_ten_minutes(sandbox: httpx.Client, world: World) -> None:
    token = sandbox.post("/azure/sts/v1.0/issueToken", headers=AUTH).text
    headers = {"Authorization": f"Bearer {token}"}
    path = "/azure/cognitiveservices/voices/list"
    assert sandbox.get(path, headers=headers).status_code == 200
    world.advance(azure.TOKEN_SECONDS)
    assert sandbox.get(path, headers=headers).status_code == 401
    assert sandbox.get(path, headers={"Authorization": "Bearer sandbox"}).status_code == 401


def test_voices_are_listed(sandbox: httpx.Client) -> None:
    voices = sandbox.get("/azure/cognitiveservices/voices/list", headers=AUTH).json()
    jenny = next(voice for voice in voices if voice["ShortName"] == "en-US-JennyNeural")
    documented = {"ShortName", "Locale", "Gender", "SampleRateHertz", "VoiceType", "Status", "StyleList"}
    assert documented | {"WordsPerMinute"} <= set(jenny)
    assert (jenny["Locale"], jenny["Gender"], jenny["SampleRateHertz"]) == ("en-US", "Female", "24000")


@pytest.mark.parametrize(("tier", "most", "window"), [("F0", 20, 60), ("S0", 200, 1)])
def test_each_tier_has_its_pace(
    sandbox: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch, tier: str, most: int, window: int
) -> None:
    moment = world.now()
    monkeypatch.setattr(world, "now", lambda: moment)
    account(sandbox, tier=tier)
    world.meter.add(f"azure:{KEYS['azure']}", most)
    answer = speak(sandbox)
    assert (answer.status_code, answer.content) == (429, b"")
    monkeypatch.setattr(world, "now", lambda: moment + timedelta(seconds=window))
    assert speak(sandbox).status_code == 200


def test_the_free_tiers_characters_run_out_with_403(sandbox: httpx.Client) -> None:
    account(sandbox, tier="F0", free_characters=30)
    assert speak(sandbox).status_code == 200
    assert speak(sandbox).status_code == 403
    account(sandbox, tier="S0")
    assert speak(sandbox).status_code == 200


def test_the_sound_is_cut_at_its_longest_without_an_error(
    sandbox: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert azure.LONGEST_SOUND == 600
    monkeypatch.setattr(azure, "LONGEST_SOUND", 1)
    assert seconds(speak(sandbox)) == 1


def test_an_unknown_path_is_a_bare_404(sandbox: httpx.Client) -> None:
    answer = sandbox.get("/azure/cognitiveservices/nothing", headers=AUTH)
    assert (answer.status_code, answer.content) == (404, b"")


DOCUMENTED = {
    "quota_exceeded": (403, ""),
    "quota_exceeded_2": (403, "Quota Exceeded"),
    "invalid_api_key": (401, ""),
    "invalid_api_key_2": (401, "Access denied due to invalid subscription key."),
    "invalid_request": (400, ""),
    "invalid_request_2": (400, "Unsupported voice nobody."),
    "invalid_request_3": (415, ""),
    "rate_limit": (429, ""),
    "rate_limit_2": (429, "Too Many Requests"),
    "server_error": (502, ""),
    "server_error_2": (503, "Service Unavailable"),
}


def test_every_fault_is_tested() -> None:
    assert set(AzureSpeech().faults) == set(DOCUMENTED)


@pytest.mark.parametrize("fault", DOCUMENTED)
def test_a_documented_error_has_its_status_and_text(sandbox: httpx.Client, arm: Arm, fault: str) -> None:
    arm("azure", fault)
    answer = speak(sandbox)
    assert (answer.status_code, answer.text) == DOCUMENTED[fault]
    assert answer.headers.get("retry-after") == ("1" if fault == "rate_limit_2" else None)
