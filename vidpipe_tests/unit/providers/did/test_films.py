"""Fetching the film: addresses that expire, and what is no whole film."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from vidpipe.media import Box, conform_presenter
from vidpipe.models.calls import JobStatus
from vidpipe.providers.base import AvatarRequest
from vidpipe.providers.ledger import MemoryLedger
from vidpipe_tests.unit.providers.did.asking import animate, failing, operations
from vidpipe_tests.unit.providers.did.fake import SECONDS, FakeDid, provider, speech


def test_an_expired_address_is_asked_for_anew(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    did.expired_downloads = 1
    animate(provider(did, ledger), request_)
    downloads = [request for request in did.requests if request.url.host != "api.d-id.com"]
    assert [request.url.params["Signature"] for request in downloads] == ["3", "4"]
    assert operations(ledger)[-4:] == ["talks.get", "talks.download", "talks.get", "talks.download"]


def test_an_address_that_is_not_signed_anew_is_said_to_be_expired(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    did.expired_downloads, did.signs_anew = 1, False
    error = failing(provider(did, ledger), request_)
    assert (error.code, error.retryable) == ("DID_DOWNLOAD_FAILED", True)
    assert "expired" in error.message
    assert "Signature" not in error.message + str(error.details)
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 1


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x00\x00\x00\x18ftypmp42"])
def test_a_download_that_is_no_film_is_tried_again_without_paying(
    request_: AvatarRequest, talk: bytes, content: bytes
) -> None:
    did, ledger = FakeDid(content), MemoryLedger()
    error = failing(provider(did, ledger), request_)
    assert (error.code, error.retryable) == ("DID_DOWNLOAD_FAILED", True)
    did.content = talk
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 1


@pytest.mark.parametrize("index_first", [True, False])
def test_half_a_film_is_fetched_again_and_not_paid_again(
    request_: AvatarRequest, talk: bytes, index_first: bool, tmp_path: Path
) -> None:
    if index_first:
        # Then half of it still tells the length of the whole.
        asyncio.run(
            conform_presenter(
                written(tmp_path / "a.mp4", talk),
                tmp_path / "b.mp4",
                crop=Box(left=0, top=0, width=64, height=64),
                width=64,
                height=64,
                fps=25,
                seconds=SECONDS,
            )
        )
        talk = (tmp_path / "b.mp4").read_bytes()
    did, ledger = FakeDid(talk[: len(talk) * 3 // 4]), MemoryLedger()
    assert failing(provider(did, ledger), request_).code == "DID_DOWNLOAD_FAILED"
    did.content = talk
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 1


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_job_that_is_done_without_an_address_is_looked_at_again(request_: AvatarRequest, talk: bytes) -> None:
    did, ledger = FakeDid(talk), MemoryLedger()
    did.ending = {"status": "done", "result_url": None}
    assert failing(provider(did, ledger), request_).code == "DID_DOWNLOAD_FAILED"
    did.ending = {"status": "done"}
    animate(provider(did, ledger), request_)
    assert len(did.jobs) == 1


def test_a_film_of_other_words_is_given_up(request_: AvatarRequest, talk: bytes) -> None:
    speech(request_.audio, 4.0)
    did, ledger = FakeDid(talk), MemoryLedger()
    error = failing(provider(did, ledger), request_)
    assert (error.code, error.retryable) == ("AVATAR_FAILED", False)
    assert ledger.jobs == {3: ("tlk_1", JobStatus.FAILED)}
    assert not request_.audio.with_name("out.mp4").exists()
