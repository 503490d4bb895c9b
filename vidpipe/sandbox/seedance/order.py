"""A Seedance create request, checked field by field against the documentation."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from vidpipe.sandbox.footage import FilmOrder, seed_of
from vidpipe.sandbox.seedance.catalogue import FPS, RATIOS, SIZES, Model, find_model, nearest_ratio, tokens
from vidpipe.sandbox.seedance.content import Content, read_content
from vidpipe.sandbox.seedance.errors import Refused, invalid

_BOOLS = ("camera_fixed", "watermark", "generate_audio", "return_last_frame", "draft")
_USUAL_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a task makes and how it is billed."""

    model: str
    film: FilmOrder
    resolution: str
    ratio: str
    service_tier: str
    draft: bool
    draft_task: str | None
    return_last_frame: bool
    output_format: str
    expires_after: int | None
    price_usd: float

    @property
    def tokens(self) -> int:
        """Tokens that a success is billed for."""
        return tokens(self.film.width, self.film.height, self.film.seconds)


def read_order(body: object, key: str) -> Order:
    """Check a create request. Raises Refused with the provider's code."""
    if not isinstance(body, dict):
        raise invalid("the body must be a JSON object", "body")
    name = body.get("model")
    if not isinstance(name, str) or not name:
        raise Refused(400, "MissingParameter", "The request failed because it is missing `model` parameter.", "model")
    model = find_model(name, key)
    if model is None:
        message = f"The model or endpoint {name} does not exist or you do not have access to it."
        raise Refused(404, "InvalidEndpointOrModel.NotFound", message, "model")
    for flag in _BOOLS:
        if not isinstance(body.get(flag, False), bool):
            raise invalid("must be a boolean", flag)
    content = read_content(body.get("content"), model)
    _check_options(body, model)
    return _order(body, name, model, content)


def _order(body: dict[str, Any], name: str, model: Model, content: Content) -> Order:
    draft = body.get("draft", False)
    resolution = _choice(body, "resolution", model.resolutions, "480p" if draft else "720p")
    asked = _choice(body, "ratio", (*sorted(RATIOS), "adaptive"), "adaptive" if content.images else "16:9")
    ratio = _adapted(content) if asked == "adaptive" else asked
    width, height = SIZES[resolution][ratio]
    seed = body.get("seed", -1)
    sound = body.get("generate_audio", model.is_second)
    film = FilmOrder(
        prompt=content.text,
        width=width,
        height=height,
        seconds=_seconds(body, model, content.text),
        fps=FPS,
        seed=seed if seed >= 0 else seed_of(content.text),
        sound=sound,
        first=content.frame("first_frame"),
        last=content.frame("last_frame"),
        watermark=body.get("watermark", True),
    )
    order = Order(
        model=name,
        film=film,
        resolution=resolution,
        ratio=ratio,
        service_tier=body.get("service_tier", "default"),
        draft=draft,
        draft_task=content.draft,
        return_last_frame=body.get("return_last_frame", False),
        output_format=body.get("output_format", "mp4"),
        expires_after=body.get("execution_expires_after"),
        price_usd=0.0,
    )
    return replace(order, price_usd=_price(order, model, has_video=content.has_video))


def _check_options(body: dict[str, Any], model: Model) -> None:
    _choice(body, "service_tier", ("default", "flex"), "default")
    for name, lowest in (("seed", -1), ("priority", 0), ("execution_expires_after", 1)):
        value = body.get(name, lowest)
        if not _is_int(value) or value < lowest or value >= 2**32:
            raise invalid(f"must be an integer from {lowest}", name)
    if "camera_fixed" in body and model.is_second:
        raise invalid("not supported by this model", "camera_fixed")
    if body.get("generate_audio") and model.generation == "1.0":
        raise invalid("not supported by this model", "generate_audio")
    if "output_format" in body:
        if model.generation != "2.5":
            raise invalid("not supported by this model", "output_format")
        _choice(body, "output_format", ("mp4", "mov"), "mp4")
    for name in ("safety_identifier", "omni_reference_task_type", "callback_url"):
        if not isinstance(body.get(name, ""), str):
            raise invalid("must be a string", name)
    if "callback_url" in body and urlsplit(body["callback_url"]).scheme != "https":
        raise invalid("must be an https url", "callback_url")
    if not isinstance(body.get("tools", []), list):
        raise invalid("must be an array", "tools")


def _seconds(body: dict[str, Any], model: Model, text: str) -> float:
    if "frames" in body:
        frames = body["frames"]
        if model.generation != "1.0" or "duration" in body:
            raise invalid("only 1.0 models take frames, and only instead of duration", "frames")
        if not _is_int(frames) or not model.shortest * FPS <= frames <= model.longest * FPS:
            raise invalid(f"must be {model.shortest * FPS} to {model.longest * FPS}", "frames")
        return float(frames / FPS)
    duration = body.get("duration", _USUAL_SECONDS)
    if duration == -1 and _is_int(duration) and model.is_second:
        return float(model.shortest + seed_of(text) % 5)
    if not _is_int(duration) or not model.shortest <= duration <= model.longest:
        raise invalid(f"must be an integer from {model.shortest} to {model.longest} for this model", "duration")
    return float(duration)


def _choice(body: dict[str, Any], name: str, allowed: tuple[str, ...], usual: str) -> str:
    value = body.get(name, usual)
    if value not in allowed:
        raise invalid(f"must be one of {', '.join(allowed)} for this model", name)
    return str(value)


def _adapted(content: Content) -> str:
    if content.guide is None:
        return "16:9"
    with Image.open(io.BytesIO(content.guide)) as picture:
        return nearest_ratio(*picture.size)


def _price(order: Order, model: Model, *, has_video: bool) -> float:
    prices = model.video_price if has_video and model.video_price else model.price
    per_million = prices[order.resolution]
    if model.silent_price is not None and not order.film.sound:
        per_million = model.silent_price
    return round(order.tokens * per_million / 1e6 * (0.5 if order.service_tier == "flex" else 1), 6)


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
