from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.media import is_faststart, keep_clip, probe
from vidpipe.models.calls import JobStatus
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.seedance.config import Config
from vidpipe.providers.seedance.probe import probe as probe_key
from vidpipe.providers.seedance.studio import TASKS
from vidpipe.providers.session import Session
from vidpipe_tests.unit.providers.filming.made import clip_request, failing, film, filmed, operations
from vidpipe_tests.unit.providers.seedance.fake import KEY, FakeSeedance, config, provider, refuse


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "scene.mp4"


def created(seedance: FakeSeedance, number: int = 0) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(seedance.sent("POST", TASKS)[number].content)
    return body


def test_a_scene_is_filmed_without_sound(out: Path, clip: bytes) -> None:
    seedance, ledger = FakeSeedance(clip), MemoryLedger()
    shares = filmed(provider(seedance, ledger), out)

    info = probe(out)
    assert [(video.codec, video.width, video.height, video.frames) for video in info.video] == [("h264", 64, 36, 24)]
    assert info.audio == []
    assert is_faststart(out)
    assert [path.name for path in out.parent.iterdir()] == ["scene.mp4"]
    assert shares == sorted(shares)
    assert shares[-1] == 1

    body = created(seedance)
    assert 0 < body.pop("seed") < 2**31
    (part,) = body.pop("content")
    assert part["text"].startswith('A tidal flat at dawn, 潮间带 "wide" 🌊. cinematic')
    assert body == {
        "model": "dreamina-seedance-2-0-260128",
        "resolution": "720p",
        "ratio": "16:9",
        "duration": 5,
        "watermark": False,
        "generate_audio": False,
    }
    assert operations(ledger) == ["tasks.create", "tasks.get", "tasks.download"]
    intent = ledger.intents[0]
    assert (intent.subject, intent.units) == ("scene 3", 108_000)
    assert intent.estimated_usd == pytest.approx(0.756)
    assert ledger.outcomes[1].charged == "yes"
    assert ledger.outcomes[1].cost_usd == pytest.approx(0.756)
    assert ledger.jobs[1] == ("cgt-20261121201500-0", JobStatus.SUCCEEDED)
    told = str(ledger.intents) + str(ledger.outcomes)
    assert "secret" not in told
    assert "tidal" not in told
    assert all(KEY not in str(it.headers) for it in seedance.requests if it.url.host.endswith("volces.com"))


@pytest.mark.parametrize(
    ("changes", "model", "expected"),
    [
        ({"seconds": 1.0}, "dreamina-seedance-2-0-260128", ("720p", "16:9", 4)),
        ({"seconds": 99.0}, "dreamina-seedance-2-0-260128", ("720p", "16:9", 15)),
        ({"seconds": 20.2}, "doubao-seedance-2-5-260628", ("720p", "16:9", 21)),
        ({"width": 1080, "height": 1920}, "dreamina-seedance-2-0-260128", ("1080p", "9:16", 5)),
        ({"width": 1080, "height": 1920}, "dreamina-seedance-2-0-fast-260128", ("720p", "9:16", 5)),
        ({"width": 3840, "height": 2160}, "dreamina-seedance-2-0-260128", ("4k", "16:9", 5)),
        ({"width": 3840, "height": 2160}, "doubao-seedance-2-5-260628", ("1080p", "16:9", 5)),
        ({"width": 480, "height": 480}, "ep-20261121-abcde", ("480p", "1:1", 5)),
        ({"seconds": 2.2}, "seedance-1-0-pro-250528", ("720p", "16:9", 3)),
    ],
)
def test_each_model_is_asked_for_what_it_can(
    changes: dict[str, float], model: str, expected: tuple[str, str, int], out: Path, clip: bytes
) -> None:
    seedance = FakeSeedance(clip)
    filmed(provider(seedance, model=model, base_url="https://ark.example/api/v3"), out, **changes)
    body = created(seedance)
    assert (body["resolution"], body["ratio"], body["duration"]) == expected
    assert ("generate_audio" in body) == ("1-0" not in model)


def test_settings_come_before_the_model_s_own_limits(out: Path, clip: bytes) -> None:
    seedance = FakeSeedance(clip)
    settings: dict[str, Any] = {
        "resolution": "480p",
        "longest_seconds": 4,
        "look": "watercolour",
        "service_tier": "flex",
    }
    filmed(provider(seedance, **settings), out)
    body = created(seedance)
    assert (body["resolution"], body["duration"], body["service_tier"]) == ("480p", 4, "flex")
    assert "watercolour" in str(body["content"])


