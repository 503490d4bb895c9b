"""What belongs to a video besides its film: thumbnail, captions, playlists. Each is done once for a video."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from vidpipe.errors import ProviderError, file_errors
from vidpipe.models.calls import JobStatus
from vidpipe.providers.call import Call
from vidpipe.providers.service import wish_of
from vidpipe.providers.youtube.api import DATA, UPLOAD, Api

_MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class Extras:
    """The extras of one video. What YouTube refuses for good becomes one of ``warnings``: the video itself is there."""

    def __init__(self, api: Api, video_id: str) -> None:
        self._api = api
        self._video_id = video_id
        self.warnings: list[str] = []

    async def thumbnail(self, picture: Path) -> None:
        """Set the thumbnail. Whatever hinders that is a warning, except that the channel is no longer connected."""
        data = await _read(picture)
        kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
        largest = self._api.config.largest_thumbnail
        if kind is None or len(data) > largest:
            what = "is neither JPEG nor PNG" if kind is None else f"has {len(data):,} bytes, more than {largest:,}"
            self.warnings.append(f"The thumbnail was not set: it {what}.")
            return

        async def send(call: Call) -> str:
            query = {"videoId": self._video_id, "uploadType": "media"}
            url, headers = f"{UPLOAD}/thumbnails/set", {"Content-Type": kind}
            await self._api.send(call, "POST", url, params=query, content=data, headers=headers)
            return job

        # A video has one thumbnail, and the last one set is seen: what was set before it does not count.
        job, wish = f"{self._video_id}:{_hash(data)[:16]}", wish_of("thumbnail", self._video_id)
        try:
            earlier = await self._api.session.earlier(self._api.service, "thumbnails.set", wish)
            if earlier is None or earlier.job_id != job:
                await self._done("thumbnails.set", "thumbnail", wish, self._api.config.cost_of_change, send)
        except ProviderError as error:
            if error.code in ("YOUTUBE_INVALID_TOKEN", "YOUTUBE_TOKEN_EXPIRED"):
                raise
            self.warnings.append(f"The thumbnail was not set: {error.message}")

    async def captions(self, file: Path, language: str) -> None:
        """Add a caption track; one of that language and name that is there already is left as it is."""
        data, name = await _read(file), self._api.config.caption_name
        if not data.strip():
            return  # nothing is said in the film

        async def send(call: Call) -> str:
            snippet = {"videoId": self._video_id, "language": language, "name": name, "isDraft": False}
            boundary = secrets.token_hex(16)
            query = {"uploadType": "multipart", "part": "snippet"}
            headers = {"Content-Type": f"multipart/related; boundary={boundary}"}
            content = _related({"snippet": snippet}, data, boundary)
            try:
                url = f"{UPLOAD}/captions"
                reply = await self._api.send(call, "POST", url, params=query, content=content, headers=headers)
            except ProviderError as error:
                # So a try reads whose answer was lost.
                if error.details.get("reason") == "captionExists":
                    return language
                raise
            return str(self._api.object_of(reply).get("id") or language)

        wish = wish_of(self._video_id, language, name, _hash(data))
        units = self._api.config.cost_of_captions
        await self._or_warn(f"Captions ({language}) were not added", "captions.insert", language, wish, units, send)

    async def playlist(self, playlist: str) -> None:
        """Add the video to a playlist, unless it is in there."""

        async def send(call: Call) -> str:
            query = {"part": "snippet", "playlistId": playlist, "videoId": self._video_id}
            found = self._api.items_of(await self._api.get(call, "/playlistItems", **query))
            there = [item for item in found if _video_of(item) == self._video_id]
            call.took(self._api.config.cost_of_list + (0 if there else self._api.config.cost_of_change))
            if there:
                return str(there[0].get("id"))
            resource = {"kind": "youtube#video", "videoId": self._video_id}
            body = {"snippet": {"playlistId": playlist, "resourceId": resource}}
            url = f"{DATA}/playlistItems"
            reply = await self._api.send(call, "POST", url, params={"part": "snippet"}, json=body)
            return str(self._api.object_of(reply).get("id"))

        wish = wish_of(self._video_id, playlist)
        units = self._api.config.cost_of_change
        told = f"The video was not added to the playlist {playlist}"
        await self._or_warn(told, "playlistItems.insert", playlist, wish, units, send)

    async def _or_warn(
        self, told: str, operation: str, subject: str, wish: str, units: float, send: Callable[[Call], Awaitable[str]]
    ) -> None:
        """Do it; raises ProviderError where trying again can help, today or tomorrow."""
        try:
            await self._once(operation, subject, wish, units, send)
        except ProviderError as error:
            if error.retryable or error.code == "YOUTUBE_QUOTA_EXCEEDED":
                raise
            self.warnings.append(f"{told}: {error.message}")

    async def _once(
        self, operation: str, subject: str, wish: str, units: float, send: Callable[[Call], Awaitable[str]]
    ) -> None:
        earlier = await self._api.session.earlier(self._api.service, operation, wish)
        if earlier is None or earlier.job_status is not JobStatus.SUCCEEDED:
            await self._done(operation, subject, wish, units, send)

    async def _done(
        self, operation: str, subject: str, wish: str, units: float, send: Callable[[Call], Awaitable[str]]
    ) -> None:
        session, service = self._api.session, self._api.service
        async with session.call(service, operation=operation, wish=wish, subject=subject, units=units) as call:
            await call.began(await send(call))
            await call.ended(JobStatus.SUCCEEDED)


async def _read(path: Path) -> bytes:
    with file_errors("read what is to be published", path):
        return await asyncio.to_thread(path.read_bytes)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _related(resource: dict[str, object], file: bytes, boundary: str) -> bytes:
    """Return a body of two parts, the resource and the file (RFC 2387)."""
    head = (
        f"--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{json.dumps(resource)}\r\n"
        f"--{boundary}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + file + f"\r\n--{boundary}--\r\n".encode()


def _video_of(item: dict[str, object]) -> object:
    snippet = item.get("snippet")
    resource = snippet.get("resourceId") if isinstance(snippet, dict) else None
    return resource.get("videoId") if isinstance(resource, dict) else None
