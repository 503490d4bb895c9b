from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import CATALOGUE, ProviderError
from vidpipe.media import probe
from vidpipe.models.calls import JobStatus
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.omni.probe import probe as probe_key
from vidpipe_tests.unit.providers.filming.made import failing, filmed, operations
from vidpipe_tests.unit.providers.omni.fake import (
    API,
    KEY,
    URI,
    FakeGoogle,
    config,
    modern,
    omni,
    output,
    session_of,
    usage,
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "scene.mp4"


def created(google: FakeGoogle) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(google.sent("POST", "/v1beta/interactions")[0].content)
    return body


def test_a_scene_is_filmed_in_the_background_and_fetched_with_the_key(out: Path, clip: bytes) -> None:
    google, ledger = FakeGoogle(clip), MemoryLedger()
    shares = filmed(omni(google, ledger), out)
    info = probe(out)
    assert ([video.frames for video in info.video], info.audio) == ([24], [])
    assert shares == sorted(shares)

    body = created(google)
    (part,) = body.pop("input")
    assert "潮间带" in part["text"]
    assert body == {
        "model": "gemini-omni-1.2-flash",
        "response_format": {
            "type": "video",
            "aspect_ratio": "16:9",
            "duration": "5s",
            "resolution": "720p",
            "delivery": "uri",
        },
        "generation_config": {"video_config": {"task": "text_to_video"}},
        "background": True,
        "store": True,
    }
    assert operations(ledger) == ["interactions.create", "interactions.get", "interactions.download"]
    assert ledger.intents[0].estimated_usd == pytest.approx(0.5)
    assert ledger.outcomes[1].cost_usd == pytest.approx((310 * 1.5 + 34_800 * 17.5) / 1e6)
    assert ledger.jobs[1] == ("int_9f2c", JobStatus.SUCCEEDED)
    assert "secret" not in str(ledger.intents) + str(ledger.outcomes)


@pytest.mark.parametrize(
    ("changes", "settings", "expected"),
    [
        ({"seconds": 1.0}, {}, ("3s", "16:9", "720p")),
        ({"seconds": 30.0}, {}, ("10s", "16:9", "720p")),
        ({"seconds": 30.0}, {"longest_seconds": 15}, ("15s", "16:9", "720p")),
        ({"width": 1080, "height": 1920}, {}, ("5s", "9:16", "1080p")),
        ({"width": 480, "height": 480}, {}, ("5s", "16:9", "720p")),
        ({"width": 3840, "height": 2160}, {}, ("5s", "16:9", "4k")),
        ({}, {"resolution": "360p"}, ("5s", "16:9", "360p")),
    ],
)
def test_it_is_asked_for_what_it_can(
    changes: dict[str, Any], settings: dict[str, Any], expected: tuple[str, ...], out: Path, clip: bytes
) -> None:
    google = FakeGoogle(clip)
    filmed(omni(google, **settings), out, **changes)
    form = created(google)["response_format"]
    assert (form["duration"], form["aspect_ratio"], form["resolution"]) == expected


VIDEO = {"type": "video", "mime_type": "video/mp4"}


def test_films_come_in_several_forms(out: Path, clip: bytes) -> None:
    data = base64.b64encode(clip).decode()
    forms: list[dict[str, Any]] = [
        output({"type": "text", "text": "Here it is."}, {**VIDEO, "uri": f"{URI}:download?alt=media"}),
        output({**VIDEO, "data": data}),
        {"output_video": {"uri": URI, "mime_type": "video/mp4"}},
        {"output_video": {"data": data, "mime_type": "video/mp4"}},
    ]
    for form in forms:
        google = FakeGoogle(clip)
        google.ending = {"status": "completed", **form}
        filmed(omni(google), out)
        assert probe(out).video[0].frames == 24
        out.unlink()


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ({"status": "completed", "steps": []}, "VEO_EMPTY_RESULT"),
        ({"status": "completed", **output({"type": "text", "text": "against the usage policy"})}, "VEO_CONTENT_POLICY"),
        ({"status": "completed", **output({"type": "text", "text": "What now?"}), **usage(0)}, "VEO_EMPTY_RESULT"),
        ({"status": "failed", "errors": [{"code": "api_error", "message": "An internal error."}]}, "VEO_SERVER_ERROR"),
        ({"status": "failed", "errors": [{"code": "safety", "message": "Blocked."}]}, "VEO_CONTENT_POLICY"),
        ({"status": "failed", "steps": [{"error": {"code": 13, "message": "Internal."}}]}, "VEO_SERVER_ERROR"),
        ({"status": "failed"}, "VEO_SERVER_ERROR"),
        ({"status": "budget_exceeded"}, "VEO_QUOTA_EXCEEDED"),
        ({"status": "incomplete"}, "VEO_INVALID_REQUEST"),
        ({"status": "requires_action"}, "VEO_INVALID_REQUEST"),
        ({"status": "requires_continuation"}, "VEO_INVALID_REQUEST"),
        ({"status": "cancelled"}, "VEO_TASK_NOT_FOUND"),
    ],
)
def test_an_end_without_a_film_is_an_error_and_is_not_resumed(ending: dict[str, Any], code: str, out: Path) -> None:
    google, ledger = FakeGoogle(), MemoryLedger()
    google.ending = ending
    assert failing(omni(google, ledger), out).code == code
    assert ledger.jobs[1][1] is JobStatus.FAILED


