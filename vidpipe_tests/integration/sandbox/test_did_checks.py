"""The simulated D-ID checks every field of a talk before it takes a credit."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.did_client import (
    AUTH,
    SPOKEN,
    advance,
    audio,
    image,
    kind_of,
    left,
    picture,
    portrait,
    talk,
)


def expressions(**fields: Any) -> dict[str, Any]:
    expression = {"start_frame": 0, "expression": "happy", "intensity": 1, **fields}
    return {"config": {"driver_expressions": {"expressions": [expression]}}}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"script": None}, "body.script"),
    ({"script": {"type": "song"}}, "body.script"),
    ({"script": {"type": "audio"}}, "body.script"),
    ({"script": {"type": "audio", "audio_url": "https://example.com/a.ogg"}}, "body.script"),
    ({"script": {"type": "audio", "audio_url": "http://example.com/a.mp3"}}, "body.script"),
    ({"script": {"type": "text", "input": "ab"}}, "body.script"),
    ({"script": {"type": "text", "input": "x" * 10_001}}, "body.script"),
    ({"script": {"type": "text", "input": "<break/>" * 5_001 + "abc"}}, "body.script"),
    ({"script": {**SPOKEN, "provider": {"type": "siri"}}}, "body.script"),
    ({"script": {**SPOKEN, "ssml": "yes"}}, "body.script"),
    ({"source_url": "data:image/png;base64,AAAA"}, "body.source_url"),
    ({"source_url": "https://example.com/portrait"}, "body.source_url"),
    ({"source_url": "http://example.com/portrait.jpg"}, "body.source_url"),
    ({"config": {"stitch": 1}}, "body.config"),
    ({"config": {"result_format": "webm"}}, "body.config"),
    ({"config": {"pad_audio": 61}}, "body.config"),
    (expressions(expression="sad"), "body.config"),
    (expressions(intensity=2), "body.config"),
    ({"config": {"logo": {"url": "https://example.com/l.png", "position": [1]}}}, "body.config"),
    ({"user_data": ""}, "body.user_data"),
    ({"user_data": "x" * 1_001}, "body.user_data"),
    ({"user_data": 7}, "body.user_data"),
    ({"webhook": "http://example.com/hook"}, "body.webhook"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "field"), WRONG)
def test_a_wrong_field_is_named_and_costs_nothing(sandbox: httpx.Client, fields: dict[str, Any], field: str) -> None:
    answer = talk(sandbox, **fields)
    assert (answer.status_code, kind_of(answer)) == (400, "ValidationError")
    assert list(answer.json()["details"]) == [field]
    assert answer.json()["details"][field]["message"]
    assert left(sandbox) == 120


@pytest.mark.parametrize(
    "fields",
    [
        {"script": {"type": "text", "input": "<break/>" * 200 + "x" * 10_000, "ssml": True}},
        {"user_data": "sandbox:stuck " + "x" * 986},
        {"config": {"fluent": True, "driver_expressions": {"expressions": [
            {"start_frame": 0, "expression": "surprise", "intensity": 0.5}], "transition_frames": 20}}},
        {"source_url": "https://example.com/portrait.JPEG?size=1"},
        {"webhook": "https://example.com/hook", "name": "x"},
    ],
)  # fmt: skip
def test_fields_at_their_limits_are_taken(sandbox: httpx.Client, fields: dict[str, Any]) -> None:
    # Never filmed: the longest text would keep the speech engine busy for minutes.
    assert talk(sandbox, **{"name": "sandbox:stuck", **fields}).status_code == 201


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({"source_url": "s3://d-id-images-prod/other/portrait.png"}, "invalid actor url"),
        ({"script": {"type": "audio", "audio_url": "s3://d-id-audios-prod/other/a.wav"}}, "invalid audio"),
        ({"script": {"type": "audio", "audio_url": "https://example.com/a.mp3"}}, "invalid audio"),
    ],
)
def test_what_was_never_uploaded_is_refused(sandbox: httpx.Client, fields: dict[str, Any], description: str) -> None:
    answer = talk(sandbox, **fields)
    assert (answer.status_code, answer.json()) == (400, {"kind": "BadRequestError", "description": description})


def test_an_upload_is_cleared_away_after_a_day_and_belongs_to_its_owner(sandbox: httpx.Client) -> None:
    face = image(sandbox, portrait()).json()["url"]
    other = {"Authorization": "Basic b3RoZXI:sandbox-other"}
    body = {"source_url": face, "script": SPOKEN, "name": "sandbox:stuck"}
    assert sandbox.post("/did/talks", headers=other, json=body).json()["description"] == "invalid actor url"
    assert talk(sandbox, **body).status_code == 201
    advance(sandbox, 24 * 3600)
    assert talk(sandbox, **body).json()["description"] == "invalid actor url"


def test_too_many_pixels_can_be_uploaded_but_not_used(sandbox: httpx.Client) -> None:
    face = image(sandbox, picture("JPEG", (4_096, 2_561)), "big.jpg", "image/jpeg")
    assert face.status_code == 201
    refused = talk(sandbox, source_url=face.json()["url"])
    assert (refused.status_code, kind_of(refused)) == (400, "InvalidFileSizeError")
    assert "10 MB" in refused.text


@pytest.mark.parametrize(
    ("kind", "longest", "more"), [("talks", 600, {}), ("clips", 300, {"presenter_id": "amy-sandbox01"})]
)
def test_too_long_a_sound_is_refused(
    sandbox: httpx.Client, world: World, kind: str, longest: int, more: dict[str, str]
) -> None:
    mp3 = world.media.encode_audio(bytes(2 * 8_000 * (longest + 1)), 8_000, "mp3", bitrate=16_000)
    speech = audio(sandbox, mp3, "long.mp3", "audio/mpeg").json()["url"]
    refused = sandbox.post(
        f"/did/{kind}", headers=AUTH, json={"script": {"type": "audio", "audio_url": speech}, **more}
    )
    assert (refused.status_code, kind_of(refused)) == (400, "InvalidAudioDurationError")
