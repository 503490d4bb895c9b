"""The simulator of ElevenLabs keeps its contract: character times, three error shapes, credits, concurrency."""

from __future__ import annotations

import base64
import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import pairwise
from typing import Any

import av
import httpx
import pytest

from vidpipe.sandbox.elevenlabs import ElevenLabs
from vidpipe.sandbox.elevenlabs.offers import FORMATS
from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.media import Media, Spoken
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm

AUTH = {"xi-api-key": KEYS["elevenlabs"]}
VOICE = "JBFqnCBsd6RMkjVDRZzb"
SUBSCRIPTION = "/elevenlabs/v1/user/subscription"


def speak(
    sandbox: httpx.Client,
    text: object = "Hi sea",
    *,
    kind: str = "",
    voice: str = VOICE,
    query: dict[str, str] | None = None,
    **rest: Any,
) -> httpx.Response:
    body = {"text": text, **rest}
    return sandbox.post(f"/elevenlabs/v1/text-to-speech/{voice}{kind}", headers=AUTH, params=query, json=body)


def timed(sandbox: httpx.Client, text: str, **rest: Any) -> Any:
    answer = speak(sandbox, text, kind="/with-timestamps", **rest)
    assert answer.status_code == 200, answer.text
    return answer.json()


def account(sandbox: httpx.Client, **values: object) -> None:
    body = {"provider": "elevenlabs", "key": KEYS["elevenlabs"], **values}
    assert sandbox.post("/__sandbox__/accounts", json=body).status_code == 200


def credits_used(sandbox: httpx.Client) -> int:
    return int(sandbox.get(SUBSCRIPTION, headers=AUTH).json()["character_count"])


def seconds(sound: bytes) -> float:
    with av.open(io.BytesIO(sound), "r") as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


@pytest.mark.parametrize(
    "text",
    [
        "Hi sea",
        '  The moon — pulls\nthe sea, at 25 % of its strength.  It\'s "true".',
        "潮水退去，月亮升起。",
        "Wave 🌊👩‍👩‍👧 wave, naïve café.",
        "🌊",
    ],
)
def test_the_alignment_is_the_text_and_runs_through_the_sound(sandbox: httpx.Client, text: str) -> None:
    body = timed(sandbox, text)
    assert set(body) == {"audio_base64", "alignment", "normalized_alignment"}
    length = seconds(base64.b64decode(body["audio_base64"]))
    for arrays in (body["alignment"], body["normalized_alignment"]):
        starts, ends = arrays["character_start_times_seconds"], arrays["character_end_times_seconds"]
        assert len(arrays["characters"]) == len(starts) == len(ends)
        assert all(start <= end for start, end in zip(starts, ends, strict=True))
        assert all(earlier <= later for earlier, later in pairwise(starts))
        assert all(end <= length + 0.1 for end in ends)
    assert "".join(body["alignment"]["characters"]) == text


def test_a_character_is_heard_when_its_word_is(sandbox: httpx.Client, world: World) -> None:
    alignment = timed(sandbox, "Hi sea", query={"output_format": "wav_22050"})["alignment"]
    hi, sea = world.media.speak("Hi sea", voice=VOICE, rate=22_050).words
    assert alignment["character_start_times_seconds"][0] == pytest.approx(hi.start, abs=1e-3)
    assert alignment["character_end_times_seconds"][1] == pytest.approx(hi.end, abs=1e-3)
    assert alignment["character_start_times_seconds"][3] == pytest.approx(sea.start, abs=1e-3)
    assert alignment["character_end_times_seconds"][5] == pytest.approx(sea.end, abs=1e-3)


def test_the_normalized_alignment_spells_what_is_read_out(sandbox: httpx.Client) -> None:
    body = timed(sandbox, "At 25 % now")
    assert "percent" in "".join(body["normalized_alignment"]["characters"])
    body = timed(sandbox, "At 25 % now", apply_text_normalization="off")
    assert body["normalized_alignment"] == body["alignment"]