def test_every_scene_and_take_has_a_seed_of_its_own(out: Path, clip: bytes) -> None:
    seedance = FakeSeedance(clip, polls=0)
    scene = clip_request().scene
    for seed in (1, 2):
        for number in (1, 2):
            filmed(provider(seedance), out, seed=seed, scene=scene.model_copy(update={"number": number}))
    assert len({str(created(seedance, number)["seed"]) for number in range(4)}) == 4
    filmed(provider(seedance), out, seed=1, scene=scene.model_copy(update={"number": 1}))
    assert created(seedance, 4)["seed"] == created(seedance, 0)["seed"]


def test_what_a_model_of_unknown_price_costs_stays_unknown(out: Path, clip: bytes) -> None:
    ledger = MemoryLedger()
    filmed(provider(FakeSeedance(clip), ledger, model="ep-1"), out)
    assert (ledger.outcomes[1].charged, ledger.outcomes[1].cost_usd) == ("yes", 0)


def test_a_film_in_another_form_is_converted(out: Path, tmp_path: Path) -> None:
    seedance = FakeSeedance(film(tmp_path / "other.mp4", codec="mpeg4"))
    (tmp_path / "other.mp4").unlink()
    filmed(provider(seedance), out)
    assert [(video.codec, video.pix_fmt) for video in probe(out).video] == [("h264", "yuv420p")]


@pytest.mark.parametrize("content", [b"", b"<Error>no film</Error>", b"\0" * 5_000])
def test_what_is_no_film_is_fetched_once_more_and_then_given_up(content: bytes, out: Path) -> None:
    seedance, ledger = FakeSeedance(content), MemoryLedger()
    for status in (JobStatus.SUCCEEDED, JobStatus.FAILED):
        assert failing(provider(seedance, ledger), out).code == "PROVIDER_RESPONSE_INVALID"
        assert ledger.jobs[1][1] is status
    assert len(seedance.sent("POST")) == 1
    assert ledger.outcomes[1].charged == "yes"


