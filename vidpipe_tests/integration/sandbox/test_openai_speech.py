"""The simulator of OpenAI speech keeps its contract: formats, events, limits, money, and the models' last day."""

from __future__ import annotations

import base64
import io
import json
import wave
from datetime import timedelta
from typing import Any

import av
import httpx
import pytest

from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.openai_speech import OpenAISpeech
from vidpipe.sandbox.openai_speech.body import FORMATS, MODELS, VOICES
from vidpipe.sandbox.sound_formats import ENDLESS
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm

KEY = KEYS["openai"]
AUTH = {"Authorization": f"Bearer {KEY}"}
ADMIN = {"Authorization": "Bearer sk-admin-sandbox-0123456789"}
SPEECH = "/openai/v1/audio/speech"
GOOD = {"model": "gpt-4o-mini-tts", "voice": "coral", "input": "The moon pulls the sea."}


def speak(sandbox: httpx.Client, **rest: Any) -> httpx.Response:
    body = {name: value for name, value in {**GOOD, **rest}.items() if value is not None}
    return sandbox.post(SPEECH, headers={**AUTH, "Content-Type": "application/json"}, content=json.dumps(body))


def account(sandbox: httpx.Client, **values: Any) -> None:
    answer = sandbox.post("/__sandbox__/accounts", json={"provider": "openai", "key": KEY, **values})
    assert answer.status_code == 200


def charged(world: World) -> float:
    return sum(entry.charge_usd for entry in world.journal.entries(provider="openai"))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_what_it_says(sandbox: httpx.Client, name: str) -> None:
    answer = speak(sandbox, response_format=name)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FORMATS[name].media_type
    assert answer.headers["transfer-encoding"] == "chunked"
    assert answer.headers["x-request-id"]
    if name == "pcm":
        assert 1 < len(answer.content) / 2 / 24_000 < 3
        return
    with av.open(io.BytesIO(answer.content), "r") as container:
        frames = list(container.decode(audio=0))
    assert 1 < sum(frame.samples / frame.sample_rate for frame in frames) < 3
    assert frames[0].sample_rate == (48_000 if name == "opus" else 24_000)


def test_mp3_is_the_default(sandbox: httpx.Client) -> None:
    assert speak(sandbox).headers["content-type"] == "audio/mpeg"


def test_a_wav_has_the_endless_sizes_of_a_stream(sandbox: httpx.Client) -> None:
    content = speak(sandbox, response_format="wav").content
    assert content[:4] == b"RIFF"
    assert int.from_bytes(content[4:8], "little") == int.from_bytes(content[40:44], "little") == ENDLESS
    rest = content[:4] + (len(content) - 8).to_bytes(4, "little") + content[8:40]
    with wave.open(io.BytesIO(rest + (len(content) - 44).to_bytes(4, "little") + content[44:])) as track:
        assert (track.getframerate(), track.getsampwidth(), track.getnchannels()) == (24_000, 2, 1)
        assert 1 < track.getnframes() / 24_000 < 3


def test_events_carry_the_same_sound_and_end_with_the_usage(sandbox: httpx.Client) -> None:
    answer = speak(sandbox, stream_format="sse", response_format="pcm")
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(line.removeprefix("data: ")) for line in answer.text.split("\n\n") if line]
    sound = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    assert sound == speak(sandbox, response_format="pcm").content
    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"}
    usage = events[-1]["usage"]
    assert events[-1]["type"] == "speech.audio.done"
    assert usage["input_tokens"] + usage["output_tokens"] == usage["total_tokens"]


@pytest.mark.parametrize("model", MODELS)
def test_every_model_speaks(sandbox: httpx.Client, model: str) -> None:
    assert speak(sandbox, model=model, instructions="Calm documentary tone").status_code == 200


@pytest.mark.parametrize("voice", [*VOICES, {"id": "voice_123"}])
def test_every_voice_speaks(sandbox: httpx.Client, voice: object) -> None:
    assert speak(sandbox, voice=voice, input="Hi").status_code == 200


