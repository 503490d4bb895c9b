"""captions.insert, update, list and delete."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.responses import Response

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.youtube.errors import Refused, refusal
from vidpipe.sandbox.youtube.lists import own_video
from vidpipe.sandbox.youtube.metadata import parts_of
from vidpipe.sandbox.youtube.resources import caption_resource, etag
from vidpipe.sandbox.youtube.state import Caption, Grant, Video, YouTubeState, new_id

LARGEST_FILE = 100 << 20
LONGEST_NAME = 150
_PARTS = frozenset({"id", "snippet"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TIMES = re.compile(rb"\d\d:\d\d[.,]\d{3}\s*-->|\d+:\d\d:\d\d[.,]\d+|<tt[\s>]|<text|<transcript")
_CAPTION = "youtube.caption"


@dataclass(frozen=True)
class _Upload:
    """What a multipart/related body brings: the resource, and the file."""

    snippet: dict[str, Any]
    resource_id: str
    file: bytes


async def insert(call: Call, grant: Grant) -> Answer:
    """POST …/captions?uploadType=multipart&part=snippet."""
    parts_of(",".join(call.query.getlist("part")), _PARTS)
    upload = _read(call)
    name, language = upload.snippet.get("name"), upload.snippet.get("language")
    if not isinstance(name, str) or not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise _refusal(400, "invalidMetadata")
    if len(name) > LONGEST_NAME:
        raise _refusal(400, "nameTooLong")
    is_draft = upload.snippet.get("isDraft", False)
    video_id = upload.snippet.get("videoId")
    if not isinstance(is_draft, bool) or not isinstance(video_id, str):
        raise _refusal(400, "invalidMetadata")
    video = own_video(call, grant, video_id)
    if not upload.file:
        raise _refusal(400, "contentRequired")
    if any((each.language, each.name) == (language, name) for each in video.captions.values()):
        raise _refusal(409, "captionExists")
    caption = Caption(
        id="AUieDa" + new_id(call.world, 30),
        video=video.id,
        language=language,
        name=name,
        is_draft=is_draft,
        text=upload.file,
        updated=call.world.now(),
        failure=_failure(upload.file),
    )
    video.captions[caption.id] = caption
    return json_answer(200, caption_resource(caption))


async def update(call: Call, grant: Grant) -> Answer:
    """PUT …/captions?uploadType=multipart&part=snippet: another file for the track, or published instead of a draft."""
    parts_of(",".join(call.query.getlist("part")), _PARTS)
    upload = _read(call)
    caption = _own(call, grant, upload.resource_id)[1]
    caption.is_draft = bool(upload.snippet.get("isDraft", caption.is_draft))
    if upload.file:
        caption.text, caption.failure = upload.file, _failure(upload.file)
    caption.updated = call.world.now()
    return json_answer(200, caption_resource(caption))


async def tracks(call: Call, grant: Grant) -> Answer:
    """GET /captions?part=snippet&videoId=."""
    parts_of(",".join(call.query.getlist("part")), _PARTS)
    video = own_video(call, grant, call.query.get("videoId"))
    items = [caption_resource(caption) for caption in video.captions.values()]
    return json_answer(200, {"kind": "youtube#captionListResponse", "etag": etag(video.id, items), "items": items})


async def delete(call: Call, grant: Grant) -> Answer:
    """DELETE /captions?id=."""
    video, caption = _own(call, grant, call.query.get("id", ""))
    del video.captions[caption.id]
    return Answer(Response(status_code=204))


def _own(call: Call, grant: Grant, caption_id: str) -> tuple[Video, Caption]:
    for video in YouTubeState.of(call.world).of_channel(grant.channel):
        if caption_id in video.captions:
            return video, video.captions[caption_id]
    raise _refusal(404, "captionNotFound")


def _read(call: Call) -> _Upload:
    """Read a body of two parts (RFC 2387): the resource as JSON, then the file."""
    if call.query.get("uploadType") != "multipart":
        raise refusal(400, "badRequest", "The sandbox takes captions by uploadType=multipart.", domain="global")
    kind, options = parse_options_header(call.headers.get("content-type"))
    if kind != b"multipart/related" or not options.get(b"boundary"):
        raise refusal(400, "badContent", "Expected multipart/related with a boundary.", domain="global")
    parts = _split(call.body, options[b"boundary"])
    if not parts or not parts[0][0].startswith("application/json"):
        raise _refusal(400, "invalidMetadata")
    try:
        resource = json.loads(parts[0][1])
    except ValueError as error:
        raise BadBody(str(error)) from error
    snippet = resource.get("snippet", {}) if isinstance(resource, dict) else None
    if not isinstance(snippet, dict):
        raise _refusal(400, "invalidMetadata")
    file = parts[1][1] if len(parts) > 1 else b""
    if len(file) > LARGEST_FILE:
        raise refusal(413, "uploadTooLarge", f"Media larger than {LARGEST_FILE} bytes.", domain="global")
    return _Upload(snippet, str(resource.get("id", "")), file)


def _split(body: bytes, boundary: bytes) -> list[tuple[str, bytes]]:
    """Return content type and content of each part."""
    found: list[tuple[str, bytes]] = []
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        if piece.startswith(b"--"):
            return found
        head, gap, content = piece.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not gap:
            break
        types = re.search(rb"(?im)^content-type:\s*(.+?)\s*$", head)
        found.append((types[1].decode("latin-1").lower() if types else "", content))
    raise refusal(400, "badContent", "Failed to parse the multipart body: it does not end.", domain="global")


def _failure(file: bytes) -> str | None:
    """The ``failureReason`` of a file that holds no times, as every caption format does."""
    return None if _TIMES.search(file) else "unknownFormat"


def _refusal(status: int, reason: str) -> Refused:
    return refusal(status, reason, domain=_CAPTION)
