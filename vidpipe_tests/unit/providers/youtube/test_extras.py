from __future__ import annotations

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe_tests.unit.providers.youtube.fake import FakeYouTube, Publishing, refusal

THUMBNAIL, CAPTIONS = "thumbnails/set", r"POST .*/captions"
ADD = "^POST /youtube/v3/playlistItems"


@pytest.mark.parametrize(
    "answer",
    [
        refusal(400, "invalidImage"),
        refusal(403, "forbidden", "The authenticated user doesnt have permissions to set custom video thumbnails."),
        refusal(429, "uploadRateLimitExceeded"),
        refusal(403, "quotaExceeded"),
        httpx.Response(503, text="?"),
        httpx.ReadTimeout("slow"),
    ],
)
def test_no_thumbnail_is_a_warning(
    youtube: FakeYouTube, publishing: Publishing, answer: httpx.Response | Exception
) -> None:
    youtube.say(THUMBNAIL, answer)
    (warning,) = publishing.publish().warnings
    assert warning.startswith("The thumbnail was not set: ")


def test_a_disconnected_channel_is_more_than_a_warning(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(THUMBNAIL, refusal(401, "authError"), refusal(401, "authError"))
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == "YOUTUBE_INVALID_TOKEN"


@pytest.mark.parametrize(("limit", "told"), [({"largest_thumbnail": 5}, "bytes, more than 5")])
def test_a_thumbnail_beyond_the_limit_is_not_sent(
    youtube: FakeYouTube, publishing: Publishing, limit: dict[str, int], told: str
) -> None:
    (warning,) = publishing.publish(**limit).warnings
    assert told in warning
    assert youtube.count(THUMBNAIL) == 0


def test_another_thumbnail_is_set_and_the_first_again_but_never_the_same_twice(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    wanted = publishing.request()
    for picture in (b"one", b"one", b"two", b"two", b"one"):
        wanted.files["thumbnail.jpg"].write_bytes(b"\xff\xd8\xff" + picture)
        publishing.request = lambda: wanted  # type: ignore[method-assign]
        publishing.publish()
    assert [one.content[3:] for one in youtube.sent(THUMBNAIL)] == [b"one", b"two", b"one"]
    assert youtube.count("^POST /upload/youtube/v3/videos") == 1


def test_captions_that_are_there_already_are_fine(youtube: FakeYouTube, publishing: Publishing) -> None:
    youtube.say(CAPTIONS, refusal(409, "captionExists", domain="youtube.caption"))
    assert publishing.publish().warnings == ()


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        (CAPTIONS, refusal(403, "forbidden")),
        (CAPTIONS, refusal(400, "invalidMetadata")),
        (ADD, refusal(404, "playlistNotFound")),
    ],
)
def test_what_is_refused_for_good_is_a_warning(
    youtube: FakeYouTube, publishing: Publishing, pattern: str, answer: httpx.Response
) -> None:
    publishing.brief = {"playlists": ["PLtea"]}
    youtube.say(pattern, answer)
    assert len(publishing.publish().warnings) == 1


@pytest.mark.parametrize(
    ("pattern", "answer", "code"),
    [
        (CAPTIONS, refusal(403, "quotaExceeded"), "YOUTUBE_QUOTA_EXCEEDED"),
        (CAPTIONS, httpx.Response(503), "YOUTUBE_SERVER_ERROR"),
        (ADD, httpx.ReadTimeout("slow"), "YOUTUBE_NETWORK_ERROR"),
    ],
)
def test_what_can_be_made_up_for_is_raised_and_made_up_for_by_the_next_try_alone(
    youtube: FakeYouTube, publishing: Publishing, pattern: str, answer: httpx.Response | Exception, code: str
) -> None:
    publishing.brief = {"playlists": ["PLtea"]}
    youtube.say(pattern, answer)
    with pytest.raises(ProviderError) as caught:
        publishing.publish()
    assert caught.value.code == code
    publishing.publish()
    assert youtube.count(pattern) == 2
    assert youtube.count(THUMBNAIL) == 1
    assert youtube.count("^POST /upload/youtube/v3/videos") == 1


def test_a_playlist_that_has_the_video_gets_it_no_second_time(youtube: FakeYouTube, publishing: Publishing) -> None:
    publishing.settings = {"playlists": "PLone, PLtwo"}
    there = {"id": "item", "snippet": {"resourceId": {"videoId": "video-0"}}}
    youtube.say("^GET .*playlistItems.*PLone", httpx.Response(200, json={"items": [there]}))
    publishing.publish()
    (added,) = youtube.sent(ADD)
    assert b"PLtwo" in added.content


def test_the_brief_can_want_no_playlist_and_the_settings_no_captions(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    publishing.brief = {"playlists": []}
    publishing.publish(playlists=("PLone",), captions=False, thumbnail=False)
    assert youtube.count("playlistItems|captions|thumbnails") == 0


def test_each_language_has_its_captions(youtube: FakeYouTube, publishing: Publishing) -> None:
    request = publishing.request()
    for name in ("captions.de.srt", "captions.zh-TW.srt"):
        path = publishing.folder / name
        path.write_text("1\n", encoding="utf-8")
        request.files[name] = path
    publishing.request = lambda: request  # type: ignore[method-assign]
    publishing.publish()
    sent = b"".join(one.content for one in youtube.sent(CAPTIONS))
    assert all(f'"language": "{tag}"'.encode() in sent for tag in ("de", "en", "zh-TW"))
