"""A create request of the Videos API, checked field by field; a form or JSON."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from vidpipe.sandbox.call import BadBody, Call
from vidpipe.sandbox.sora.errors import Refused, invalid

_PRO_PRICE = {"720x1280": 0.30, "1280x720": 0.30, "1024x1792": 0.50, "1792x1024": 0.50}
_SIZES = {"sora-2": ("720x1280", "1280x720"), "sora-2-pro": tuple(_PRO_PRICE)}
_MODELS = {
    "sora-2": "sora-2",
    "sora-2-2025-10-06": "sora-2",
    "sora-2-2025-12-08": "sora-2",
    "sora-2-pro": "sora-2-pro",
    "sora-2-pro-2025-10-06": "sora-2-pro",
}
_SECONDS = ("4", "8", "12")
_LONGEST_PROMPT = 32_000
_LONGEST_URL = 20_971_520
_IMAGE_KINDS = ("JPEG", "PNG", "WEBP")
_DATA_URL = re.compile(r"data:image/[a-z]+;base64,(.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What one video is to be."""

    model: str
    prompt: str
    seconds: str
    size: str
    reference: bytes | None = None
    remixed_from: str | None = None

    @property
    def frame(self) -> tuple[int, int]:
        """Width and height in pixels."""
        width, height = self.size.split("x")
        return int(width), int(height)

    @property
    def price_usd(self) -> float:
        """What the video costs."""
        a_second = 0.10 if _MODELS[self.model] == "sora-2" else _PRO_PRICE[self.size]
        return round(int(self.seconds) * a_second, 6)


async def read_ask(call: Call) -> Ask:
    """Check a create request. Raises Refused with the documented code."""
    fields, file = await _fields(call)
    model = _text(fields, "model", "sora-2")
    if model not in _MODELS:
        raise Refused(404, "model_not_found", f"The model `{model}` does not exist.", "model")
    size = _text(fields, "size", "720x1280")
    if size not in _SIZES[_MODELS[model]]:
        raise invalid(f"Invalid value: '{size}'. Supported: {', '.join(_SIZES[_MODELS[model]])}.", "size")
    seconds = _text(fields, "seconds", "4")
    if seconds not in _SECONDS:
        raise invalid(f"Invalid value: '{seconds}'. Supported values are: '4', '8', and '12'.", "seconds")
    ask = Ask(model=model, prompt=read_prompt(fields), seconds=seconds, size=size)
    reference = _reference(fields.get("input_reference"), file, ask.frame)
    return Ask(model=model, prompt=ask.prompt, seconds=seconds, size=size, reference=reference)


def read_prompt(fields: Mapping[str, Any]) -> str:
    """Check the prompt. Raises Refused."""
    if "prompt" not in fields:
        raise invalid("Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter")
    prompt = _text(fields, "prompt", "")
    if not prompt:
        raise invalid("The prompt must not be empty.", "prompt")
    if len(prompt) > _LONGEST_PROMPT:
        raise invalid(f"The prompt is longer than {_LONGEST_PROMPT}.", "prompt", "string_above_max_length")
    return prompt


def read_object(call: Call) -> dict[str, Any]:
    """Read a JSON object. Raises Refused."""
    try:
        body = call.json()
    except BadBody as error:
        raise Refused(400, None, "We could not parse the JSON body of your request.") from error
    if not isinstance(body, dict):
        raise Refused(400, None, "The body must be a JSON object.")
    return body


async def _fields(call: Call) -> tuple[dict[str, Any], bytes | None]:
    if not call.headers.get("content-type", "").startswith("multipart/form-data"):
        return read_object(call), None
    try:
        form = await call.form()
    except BadBody as error:
        raise Refused(400, None, "The form could not be parsed.") from error
    file = form.files.get("input_reference")
    return dict(form.fields), file.data if file else None


def _text(fields: Mapping[str, Any], name: str, usual: str) -> str:
    value = fields.get(name, usual)
    if not isinstance(value, str):
        kind = type(value).__name__
        raise invalid(f"Invalid type for '{name}': expected a string, but got {kind}.", name, "invalid_type")
    return value


def _reference(given: object, file: bytes | None, frame: tuple[int, int]) -> bytes | None:
    """The picture that a film begins with; one at an https address is not fetched here, and None."""
    name = "input_reference"
    if file is None and given is not None:
        if not isinstance(given, dict) or len({"image_url", "file_id"} & set(given)) != 1:
            raise invalid("Give either image_url or file_id.", name)
        if "file_id" in given:
            raise invalid(f"No such File object: {given['file_id']}", f"{name}.file_id")
        url = given["image_url"]
        if not isinstance(url, str) or len(url) > _LONGEST_URL:
            raise invalid("image_url must be a string of at most 20971520 characters.", f"{name}.image_url")
        if url.startswith("https://"):
            return None
        file = _decoded(url)
    if file is None:
        return None
    try:
        with Image.open(io.BytesIO(file)) as picture:
            picture.load()
            kind, size = picture.format, picture.size
    except (UnidentifiedImageError, OSError) as error:
        raise invalid("The image could not be read.", name) from error
    if kind not in _IMAGE_KINDS:
        raise invalid("The image must be JPEG, PNG or WebP.", name)
    if size != frame:
        raise invalid("Inpaint image must match the requested width and height", name)
    return file


def _decoded(url: str) -> bytes:
    found = _DATA_URL.fullmatch(url)
    try:
        return base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        return b""
