"""The bytes of a resumable upload: sent piece by piece, gone on with where YouTube says they end.

What counts is what YouTube says has arrived, never what was sent. An interruption is no failure as long as some of the
bytes got through: the upload goes on at once, in the same session. When none did, the error is raised, and the
catalogue's policy decides when to try again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from vidpipe.errors import ProviderError, file_errors
from vidpipe.providers.base import Progress
from vidpipe.providers.call import Call
from vidpipe.providers.service import Reply
from vidpipe.providers.youtube.api import Api

log = structlog.get_logger(__name__)

_SLICE = 1 << 18
_IDLE_ANSWERS = 3
"""So many answers in a row that nothing more has arrived end the try."""
_INTERRUPTIONS = frozenset(
    {"YOUTUBE_NETWORK_ERROR", "YOUTUBE_SERVER_ERROR", "YOUTUBE_TOKEN_EXPIRED", "YOUTUBE_VIDEO_NOT_FOUND"}
)
"""After these the session is asked what has arrived; the last is how a plain 404 reads, when a session is over."""


@dataclass(frozen=True, kw_only=True)
class Film:
    """The file to upload."""

    path: Path
    size: int
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """How far an upload is: so many bytes are there, or all are and this is the video."""

    size: int = 0
    video: dict[str, Any] | None = None


async def ask(api: Api, call: Call, address: str, film: Film) -> Arrived | None:
    """Ask how far an upload is; None when its session is over. Raises ProviderError."""
    headers = {"Content-Length": "0", "Content-Range": f"bytes */{film.size}"}
    try:
        reply = await api.send(call, "PUT", address, headers=headers)
    except ProviderError as error:
        if error.details.get("httpStatus") in (404, 410):
            return None
        raise
    return _read(api, reply, film)


async def send_film(
    api: Api, call: Call, address: str, film: Film, arrived: Arrived | None, progress: Progress
) -> dict[str, Any] | None:
    """Send what has not arrived yet and return the video; None when the session is over.

    Raises ProviderError: what interrupted the upload, once an interruption leaves no more bytes there than before.
    """
    idle = interruptions = 0
    while arrived is not None and arrived.video is None:
        progress(arrived.size / film.size)
        try:
            after = await _send_piece(api, call, address, film, arrived.size, progress)
        except ProviderError as error:
            if error.code not in _INTERRUPTIONS:
                raise
            after = await ask(api, call, address, film)
            interruptions += 1
            call.note(interruptions=interruptions)
            if not _is_further(after, arrived) and error.code != "YOUTUBE_TOKEN_EXPIRED":
                raise
            there = None if after is None else after.size
            log.warning("upload interrupted, going on", error_code=error.code, arrived=there, size=film.size)
        idle = 0 if _is_further(after, arrived) else idle + 1
        if idle >= _IDLE_ANSWERS:
            raise ProviderError(
                f"YouTube keeps nothing more of the film than {arrived.size:,} of its {film.size:,} bytes.",
                code="YOUTUBE_UPLOAD_FAILED",
                details={"arrived": arrived.size, "size": film.size},
            )
        arrived = after
    return None if arrived is None else arrived.video


def _is_further(after: Arrived | None, before: Arrived) -> bool:
    return after is None or after.video is not None or after.size > before.size


async def _send_piece(api: Api, call: Call, address: str, film: Film, start: int, progress: Progress) -> Arrived | None:
    length = min(api.config.chunk_bytes, film.size - start)
    if length == 0:
        return await ask(api, call, address, film)
    headers = {
        "Content-Length": str(length),
        "Content-Range": f"bytes {start}-{start + length - 1}/{film.size}",
        "Content-Type": film.media_type,
    }
    content = _slices(film, start, length, progress)
    # A body cannot be sent twice, and part of it may have arrived: the session is asked instead.
    reply = await api.send(call, "PUT", address, replay=False, headers=headers, content=content)
    return _read(api, reply, film)


async def _slices(film: Film, start: int, length: int, progress: Progress) -> AsyncIterator[bytes]:
    with file_errors("read the film", film.path), film.path.open("rb") as file:
        file.seek(start)
        left = length
        while left:
            piece = await asyncio.to_thread(file.read, min(left, _SLICE))
            if not piece:
                return  # shorter than it was: the request fails, and so does the comparison of sizes after it
            yield piece
            left -= len(piece)
            progress((start + length - left) / film.size)


def _read(api: Api, reply: Reply, film: Film) -> Arrived:
    if reply.status != 308:
        video = api.object_of(reply)
        if not isinstance(video.get("id"), str) or not video["id"]:
            raise api.service.invalid(reply, "an upload that ended without a video's id")
        return Arrived(size=film.size, video=video)
    text = reply.headers.get("range")
    if text is None:
        return Arrived()
    match = re.fullmatch(r"\s*(?:bytes[= ])?\s*0-(\d{1,18})\s*", text)
    if match is None or int(match[1]) >= film.size:
        raise api.service.invalid(reply, f"a range {text[:60]!r} of a film of {film.size} bytes")
    return Arrived(size=int(match[1]) + 1)
