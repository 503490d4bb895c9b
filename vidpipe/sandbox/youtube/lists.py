"""What the API lets one look at and delete: videos, the channel, the playlist of its uploads."""

from __future__ import annotations

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.youtube.errors import refusal
from vidpipe.sandbox.youtube.metadata import VIDEO_PARTS, parts_of
from vidpipe.sandbox.youtube.resources import channel_resource, listing, playlist_item, video_resource
from vidpipe.sandbox.youtube.state import Grant, Video, YouTubeState

_CHANNEL_PARTS = frozenset(
    {
        "auditDetails",
        "brandingSettings",
        "contentDetails",
        "contentOwnerDetails",
        "id",
        "localizations",
        "snippet",
        "statistics",
        "status",
        "topicDetails",
    }
)
_ITEM_PARTS = frozenset({"contentDetails", "id", "snippet", "status"})
_MOST_IDS = 50


async def videos(call: Call, grant: Grant) -> Answer:
    """GET /videos?part=&id=: those that are known; an unknown id is no error, it is missing."""
    parts = parts_of(",".join(call.query.getlist("part")), VIDEO_PARTS)
    ids = [each for text in call.query.getlist("id") for each in text.split(",") if each]
    if not ids:
        message = "No filter selected. Expected one of: chart, id, myRating"
        raise refusal(400, "missingRequiredParameter", message, domain="youtube.parameter", location="parameters.")
    if len(ids) > _MOST_IDS:
        raise refusal(400, "invalidFilters", "The request specifies an invalid filter parameter.",
                      domain="youtube.parameter", location="id")  # fmt: skip
    state = YouTubeState.of(call.world)
    known = [state.videos[each] for each in dict.fromkeys(ids) if each in state.videos]
    shown = [video for video in known if _is_visible(video, grant)]
    items = [video_resource(call, video, parts) for video in shown]
    return json_answer(200, listing("video", items, total=len(items), per_page=len(items), after=None))


def _is_visible(video: Video, grant: Grant) -> bool:
    """Whether a list knows the video; every call brings a new one nearer to that."""
    if video.hidden_lists > 0:
        video.hidden_lists -= 1
        return False
    status = video.metadata["status"]["privacyStatus"]
    return video.grant.channel == grant.channel or (status != "private" and not video.locked)


def own_video(call: Call, grant: Grant, video_id: str | None) -> Video:
    """Return a video of the caller's channel. Raises :class:`Refused`: 404, or 403 for somebody else's."""
    video = YouTubeState.of(call.world).videos.get(video_id or "")
    if video is None:
        raise refusal(404, "videoNotFound", location="videoId")
    if video.grant.channel != grant.channel:
        raise refusal(403, "forbidden")
    return video


async def delete_video(call: Call, grant: Grant) -> Answer:
    """DELETE /videos?id=."""
    video = own_video(call, grant, call.query.get("id"))
    del YouTubeState.of(call.world).videos[video.id]
    return Answer(Response(status_code=204))


async def channels(call: Call, grant: Grant) -> Answer:
    """GET /channels?part=&mine=true (or &id=)."""
    parts = parts_of(",".join(call.query.getlist("part")), _CHANNEL_PARTS)
    ids = call.query.get("id", "").split(",")
    if call.query.get("mine") != "true" and not any(ids):
        message = "No filter selected. Expected one of: forHandle, mine, forUsername, managedByMe, id, mySubscribers"
        raise refusal(400, "missingRequiredParameter", message, domain="youtube.parameter", location="parameters.")
    channel = grant.channel
    count = len(YouTubeState.of(call.world).of_channel(channel))
    known = call.query.get("mine") == "true" or channel.id in ids
    items = [channel_resource(channel, count, parts)] if known else []
    return json_answer(200, listing("channel", items, total=len(items), per_page=5, after=None))


async def playlist_items(call: Call, grant: Grant) -> Answer:
    """GET /playlistItems?part=&playlistId=&maxResults=&pageToken=: the newest upload first."""
    parts = parts_of(",".join(call.query.getlist("part")), _ITEM_PARTS)
    if call.query.get("playlistId") != grant.channel.uploads:
        raise refusal(404, "playlistNotFound", domain="youtube.playlistItem", location="playlistId")
    size = call.query.get("maxResults", "5")
    if not size.isdecimal() or not 0 <= int(size) <= 50:
        message = f"Invalid value '{size}'. Values must be within the range: [0, 50]"
        raise refusal(400, "invalidParameter", message, domain="global", location="maxResults")
    found = YouTubeState.of(call.world).of_channel(grant.channel)
    start = _start(call.query.get("pageToken"))
    page = found[start : start + int(size)]
    items = [playlist_item(call, video, parts, start + index) for index, video in enumerate(page)]
    end = start + len(page)
    after = f"CAUQAA{end}" if page and end < len(found) else None
    return json_answer(200, listing("playlistItem", items, total=len(found), per_page=int(size), after=after))


def _start(token: str | None) -> int:
    if not token:
        return 0
    number = token.removeprefix("CAUQAA")
    if not number.isdecimal():
        message = "The request specifies an invalid page token."
        raise refusal(400, "invalidPageToken", message, domain="youtube.parameter", location="pageToken")
    return int(number)