def test_a_film_that_breaks_off_is_fetched_again(out: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.mp4"
    film(tmp_path / "film.mp4", seconds=2)
    asyncio.run(keep_clip(tmp_path / "film.mp4", whole))
    seedance, ledger = FakeSeedance(whole.read_bytes()[: whole.stat().st_size * 2 // 3]), MemoryLedger()
    assert "breaks off" in failing(provider(seedance, ledger), out).message
    seedance.content = whole.read_bytes()
    filmed(provider(seedance, ledger), out)
    assert len(seedance.sent("POST")) == 1
    assert probe(out).video[0].frames == 48


def test_a_failed_task_costs_nothing_and_is_made_anew(out: Path, clip: bytes) -> None:
    seedance, ledger = FakeSeedance(clip), MemoryLedger()
    seedance.ending = {
        "status": "failed",
        "error": {"code": "OutputVideoSensitiveContentDetected", "message": "Sensitive. Request id: 0217"},
    }
    error = failing(provider(seedance, ledger), out)
    assert error.code == "SEEDANCE_CONTENT_POLICY"
    assert error.details["providerCode"] == "OutputVideoSensitiveContentDetected"
    assert (ledger.outcomes[1].charged, ledger.outcomes[1].cost_usd) == ("no", 0)
    seedance.ending = {"status": "succeeded"}
    filmed(provider(seedance, ledger), out)
    assert len(seedance.sent("POST")) == 2


@pytest.mark.parametrize(
    ("status", "code"), [("expired", "SEEDANCE_TIMEOUT"), ("cancelled", "SEEDANCE_TASK_NOT_FOUND")]
)
def test_a_task_that_is_over_without_a_film_is_not_gone_on_with(status: str, code: str, out: Path) -> None:
    seedance, ledger = FakeSeedance(), MemoryLedger()
    seedance.ending = {"status": status}
    assert failing(provider(seedance, ledger), out).code == code
    assert ledger.jobs[1][1] is JobStatus.FAILED


def test_a_task_that_takes_too_long_goes_on_and_is_resumed(out: Path, clip: bytes) -> None:
    seedance, ledger = FakeSeedance(clip, polls=10_000), MemoryLedger()
    error = failing(provider(seedance, ledger, wait_seconds=0.02), out)
    assert error.code == "SEEDANCE_PROCESSING_TIMEOUT"
    assert ledger.jobs[1] == ("cgt-20261121201500-0", JobStatus.RUNNING)
    seedance.polls = 0
    filmed(provider(seedance, ledger), out)
    assert len(seedance.sent("POST")) == 1


def test_a_finished_task_is_fetched_again_and_not_paid_again(out: Path, clip: bytes) -> None:
    seedance, ledger = FakeSeedance(clip), MemoryLedger()
    filmed(provider(seedance, ledger), out)
    filmed(provider(seedance, ledger), out)
    assert len(seedance.sent("POST")) == 1


def test_an_address_that_has_expired_is_asked_for_anew(out: Path, clip: bytes) -> None:
    seedance = FakeSeedance(clip)
    seedance.expired_downloads = 1
    filmed(provider(seedance), out)


def test_a_film_that_is_no_longer_handed_out_is_made_anew_when_a_person_says_so(out: Path, clip: bytes) -> None:
    seedance, ledger = FakeSeedance(clip), MemoryLedger()
    seedance.expired_downloads, seedance.signs_anew = 9, False
    for status in (JobStatus.SUCCEEDED, JobStatus.FAILED):
        assert failing(provider(seedance, ledger), out).code == "SEEDANCE_TASK_NOT_FOUND"
        assert ledger.jobs[1][1] is status
    seedance.expired_downloads = 0
    filmed(provider(seedance, ledger), out)
    assert len(seedance.sent("POST")) == 2


def test_a_task_older_than_seven_days_is_gone(out: Path, clip: bytes) -> None:
    seedance, ledger = FakeSeedance(clip), MemoryLedger()
    filmed(provider(seedance, ledger), out)
    seedance.tasks.clear()
    assert failing(provider(seedance, ledger), out).code == "SEEDANCE_TASK_NOT_FOUND"
    filmed(provider(seedance, ledger), out)
    assert len(seedance.sent("POST")) == 2


def test_passing_faults_while_looking_are_passed_over(out: Path, clip: bytes) -> None:
    seedance, faults = FakeSeedance(clip), [refuse(500, "InternalServiceError"), refuse(429, "RequestBurstTooFast")]
    seedance.override = lambda it: faults.pop() if it.method == "GET" and "cgt" in it.url.path and faults else None
    filmed(provider(seedance), out)
    seedance.override = lambda it: refuse(500, "InternalServiceError") if it.method == "GET" else None
    assert failing(provider(seedance), out).code == "SEEDANCE_SERVER_ERROR"


def test_a_key_that_is_missing_or_wrong(out: Path) -> None:
    assert "VIDPIPE_SEEDANCE_API_KEY" in provider(FakeSeedance(), api_key=None).problems()[0]
    assert failing(provider(FakeSeedance(), api_key=None), out).code == "PROVIDER_NOT_CONFIGURED"
    assert failing(provider(FakeSeedance(), api_key="other"), out).code == "SEEDANCE_INVALID_API_KEY"


def test_a_model_of_the_other_platform_is_told() -> None:
    assert provider(FakeSeedance()).problems() == []
    assert "not served" in provider(FakeSeedance(), model="doubao-seedance-2-0-260128").problems()[0]
    china = "https://ark.cn-beijing.volces.com/api/v3"
    assert "not served" in provider(FakeSeedance(), base_url=china).problems()[0]


def test_the_fingerprint_names_what_changes_a_clip_and_no_secret() -> None:
    told = provider(FakeSeedance()).fingerprint()
    assert told["model"] == "dreamina-seedance-2-0-260128"
    assert KEY not in str(told)
    assert "api" not in str(told)


def test_the_key_is_tested_without_cost() -> None:
    def look(settings: Config) -> MemoryLedger:
        ledger, seedance = MemoryLedger(), FakeSeedance()
        session = Session(ledger, transport=httpx.MockTransport(seedance.answer))
        assert asyncio.run(probe_key(session, settings)) == []
        assert [request.method for request in seedance.requests] == ["GET"]
        return ledger

    assert look(config()).outcomes[1].charged == "no"
    with pytest.raises(ProviderError) as raised:
        look(config(api_key="wrong"))
    assert raised.value.code == "SEEDANCE_INVALID_API_KEY"
