"""A create request of the Interactions API for a film, checked field by field."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from PIL import Image, UnidentifiedImageError

from vidpipe.sandbox.veo.errors import Refused, invalid, problem, retired

LIVE = ("gemini-omni-1.1-flash", "gemini-omni-1.2-flash")
_GONE = re.compile(r"veo-.*|gemini-omni-flash-preview")
_LONGEST = {"gemini-omni-1.1-flash": 10, "gemini-omni-1.2-flash": 15}
_SHORTEST, USUAL_SECONDS = 3, 8
_HEIGHTS = {"360p": 360, "720p": 720, "1080p": 1080, "4k": 2160}
_RATIOS = ("16:9", "9:16")
_NEEDS_IMAGE = ("image_to_video", "reference_to_video")
_NEEDS_VIDEO = ("edit", "extend", "upscale")
_TASKS = ("text_to_video", *_NEEDS_IMAGE, *_NEEDS_VIDEO)
_LARGEST_BODY = 20 << 20
_FIELDS: dict[str, type] = {
    "model": str,
    "input": object,
    "system_instruction": object,
    "response_format": dict,
    "generation_config": dict,
    "safety_settings": list,
    "service_tier": str,
    "store": bool,
    "background": bool,
    "previous_interaction_id": str,
    "stream": bool,
    "webhook_config": dict,
}
_FORMAT_FIELDS = ("type", "aspect_ratio", "duration", "resolution", "delivery")
_TIERS = ("flex", "standard", "priority", "deferred")


class Uploads(Protocol):
    """Where files that were uploaded before are found."""

    def content(self, uri: str) -> bytes:
        """Return the bytes of an active file of the caller. Raises Refused."""
        ...


@dataclass(kw_only=True)
class Ask:
    """What one interaction makes."""

    model: str
    prompt: str = ""
    images: list[bytes]
    has_video: bool
    width: int
    height: int
    seconds: int
    inline: bool
    background: bool
    store: bool
    previous: str | None


def read_ask(body: object, size: int, uploads: Uploads) -> Ask:
    """Check a create request of ``size`` bytes. Raises Refused with the documented code."""
    if not isinstance(body, dict):
        raise invalid("The request body must be a JSON object.")
    if size > _LARGEST_BODY:
        raise invalid("The request is larger than 20 MB; upload inputs by the Files API.")
    _check_fields(body)
    model = _model(body)
    prompt, images, has_video = _inputs(body.get("input"), uploads)
    _check_task(body, images=bool(images), has_video=has_video or "previous_interaction_id" in body)
    form = _format(body)
    width, height = _size(form, images)
    ask = Ask(
        model=model,
        prompt=prompt,
        images=images,
        has_video=has_video,
        width=width,
        height=height,
        seconds=_seconds(form, model),
        inline=_one_of(form, "delivery", ("inline", "uri"), "inline") == "inline",
        background=body.get("background", False),
        store=body.get("store", True),
        previous=body.get("previous_interaction_id"),
    )
    if ask.background and not ask.store:
        raise invalid("store must be true when background is true.")
    return ask


def _check_fields(body: Mapping[str, Any]) -> None:
    for name, value in body.items():
        if name not in _FIELDS:
            raise Refused(problem(400, "parameter_unknown", f"Unknown parameter: '{name}'."))
        if not isinstance(value, _FIELDS[name]):
            raise invalid(f"'{name}' has the wrong type.")
    if body.get("stream"):
        raise invalid("stream is not supported for video output.")
    _one_of(body, "service_tier", _TIERS, "standard")
    hook = body.get("webhook_config", {"uris": []})
    if not isinstance(hook.get("uris"), list) or not all(isinstance(uri, str) for uri in hook["uris"]):
        raise invalid("webhook_config.uris must be a list of strings.")


def _model(body: Mapping[str, Any]) -> str:
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise invalid("'model' is required.")
    name = model.removeprefix("models/")
    if _GONE.fullmatch(name):
        raise Refused(problem(404, "model_not_found", retired(name)))
    if name not in LIVE:
        raise Refused(problem(404, "model_not_found", f"models/{name} is not found."))
    return name


def _inputs(given: object, uploads: Uploads) -> tuple[str, list[bytes], bool]:
    parts = [{"type": "text", "text": given}] if isinstance(given, str) else given
    if not isinstance(parts, list) or not parts:
        raise invalid("'input' is required: a string or a list of parts.")
    texts, images, has_video = [], [], False
    for number, part in enumerate(parts):
        where = f"input[{number}]"
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text":
            if not isinstance(part.get("text"), str):
                raise invalid(f"'{where}.text' must be a string.")
            texts.append(part["text"])
        elif kind == "image":
            images.append(_picture(part, where, uploads))
        elif kind == "video":
            _bytes(part, "video/", where, uploads)
            has_video = True
        else:
            raise invalid(f"'{where}.type' must be text, image or video.")
    prompt = " ".join(texts).strip()
    if not prompt:
        raise invalid("'input' must hold a text.")
    return prompt, images, has_video


def _picture(part: Mapping[str, Any], where: str, uploads: Uploads) -> bytes:
    data = _bytes(part, "image/", where, uploads)
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            kind = Image.MIME.get(picture.format or "")
    except (UnidentifiedImageError, OSError) as error:
        raise invalid(f"'{where}': unable to process input image.") from error
    if kind != part["mime_type"]:
        raise invalid(f"'{where}': the image is {kind}, not {part['mime_type']}.")
    return data


def _bytes(part: Mapping[str, Any], family: str, where: str, uploads: Uploads) -> bytes:
    kind = part.get("mime_type")
    if not isinstance(kind, str) or not kind.startswith(family):
        raise invalid(f"'{where}.mime_type' must be {family}….")
    data, uri = part.get("data"), part.get("uri")
    if isinstance(uri, str) and data is None:
        if not urlsplit(uri).scheme:
            raise invalid(f"'{where}.uri' is not a valid URI.")
        return uploads.content(uri)
    if not isinstance(data, str) or uri is not None:
        raise invalid(f"'{where}' must hold either data or uri.")
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise invalid(f"'{where}.data': Base64 decoding failed.") from error


def _check_task(body: Mapping[str, Any], *, images: bool, has_video: bool) -> None:
    config = body.get("generation_config", {}).get("video_config", {})
    if not isinstance(config, dict):
        raise invalid("'generation_config.video_config' must be an object.")
    task = _one_of(config, "task", _TASKS, "text_to_video")
    if task in _NEEDS_IMAGE and not images:
        raise invalid(f"The task {task} needs an image.")
    if task in _NEEDS_VIDEO and not has_video:
        raise invalid(f"The task {task} needs a video or previous_interaction_id.")


def _format(body: Mapping[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = body.get("response_format", {"type": "video"})
    if form.get("type") != "video":
        raise invalid("'response_format.type' must be video for this model.")
    for name in form:
        if name not in _FORMAT_FIELDS:
            raise Refused(problem(400, "parameter_unknown", f"Unknown parameter: 'response_format.{name}'."))
    return form


def _size(form: Mapping[str, Any], images: list[bytes]) -> tuple[int, int]:
    short = _HEIGHTS[_one_of(form, "resolution", tuple(_HEIGHTS), "720p")]
    ratio = _one_of(form, "aspect_ratio", _RATIOS, _shape(images))
    long = short * 16 // 9
    return (long, short) if ratio == "16:9" else (short, long)


def _shape(images: list[bytes]) -> str:
    if not images:
        return "16:9"
    with Image.open(io.BytesIO(images[0])) as picture:
        return "9:16" if picture.height > picture.width else "16:9"


def _seconds(form: Mapping[str, Any], model: str) -> int:
    text = form.get("duration", f"{USUAL_SECONDS}s")
    found = re.fullmatch(r"(\d{1,4})s", text, re.ASCII) if isinstance(text, str) else None
    if found is None:
        raise invalid("'response_format.duration' must be a string of whole seconds, like '6s'.")
    seconds = int(found[1])
    if not _SHORTEST <= seconds <= _LONGEST[model]:
        message = f"'response_format.duration' must be {_SHORTEST}s to {_LONGEST[model]}s for {model}."
        raise Refused(problem(416, "out_of_range", message))
    return seconds


def _one_of(holder: Mapping[str, Any], name: str, allowed: tuple[str, ...], usual: str) -> str:
    value = holder.get(name, usual)
    if value not in allowed:
        raise invalid(f"'{name}' must be one of {', '.join(allowed)}.")
    return str(value)