@pytest.mark.parametrize(
    ("rest", "status", "code", "param"),
    [
        ({"model": None}, 400, "missing_required_parameter", "model"),
        ({"model": "tts-9"}, 404, "model_not_found", "model"),
        ({"input": None}, 400, "missing_required_parameter", "input"),
        ({"input": ""}, 400, "invalid_value", "input"),
        ({"input": 7}, 400, "invalid_type", "input"),
        ({"input": "\ud800"}, 400, "invalid_value", "input"),
        ({"input": "a" * 4_097}, 400, "string_above_max_length", "input"),
        ({"instructions": "a" * 4_097}, 400, "string_above_max_length", "instructions"),
        ({"voice": None}, 400, "missing_required_parameter", "voice"),
        ({"voice": "nobody"}, 400, "invalid_value", "voice"),
        ({"voice": {"id": "other"}}, 400, "invalid_value", "voice"),
        ({"voice": "marin", "model": "tts-1"}, 400, "invalid_value", "voice"),
        ({"response_format": "ogg"}, 400, "invalid_value", "response_format"),
        ({"speed": 0.2}, 400, "invalid_value", "speed"),
        ({"speed": 4.1}, 400, "invalid_value", "speed"),
        ({"speed": "fast"}, 400, "invalid_type", "speed"),
        ({"stream_format": "websocket"}, 400, "invalid_value", "stream_format"),
        ({"stream_format": "sse", "model": "tts-1-hd"}, 400, "invalid_value", "stream_format"),
    ],
)
def test_a_bad_field_is_named_and_costs_nothing(
    sandbox: httpx.Client, world: World, rest: dict[str, Any], status: int, code: str, param: str
) -> None:
    answer = speak(sandbox, **rest)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["code"], error["param"]) == ("invalid_request_error", code, param)
    assert charged(world) == 0


@pytest.mark.parametrize("content", [b"{input", b"[]", b""])
def test_a_body_that_is_no_object_is_400(sandbox: httpx.Client, content: bytes) -> None:
    answer = sandbox.post(SPEECH, headers=AUTH, content=content)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_4096_characters_are_taken(sandbox: httpx.Client) -> None:
    assert speak(sandbox, input="Hi" + " " * 4_094).status_code == 200


@pytest.mark.parametrize(("model", "usd"), [("tts-1", 15e-6), ("tts-1-hd", 30e-6)])
def test_old_models_cost_by_the_character(sandbox: httpx.Client, world: World, model: str, usd: float) -> None:
    speak(sandbox, model=model)
    assert charged(world) == pytest.approx(len(GOOD["input"]) * usd)


def test_the_newer_model_costs_a_cent_and_a_half_a_minute(sandbox: httpx.Client, world: World) -> None:
    length = len(speak(sandbox, response_format="pcm").content) / 2 / 24_000
    assert charged(world) == pytest.approx(length / 60 * 0.015, rel=0.1)


def test_the_balance_runs_out_with_429_and_no_retry_after(sandbox: httpx.Client) -> None:
    account(sandbox, balance_usd=1e-6)
    assert speak(sandbox).status_code == 200
    answer = speak(sandbox)
    assert answer.status_code == 429
    assert answer.json()["error"]["type"] == "insufficient_quota"
    assert answer.json()["error"]["code"] == "credit_balance_exhausted"
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize(("limit", "value"), [("requests_per_minute", 1), ("tokens_per_minute", 6)])
def test_too_many_requests_or_tokens_a_minute_are_429(
    sandbox: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    moment = world.now()
    monkeypatch.setattr(world, "now", lambda: moment)
    account(sandbox, **{limit: value})
    answer = speak(sandbox)
    name = limit.split("_")[0]
    assert answer.headers[f"x-ratelimit-limit-{name}"] == str(value)
    assert answer.headers[f"x-ratelimit-remaining-{name}"] == "0"
    assert answer.headers[f"x-ratelimit-reset-{name}"] == "1m0s"
    answer = speak(sandbox)
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "rate_limit_exceeded")
    assert (answer.headers["retry-after"], answer.headers["retry-after-ms"]) == ("60", "60000")
    monkeypatch.setattr(world, "now", lambda: moment + timedelta(seconds=60))
    assert speak(sandbox).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": KEY}, {"Authorization": "Bearer sk-invalid-sandbox-012345"}])
