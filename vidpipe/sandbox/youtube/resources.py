"""Videos, channels and playlist items as the API shows them, part by part."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Any

from vidpipe.sandbox.call import Call
from vidpipe.sandbox.youtube.state import Caption, Channel, Video, rfc3339

SITE = "youtube-site"
"""The prefix that stands for www.youtube.com and i.ytimg.com."""
THUMBNAILS = {
    "default": (120, 90),
    "medium": (320, 180),
    "high": (480, 360),
    "standard": (640, 480),
    "maxres": (1280, 720),
}
"""Width and height in pixels by name."""
_FILES = {
    "default": "default",
    "medium": "mqdefault",
    "high": "hqdefault",
    "standard": "sddefault",
    "maxres": "maxresdefault",
}
SIZE_OF_FILE = {file: THUMBNAILS[name] for name, file in _FILES.items()}


def video_resource(call: Call, video: Video, parts: frozenset[str], *, now: datetime | None = None) -> dict[str, Any]:
    """A video with the parts that were asked for, as it is ``now`` (None: at this moment)."""
    now = now or call.world.now()
    status = _status(video, now)
    shown: dict[str, Any] = {"kind": "youtube#video", "etag": etag(video.id, status), "id": video.id}
    if "snippet" in parts:
        shown["snippet"] = snippet(call, video)
    if "status" in parts:
        shown["status"] = status
    if "contentDetails" in parts:
        shown["contentDetails"] = {
            "duration": f"PT{round(video.seconds)}S",
            "dimension": "2d",
            "definition": "hd",
            "caption": "true" if video.captions else "false",
            "licensedContent": False,
        }
    if "processingDetails" in parts:
        shown["processingDetails"] = _processing(video, now)
    if "suggestions" in parts and video.failure is not None and now >= video.ready:
        shown["suggestions"] = {"processingErrors": [video.failure[1]]}
    if "statistics" in parts:
        shown["statistics"] = {"viewCount": "0", "likeCount": "0", "favoriteCount": "0", "commentCount": "0"}
    return shown


def snippet(call: Call, video: Video) -> dict[str, Any]:
    """What is said about a video."""
    given = video.metadata["snippet"]
    return {
        **given,
        "publishedAt": rfc3339(video.published),
        "channelId": video.grant.channel.id,
        "channelTitle": video.grant.channel.title,
        "thumbnails": thumbnails(call, video),
        "liveBroadcastContent": "none",
        "localized": {"title": given["title"], "description": given["description"]},
    }


def thumbnails(call: Call, video: Video) -> dict[str, Any]:
    """The thumbnails' addresses; the largest two come with a picture that was set."""
    names = list(THUMBNAILS) if video.thumbnail else ["default", "medium", "high"]
    base = f"{call.base_url}/{SITE}/vi/{video.id}"
    return {
        name: {"url": f"{base}/{_FILES[name]}.jpg", "width": THUMBNAILS[name][0], "height": THUMBNAILS[name][1]}
        for name in names
    }


def _status(video: Video, now: datetime) -> dict[str, Any]:
    given = video.metadata["status"]
    status = {
        "uploadStatus": "uploaded",
        **given,
        "privacyStatus": "private" if video.locked else given["privacyStatus"],
        "madeForKids": given.get("selfDeclaredMadeForKids", False),
    }
    if now < video.ready:
        return status
    kind, reason = video.failure or ("processed", "")
    # Processing that was broken off leaves the upload as it is: only processingDetails tells.
    status["uploadStatus"] = "uploaded" if kind == "terminated" else kind
    if kind == "failed":
        status["failureReason"] = reason
    if kind == "rejected":
        status["rejectionReason"] = reason
    return status


def _processing(video: Video, now: datetime) -> dict[str, Any]:
    if now < video.ready:
        whole = (video.ready - video.published).total_seconds()
        left = (video.ready - now).total_seconds()
        done = int(100 * (1 - left / whole)) if whole else 0
        if done < 10:
            return {"processingStatus": "processing"}
        # Numbers are strings here, as everything the API has as unsigned long.
        progress = {"partsTotal": "100", "partsProcessed": str(done), "timeLeftMs": str(round(left * 1000))}
        return {"processingStatus": "processing", "processingProgress": progress}
    kind, reason = video.failure or ("succeeded", "")
    if kind == "terminated":
        return {"processingStatus": "terminated", "processingFailureReason": reason}
    if kind == "failed":
        return {"processingStatus": "failed", "processingFailureReason": "transcodeFailed"}
    progress = {"partsTotal": "100", "partsProcessed": "100", "timeLeftMs": "0"}
    return {"processingStatus": "succeeded", "processingProgress": progress}


def caption_resource(caption: Caption) -> dict[str, Any]:
    """A caption track."""
    shown = {
        "videoId": caption.video,
        "lastUpdated": rfc3339(caption.updated),
        "trackKind": "standard",
        "language": caption.language,
        "name": caption.name,
        "isDraft": caption.is_draft,
        "status": "failed" if caption.failure else "serving",
    }
    if caption.failure:
        shown["failureReason"] = caption.failure
    return {"kind": "youtube#caption", "etag": etag(caption.id, shown), "id": caption.id, "snippet": shown}


def channel_resource(channel: Channel, videos: int, parts: frozenset[str]) -> dict[str, Any]:
    """A channel with the parts that were asked for."""
    known: dict[str, Any] = {
        "snippet": {"title": channel.title, "description": ""},
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": channel.uploads}},
        "statistics": {"viewCount": "0", "subscriberCount": "0", "videoCount": str(videos)},
        "status": {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "allowed"},
    }
    shown = {name: part for name, part in known.items() if name in parts}
    return {"kind": "youtube#channel", "etag": etag(channel.id, shown), "id": channel.id, **shown}


def playlist_item(call: Call, video: Video, parts: frozenset[str], position: int) -> dict[str, Any]:
    """A video's place in the playlist of its channel's uploads."""
    channel = video.grant.channel
    known: dict[str, Any] = {
        "snippet": {
            "publishedAt": rfc3339(video.published),
            "channelId": channel.id,
            "title": video.metadata["snippet"]["title"],
            "description": video.metadata["snippet"]["description"],
            "thumbnails": thumbnails(call, video),
            "channelTitle": channel.title,
            "playlistId": channel.uploads,
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": video.id},
        },
        "contentDetails": {"videoId": video.id, "videoPublishedAt": rfc3339(video.published)},
        "status": {"privacyStatus": _status(video, call.world.now())["privacyStatus"]},
    }
    shown = {name: part for name, part in known.items() if name in parts}
    item_id = f"{channel.uploads}.{video.id}"
    return {"kind": "youtube#playlistItem", "etag": etag(item_id, shown), "id": item_id, **shown}


def listing(kind: str, items: list[dict[str, Any]], *, total: int, per_page: int, after: str | None) -> dict[str, Any]:
    """A list's answer; ``after`` is the next page's token."""
    body = {"kind": f"youtube#{kind}ListResponse", "etag": etag(kind, items)}
    if after:
        body["nextPageToken"] = after
    return {**body, "items": items, "pageInfo": {"totalResults": total, "resultsPerPage": per_page}}


def etag(name: str, value: object) -> str:
    """A tag that changes with what is shown."""
    digest = hashlib.sha1(f"{name} {value!r}".encode(), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
