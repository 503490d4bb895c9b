"""Publishing again: the video that is there is found, and no other is made."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe_tests.unit.providers.youtube.fake import (
    FILM,
    LIST,
    PUT,
    START,
    FakeYouTube,
    Publishing,
)


def test_a_lost_final_answer_leads_to_the_video_that_was_made(youtube: FakeYouTube, publishing: Publishing) -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        youtube.take(request)
        raise httpx.ReadTimeout("silence", request=request)

    publishing.settings = {"chunk_bytes": 1 << 22}
    youtube.say(PUT, lost, httpx.ConnectError("down"))
    with pytest.raises(ProviderError):
        publishing.publish()
    assert publishing.publish().reference == "video-0"
    assert youtube.count(START) == 1
    assert youtube.published == ["video-0"]


def test_publishing_again_finds_the_video_and_uploads_nothing(youtube: FakeYouTube, publishing: Publishing) -> None:
    first = publishing.publish()
    sent = len(youtube.requests)
    assert publishing.publish() == first
    assert [request.method for request in youtube.requests[sent:]] == ["GET", "GET"]


def test_other_words_do_not_make_another_video_and_it_is_said(youtube: FakeYouTube, publishing: Publishing) -> None:
    publishing.publish()
    publishing.script = {"title": "Another"}
    assert "was left as it is" in publishing.publish().warnings[0]
    assert youtube.published == ["video-0"]


def test_another_film_of_the_task_is_refused(youtube: FakeYouTube, publishing: Publishing) -> None:
    publishing.publish()
    publishing.film = FILM[::-1]
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == "YOUTUBE_ALREADY_PUBLISHED"
    assert caught.value.details["videoId"] == "video-0"
    assert youtube.published == ["video-0"]


def test_another_film_replaces_the_earlier_video_when_the_settings_say_so(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    publishing.publish()
    publishing.film = FILM[::-1]
    # Interrupted between the upload and the deletion, which the next try makes up for.
    youtube.say("^DELETE", httpx.ReadTimeout("silence"))
    with pytest.raises(ProviderError):
        publishing.publish(new_film="delete")
    assert publishing.publish(new_film="delete").reference == "video-1"
    assert youtube.published == ["video-1"]
    assert youtube.films["video-1"] == FILM[::-1]


def test_the_earlier_video_is_never_taken_for_the_new_one(youtube: FakeYouTube, publishing: Publishing) -> None:
    publishing.publish()
    publishing.film = FILM[::-1]
    youtube.say(PUT, httpx.ConnectError("down"), httpx.ConnectError("down"))
    with pytest.raises(ProviderError):
        publishing.publish(new_film="delete")
    youtube.sessions.clear()
    snippet = {"title": "Why the sea breathes 🌊", "publishedAt": "2099-01-01T00:00:00Z"}
    items = [{"snippet": snippet, "contentDetails": {"videoId": "video-0"}}]
    youtube.say("playlistItems.*UU123", httpx.Response(200, json={"items": items}))
    assert publishing.publish(new_film="delete").reference == "video-1"
    assert youtube.published == ["video-1"]


def test_a_video_that_was_deleted_is_uploaded_anew(youtube: FakeYouTube, publishing: Publishing) -> None:
    publishing.publish()
    youtube.videos.clear()
    assert publishing.publish().reference == "video-1"


def test_a_young_video_that_is_not_listed_yet_is_not_uploaded_again(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    publishing.settings = {"listing_seconds": 0}
    for _ in range(2):
        youtube.say(LIST, httpx.Response(200, json={"items": []}))
        with pytest.raises(ProviderError) as caught:
            publishing.publish()
        assert caught.value.code == "YOUTUBE_VIDEO_NOT_FOUND"
    assert publishing.publish().reference == "video-0"
    assert youtube.count(START) == 1


def test_a_new_video_may_be_missing_from_lists_for_a_moment(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(LIST, *[httpx.Response(200, json={"items": []})] * 3)
    assert publishing.publish(listing_seconds=60).reference == "video-0"


@pytest.mark.parametrize("status", [404, 410])
def test_a_session_that_is_over_is_followed_by_another(
    youtube: FakeYouTube, publishing: Publishing, status: int
) -> None:
    youtube.say(PUT, httpx.ConnectError("down"), httpx.ConnectError("down"))
    with pytest.raises(ProviderError):
        publishing.publish()
    youtube.say(PUT, httpx.Response(status, text="Gone"))
    assert publishing.publish().reference == "video-0"
    assert youtube.count(START) == 2
    assert youtube.count("^GET /youtube/v3/playlistItems.*UU123") == 1


def test_the_video_of_a_session_that_is_over_is_found_in_the_channels_uploads(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        youtube.take(request)
        youtube.sessions.clear()
        raise httpx.ReadTimeout("silence", request=request)

    def item(title: str, video_id: str, moment: str) -> dict[str, Any]:
        return {"snippet": {"title": title, "publishedAt": moment}, "contentDetails": {"videoId": video_id}}

    publishing.settings = {"chunk_bytes": 1 << 22}
    youtube.say(PUT, lost, httpx.ConnectError("down"))
    with pytest.raises(ProviderError):
        publishing.publish()
    title = "Why the sea breathes 🌊"
    items = [
        item("Tea", "other", "2099-01-01T00:00:00Z"),
        item(title, "larger", "2099-01-01T00:00:00Z"),
        item(title, "video-0", "2099-01-01T00:00:00Z"),
        item(title, "older", "2001-01-01T00:00:00Z"),
    ]
    youtube.say("playlistItems.*UU123", httpx.Response(200, json={"items": items}))
    youtube.say("fileDetails&id=larger", httpx.Response(200, json={"items": [{"fileDetails": {"fileSize": "1"}}]}))
    assert publishing.publish().reference == "video-0"
    assert youtube.count(START) == 1


def test_a_crash_before_the_session_is_known_begins_another(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(START, httpx.ReadTimeout("silence"))
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == "YOUTUBE_NETWORK_ERROR"
    assert publishing.publish().reference == "video-0"


def test_an_unfinished_upload_of_another_film_is_left_behind(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(PUT, youtube.take, httpx.ConnectError("down"), httpx.ConnectError("down"))
    with pytest.raises(ProviderError):
        publishing.publish()
    publishing.film = FILM[::-1]
    assert publishing.publish().reference == "video-0"
    assert youtube.films == {"video-0": FILM[::-1]}