def test_without_a_good_key_everything_is_401(sandbox: httpx.Client, headers: dict[str, str]) -> None:
    for method, path in (("POST", "audio/speech"), ("GET", "models"), ("GET", "organization/costs"), ("GET", "no")):
        answer = sandbox.request(method, f"/openai/v1/{path}", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "invalid_api_key"
        assert "sk-invalid-sandbox-012345" not in answer.text


def test_from_their_last_day_on_the_models_are_gone(sandbox: httpx.Client, world: World) -> None:
    models = sandbox.get("/openai/v1/models", headers=AUTH).json()["data"]
    assert {model["id"]: model["shutdown_date"] for model in models} == dict.fromkeys(MODELS, "2027-01-06")
    tomorrow = (world.now() + timedelta(days=1)).date().isoformat()
    account(sandbox, shutdown=tomorrow)
    assert sandbox.get("/openai/v1/models/tts-1", headers=AUTH).json()["id"] == "tts-1"
    assert speak(sandbox).status_code == 200
    world.advance(86_400)
    answer = speak(sandbox)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")
    assert sandbox.get("/openai/v1/models/tts-1", headers=AUTH).status_code == 404
    assert sandbox.get("/openai/v1/models", headers=AUTH).json()["data"] == []


def test_admin_keys_read_use_and_costs_in_buckets(sandbox: httpx.Client, world: World) -> None:
    speak(sandbox, model="tts-1")
    speak(sandbox, model="tts-1")
    query = {"start_time": str(int(world.now().timestamp()) - 3_600), "bucket_width": "1d"}
    path = "/openai/v1/organization/usage/audio_speeches"
    usage = sandbox.get(path, headers=ADMIN, params=query).json()
    results = [result for bucket in usage["data"] for result in bucket["results"]]
    assert sum(result["characters"] for result in results) == 2 * len(GOOD["input"])
    assert sum(result["num_model_requests"] for result in results) == 2
    assert usage["has_more"] is False
    costs = sandbox.get("/openai/v1/organization/costs", headers=ADMIN, params=query).json()
    amounts = [result["amount"] for bucket in costs["data"] for result in bucket["results"]]
    assert sum(amount["value"] for amount in amounts) == pytest.approx(charged(world))
    assert sandbox.get(path, headers=AUTH, params=query).status_code == 403
    assert sandbox.get(path, headers=ADMIN).status_code == 400
    assert sandbox.get(path, headers=ADMIN, params={**query, "bucket_width": "1y"}).status_code == 400


def test_long_spans_of_use_come_in_pages(sandbox: httpx.Client, world: World) -> None:
    query = {"start_time": str(int(world.now().timestamp()) - 20 * 86_400)}
    starts: list[int] = []
    while True:
        page = sandbox.get("/openai/v1/organization/costs", headers=ADMIN, params=query).json()
        starts += [bucket["start_time"] for bucket in page["data"]]
        if not page["has_more"]:
            break
        query["page"] = page["next_page"]
    assert len(starts) >= 21
    assert starts == list(range(starts[0], starts[-1] + 1, 86_400))


def test_an_unknown_path_is_404(sandbox: httpx.Client) -> None:
    answer = sandbox.get("/openai/v1/nothing", headers=AUTH)
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "Invalid URL (GET /v1/nothing)"


DOCUMENTED = {
    "quota_exceeded": (429, "insufficient_quota", "credit_balance_exhausted"),
    "quota_exceeded_2": (429, "insufficient_quota", "organization_spend_limit_exceeded"),
    "quota_exceeded_3": (429, "insufficient_quota", "project_spend_limit_exceeded"),
    "quota_exceeded_4": (429, "insufficient_quota", "organization_usage_limit_exceeded"),
    "quota_exceeded_5": (429, "insufficient_quota", "insufficient_quota"),
    "invalid_api_key": (401, "invalid_request_error", "invalid_api_key"),
    "permission_denied": (403, "request_forbidden", "unsupported_country_region_territory"),
    "permission_denied_2": (403, "invalid_request_error", None),
    "text_too_long": (400, "invalid_request_error", "string_above_max_length"),
    "invalid_request": (400, "invalid_request_error", "invalid_value"),
    "model_retired": (404, "invalid_request_error", "model_not_found"),
    "rate_limit": (429, "requests", "rate_limit_exceeded"),
    "rate_limit_2": (429, "requests", "slow_down"),
    "server_error": (500, "server_error", None),
    "server_error_2": (503, "server_error", "overloaded"),
    "server_error_3": (500, "server_error", None),
}


def test_every_fault_is_tested() -> None:
    assert set(OpenAISpeech().faults) == {*DOCUMENTED, "invalid_audio", "invalid_audio_2"}


@pytest.mark.parametrize("fault", DOCUMENTED)
def test_a_documented_error_has_its_status_type_and_code(sandbox: httpx.Client, arm: Arm, fault: str) -> None:
    arm("openai", fault)
    answer = speak(sandbox)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == DOCUMENTED[fault]
    assert answer.headers.get("retry-after") == ("2" if fault == "rate_limit" else None)
    assert answer.headers.get("retry-after-ms") == ("1500" if fault == "rate_limit" else None)
    assert answer.headers.get("x-should-retry") == ("false" if fault == "server_error_3" else None)


@pytest.mark.parametrize(("fault", "content"), [("invalid_audio", b"ID3"), ("invalid_audio_2", b'{"status": "ok"}')])
def test_sound_may_be_none(sandbox: httpx.Client, arm: Arm, fault: str, content: bytes) -> None:
    arm("openai", fault)
    answer = speak(sandbox)
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "audio/mpeg", content)
