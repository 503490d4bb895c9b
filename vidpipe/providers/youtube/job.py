"""One task's video on YouTube: uploaded once, whatever is interrupted.

The ledger's entry of ``videos.insert`` is the task's only upload. Its job is first the session that takes the bytes,
``session:…``, whose address the ledger keeps to itself, then the video, ``video:ID``. A new session is begun only when
there is no earlier one, or the earlier one is over without having become a video.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from vidpipe.errors import ProviderError, register_secret
from vidpipe.models.calls import EarlierCall, JobStatus
from vidpipe.providers.base import Progress
from vidpipe.providers.service import Reply, wish_of
from vidpipe.providers.youtube.api import UPLOAD, Api
from vidpipe.providers.youtube.processing import wait_until_listed
from vidpipe.providers.youtube.search import find_upload
from vidpipe.providers.youtube.transfer import Arrived, Film, ask, send_film

_INSERT = "videos.insert"
_SESSION, _VIDEO = "session:", "video:"
_YOUNG = timedelta(hours=1)
"""A video of an upload so young that lists lack may still appear."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be on YouTube."""

    task_id: str
    film: Film
    sha256: str
    resource: dict[str, Any]
    notify: bool
    may_begin: Callable[[], None]
    """Called before a session is begun; raises what forbids it."""

    @property
    def words(self) -> str:
        """A hash of what is said about the video."""
        return wish_of(self.resource)[:16]


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A video that is on YouTube."""

    video_id: str
    call_id: int
    """The ledger's entry of its upload."""
    words: str
    """The hash of what was said about it when it was uploaded."""
    replaces: str | None = None
    """The task's earlier video, which is to go."""


async def upload_once(api: Api, wanted: Wanted, progress: Progress) -> Uploaded:
    """Bring the film to YouTube, or find what an earlier try brought there.

    Raises ProviderError; YOUTUBE_ALREADY_PUBLISHED when another film of this task is there and shall stay.
    """
    job = _Job(api, wanted, progress)
    earlier = await api.session.earlier(api.service, _INSERT, job.wish)
    replaces = None
    if earlier is not None and earlier.job_id is not None:
        replaces = _text(earlier, "replaces")
        found = await job.go_on(earlier, earlier.job_id)
        if found is not None and _text(earlier, "sha256") == wanted.sha256:
            return found
        if found is not None:
            replaces = _may_replace(api, found)
    return await job.begin(replaces)


