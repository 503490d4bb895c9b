"""thumbnails.set, and the pictures that come of it."""

from __future__ import annotations

import asyncio
import io

import av
from PIL import Image, ImageOps

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.youtube.errors import refusal
from vidpipe.sandbox.youtube.lists import own_video
from vidpipe.sandbox.youtube.messages import NO_THUMBNAILS
from vidpipe.sandbox.youtube.quota import Project
from vidpipe.sandbox.youtube.resources import etag, thumbnails
from vidpipe.sandbox.youtube.state import Grant, Video

LARGEST_THUMBNAIL = 52_428_800
"""Bytes, as the API's discovery document says."""
_TYPES = ("image/jpeg", "image/png", "application/octet-stream")
_THUMBNAIL = "youtube.thumbnail"


async def set_thumbnail(call: Call, grant: Grant) -> Answer:
    """POST …/thumbnails/set?videoId=&uploadType=media: the body is the picture."""
    if call.query.get("uploadType") != "media":
        raise refusal(400, "badRequest", "The sandbox takes thumbnails by uploadType=media.", domain="global")
    if not call.body:
        raise refusal(400, "mediaBodyRequired", domain=_THUMBNAIL)
    if len(call.body) > LARGEST_THUMBNAIL:
        raise refusal(413, "uploadTooLarge", f"Media larger than {LARGEST_THUMBNAIL} bytes.", domain="global")
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _TYPES:
        message = f"Media type '{kind}' is not supported. Valid media types: [{', '.join(_TYPES)}]"
        raise refusal(400, "badContent", message, domain="global")
    video = own_video(call, grant, call.query.get("videoId"))
    if not Project(call.world, grant.client_id).settings["channelVerified"] or grant.user == "unverified":
        raise refusal(403, "forbidden", NO_THUMBNAILS, domain=_THUMBNAIL)
    if not await asyncio.to_thread(_is_picture, call.body):
        raise refusal(400, "invalidImage", domain=_THUMBNAIL)
    video.thumbnail = call.body
    items = [thumbnails(call, video)]
    return json_answer(200, {"kind": "youtube#thumbnailSetResponse", "etag": etag(video.id, call.body), "items": items})


def _is_picture(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def thumbnail_of(video: Video, size: tuple[int, int]) -> bytes | None:
    """Make a thumbnail in a size, as JPEG: of the picture that was set, or of the film; None when there is neither."""
    picture = _picture(video)
    if picture is None:
        return None
    file = io.BytesIO()
    ImageOps.pad(picture, size, color="black").save(file, "JPEG", quality=88)
    return file.getvalue()


def _picture(video: Video) -> Image.Image | None:
    if video.thumbnail:
        with Image.open(io.BytesIO(video.thumbnail)) as picture:
            return picture.convert("RGB")
    if not video.film or video.seconds <= 0:
        return None
    with av.open(io.BytesIO(video.film), "r") as film:
        film.seek(int(film.duration or 0) // 2)
        frame = next(film.decode(video=0), None)
        return Image.fromarray(frame.to_ndarray(format="rgb24")) if frame else None
