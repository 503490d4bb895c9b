"""The simulator of ElevenLabs speaks by its contract: character times, formats, limits of requests."""

from __future__ import annotations

import base64
import io
import json
from itertools import pairwise
from typing import Any

import av
import httpx
import pytest

from vidpipe.sandbox.elevenlabs.offers import FORMATS
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.elevenlabs_client import (
    AUTH,
    VOICE,
    account,
    credits_used,
    seconds,
    speak,
    timed,
)


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