class _Job:
    def __init__(self, api: Api, wanted: Wanted, progress: Progress) -> None:
        self._api = api
        self._wanted = wanted
        self._progress = progress
        self.wish = wish_of(_INSERT, wanted.task_id)

    async def go_on(self, earlier: EarlierCall, job_id: str) -> Uploaded | None:
        """Return the video of an earlier try, bringing it to its end; None when there is none, nor will be."""
        if job_id.startswith(_VIDEO):
            video_id = job_id.removeprefix(_VIDEO)
            there = await wait_until_listed(self._api, video_id)
            if not there and earlier.job_status is not JobStatus.SUCCEEDED and _age(earlier) < _YOUNG:
                raise ProviderError(
                    f"YouTube does not list the uploaded video {video_id} yet. Run the task again later; an hour "
                    "after the upload it counts as deleted, and is uploaded anew.",
                    code="YOUTUBE_VIDEO_NOT_FOUND",
                    details={"videoId": video_id},
                )
        else:
            video_id = await self._finish(earlier) or ""
            there = bool(video_id)
        if there:
            words, replaces = _text(earlier, "words") or "", _text(earlier, "replaces")
            return Uploaded(video_id=video_id, call_id=earlier.id, words=words, replaces=replaces)
        await self._end(earlier)
        return None

    async def _finish(self, earlier: EarlierCall) -> str | None:
        """Go on with an earlier session; return its video."""
        film = replace(self._wanted.film, size=int(earlier.request.get("bytes", self._wanted.film.size)))
        same = _text(earlier, "sha256") == self._wanted.sha256
        async with self._api.session.call(
            self._api.service, operation="videos.insert.bytes", subject="the film, gone on with", limited=False
        ) as call:
            address, arrived = earlier.private, None
            if address is not None:
                register_secret(address)
                arrived = await ask(self._api, call, address, film)
            over = arrived is None
            if arrived is not None:
                call.note(arrived=arrived.size, size=film.size)
            video = None if arrived is None else arrived.video
            if address is not None and arrived is not None and video is None and same:
                video = await send_film(self._api, call, address, film, arrived, self._progress)
                over = video is None
            if video is not None:
                await call.began(f"{_VIDEO}{video['id']}", call_id=earlier.id)
                return str(video["id"])
        # The session of another film is left to expire: nobody sends it the rest, so it becomes no video.
        return await self._lost(earlier, film) if over else None

    async def _lost(self, earlier: EarlierCall, film: Film) -> str | None:
        """Return the video of a session that is over, if its last answer was lost: the list of uploads tells."""
        title = str(self._wanted.resource["snippet"]["title"])
        async with self._api.session.call(
            self._api.service, operation="playlistItems.list", subject="the lost video", limited=False
        ) as call:
            known = _text(earlier, "replaces")
            video_id = await find_upload(self._api, call, title, film.size, earlier.started_at, but=known)
            if video_id is not None:
                await call.began(f"{_VIDEO}{video_id}", call_id=earlier.id)
            return video_id

    async def _end(self, earlier: EarlierCall) -> None:
        """Note that nothing is left of an earlier upload."""
        await asyncio.to_thread(self._api.session.ledger.ended_job, earlier.id, JobStatus.FAILED)

    async def begin(self, replaces: str | None) -> Uploaded:
        """Begin a session and send the film."""
        wanted, api = self._wanted, self._api
        wanted.may_begin()
        call_id, address = await self._session(replaces)
        async with api.session.call(
            api.service,
            operation="videos.insert.bytes",
            subject="the film",
            request={"bytes": wanted.film.size},
            limited=False,
        ) as call:
            video = await send_film(api, call, address, wanted.film, Arrived(), self._progress)
            if video is None:
                raise ProviderError(
                    "YouTube ended the upload's session before all of the film was there.",
                    code="YOUTUBE_UPLOAD_FAILED",
                    details={"httpStatus": 404},
                )
            await call.began(f"{_VIDEO}{video['id']}", call_id=call_id)
        return Uploaded(video_id=str(video["id"]), call_id=call_id, words=wanted.words, replaces=replaces)

    async def _session(self, replaces: str | None) -> tuple[int, str]:
        wanted, api = self._wanted, self._api
        noted = {"bytes": wanted.film.size, "sha256": wanted.sha256, "words": wanted.words, "replaces": replaces}
        async with api.session.call(
            api.service, operation=_INSERT, wish=self.wish, subject="the upload's session", request=noted, units=1
        ) as call:
            reply = await api.send(
                call,
                "POST",
                f"{UPLOAD}/videos",
                params={
                    "uploadType": "resumable",
                    "part": ",".join(wanted.resource),
                    "notifySubscribers": "true" if wanted.notify else "false",
                },
                # Escaped as ASCII: any text at all can be sent so.
                content=json.dumps(wanted.resource).encode(),
                headers={
                    "Content-Type": "application/json; charset=UTF-8",
                    "X-Upload-Content-Type": wanted.film.media_type,
                    "X-Upload-Content-Length": str(wanted.film.size),
                },
            )
            address = _location(api, reply)
            name = hashlib.sha256(address.encode()).hexdigest()[:12]
            await call.began(f"{_SESSION}{name}", private=address)
            return call.id, address


def _location(api: Api, reply: Reply) -> str:
    """Return where the bytes go; from now on it is kept out of every log."""
    address: str = reply.headers.get("location", "")
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host:
        shown = Reply(status=reply.status, headers=reply.headers, body=b"")
        raise api.service.invalid(shown, "an upload's session without an address")
    register_secret(address)
    for value in (url.params.get("upload_id"), url.params.get("session_id")):
        register_secret(value or "")
    return address


def _may_replace(api: Api, found: Uploaded) -> str:
    """Return the earlier video of a task that has another film now, if it is to be replaced."""
    if api.config.new_film == "delete":
        return found.video_id
    address = f"{api.config.site_url}/watch?v={found.video_id}"
    raise ProviderError(
        f"An earlier film of this task is on YouTube as {address}, and YouTube cannot exchange the film of a video. "
        "Delete it there and run the task again, or set VIDPIPE_YOUTUBE_NEW_FILM=delete to have that done for you.",
        code="YOUTUBE_ALREADY_PUBLISHED",
        details={"videoId": found.video_id, "url": address},
    )


def _age(earlier: EarlierCall) -> timedelta:
    return datetime.now(UTC) - earlier.started_at


def _text(earlier: EarlierCall, name: str) -> str | None:
    value = earlier.request.get(name)
    return value if isinstance(value, str) else None
