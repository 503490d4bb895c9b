"""What stands for www.youtube.com and i.ytimg.com: a page to watch an uploaded video on, its film, its thumbnails.

Everything uploaded can be watched here, private or not: the page is for the person who runs the sandbox.
"""

from __future__ import annotations

import asyncio
import re
from html import escape

from starlette.responses import HTMLResponse, Response

from vidpipe.sandbox.call import Answer, Call
from vidpipe.sandbox.ranges import file_answer
from vidpipe.sandbox.youtube.errors import plain
from vidpipe.sandbox.youtube.resources import SIZE_OF_FILE, video_resource
from vidpipe.sandbox.youtube.state import Video, YouTubeState
from vidpipe.sandbox.youtube.thumbnails import thumbnail_of

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}: sandbox</title>
<meta name="viewport" content="width=device-width"><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:960px;margin:24px auto;padding:0 16px;color:#0f0f0f}}
video{{width:100%;max-height:75vh;border-radius:12px;background:#000}}h1{{font-size:20px;margin:12px 0 4px}}
p{{white-space:pre-wrap;overflow-wrap:anywhere}}small{{color:#606060}}</style>
<video controls poster="vi/{id}/hqdefault.jpg" src="film/{id}">{tracks}</video>
<h1>{title}</h1><small>{channel} · {privacy} · {status}</small><p>{description}</p>
<small>This is the vidpipe sandbox, not YouTube.</small></html>"""


async def watch(call: Call) -> Answer:
    """GET /watch?v=."""
    video = YouTubeState.of(call.world).videos.get(call.query.get("v", ""))
    if video is None:
        return plain(404)
    shown = video_resource(call, video, frozenset({"snippet", "status"}))
    tracks = "".join(
        f'<track kind="captions" src="captions/{escape(each.id)}" srclang="{escape(each.language)}" '
        f'label="{escape(each.name)}">'
        for each in video.captions.values()
        if not each.failure
    )
    page = _PAGE.format(
        id=video.id,
        title=escape(shown["snippet"]["title"]),
        channel=escape(shown["snippet"]["channelTitle"]),
        privacy=shown["status"]["privacyStatus"],
        status=shown["status"]["uploadStatus"],
        description=escape(shown["snippet"]["description"]),
        tracks=tracks,
    )
    return Answer(HTMLResponse(page))


async def film(call: Call) -> Answer:
    """GET /film/{id}: the uploaded bytes, whole or a range."""
    video = _video(call)
    if video is None or video.film is None:
        return plain(404)
    return file_answer(call, video.film, "video/mp4")


async def thumbnail(call: Call) -> Answer:
    """GET /vi/{id}/{file}.jpg."""
    video, size = _video(call), SIZE_OF_FILE.get(call.params["file"])
    picture = await asyncio.to_thread(thumbnail_of, video, size) if video and size else None
    return plain(404) if picture is None else Answer(Response(picture, media_type="image/jpeg"))


async def captions(call: Call) -> Answer:
    """GET /captions/{id}: a track as WebVTT, which is what browsers show."""
    for video in YouTubeState.of(call.world).videos.values():
        if call.params["id"] in video.captions:
            return Answer(Response(_as_vtt(video.captions[call.params["id"]].text), media_type="text/vtt"))
    return plain(404)


def _as_vtt(text: bytes) -> bytes:
    if text.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return text
    return b"WEBVTT\n\n" + re.sub(rb"(\d\d:\d\d:\d\d),(\d{3})", rb"\1.\2", text.removeprefix(b"\xef\xbb\xbf"))


def _video(call: Call) -> Video | None:
    return YouTubeState.of(call.world).videos.get(call.params["id"])
