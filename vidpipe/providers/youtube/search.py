"""Finds the video of an upload whose last answer was lost and whose session is over: in the channel's own list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from vidpipe.providers.call import Call
from vidpipe.providers.youtube.api import Api

_CLOCKS_APART = timedelta(minutes=5)
_PAGES = 4


async def find_upload(api: Api, call: Call, title: str, size: int, since: datetime, *, but: str | None) -> str | None:
    """Return the id of the channel's video of this title that was uploaded since then; None when there is none.

    A video whose file YouTube says to have another size is another one. Raises ProviderError.
    """
    uploads = await _uploads(api, call)
    looked, page = 1, ""
    for _ in range(_PAGES if uploads else 0):
        query = {"part": "snippet,contentDetails", "playlistId": uploads, "maxResults": "50"}
        body = await api.get(call, "/playlistItems", **query, **({"pageToken": page} if page else {}))
        looked += 1
        call.took(looked * api.config.cost_of_list)
        items = api.items_of(body)
        for item in items:
            video_id = _candidate(item, title, since)
            if video_id is not None and video_id != but and await _has_size(api, call, video_id, size):
                return video_id
        page = str(body.get("nextPageToken") or "")
        # The newest come first.
        if not page or any(_published(item) < since - _CLOCKS_APART for item in items):
            break
    return None


async def _uploads(api: Api, call: Call) -> str:
    body = await api.get(call, "/channels", part="contentDetails", mine="true")
    for channel in api.items_of(body):
        lists = (channel.get("contentDetails") or {}).get("relatedPlaylists") or {}
        if isinstance(lists.get("uploads"), str):
            return str(lists["uploads"])
    return ""


async def _has_size(api: Api, call: Call, video_id: str, size: int) -> bool:
    body = await api.get(call, "/videos", part="fileDetails", id=video_id)
    told = [(item.get("fileDetails") or {}).get("fileSize") for item in api.items_of(body)]
    return all(text is None or str(text) == str(size) for text in told)


def _candidate(item: dict[str, Any], title: str, since: datetime) -> str | None:
    snippet, content = item.get("snippet") or {}, item.get("contentDetails") or {}
    video_id = content.get("videoId") or (snippet.get("resourceId") or {}).get("videoId")
    fits = snippet.get("title") == title and _published(item) >= since - _CLOCKS_APART
    return str(video_id) if fits and video_id else None


def _published(item: dict[str, Any]) -> datetime:
    """When a video was uploaded: ``videoPublishedAt`` or, as it may be private, when it came into the list."""
    text = (item.get("snippet") or {}).get("publishedAt") or (item.get("contentDetails") or {}).get("videoPublishedAt")
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
