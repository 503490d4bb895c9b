"""Sending a film to YouTube, in one go and after interruptions."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from vidpipe.errors import ProviderError, StorageError
from vidpipe.models.calls import JobStatus
from vidpipe.observability import configure_logging
from vidpipe_tests.unit.providers.youtube.fake import (
    CONSENT,
    FILM,
    PUT,
    START,
    FakeYouTube,
    Publishing,
    refusal,
)


def test_a_film_is_uploaded_whole_with_all_that_belongs_to_it(youtube: FakeYouTube, publishing: Publishing) -> None:
    publishing.brief = {"visibility": "unlisted", "category": 27, "playlists": ["PLtea"], "notify": True}
    published = publishing.publish()
    assert published.url == "https://www.youtube.com/watch?v=video-0"
    assert (published.reference, published.warnings) == ("video-0", ())
    assert youtube.films == {"video-0": FILM}
    (start,) = youtube.sent(START)
    assert start.url.params["notifySubscribers"] == "true"
    assert start.headers["x-upload-content-length"] == str(len(FILM))
    assert start.headers["x-upload-content-type"] == "video/mp4"
    assert json.loads(start.content) == {
        "snippet": {
            "title": "Why the sea breathes 🌊",
            "description": "„Six“",
            "tags": ["tides"],
            "categoryId": "27",
            "defaultLanguage": "en",
            "defaultAudioLanguage": "en",
        },
        "status": {
            "privacyStatus": "unlisted",
            "selfDeclaredMadeForKids": False,
            "containsSyntheticMedia": True,
            "license": "youtube",
            "embeddable": True,
        },
    }
    assert {request.headers["authorization"] for request in youtube.requests if request.url.path != "/token"} == {
        "Bearer ya29.fake-access-1"
    }
    assert youtube.count("thumbnails/set") == 1
    (caption,) = youtube.sent("/captions")
    assert b'"language": "en"' in caption.content
    assert b"1\n00:00" in caption.content
    (item,) = youtube.sent("^POST /youtube/v3/playlistItems")
    assert json.loads(item.content)["snippet"] == {
        "playlistId": "PLtea",
        "resourceId": {"kind": "youtube#video", "videoId": "video-0"},
    }


def test_progress_follows_the_bytes_and_never_falls(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(PUT, lambda request: youtube.take(request, keep=100))
    publishing.publish()
    assert publishing.shares == sorted(publishing.shares)
    assert publishing.shares[0] == 0
    assert publishing.shares[-1] == 1
    assert len([share for share in publishing.shares if 0 < share < 0.85]) >= 3


def test_what_youtube_keeps_counts_not_what_was_sent(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(PUT, *[lambda request: youtube.take(request, keep=1_001)] * 3)
    publishing.publish()
    assert youtube.films == {"video-0": FILM}


def test_a_308_without_range_starts_over(youtube: FakeYouTube, publishing: Publishing) -> None:
    def forgets(request: httpx.Request) -> httpx.Response:
        youtube.sessions[request.url.params["upload_id"]].clear()
        return httpx.Response(308)

    youtube.say(PUT, youtube.take, forgets)
    publishing.publish()
    assert youtube.films == {"video-0": FILM}
    assert youtube.count(START) == 1


def test_a_server_that_keeps_nothing_is_given_up_on(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(PUT, *[httpx.Response(308)] * 3)
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == "YOUTUBE_UPLOAD_FAILED"
    assert youtube.count(PUT) == 3


@pytest.mark.parametrize("text", ["bytes=0-9999999999", "bytes=5-9", "0-x", "bytes=0-"])
def test_a_range_that_cannot_be_is_refused(youtube: FakeYouTube, publishing: Publishing, text: str) -> None:
    youtube.say(PUT, httpx.Response(308, headers={"Range": text}))
    youtube.say(PUT, httpx.Response(308))
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == "YOUTUBE_SERVER_ERROR"


def test_an_interruption_that_brought_bytes_goes_on_in_the_same_session(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    def breaks(request: httpx.Request) -> httpx.Response:
        youtube.take(request, keep=70_000)
        raise httpx.ReadError("gone", request=request)

    def fails(request: httpx.Request) -> httpx.Response:
        youtube.take(request, keep=100_000)
        return httpx.Response(503, text="Service Unavailable")

    youtube.say(PUT, breaks)
    youtube.say(PUT, youtube.take, fails)  # the first answers the question how far it got
    publishing.publish()
    assert youtube.films == {"video-0": FILM}
    assert youtube.count(START) == 1


def test_an_interruption_that_brought_none_is_raised_and_the_next_try_goes_on(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    youtube.say(PUT, youtube.take, httpx.ConnectError("no route"), httpx.ConnectError("no route"))
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == "YOUTUBE_NETWORK_ERROR"
    assert publishing.job is not None
    assert publishing.job.startswith("session:")
    publishing.publish()
    assert youtube.films == {"video-0": FILM}
    assert youtube.count(START) == 1
    assert publishing.job == "video:video-0"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refusal(400, "invalidTitle"), "YOUTUBE_INVALID_METADATA"),
        (refusal(403, "quotaExceeded"), "YOUTUBE_QUOTA_EXCEEDED"),
        (refusal(400, "uploadLimitExceeded"), "YOUTUBE_UPLOAD_LIMIT_EXCEEDED"),
        (httpx.Response(200), "YOUTUBE_SERVER_ERROR"),
        (httpx.Response(200, headers={"location": "/upload?upload_id=x"}), "YOUTUBE_SERVER_ERROR"),
        (httpx.Response(200, headers={"location": "http://[::1"}), "YOUTUBE_SERVER_ERROR"),
    ],
)
def test_a_refused_start_is_told(
    youtube: FakeYouTube, publishing: Publishing, answer: httpx.Response, code: str
) -> None:
    youtube.say(START, answer)
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == code
    assert publishing.job is None


def test_a_refused_token_is_renewed_and_the_session_goes_on(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(START, refusal(401, "authError"))
    youtube.say(PUT, youtube.take, refusal(401, "authError"))
    publishing.publish()
    assert youtube.films == {"video-0": FILM}
    assert youtube.tokens == 3
    assert youtube.count(START) == 2
    assert len(youtube.sessions) == 1


def test_a_token_refused_twice_is_no_token(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(START, refusal(401, "authError"), refusal(401, "authError"))
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == "YOUTUBE_INVALID_TOKEN"


def test_a_damaged_film_is_not_sent(youtube: FakeYouTube, publishing: Publishing) -> None:
    request = publishing.request()
    publishing.request = lambda: request  # type: ignore[method-assign]
    request.files["video.mp4"].write_bytes(FILM[:-1])
    with pytest.raises(StorageError) as caught:
        publishing.publish()
    assert caught.value.code == "ARTIFACT_CORRUPT"
    assert youtube.requests == []


@pytest.mark.parametrize("limit", [{"largest_film": 1_000}, {"longest_film": 12}])
def test_a_film_beyond_the_limits_is_not_sent(
    youtube: FakeYouTube, publishing: Publishing, limit: dict[str, float]
) -> None:
    with pytest.raises(ProviderError) as caught:
        publishing.publish(**limit)
    assert caught.value.code == "YOUTUBE_VIDEO_TOO_LARGE"
    assert youtube.requests == []


def test_the_sessions_address_is_shown_nowhere(
    youtube: FakeYouTube,
    publishing: Publishing,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    logging_as_before: None,
) -> None:
    configure_logging(log_dir=tmp_path / "logs", service="test", level="debug", console=True)
    youtube.say(PUT, youtube.take, httpx.ConnectError("down"), httpx.ConnectError("down"))
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    ledger = publishing.ledger
    earlier = next(text for text in ledger.private.values() if text)
    assert "ADPycd-secret-session-0" in earlier
    shown = [
        *(intent.model_dump_json() for intent in ledger.intents),
        *(outcome.model_dump_json() for outcome in ledger.outcomes.values()),
        str(ledger.jobs),
        str(caught.value.message) + str(caught.value.details),
        *capsys.readouterr(),
        *(file.read_text() for file in (tmp_path / "logs").iterdir()),
    ]
    assert not any("secret-session" in text or "ya29" in text or CONSENT in text for text in shown)
    publishing.publish()
    assert not any(ledger.private.values()), "over, and still kept"


def test_the_ledger_tells_how_each_upload_stands(publishing: Publishing) -> None:
    publishing.publish()
    ledger = publishing.ledger
    calls = {intent.operation: number for number, intent in enumerate(ledger.intents, 1)}
    assert ledger.jobs[calls["videos.insert"]] == ("video:video-0", JobStatus.SUCCEEDED)
    assert ledger.intents[calls["videos.insert"] - 1].units == 1
    assert ledger.intents[calls["thumbnails.set"] - 1].units == 50
    assert ledger.intents[calls["captions.insert"] - 1].units == 400
    assert {intent.account for intent in ledger.intents} != {""}
    assert len({intent.account for intent in ledger.intents}) == 1