def test_an_inline_film_that_is_none_is_given_up_at_the_second_look(out: Path) -> None:
    google, ledger = FakeGoogle(), MemoryLedger()
    google.ending = {"status": "completed", **output({**VIDEO, "data": "?"})}
    for status in (JobStatus.SUCCEEDED, JobStatus.FAILED):
        assert failing(omni(google, ledger), out).code == "PROVIDER_RESPONSE_INVALID"
        assert ledger.jobs[1][1] is status


def test_what_a_refusal_cost_is_what_the_usage_says(out: Path) -> None:
    google, ledger = FakeGoogle(), MemoryLedger()
    google.ending = {"status": "completed", "steps": [], **usage(0)}
    failing(omni(google, ledger), out)
    assert ledger.outcomes[1].cost_usd == pytest.approx(310 * 1.5 / 1e6)


def test_an_interaction_that_takes_too_long_goes_on_and_is_resumed(out: Path, clip: bytes) -> None:
    google, ledger = FakeGoogle(clip, polls=10_000), MemoryLedger()
    assert failing(omni(google, ledger, wait_seconds=0.02), out).code == "VEO_PROCESSING_TIMEOUT"
    google.polls = 0
    filmed(omni(google, ledger), out)
    assert google.begun == 1


def test_another_take_is_another_interaction(out: Path, clip: bytes) -> None:
    google, ledger = FakeGoogle(clip), MemoryLedger()
    for seed in (1, 2, 1):
        filmed(omni(google, ledger), out, seed=seed)
    assert google.begun == 2


def test_an_interaction_that_is_gone(out: Path) -> None:
    google, ledger = FakeGoogle(), MemoryLedger()
    google.override = lambda it: modern(404, "not_found", "Interaction not found.") if it.method == "GET" else None
    assert failing(omni(google, ledger), out).code == "VEO_TASK_NOT_FOUND"
    assert ledger.jobs[1][1] is JobStatus.FAILED


@pytest.mark.parametrize("status", [403, 404])
def test_a_film_that_is_no_longer_kept(status: int, out: Path) -> None:
    google, ledger = FakeGoogle(), MemoryLedger()
    google.override = lambda it: httpx.Response(status) if "/files/" in it.url.path else None
    for _ in range(2):
        assert failing(omni(google, ledger), out).code == "VEO_DOWNLOAD_EXPIRED"
    assert google.begun == 1
    assert ledger.jobs[1][1] is JobStatus.FAILED


def test_a_lost_creation_is_tried_once_more_at_most(out: Path) -> None:
    google, ledger = FakeGoogle(), MemoryLedger()

    def lose(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST":
            raise httpx.ReadError("reset")
        return None

    google.override = lose
    for call_id in (1, 2):
        assert failing(omni(google, ledger), out).code == "VEO_NETWORK_ERROR"
        assert ledger.outcomes[call_id].charged == "unknown"
    assert CATALOGUE["VEO_NETWORK_ERROR"].retry.attempts == 2
    assert CATALOGUE["VEO_SERVER_ERROR"].retry.attempts == 2


def test_a_model_that_has_ended_is_not_asked(out: Path) -> None:
    google = FakeGoogle()
    provider = omni(google, model="gemini-omni-flash-preview")
    assert failing(provider, out).code == "VEO_MODEL_RETIRED"
    assert google.requests == []
    assert "gemini-omni-1.2-flash" in provider.problems()[0]


def test_a_key_that_is_missing_or_wrong(out: Path) -> None:
    assert "VIDPIPE_OMNI_API_KEY" in omni(FakeGoogle(), api_key=None).problems()[0]
    assert failing(omni(FakeGoogle(), api_key=None), out).code == "PROVIDER_NOT_CONFIGURED"
    assert failing(omni(FakeGoogle(), api_key="other"), out).code == "VEO_INVALID_API_KEY"


def test_the_fingerprint_names_what_changes_a_clip_and_no_secret() -> None:
    told = str(omni(FakeGoogle()).fingerprint())
    assert "gemini-omni-1.2-flash" in told
    assert KEY not in told
    assert API not in told


def test_the_key_is_tested_without_cost() -> None:
    google = FakeGoogle()
    assert asyncio.run(probe_key(session_of(google), config())) == []
    assert [request.method for request in google.requests] == ["GET"]
    with pytest.raises(ProviderError) as raised:
        asyncio.run(probe_key(session_of(google), config(api_key="wrong")))
    assert raised.value.code == "VEO_INVALID_API_KEY"
