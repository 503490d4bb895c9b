"""The YouTube client against the simulated YouTube, which shares no code with it."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from vidpipe.errors import ProviderError
from vidpipe.providers.base import Published
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.services import probe_service
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.config import STEP, Config
from vidpipe.providers.youtube.upload import YouTubeUploadProvider
from vidpipe.sandbox.environment import sandbox_environment
from vidpipe.sandbox.world import World
from vidpipe.sandbox.youtube.state import Video, YouTubeState
from vidpipe_tests.integration.providers.test_youtube_interrupted import request_for
from vidpipe_tests.integration.sandbox.conftest import arm, sandbox, sandbox_app, sandbox_url, world
from vidpipe_tests.integration.sandbox.youtube_client import long_upload

__all__ = ["arm", "sandbox", "sandbox_app", "sandbox_url", "world"]

Publish = Callable[..., Published]


@pytest.fixture
def publish(sandbox_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: httpx.Client) -> Publish:
    """Publish one task's film of several pieces; every call is one try of its stage."""
    monkeypatch.chdir(tmp_path)
    for name, value in sandbox_environment(sandbox_url).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("VIDPIPE_DATA_DIR", str(tmp_path))
    ledger = MemoryLedger()
    picture = io.BytesIO()
    Image.new("RGB", (64, 36), "teal").save(picture, "JPEG")
    (tmp_path / "thumbnail.jpg").write_bytes(picture.getvalue())
    (tmp_path / "captions.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nTea 茶\n", encoding="utf-8")
    request = request_for(tmp_path, long_upload(6))
    files = request.files | {name: tmp_path / name for name in ("thumbnail.jpg", "captions.srt")}

    def publish(brief: dict[str, Any] | None = None, **settings: Any) -> Published:
        changed = request.brief.publish.model_copy(update=brief or {})
        wanted = replace(request, files=files, brief=request.brief.model_copy(update={"publish": changed}))

        async def once() -> Published:
            async with Session(ledger) as session:
                config = Config(chunk_bytes=STEP, poll_seconds=0.05, listing_seconds=5, **settings)
                return await YouTubeUploadProvider(session, config).publish(wanted, lambda _: None)

        return asyncio.run(once())

    return publish


def videos_of(world: World) -> list[Video]:
    return list(YouTubeState.of(world).videos.values())


def film_hash() -> str:
    return hashlib.sha256(long_upload(6)).hexdigest()


def test_a_video_is_published_with_thumbnail_and_captions_and_can_be_watched(
    publish: Publish,
    world: World,
    sandbox: httpx.Client,
) -> None:
    published = publish({"visibility": "unlisted"})
    (video,) = videos_of(world)
    assert (video.id, video.digest, published.warnings) == (published.reference, film_hash(), ())
    assert video.thumbnail is not None
    assert [caption.language for caption in video.captions.values()] == ["en"]
    assert "Tea" in sandbox.get(published.url).text


@pytest.mark.parametrize(
    "faults",
    [
        ["interrupted"], ["interrupted", "interrupted_2", "interrupted_3"], ["partly_kept"], ["nothing_stored"],
        ["server_error_6"], ["token_expired"],
    ],
)  # fmt: skip
def test_an_upload_that_is_interrupted_arrives_in_one_session(
    publish: Publish,
    world: World,
    arm: Callable[..., None],
    faults: list[str],
) -> None:
    for fault in faults:
        arm("youtube", fault, endpoint="send_bytes")
    for _ in range(len(faults) + 1):
        try:
            publish()
            break
        except ProviderError as error:
            assert error.retryable
    (video,) = videos_of(world)
    assert video.digest == film_hash()
    assert len(YouTubeState.of(world).sessions) == 1


def test_a_session_that_ends_midway_is_followed_by_one_video(
    publish: Publish,
    world: World,
    arm: Callable[..., None],
) -> None:
    arm("youtube", "session_expired", endpoint="send_bytes")
    with pytest.raises(ProviderError) as caught:
        publish()
    assert caught.value.code == "YOUTUBE_UPLOAD_FAILED"
    publish()
    assert [video.digest for video in videos_of(world)] == [film_hash()]


def test_an_unaudited_project_publishes_in_private_and_says_so(
    publish: Publish,
    world: World,
    sandbox: httpx.Client,
) -> None:
    world.accounts.of("youtube", sandbox_environment("")["VIDPIPE_YOUTUBE_CLIENT_ID"])["audited"] = False
    assert "private" in publish({"visibility": "public"}).warnings[0]


def test_a_channel_without_a_telephone_number_gets_no_thumbnail_and_is_told(publish: Publish, world: World) -> None:
    world.accounts.of("youtube", sandbox_environment("")["VIDPIPE_YOUTUBE_CLIENT_ID"])["channelVerified"] = False
    (warning,) = publish().warnings
    assert "thumbnail was not set" in warning


def test_the_days_uploads_come_to_an_end(publish: Publish, world: World) -> None:
    world.accounts.of("youtube", sandbox_environment("")["VIDPIPE_YOUTUBE_CLIENT_ID"])["uploadsPerDay"] = 0
    with pytest.raises(ProviderError) as caught:
        publish()
    assert caught.value.code == "YOUTUBE_QUOTA_EXCEEDED"


@pytest.mark.usefixtures("publish")
def test_the_probe_proves_the_consent() -> None:
    probe = asyncio.run(probe_service("youtube", Session()))
    assert (probe.ok, [quota.limit for quota in probe.quotas]) == (True, [100, 10_000])


@pytest.mark.usefixtures("publish")
def test_the_probe_tells_a_consent_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_YOUTUBE_REFRESH_TOKEN", "1//0sandbox-expired")
    probe = asyncio.run(probe_service("youtube", Session()))
    assert (probe.ok, probe.code) == (False, "YOUTUBE_INVALID_TOKEN")
    assert "7 days" in probe.message
