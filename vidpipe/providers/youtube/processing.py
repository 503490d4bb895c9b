"""What YouTube makes of an uploaded film: watched until it can be played, or is refused."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.models.calls import JobStatus
from vidpipe.providers.base import Progress
from vidpipe.providers.call import Call
from vidpipe.providers.youtube.api import Api

_PARTS = "status,processingDetails,suggestions"


async def wait_until_listed(api: Api, video_id: str) -> bool:
    """Say whether the channel has the video; a new one may be missing from lists for a while. Raises ProviderError."""
    async with api.session.call(
        api.service, operation="videos.list", subject="whether the video is there", limited=False
    ) as call:
        return await _listed(api, video_id, _Polls(api, call)) is not None


async def wait_until_playable(api: Api, video_id: str, upload_call: int, progress: Progress) -> dict[str, Any]:
    """Wait until the video can be played and return its resource with ``status``; ``progress`` takes 0 to 1.

    ``upload_call`` is the ledger's entry of the upload, whose job ends here. Raises ProviderError:
    YOUTUBE_PROCESSING_FAILED, YOUTUBE_REJECTED, YOUTUBE_VIDEO_TOO_LARGE, YOUTUBE_VIDEO_NOT_FOUND, or
    YOUTUBE_PROCESSING_TIMEOUT, after which trying again goes on waiting.
    """
    end = time.monotonic() + api.config.processing_seconds
    async with api.session.call(api.service, operation="videos.list", subject="processing", limited=False) as call:
        polls = _Polls(api, call)
        while True:
            item = await _listed(api, video_id, polls)
            if item is None:
                raise _missing(video_id)
            try:
                playable = _judge(video_id, item)
            except ProviderError as error:
                if error.code == "YOUTUBE_PROCESSING_FAILED":
                    # Of a rejected film the same copy would be rejected again; this one may be uploaded anew.
                    await call.ended(JobStatus.FAILED, call_id=upload_call)
                raise
            if playable:
                await call.ended(JobStatus.SUCCEEDED, call_id=upload_call)
                progress(1.0)
                return item
            progress(_share(item))
            if time.monotonic() > end:
                raise _too_slow(video_id, api.config.processing_seconds)
            await asyncio.sleep(api.config.poll_seconds)


class _Polls:
    """Looks at a video, each of which takes from the quota."""

    def __init__(self, api: Api, call: Call) -> None:
        self._api = api
        self._call = call
        self._count = 0

    async def look(self, video_id: str) -> dict[str, Any] | None:
        body = await self._api.get(self._call, "/videos", part=_PARTS, id=video_id)
        self._count += 1
        self._call.took(self._count * self._api.config.cost_of_list)
        return next((item for item in self._api.items_of(body) if item.get("id") == video_id), None)


async def _listed(api: Api, video_id: str, polls: _Polls) -> dict[str, Any] | None:
    """Return the video's resource; None when lists do not have it, though given time."""
    end = time.monotonic() + api.config.listing_seconds
    while (item := await polls.look(video_id)) is None:
        if time.monotonic() >= end:
            return None
        await asyncio.sleep(min(api.config.poll_seconds, max(end - time.monotonic(), 0)))
    return item


def _judge(video_id: str, item: dict[str, Any]) -> bool:
    """Whether the video can be played; raises ProviderError when it never will."""
    status, processing = _part(item, "status"), _part(item, "processingDetails")
    details = {
        "videoId": video_id,
        "uploadStatus": status.get("uploadStatus"),
        "processingStatus": processing.get("processingStatus"),
    }
    match status.get("uploadStatus"):
        case "rejected":
            reason = str(status.get("rejectionReason", "unknown"))
            if reason == "length":
                code, told = "YOUTUBE_VIDEO_TOO_LARGE", "YouTube rejected the video: it is too long for this channel."
            else:
                code, told = "YOUTUBE_REJECTED", f"YouTube rejected the video: {reason}."
            raise ProviderError(told, code=code, details=details | {"reason": reason})
        case "deleted":
            raise _missing(video_id)
        case "failed":
            raise _failed(status.get("failureReason"), item, details)
        case "processed":
            return True
    if processing.get("processingStatus") in ("failed", "terminated"):
        raise _failed(processing.get("processingFailureReason"), item, details)
    return processing.get("processingStatus") == "succeeded"


def _failed(reason: object, item: dict[str, Any], details: dict[str, Any]) -> ProviderError:
    said = _part(item, "suggestions").get("processingErrors")
    errors = [str(each)[:100] for each in said[:10]] if isinstance(said, list) else []
    return ProviderError(
        f"YouTube could not process the video: {reason or 'it does not say why'}.",
        code="YOUTUBE_PROCESSING_FAILED",
        details=details | {"reason": reason, "processingErrors": errors},
    )


def _missing(video_id: str) -> ProviderError:
    return ProviderError(
        f"The uploaded video {video_id} is not on the channel: it was deleted, another channel is connected now, or "
        "YouTube does not list it yet.",
        code="YOUTUBE_VIDEO_NOT_FOUND",
        details={"videoId": video_id},
    )


def _too_slow(video_id: str, seconds: float) -> ProviderError:
    return ProviderError(
        f"YouTube has the film, but has not finished processing it within {seconds:g} seconds.",
        code="YOUTUBE_PROCESSING_TIMEOUT",
        details={"videoId": video_id},
    )


def _share(item: dict[str, Any]) -> float:
    """How much is processed; YouTube's numbers are texts, and missing where it does not know."""
    numbers = _part(_part(item, "processingDetails"), "processingProgress")
    try:
        done, total = float(numbers["partsProcessed"]), float(numbers["partsTotal"])
    except (KeyError, TypeError, ValueError):
        return 0.0
    return min(max(done / total, 0.0), 1.0) if total > 0 else 0.0


def _part(item: dict[str, Any], name: str) -> dict[str, Any]:
    part = item.get(name)
    return part if isinstance(part, dict) else {}
