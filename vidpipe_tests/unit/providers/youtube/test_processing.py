"""What YouTube makes of a film that it has: watched until it ends."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe_tests.unit.providers.youtube.fake import (
    LIST,
    START,
    FakeYouTube,
    Publishing,
    video,
)


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (video("video-0", upload="failed", failureReason="codec"), "YOUTUBE_PROCESSING_FAILED"),
        (video("video-0", upload="uploaded", processing="failed"), "YOUTUBE_PROCESSING_FAILED"),
        (video("video-0", upload="uploaded", processing="terminated"), "YOUTUBE_PROCESSING_FAILED"),
        (video("video-0", upload="rejected", rejectionReason="copyright"), "YOUTUBE_REJECTED"),
        (video("video-0", upload="rejected", rejectionReason="duplicate"), "YOUTUBE_REJECTED"),
        (video("video-0", upload="rejected", rejectionReason="length"), "YOUTUBE_VIDEO_TOO_LARGE"),
        (video("video-0", upload="deleted"), "YOUTUBE_VIDEO_NOT_FOUND"),
    ],
)
def test_what_youtube_makes_of_the_film_decides(
    youtube: FakeYouTube, publishing: Publishing, item: dict[str, Any], code: str
) -> None:
    youtube.say(LIST, httpx.Response(200, json={"items": [item]}))
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == code
    assert caught.value.details["videoId"] == "video-0"


def test_a_failed_processing_is_uploaded_anew_a_rejected_video_is_looked_at_again(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    rejected = httpx.Response(200, json={"items": [video("video-0", upload="rejected", rejectionReason="claim")]})
    youtube.say(LIST, rejected)
    with pytest.raises(ProviderError):
        publishing.publish()
    assert publishing.publish().reference == "video-0"  # an appeal was heard
    failed = httpx.Response(200, json={"items": [video("video-0", upload="failed")]})
    youtube.say(LIST, failed, failed)
    with pytest.raises(ProviderError):
        publishing.publish()
    assert publishing.publish().reference == "video-1"


def test_processing_is_watched_until_it_ends_and_no_longer_than_allowed(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    busy = video("video-0", upload="uploaded", processing="processing")
    youtube.say(LIST, *[httpx.Response(200, json={"items": [busy]})] * 3)
    publishing.publish()
    (series,) = [number for number, intent in enumerate(publishing.ledger.intents, 1) if intent.subject == "processing"]
    assert publishing.ledger.outcomes[series].units == 4
    assert publishing.ledger.outcomes[series].charged == "yes"
    assert any(0.9 < share < 1 for share in publishing.shares)


def test_a_processing_that_takes_too_long_can_be_waited_for_again(youtube: FakeYouTube, publishing: Publishing) -> None:
    busy = video("video-0", upload="uploaded", processing="processing")
    youtube.say(LIST, *[httpx.Response(200, json={"items": [busy]})] * 2)
    with pytest.raises(ProviderError) as caught:
        publishing.publish(processing_seconds=1e-9)
    assert caught.value.code == "YOUTUBE_PROCESSING_TIMEOUT"
    assert caught.value.retryable
    youtube.answers.clear()
    assert publishing.publish().reference == "video-0"
    assert youtube.count(START) == 1


def test_a_video_locked_to_private_is_a_warning(youtube: FakeYouTube, publishing: Publishing) -> None:
    publishing.brief = {"visibility": "public"}
    youtube.say(LIST, httpx.Response(200, json={"items": [video("video-0", privacyStatus="private")]}))
    (warning,) = publishing.publish().warnings
    assert "keeps the video private" in warning


def test_a_scheduled_video_is_private_until_then(youtube: FakeYouTube, publishing: Publishing) -> None:
    publishing.brief = {"publish_at": "2099-01-31T18:00:00+01:00", "visibility": "public"}
    assert publishing.publish().warnings == ()
    status = json.loads(youtube.sent(START)[0].content)["status"]
    assert (status["privacyStatus"], status["publishAt"]) == ("private", "2099-01-31T18:00:00+01:00")


def test_a_time_that_passed_meanwhile_does_not_hinder_what_is_uploaded_already(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    publishing.brief = {"publish_at": "2001-01-31T18:00:00Z"}
    with pytest.raises(InvalidInput) as caught:
        publishing.publish()
    assert caught.value.code == "YOUTUBE_INVALID_METADATA"
    assert youtube.requests == []
