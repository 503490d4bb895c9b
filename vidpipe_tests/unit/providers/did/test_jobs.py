"""D-ID's jobs: gone on with, found again, waited for, and never paid twice."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from vidpipe.media import probe
from vidpipe.models.calls import JobStatus
from vidpipe.providers.base import AvatarRequest
from vidpipe.providers.ledger import MemoryLedger
from vidpipe_tests.unit.providers.did.asking import animate, failing, operations
from vidpipe_tests.unit.providers.did.fake import SECONDS, FakeDid, provider, refuse


def test_a_finished_job_is_fetched_again_and_not_paid_again(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    animate(provider(did, ledger), request_)
    did.requests.clear()
    animate(provider(did, ledger), request_)
    assert [request.method for request in did.requests] == ["GET", "GET"]


def test_a_large_beginning_of_the_same_film_is_not_paid_again(
    request_: AvatarRequest, talk: bytes, tmp_path: Path
) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    sizes = []
    for number, changes in enumerate(({}, {"width": 96, "height": 54, "seconds": 0.4})):
        out = tmp_path / f"{number}.mp4"
        asyncio.run(provider(did, ledger).animate(replace(request_, **changes), out, lambda _share: None))  # type: ignore[arg-type]
        (video,) = probe(out).video
        sizes.append((video.width, video.height, video.frames))
    assert len(did.jobs) == 1
    # A square film cannot fill a wide frame: all of it is kept.
    assert sizes == [(48, 48, round(SECONDS * 30)), (64, 64, 12)]


def test_a_job_is_resumed_after_a_crash(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()

    def die(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/talks/tlk_1":
            raise KeyboardInterrupt
        return None

    did.override = die
    with pytest.raises(KeyboardInterrupt):
        animate(provider(did, ledger), request_)
    assert ledger.jobs == {3: ("tlk_1", JobStatus.RUNNING)}
    did.override = lambda _: None
    animate(provider(did, ledger), request_)
    assert len(did.sent("POST", "/talks")) == 1


def test_another_portrait_is_another_job(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    animate(provider(did, ledger), request_)
    assert request_.portrait is not None
    Image.new("RGB", (300, 300), "green").save(request_.portrait)
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 2


def lost_after(did: FakeDid) -> None:
    """Let D-ID create the job, and its answer be lost."""

    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and request.url.path == "/talks":
            did.create("talks", json.loads(request.content))
            return httpx.Response(504, json={"message": "Endpoint request timed out"})
        return None

    did.override = answer


@pytest.mark.parametrize(("in_list", "in_single"), [(True, True), (False, True), (False, False)])
def test_a_job_whose_answer_was_lost_is_found_in_the_list(
    request_: AvatarRequest, talk: bytes, in_list: bool, in_single: bool
) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    did.list_marks, did.single_marks = in_list, in_single
    other = {"script": {"audio_url": "s3://audios/u/other.wav"}, "user_data": "someone else's"}
    did.create("talks", other)
    lost_after(did)
    assert failing(provider(did, ledger), request_).code == "DID_SERVER_ERROR"
    did.create("talks", other)
    did.override = lambda _: None
    animate(provider(did, ledger), request_)
    assert len(did.sent("POST", "/talks")) == 1
    assert ledger.jobs == {3: ("tlk_2", JobStatus.SUCCEEDED)}
    assert "talks.list" in operations(ledger)


@pytest.mark.parametrize("sound", ["s3://audios/u/audio.wav", "s3://audios/u/other.wav"])
def test_a_job_that_never_began_is_created_once_more(request_: AvatarRequest, talk: bytes, sound: str) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    did.create("talks", {"script": {"audio_url": sound}, "user_data": "someone else's"})

    def cut(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and request.url.path == "/talks":
            raise httpx.ReadError("cut", request=request)
        return None

    did.override = cut
    assert failing(provider(did, ledger), request_).code == "DID_NETWORK_ERROR"
    did.override = lambda _: None
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 2
    assert operations(ledger).count("talks.create") == 2


def test_a_refused_create_is_not_looked_for(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    did.override = lambda request: httpx.Response(429, text="slow down") if request.url.path == "/talks" else None
    failing(provider(did, ledger), request_)
    did.override = lambda _: None
    animate(provider(did, ledger), request_)
    assert "talks.list" not in operations(ledger)


def test_a_create_without_an_id_is_looked_for(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()

    def garbled(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and request.url.path == "/talks":
            did.create("talks", json.loads(request.content))
            return httpx.Response(201, text="\x00 no JSON")
        return None

    did.override = garbled
    assert failing(provider(did, ledger), request_).code == "PROVIDER_RESPONSE_INVALID"
    did.override = lambda _: None
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 1


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ({"status": "error", "error": {"kind": "FaceError", "description": "face not detected"}}, "DID_INVALID_IMAGE"),
        ({"status": "error"}, "DID_SERVER_ERROR"),
        ({"status": "rejected"}, "DID_CONTENT_POLICY"),
    ],
)
def test_a_job_that_failed_is_never_resumed(
    request_: AvatarRequest, talk: bytes, ending: dict[str, Any], code: str
) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    did.ending = ending
    assert failing(provider(did, ledger), request_).code == code
    assert ledger.jobs == {3: ("tlk_1", JobStatus.FAILED)}
    did.ending = {"status": "done"}
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 2


def test_a_job_that_takes_too_long_goes_on_and_is_picked_up(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk, polls=1_000_000), MemoryLedger()
    error = failing(provider(did, ledger, wait_seconds=0.05), request_)
    assert (error.code, error.details["jobId"]) == ("DID_PROCESSING_TIMEOUT", "tlk_1")
    assert ledger.jobs == {3: ("tlk_1", JobStatus.RUNNING)}
    did.polls = 0
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 1


def test_progress_keeps_growing_while_the_job_is_waited_for(request_: AvatarRequest, talk: bytes) -> None:
    shares = animate(provider(FakeDid(talk, polls=20)), request_)
    assert len(set(shares)) >= 20
    assert shares == sorted(shares)


def test_a_job_that_was_deleted_is_made_anew_only_by_the_next_try(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    did.override = lambda request: refuse(404, "NotFoundError", "not found") if "tlk" in request.url.path else None
    error = failing(provider(did, ledger), request_)
    assert (error.code, error.retryable, len(did.jobs)) == ("DID_NOT_FOUND", False, 1)
    assert ledger.jobs == {3: ("tlk_1", JobStatus.FAILED)}
    did.override = lambda _: None
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 2


@pytest.mark.parametrize(("misses", "survives"), [(2, True), (3, False)])
@pytest.mark.parametrize(
    "answer", [httpx.Response(502), httpx.Response(429, text="slow", headers={"retry-after": "0"}), None]
)
def test_a_look_may_fail_in_passing(
    request_: AvatarRequest, talk: bytes, misses: int, survives: bool, answer: httpx.Response | None
) -> None:
    did, ledger, left = FakeDid(talk), MemoryLedger(), [misses]

    def flaky(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/talks/tlk_1" and left[0]:
            left[0] -= 1
            if answer is None:
                raise httpx.ReadTimeout("silent", request=request)
            return answer
        return None

    did.override = flaky
    if survives:
        animate(provider(did, ledger), request_)
    else:
        assert failing(provider(did, ledger), request_).retryable
        assert ledger.jobs == {3: ("tlk_1", JobStatus.RUNNING)}
    assert len(did.sent("POST", "/talks")) == 1
