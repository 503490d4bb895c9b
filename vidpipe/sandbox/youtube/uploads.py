"""Resumable uploads: a session is begun with the metadata, PUTs bring the bytes, and what has arrived stays."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.magic import magic_word
from vidpipe.sandbox.youtube.access import MAY_UPLOAD, authenticate
from vidpipe.sandbox.youtube.errors import Refused, error, plain, refusal
from vidpipe.sandbox.youtube.inspection import LONGEST_SECONDS, LONGEST_UNVERIFIED_SECONDS, Finding, inspect_film
from vidpipe.sandbox.youtube.metadata import VIDEO_PARTS, check_metadata, parts_of
from vidpipe.sandbox.youtube.quota import Project
from vidpipe.sandbox.youtube.ranges import BadRange, ContentRange, read_range
from vidpipe.sandbox.youtube.resources import video_resource
from vidpipe.sandbox.youtube.state import Grant, UploadSession, Video, YouTubeState, new_id

LARGEST_FILE = 274_877_906_944
"""Bytes: 256 GB, as the API's discovery document says."""
_PROCESSING_SECONDS = 40.0
MAGIC_FAILURES = {
    "processing_failed": ("failed", "conversion"),
    "terminated": ("terminated", "transcodeFailed"),
    "rejected": ("rejected", "copyright"),
    "inappropriate": ("rejected", "inappropriate"),
}
"""Words of a title or description that let a video fail: ``sandbox:rejected``."""


async def start(call: Call, grant: Grant) -> Answer:
    """POST …/videos?uploadType=resumable: check the metadata, answer where the bytes go."""
    if call.query.get("uploadType") != "resumable":
        message = "The sandbox takes videos by resumable upload only: uploadType=resumable."
        raise refusal(400, "badRequest", message, domain="global", location="uploadType")
    parts = parts_of(",".join(call.query.getlist("part")), VIDEO_PARTS)
    size = _announced(call)
    metadata = check_metadata(call.json(), parts, call.world.now())
    project = Project(call.world, grant.client_id)
    if project.settings["channelUploads"] is not None:
        if project.settings["channelUploads"] <= 0:
            raise refusal(400, "uploadLimitExceeded")
        project.settings["channelUploads"] -= 1
    session = UploadSession(
        id="ADPycd" + new_id(call.world, 60),
        grant=grant,
        metadata=metadata,
        parts=parts,
        size=size,
        expires=call.world.now() + timedelta(seconds=project.settings["sessionSeconds"]),
    )
    YouTubeState.of(call.world).sessions[session.id] = session
    headers = {"Location": f"{_address(call)}&upload_id={session.id}", "X-GUploader-UploadID": session.id}
    return Answer(Response(b"", 200, headers))


def _address(call: Call) -> str:
    """The address of this call, as the caller knows it; the real one repeats its parameters too."""
    query = "&".join(f"{name}={value}" for name, value in call.query.multi_items() if name in ("uploadType", "part"))
    return f"{call.base_url}{call.request.url.path}?{query}"


def _announced(call: Call) -> int | None:
    kind = call.headers.get("x-upload-content-type", "application/octet-stream").partition(";")[0].strip().lower()
    if kind != "application/octet-stream" and not kind.startswith("video/"):
        message = f"Media type '{kind}' is not supported. Valid media types: [application/octet-stream, video/*]"
        raise refusal(400, "badContent", message, domain="global", location="X-Upload-Content-Type")
    text = call.headers.get("x-upload-content-length")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise refusal(400, "badRequest", "Invalid X-Upload-Content-Length.", domain="global")
    if int(text) > LARGEST_FILE:
        raise Refused(too_large())
    return int(text)


def too_large() -> Answer:
    """Answer a file beyond the limit."""
    message = f"Media larger than the maximum of {LARGEST_FILE} bytes."
    return error(413, "uploadTooLarge", message, domain="global")


async def send_bytes(call: Call) -> Answer:
    """PUT <Location>: bytes, or the question how many have arrived."""
    try:
        session = session_of(call, authenticate(call, MAY_UPLOAD))
        range_ = range_of(call, session)
    except Refused as refused:
        return refused.answer
    except BadRange as bad:
        return plain(400, str(bad), outcome="bad_range")
    if session.answer is None and not range_.question and not await _receive(call, session, range_):
        return plain(400, "Invalid request. The body has not the length that Content-Range says.", outcome="bad_range")
    async with session.ending:
        if session.answer is None and len(session.data) == range_.total:
            await _complete(call, session)
    return _progress(session)