def test_one_voice_leaves_alignment_null(sandbox: httpx.Client) -> None:
    body = timed(sandbox, "Hi sea", voice="sandboxNullAlignment")
    assert (body["alignment"], body["normalized_alignment"]) == (None, None)
    assert body["audio_base64"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_the_codec_and_rate_of_its_name(sandbox: httpx.Client, name: str) -> None:
    account(sandbox, tier="pro")
    answer = speak(sandbox, query={"output_format": name})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("audio/")
    codec, rate = name.split("_")[:2]
    if codec in ("pcm", "ulaw", "alaw"):
        bytes_a_second = int(rate) * (2 if codec == "pcm" else 1)
        assert 0.4 < len(answer.content) / bytes_a_second < 3
        return
    with av.open(io.BytesIO(answer.content), "r") as container:
        stream = container.streams.audio[0]
        assert stream.rate == int(rate)
        assert stream.codec_context.name.startswith({"wav": "pcm_s16le"}.get(codec, codec))


def test_an_answer_tells_ids_cost_and_concurrency_in_headers(sandbox: httpx.Client) -> None:
    headers = speak(sandbox, "Hi sea").headers
    assert headers["character-cost"] == "6"
    assert headers["current-concurrent-requests"] == "1"
    assert headers["maximum-concurrent-requests"] == "5"
    for name in ("request-id", "history-item-id", "x-trace-id"):
        assert headers[name]
    unlogged = speak(sandbox, "Hi sea", query={"enable_logging": "false"}).headers
    assert "history-item-id" not in unlogged


def test_a_stream_is_the_same_sound_in_pieces(sandbox: httpx.Client) -> None:
    text = "The moon pulls the sea, and the sea follows it around the world."
    whole = speak(sandbox, text).content
    assert speak(sandbox, text, kind="/stream").content == whole
    answer = speak(sandbox, text, kind="/stream/with-timestamps")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len(lines) > 1
    assert b"".join(base64.b64decode(line["audio_base64"]) for line in lines) == whole
    assert "".join("".join(line["alignment"]["characters"]) for line in lines if line["alignment"]) == text


@pytest.mark.parametrize(
    ("body", "query", "loc"),
    [
        ({}, {}, ["body", "text"]),
        ({"text": ""}, {}, ["body", "text"]),
        ({"text": 7}, {}, ["body", "text"]),
        ({"text": "\ud800"}, {}, ["body", "text"]),
        ({"text": "Hi", "model_id": 7}, {}, ["body", "model_id"]),
        ({"text": "Hi", "seed": -1}, {}, ["body", "seed"]),
        ({"text": "Hi", "seed": 4_294_967_296}, {}, ["body", "seed"]),
        ({"text": "Hi", "seed": 1.5}, {}, ["body", "seed"]),
        ({"text": "Hi", "voice_settings": 1}, {}, ["body", "voice_settings"]),
        ({"text": "Hi", "voice_settings": {"stability": 1.1}}, {}, ["body", "voice_settings", "stability"]),
        (
            {"text": "Hi", "voice_settings": {"similarity_boost": -1}},
            {},
            ["body", "voice_settings", "similarity_boost"],
        ),
        ({"text": "Hi", "voice_settings": {"style": "much"}}, {}, ["body", "voice_settings", "style"]),
        ({"text": "Hi", "voice_settings": {"speed": 1.3}}, {}, ["body", "voice_settings", "speed"]),
        ({"text": "Hi", "voice_settings": {"clone_strength": 2}}, {}, ["body", "voice_settings", "clone_strength"]),
        (
            {"text": "Hi", "voice_settings": {"use_speaker_boost": 1}},
            {},
            ["body", "voice_settings", "use_speaker_boost"],
        ),
        ({"text": "Hi", "previous_request_ids": list("abcd")}, {}, ["body", "previous_request_ids"]),
        ({"text": "Hi", "next_request_ids": "a"}, {}, ["body", "next_request_ids"]),
        (
            {"text": "Hi", "pronunciation_dictionary_locators": [{}] * 4},
            {},
            ["body", "pronunciation_dictionary_locators"],
        ),
        ({"text": "Hi", "apply_text_normalization": "maybe"}, {}, ["body", "apply_text_normalization"]),
        ({"text": "Hi", "use_pvc_as_ivc": "yes"}, {}, ["body", "use_pvc_as_ivc"]),
        ({"text": "Hi"}, {"output_format": "mp3_48000_128"}, ["query", "output_format"]),
        ({"text": "Hi"}, {"optimize_streaming_latency": "5"}, ["query", "optimize_streaming_latency"]),
        ({"text": "Hi"}, {"enable_logging": "perhaps"}, ["query", "enable_logging"]),
        ([], {}, ["body"]),
    ],
)
def test_a_request_that_breaks_the_schema_is_422_with_a_list(
    sandbox: httpx.Client, body: object, query: dict[str, str], loc: list[str]
) -> None:
    answer = sandbox.post(
        f"/elevenlabs/v1/text-to-speech/{VOICE}", headers=AUTH, params=query, content=json.dumps(body)
    )
    assert answer.status_code == 422
    (fault,) = answer.json()["detail"]
    assert fault["loc"] == loc
    assert set(fault) == {"loc", "msg", "type"}
    assert credits_used(sandbox) == 0


def test_a_body_that_is_no_json_is_422(sandbox: httpx.Client) -> None:
    answer = sandbox.post(f"/elevenlabs/v1/text-to-speech/{VOICE}", headers=AUTH, content=b"{text")
    assert (answer.status_code, answer.json()["detail"][0]["type"]) == (422, "json_invalid")


@pytest.mark.parametrize(
    ("tier", "rest", "status", "word"),
    [
        ("creator", {"model_id": "eleven_nothing"}, 400, "model_not_found"),
        ("creator", {"language_code": "xx"}, 400, "unsupported_language"),
        ("creator", {"language_code": "zh-TW"}, 400, "unsupported_language"),
        ("creator", {"text": "a" * 10_001}, 400, "max_character_limit_exceeded"),
        ("creator", {"text": "a" * 2_001, "model_id": "eleven_v4"}, 400, "max_character_limit_exceeded"),
        ("creator", {"text": "a" * 40_001, "model_id": "eleven_flash_v2_5"}, 400, "max_character_limit_exceeded"),
        ("creator", {"voice": "nobody"}, 404, "voice_not_found"),
        ("creator", {"text": "sandbox:content_policy"}, 400, "content_moderation"),
        ("free", {"voice": "sandboxLibraryVoice1"}, 402, "paid_plan_required"),
        ("starter", {"query": {"output_format": "mp3_44100_192"}}, 403, "output_format_not_allowed"),
        ("creator", {"query": {"output_format": "pcm_44100"}}, 403, "output_format_not_allowed"),
        ("creator", {"query": {"output_format": "wav_44100"}}, 403, "output_format_not_allowed"),
    ],
)
def test_what_model_voice_or_plan_do_not_allow_is_refused_and_free(
    sandbox: httpx.Client, tier: str, rest: dict[str, Any], status: int, word: str
) -> None:
    account(sandbox, tier=tier)
    answer = speak(sandbox, **{"text": "Hi sea", **rest})
    assert answer.status_code == status
    assert answer.json()["detail"]["status"] == word
    assert credits_used(sandbox) == 0


@pytest.mark.parametrize(
    ("model", "longest"),
    [("eleven_multilingual_v2", 10_000), ("eleven_flash_v2_5", 40_000), ("eleven_v3", 5_000), ("eleven_v4", 2_000)],
)
def test_the_longest_text_of_a_model_is_taken(sandbox: httpx.Client, model: str, longest: int) -> None:
    assert speak(sandbox, "Hi" + " " * (longest - 2), model_id=model).status_code == 200
    assert speak(sandbox, "Hi" + " " * (longest - 1), model_id=model).status_code == 400


@pytest.mark.parametrize(
    ("model", "characters", "cost", "usd"),
    [
        ("eleven_multilingual_v2", 7, 7, 0.08),
        ("eleven_flash_v2_5", 7, 4, 0.04),
        ("eleven_v4", 6, 6, 0.08),
        ("eleven_v4_turbo", 6, 3, 0.04),
    ],
)
def test_credits_are_characters_times_the_models_rate(
    sandbox: httpx.Client, world: World, model: str, characters: int, cost: int, usd: float
) -> None:
    assert speak(sandbox, "Hi seas!"[:characters], model_id=model).status_code == 200
    assert credits_used(sandbox) == cost
    entry = next(entry for entry in world.journal.entries(endpoint="speech"))
    assert entry.charge_usd == pytest.approx(characters / 1000 * usd)


def test_credits_run_out_with_401(sandbox: httpx.Client) -> None:
    account(sandbox, character_limit=10_000, character_count=9_995)
    answer = speak(sandbox, "Hi sea")
    assert answer.status_code == 401
    assert answer.json()["detail"] == {
        "status": "quota_exceeded",
        "message": "This request exceeds your quota of 10000. You have 5 credits remaining, while 6 credits are "
        "required for this request.",
    }
    assert speak(sandbox, "Hi se").status_code == 200
    assert credits_used(sandbox) == 10_000


@pytest.mark.parametrize(("extension", "status"), [(0, 401), (5, 401), (6, 200), ("unlimited", 200)])
def test_an_extension_lets_a_key_go_past_its_limit(sandbox: httpx.Client, extension: object, status: int) -> None:
    account(sandbox, character_limit=100, character_count=100, max_credit_limit_extension=extension)
    assert speak(sandbox, "Hi sea").status_code == status
    body = sandbox.get(SUBSCRIPTION, headers=AUTH).json()
    assert body["max_credit_limit_extension"] == extension
    assert body["can_extend_character_limit"] is (extension != 0)


def test_the_subscription_has_every_documented_field(sandbox: httpx.Client, world: World) -> None:
    body = sandbox.get(SUBSCRIPTION, headers=AUTH).json()
    assert set(body) == {
        "tier", "character_count", "character_limit", "max_credit_limit_extension", "can_extend_character_limit",
        "allowed_to_extend_character_limit", "next_character_count_reset_unix", "voice_slots_used", "voice_limit",
        "professional_voice_limit", "currency", "current_overage", "status", "billing_period",
        "character_refresh_period",
    }  # fmt: skip
    assert body["next_character_count_reset_unix"] > world.now().timestamp()


@pytest.mark.parametrize(
    ("headers", "word"),
    [
        ({}, "needs_authorization"),
        ({"xi-api-key": "sk_sandbox_invalid"}, "invalid_api_key"),
        ({"xi-api-key": "sk_other"}, "invalid_api_key"),
        ({"Authorization": f"Bearer {KEYS['elevenlabs']}"}, "needs_authorization"),
    ],
)
def test_without_a_good_key_everything_is_401(sandbox: httpx.Client, headers: dict[str, str], word: str) -> None:
    for method, path in (("POST", f"v1/text-to-speech/{VOICE}"), ("GET", "v1/models"), ("GET", "v2/voices")):
        answer = sandbox.request(method, f"/elevenlabs/{path}", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["detail"]["status"] == word


def test_a_key_for_speech_only_cannot_read_its_quota(sandbox: httpx.Client) -> None:
    account(sandbox, permissions="text_to_speech")
    assert speak(sandbox).status_code == 200
    answer = sandbox.get(SUBSCRIPTION, headers=AUTH)
    assert answer.status_code == 401
    detail = answer.json()["detail"]
    assert set(detail) == {"type", "code", "message", "status", "request_id", "param"}
    assert (detail["code"], detail["status"]) == ("unauthorized", "missing_permissions")
    assert "user_read" in detail["message"]


def test_models_tell_their_limits_and_rates(sandbox: httpx.Client) -> None:
    models = {model["model_id"]: model for model in sandbox.get("/elevenlabs/v1/models", headers=AUTH).json()}
    assert models["eleven_multilingual_v2"]["maximum_text_length_per_request"] == 10_000
    assert models["eleven_flash_v2_5"]["model_rates"] == {"character_cost_multiplier": 0.5}
    assert all(model["can_do_text_to_speech"] and model["languages"] for model in models.values())


def test_voices_are_listed_whole_and_in_pages(sandbox: httpx.Client) -> None:
    every = sandbox.get("/elevenlabs/v1/voices", headers=AUTH).json()["voices"]
    assert VOICE in {voice["voice_id"] for voice in every}
    paged: list[dict[str, Any]] = []
    query: dict[str, str] = {"page_size": "3"}
    while True:
        page = sandbox.get("/elevenlabs/v2/voices", headers=AUTH, params=query).json()
        paged += page["voices"]
        assert page["total_count"] == len(every)
        if not page["has_more"]:
            break
        query["next_page_token"] = page["next_page_token"]
    assert paged == every
    found = sandbox.get("/elevenlabs/v2/voices", headers=AUTH, params={"search": "george"}).json()
    assert [voice["voice_id"] for voice in found["voices"]] == [VOICE]
    assert sandbox.get("/elevenlabs/v2/voices", headers=AUTH, params={"page_size": "101"}).status_code == 422


def test_more_requests_at_once_than_the_plan_has_are_429(
    sandbox: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(sandbox, tier="free")
    let_go, real = threading.Event(), Media.speak

    def slow(self: Media, *arguments: Any, **named: Any) -> Spoken:
        assert let_go.wait(30)
        return real(self, *arguments, **named)

    monkeypatch.setattr(Media, "speak", slow)
    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(speak, sandbox) for _ in range(3)]
        refused = next(as_completed(answers)).result()
        let_go.set()
        rest = [answer.result() for answer in answers]
    assert refused.status_code == 429
    assert refused.json()["detail"]["status"] == "too_many_concurrent_requests"
    assert sorted(answer.status_code for answer in rest) == [200, 200, 429]
    assert {answer.headers.get("maximum-concurrent-requests") for answer in rest} == {"2", None}
    assert credits_used(sandbox) == 12


DOCUMENTED = {
    "quota_exceeded": (401, "quota_exceeded"),
    "quota_exceeded_2": (402, "quota_exceeded"),
    "quota_exceeded_3": (429, "quota_exceeded"),
    "invalid_api_key": (401, "invalid_api_key"),
    "invalid_api_key_2": (401, "invalid_api_key"),
    "invalid_api_key_3": (401, "needs_authorization"),
    "permission_denied": (401, "missing_permissions"),
    "permission_denied_2": (401, "detected_unusual_activity"),
    "permission_denied_3": (403, "output_format_not_allowed"),
    "permission_denied_4": (403, "Forbidden"),
    "plan_required": (402, "paid_plan_required"),
    "plan_required_2": (402, "free_users_not_allowed"),
    "voice_not_found": (404, "voice_not_found"),
    "voice_not_found_2": (400, "voice_not_found"),
    "text_too_long": (400, "max_character_limit_exceeded"),
    "text_too_long_2": (400, "text_too_long"),
    "invalid_request": (400, "model_not_found"),
    "invalid_request_2": (422, "missing"),
    "invalid_request_3": (400, "invalid_model"),
    "content_policy": (400, "content_moderation"),
    "content_policy_2": (403, "content_moderation"),
    "rate_limit": (429, "too_many_concurrent_requests"),
    "rate_limit_2": (429, "concurrent_limit_exceeded"),
    "rate_limit_3": (429, "system_busy"),
    "rate_limit_4": (429, "rate_limit_exceeded"),
    "server_error": (500, "Internal Server Error"),
}


def test_every_fault_is_tested() -> None:
    assert set(ElevenLabs().faults) == {*DOCUMENTED, "server_error_2"}


@pytest.mark.parametrize("fault", DOCUMENTED)
def test_a_documented_error_has_its_status_and_word(sandbox: httpx.Client, arm: Arm, fault: str) -> None:
    arm("elevenlabs", fault)
    answer = speak(sandbox)
    detail = answer.json()["detail"]
    word = detail if isinstance(detail, str) else detail["status"] if isinstance(detail, dict) else detail[0]["type"]
    assert (answer.status_code, word) == DOCUMENTED[fault]
    assert answer.headers.get("retry-after") == ("2" if fault == "rate_limit_4" else None)
    assert credits_used(sandbox) == 0


def test_a_server_error_may_be_plain_text(sandbox: httpx.Client, arm: Arm) -> None:
    arm("elevenlabs", "server_error_2")
    answer = speak(sandbox)
    assert (answer.status_code, answer.text) == (503, "Service Unavailable")
