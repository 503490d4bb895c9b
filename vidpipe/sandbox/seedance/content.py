"""The parts of a Seedance prompt: text, pictures by role, reference videos and sounds, a draft."""

from __future__ import annotations

import base64
import binascii
import io
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, UnidentifiedImageError

from vidpipe.sandbox.seedance.catalogue import Model
from vidpipe.sandbox.seedance.errors import Refused, invalid

_DATA_URL = re.compile(r"data:image/([a-z0-9.+-]+);base64,(.*)", re.DOTALL)
_IMAGE_ROLES = ("first_frame", "last_frame", "reference_image")
_LARGEST_IMAGE = 30 * 1024 * 1024
_SHORTEST_SIDE, _LONGEST_SIDE = 300, 6000
_NARROWEST, _WIDEST = 0.4, 2.5


@dataclass(kw_only=True)
class Content:
    """What the parts say; a picture that lies on another host is only named, since nothing here fetches it."""

    text: str = ""
    images: dict[str, list[bytes | None]] = field(default_factory=dict)
    """By role; None for a picture at an https or asset address."""
    has_video: bool = False
    draft: str | None = None

    def frame(self, role: str) -> bytes | None:
        """Give the bytes of the first or last frame, where they came with the request."""
        return next(iter(self.images.get(role, [])), None)

    @property
    def guide(self) -> bytes | None:
        """The picture that decides an adaptive ratio."""
        given = [image for images in self.images.values() for image in images if image]
        return given[0] if given else None


def read_content(parts: object, model: Model) -> Content:
    """Check the ``content`` array part by part, then the parts against each other. Raises Refused."""
    if parts is None:
        raise Refused(
            400, "MissingParameter", "The request failed because it is missing `content` parameter.", "content"
        )
    if not isinstance(parts, list) or not parts:
        raise invalid("content must be a non-empty array", "content")
    content = Content()
    for number, part in enumerate(parts):
        _read_part(part, f"content[{number}]", content, model)
    _check_together(content)
    return content


def _read_part(part: object, where: str, content: Content, model: Model) -> None:
    if not isinstance(part, dict):
        raise invalid("a part must be an object", where)
    match part.get("type"):
        case "text":
            if not isinstance(part.get("text"), str) or not part["text"].strip():
                raise invalid("text must be a non-empty string", f"{where}.text")
            content.text = f"{content.text} {part['text']}".strip()
        case "image_url":
            _read_image(part, where, content)
        case "video_url" | "audio_url" as kind:
            _read_reference(part, kind, where, content, model)
        case "draft_task":
            draft = part.get("draft_task")
            if not isinstance(draft, dict) or not isinstance(draft.get("id"), str):
                raise invalid("draft_task.id is required", f"{where}.draft_task.id")
            content.draft = draft["id"]
        case unknown:
            raise invalid(f"unknown type {unknown!r}", f"{where}.type")


def _read_image(part: dict[str, Any], where: str, content: Content) -> None:
    role = part.get("role") or "first_frame"
    if role not in _IMAGE_ROLES:
        raise invalid(f"role must be one of {', '.join(_IMAGE_ROLES)}", f"{where}.role")
    url = _url(part, "image_url", where)
    image = None
    if url.startswith("data:"):
        image = _inline_image(url, where)
    elif urlsplit(url).scheme not in ("http", "https", "asset"):
        raise Refused(400, "InvalidImageURL.InvalidFormat", "The image URL is not valid.", f"{where}.image_url.url")
    content.images.setdefault(role, []).append(image)


def _read_reference(part: dict[str, Any], kind: str, where: str, content: Content, model: Model) -> None:
    role = "reference_" + kind.removesuffix("_url")
    if not model.is_second:
        raise invalid(f"{kind} is not supported by this model", f"{where}.type")
    if part.get("role") != role:
        raise invalid(f"role must be {role}", f"{where}.role")
    if urlsplit(_url(part, kind, where)).scheme not in ("http", "https", "asset", "data"):
        raise invalid("not a valid url", f"{where}.{kind}.url")
    content.has_video |= kind == "video_url"
    content.images.setdefault(role, [])


def _url(part: dict[str, Any], kind: str, where: str) -> str:
    holder = part.get(kind)
    url = holder.get("url") if isinstance(holder, dict) else None
    if not isinstance(url, str) or not url:
        code = "InvalidImageURL.EmptyURL" if kind == "image_url" else "InvalidParameter"
        raise Refused(400, code, f"{kind}.url is empty.", f"{where}.{kind}.url")
    return url


def _inline_image(url: str, where: str) -> bytes:
    param = f"{where}.image_url.url"
    found = _DATA_URL.fullmatch(url)
    if not found:
        raise Refused(400, "InvalidImageURL.InvalidFormat", "Use data:image/<format>;base64,<data>.", param)
    try:
        data = base64.b64decode(found[2], validate=True)
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            width, height = picture.size
    except (binascii.Error, UnidentifiedImageError, OSError) as error:
        raise Refused(400, "InvalidImageURL.InvalidFormat", "The image cannot be decoded.", param) from error
    if len(data) > _LARGEST_IMAGE:
        raise invalid("the image must be at most 30 MB", param)
    if not all(_SHORTEST_SIDE <= side <= _LONGEST_SIDE for side in (width, height)):
        raise invalid(f"each side must be {_SHORTEST_SIDE} to {_LONGEST_SIDE} px, got {width}x{height}", param)
    if not _NARROWEST <= width / height <= _WIDEST:
        raise invalid(f"width / height must be {_NARROWEST} to {_WIDEST}, got {width}x{height}", param)
    return data


def _check_together(content: Content) -> None:
    first, last = (len(content.images.get(role, [])) for role in ("first_frame", "last_frame"))
    references = any(role.startswith("reference") for role in content.images)
    if first > 1 or last > 1:
        raise invalid("at most one first_frame and one last_frame", "content")
    if last and not first:
        raise invalid("last_frame needs a first_frame", "content")
    if (first or last) and references:
        raise invalid("first/last frame content cannot be mixed with reference media content", "content")
    if not content.text and not content.images and content.draft is None:
        raise invalid("no text, no media, no draft", "content")