def session_of(call: Call, grant: Grant) -> UploadSession:
    """Return the session that a request's ``upload_id`` names. Raises :class:`Refused` with 404 when it is over."""
    session = YouTubeState.of(call.world).sessions.get(call.query.get("upload_id", ""))
    if session is None or session.expires <= call.world.now() or session.grant.channel != grant.channel:
        raise Refused(plain(404, outcome="session_expired"))
    return session


def range_of(call: Call, session: UploadSession) -> ContentRange:
    """Return what a PUT brings. Raises :class:`BadRange`, also for bytes that would leave a hole."""
    length = call.headers.get("content-length")
    range_ = read_range(call.headers.get("content-range"), int(length) if length else None, session.size)
    if (range_.total or 0) > LARGEST_FILE:
        raise Refused(too_large())
    if range_.first > len(session.data):
        raise BadRange(
            f"Invalid request. According to the Content-Range header, the upload offset is {range_.first} byte(s), "
            f"which exceeds already uploaded size of {len(session.data)} byte(s)."
        )
    return range_


async def _receive(call: Call, session: UploadSession, range_: ContentRange) -> bool:
    """Keep the bytes as they arrive; say whether they were as many as announced."""
    limit = Project(call.world, session.grant.client_id).settings["keptPerRequest"]
    end = range_.end if limit is None else min(range_.end, range_.first + limit)
    position = range_.first
    # When the client breaks off, this raises and what came until then stays: it will ask how far it got.
    async for piece in call.chunks():
        keep(session, position, piece, end)
        position += len(piece)
    return position == range_.end


def keep(session: UploadSession, position: int, piece: bytes, end: int) -> None:
    """Add a piece that begins at ``position`` of the file, without what is there already or lies behind ``end``."""
    there = len(session.data)
    if there < end:
        session.data += piece[max(0, there - position) : max(0, end - position)]


def _progress(session: UploadSession) -> Answer:
    if session.answer is not None:
        return json_answer(200, session.answer)
    headers = {"X-GUploader-UploadID": session.id}
    if session.data:
        headers["Range"] = f"bytes=0-{len(session.data) - 1}"
    return Answer(Response(b"", 308, headers), "incomplete")


async def _complete(call: Call, session: UploadSession) -> None:
    """Make the video of a session whose bytes are all there."""
    world, state, project = call.world, YouTubeState.of(call.world), Project(call.world, session.grant.client_id)
    film = bytes(session.data)
    finding = await asyncio.to_thread(inspect_film, film)
    digest = hashlib.sha256(film).hexdigest()
    known = any(video.digest == digest for video in state.of_channel(session.grant.channel))
    now = world.now()
    video = Video(
        id=new_id(world, 11),
        grant=session.grant,
        metadata=session.metadata,
        locked=not project.settings["audited"],
        published=now,
        ready=now + timedelta(seconds=world.duration(_PROCESSING_SECONDS)),
        seconds=finding.seconds,
        digest=digest,
        film=film,
        failure=_failure(session, finding, project.settings, known=known),
        hidden_lists=project.settings["hiddenLists"],
    )
    state.add_video(video)
    session.answer, session.data = video_resource(call, video, session.parts, now=now), bytearray()


def _failure(
    session: UploadSession, finding: Finding, settings: Mapping[str, object], *, known: bool
) -> tuple[str, str] | None:
    snippet = session.metadata["snippet"]
    if word := magic_word(f"{snippet['title']} {snippet['description']}", MAGIC_FAILURES):
        return MAGIC_FAILURES[word]
    if finding.failure:
        return ("failed", finding.failure)
    verified = settings["channelVerified"] and session.grant.user != "unverified"
    if finding.seconds > (LONGEST_SECONDS if verified else LONGEST_UNVERIFIED_SECONDS):
        return ("rejected", "length")
    if known and settings["rejectsDuplicates"]:
        return ("rejected", "duplicate")
    return None
