from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vidpipe.media import probe
from vidpipe.models.calls import JobStatus
from vidpipe.providers.ledger import MemoryLedger
from vidpipe_tests.unit.providers.filming.made import failing, filmed
from vidpipe_tests.unit.providers.omni.fake import GATEWAY, FakeGoogle, at_gateway, veo


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "scene.mp4"


def test_veo_says_that_it_is_retired_and_asks_nobody(out: Path) -> None:
    google = FakeGoogle()
    error = failing(veo(google), out)
    assert error.code == "VEO_MODEL_RETIRED"
    assert "omni" in error.message
    assert veo(google).problems() == [error.message]
    assert google.requests == []


def test_somebody_else_may_still_serve_it_with_a_key_of_its_own(out: Path, clip: bytes) -> None:
    google, ledger = FakeGoogle(clip), MemoryLedger()
    assert at_gateway(google).problems() == []
    filmed(at_gateway(google, ledger), out)
    assert probe(out).video[0].frames == 24
    (create,) = google.sent("POST")
    assert str(create.url) == f"{GATEWAY}/v1beta/models/veo-3.1-generate-preview:predictLongRunning"
    body = json.loads(create.content)
    assert body["parameters"] == {"aspectRatio": "16:9", "durationSeconds": 6, "resolution": "720p"}
    assert "潮间带" in body["instances"][0]["prompt"]
    assert google.sent("GET")[0].url.path == "/v1beta/models/veo-3.1-generate-preview/operations/op1"
    assert ledger.intents[0].provider == "veo"


def test_google_s_key_is_not_sent_to_others(out: Path) -> None:
    google = FakeGoogle()
    error = failing(veo(google, veo_base_url=GATEWAY), out)
    assert error.code == "PROVIDER_NOT_CONFIGURED"
    assert google.requests == []


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ({"error": {"code": 3, "message": "Bad prompt."}}, "VEO_INVALID_REQUEST"),
        ({"error": {"code": 3, "message": "It violates our safety policies."}}, "VEO_CONTENT_POLICY"),
        ({"error": {"code": 8, "message": "Exhausted."}}, "VEO_QUOTA_EXCEEDED"),
        ({"error": {"code": 13, "message": "Internal."}}, "VEO_SERVER_ERROR"),
        ({"response": {"generateVideoResponse": {"raiMediaFilteredCount": 1}}}, "VEO_CONTENT_POLICY"),
        ({"response": {"generateVideoResponse": {"raiMediaFilteredReasons": ["faces"]}}}, "VEO_CONTENT_POLICY"),
        ({"response": {}}, "VEO_EMPTY_RESULT"),
    ],
)
def test_an_operation_without_a_film_is_an_error(operation: dict[str, Any], code: str, out: Path) -> None:
    google, ledger = FakeGoogle(), MemoryLedger()
    google.operation = operation
    assert failing(at_gateway(google, ledger), out).code == code
    assert ledger.jobs[1][1] is JobStatus.FAILED
