"""POST /images and POST /audios: the portrait and the narration, which talks then name by their ``s3://`` address."""

from __future__ import annotations

import asyncio
import io
import re
from datetime import timedelta
from typing import Any

import av
import numpy as np
from PIL import Image, ImageOps

from vidpipe.errors import ProviderError
from vidpipe.providers.local.presenter.face_finder import find_face
from vidpipe.sandbox.call import Answer, Call, Form, FormFile, json_answer
from vidpipe.sandbox.did.errors import invalid, refusal, unsupported
from vidpipe.sandbox.did.state import DidState, Upload
from vidpipe.sandbox.sound_formats import wav_file
from vidpipe.sandbox.studio.encoding import decode

LARGEST_IMAGE = 10 << 20
LARGEST_AUDIO = 6 << 20
SMALLEST_SIDE = 160
SOUND_RATE = 16_000
_KEPT = timedelta(hours=24)
_IMAGES = ["image/jpeg", "image/png"]
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif", "BMP": "image/bmp"}
_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,50}")
_MAGIC = re.compile(r"sandbox-(image_moderation|celebrity|audio_moderation)")
MODERATION = {
    "image_moderation": ("ImageModerationError", "image might contain inappropriate content"),
    "celebrity": ("CelebrityRecognizedError", "celebrity recognized"),
    "audio_moderation": ("AudioModerationError", "audio might contain inappropriate content"),
    "text_moderation": ("TextModerationError", "text might contain inappropriate content"),
}
"""Kind and description of the refusals with 451, by the magic word that asks for each."""


async def image(call: Call, owner: str) -> Answer:
    """POST /images."""
    form = await call.form()
    file = _file(form, "image")
    if len(file.data) > LARGEST_IMAGE:
        raise refusal(400, "InvalidFileSizeError", "file size exceeds the limit of 10 MB", {"size": len(file.data)})
    kind, width, height = await asyncio.to_thread(_look, file)
    if min(width, height) < SMALLEST_SIDE:
        details = {"width": width, "height": height, "min": SMALLEST_SIDE}
        raise refusal(400, "InvalidImageResolutionError", "image resolution is too low", details)
    _moderate(file.filename)
    upload_id = "img_" + call.world.token(20)
    url = f"s3://d-id-images-prod/{owner}/{upload_id}/{_stem(file.filename)}.{kind.lower().replace('jpeg', 'jpg')}"
    DidState.of(call.world).uploads[url] = Upload(
        owner=owner, data=file.data, expires=call.world.now() + _KEPT, width=width, height=height
    )
    body: dict[str, Any] = {"id": upload_id, "url": url}
    if _flag(form, "detect_faces"):
        body["faces"] = await asyncio.to_thread(_faces, file.data)
    return json_answer(201, body)


async def audio(call: Call, owner: str) -> Answer:
    """POST /audios: whatever comes is kept as a 16 kHz WAV."""
    file = _file(await call.form(), "audio")
    if len(file.data) > LARGEST_AUDIO:
        raise refusal(400, "InvalidFileSizeError", "file size exceeds the limit of 6 MB", {"size": len(file.data)})
    if not file.content_type.startswith(("audio/", "video/mp4")):
        raise unsupported(file.content_type, ["audio/*"])
    try:
        pcm = await asyncio.to_thread(decode, file.data, SOUND_RATE)
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise refusal(400, "BadRequestError", "invalid audio") from error
    if not pcm:
        raise refusal(400, "BadRequestError", "invalid audio")
    _moderate(file.filename)
    upload_id, seconds = "aud_" + call.world.token(20), len(pcm) / 2 / SOUND_RATE
    url = f"s3://d-id-audios-prod/{owner}/{upload_id}/{_stem(file.filename)}.wav"
    DidState.of(call.world).uploads[url] = Upload(
        owner=owner, data=wav_file(pcm, SOUND_RATE), expires=call.world.now() + _KEPT, seconds=seconds
    )
    return json_answer(201, {"id": upload_id, "url": url, "duration": round(seconds, 3)})


def _file(form: Form, name: str) -> FormFile:
    file = form.files.get(name)
    if file is None:
        raise invalid({f"body.{name}": f"'{name}' is required"})
    if not _FILE_NAME.fullmatch(file.filename):
        raise invalid({f"body.{name}": "file name must be up to 50 characters of [a-zA-Z0-9._-]"})
    return file


def _flag(form: Form, name: str) -> bool:
    value = form.fields.get(name, "false")
    if value not in ("true", "false"):
        raise invalid({f"body.{name}": "must be a boolean"})
    return value == "true"


def _look(file: FormFile) -> tuple[str, int, int]:
    """Return format, width and height as they are, whatever the part's content type says."""
    try:
        with Image.open(io.BytesIO(file.data)) as picture:
            kind = _FORMATS.get(picture.format or "", "application/octet-stream")
            if kind not in _IMAGES or file.content_type not in _IMAGES:
                raise unsupported(kind if kind not in _IMAGES else file.content_type, _IMAGES)
            picture.load()
            return str(picture.format), picture.width, picture.height
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if file.content_type not in _IMAGES:
            raise unsupported(file.content_type, _IMAGES) from error
        raise refusal(400, "BadRequestError", "invalid image") from error


def _moderate(filename: str) -> None:
    if found := _MAGIC.search(filename):
        raise refusal(451, *MODERATION[found[1]])


def _stem(filename: str) -> str:
    return filename.rpartition(".")[0] or filename


def _faces(data: bytes) -> list[dict[str, Any]]:
    with Image.open(io.BytesIO(data)) as picture:
        pixels = np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
    try:
        face = find_face(pixels)
    except ProviderError:
        return []
    left, right = (round(float(x)) for x in face.sides[:, 0])
    top, bottom = round(float(face.forehead[1])), round(float(face.chin[1]))
    box = {"top": top, "left": left, "bottom": bottom, "right": right}
    return [
        {
            "face_id": "f0",
            "size": max(right - left, bottom - top),
            "top_left": [left, top],
            "overlap": "NO",
            "face_occluded": False,
            "detect_confidence": 0.998,
            "detection": box,
        }
    ]
