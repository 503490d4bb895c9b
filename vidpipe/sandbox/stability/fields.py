"""The form of a generate request: every field and limit of Stability's v2beta reference, checked."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from vidpipe.sandbox.media import PictureFormat

ENDPOINTS = ("core", "ultra", "sd3")
CREDITS: Mapping[str, float] = {
    "core": 3,
    "ultra": 8,
    "sd3.5-large": 6.5,
    "sd3.5-large-turbo": 4,
    "sd3.5-medium": 3.5,
    "sd3.5-flash": 2.5,
}
"""Price of a picture by endpoint or, for sd3, by model. One credit is $0.01."""

STYLES = (
    "enhance", "anime", "photographic", "digital-art", "comic-book", "fantasy-art", "line-art",
    "analog-film", "neon-punk", "isometric", "low-poly", "origami", "modeling-compound",
    "cinematic", "3d-model", "pixel-art", "tile-texture",
)  # fmt: skip
FORMATS: tuple[PictureFormat, ...] = ("png", "jpeg", "webp")
MAX_PROMPT, MAX_SEED = 10_000, 4_294_967_294

_REROUTED = {
    "sd3": "sd3.5-large",
    "sd3-large": "sd3.5-large",
    "sd3-large-turbo": "sd3.5-large-turbo",
    "sd3-medium": "sd3.5-medium",
}
"""Names of SD 3.0, which Stability has answered with SD 3.5 since April 2025."""

_SIZES = {
    "21:9": ((1792, 768), (1536, 640)),
    "16:9": ((1536, 864), (1344, 768)),
    "3:2": ((1536, 1024), (1216, 832)),
    "5:4": ((1344, 1088), (1152, 896)),
    "1:1": ((1216, 1216), (1024, 1024)),
}
"""Pixels per aspect ratio: core with about 1.5 megapixels, the others with about one. Portrait formats mirror them."""

_SMALLEST_SIDE, _LARGEST_SIDE, _FEWEST_PIXELS = 64, 16_384, 4_096
_LOADED = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp"}


@dataclass(frozen=True, kw_only=True)
class Order:
    """A valid request for one picture of ``width`` × ``height`` pixels; ``seed`` 0 means any."""

    prompt: str
    negative_prompt: str
    style_preset: str | None
    seed: int
    output_format: PictureFormat
    width: int
    height: int
    credits: float
    image: bytes | None
    strength: float


class BadFields(Exception):
    """The form breaks rules; ``errors`` names each as "field: what is wrong"."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("; ".join(errors))
        self.errors = errors


def read_order(endpoint: str, fields: Mapping[str, str], files: Mapping[str, bytes]) -> Order:
    """Check a form against the rules of ``endpoint`` (core, ultra, sd3). Raises :class:`BadFields` with all faults."""
    form = _Form(fields, files)
    model = form.model() if endpoint == "sd3" else endpoint
    image, strength = form.picture(endpoint)
    width, height = form.size(endpoint)
    if endpoint == "sd3":
        form.number("cfg_scale", 4, 1, 10)
    order = Order(
        prompt=form.text("prompt", required=True),
        negative_prompt=form.text("negative_prompt", required=False),
        style_preset=form.choice("style_preset", STYLES, None),
        seed=form.whole("seed", 0, MAX_SEED),
        output_format=form.output_format(),
        width=width,
        height=height,
        credits=CREDITS.get(model, 0),
        image=image,
        strength=strength,
    )
    if form.errors:
        raise BadFields(form.errors)
    return order


class _Form:
    """Reads one field after the other and remembers every fault."""

    def __init__(self, fields: Mapping[str, str], files: Mapping[str, bytes]) -> None:
        self._fields = fields
        self._files = files
        self.errors: list[str] = []

    def text(self, name: str, *, required: bool) -> str:
        value = self._fields.get(name)
        if value is None:
            if required:
                self.errors.append(f"{name}: is required")
            return ""
        if required and not value.strip():
            self.errors.append(f"{name}: cannot be empty")
        if len(value) > MAX_PROMPT:
            self.errors.append(f"{name}: must be no longer than {MAX_PROMPT} characters")
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str | None) -> str | None:
        value = self._fields.get(name)
        if value is None:
            return default
        if value not in allowed:
            self.errors.append(f"{name}: must be one of {', '.join(allowed)}")
        return value

    def output_format(self) -> PictureFormat:
        asked = self.choice("output_format", FORMATS, "png")
        return next((known for known in FORMATS if known == asked), "png")

    def number(self, name: str, default: float, low: float, high: float) -> float:
        value = self._fields.get(name)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not low <= number <= high:
            self.errors.append(f"{name}: must be a number between {low:g} and {high:g}")
        return number

    def whole(self, name: str, low: int, high: int) -> int:
        value = self._fields.get(name, "0")
        if not (value.isascii() and value.isdecimal() and len(value) <= len(str(high)) and low <= int(value) <= high):
            self.errors.append(f"{name}: must be an integer between {low} and {high}")
            return low
        return int(value)

    def model(self) -> str:
        allowed = tuple(name for name in CREDITS if name not in ENDPOINTS)
        asked = self._fields.get("model", allowed[0])
        model = _REROUTED.get(asked, asked)
        if model not in allowed:
            self.errors.append(f"model: must be one of {', '.join(allowed)}")
        return model

    def picture(self, endpoint: str) -> tuple[bytes | None, float]:
        """Return the picture to start from and how far to leave it (0 = a copy, 1 = ignore it)."""
        image = self._files.get("image") if endpoint != "core" else None
        if image is None and "image" in self._fields and endpoint != "core":
            self.errors.append("image: must be a file")
        strength = self.number("strength", 1, 0, 1) if endpoint != "core" else 1
        if endpoint == "sd3":
            self._check_mode(image)
        if image is not None:
            if "strength" not in self._fields:
                self.errors.append("strength: is required when image is sent")
            self._check_image(image)
        return image, strength

    def _check_mode(self, image: bytes | None) -> None:
        mode = self.choice("mode", ("text-to-image", "image-to-image"), "text-to-image")
        if mode == "image-to-image":
            if image is None:
                self.errors.append("image: is required in image-to-image mode")
                if "strength" not in self._fields:
                    self.errors.append("strength: is required in image-to-image mode")
            if "aspect_ratio" in self._fields:
                self.errors.append("aspect_ratio: is only allowed in text-to-image mode")
        elif image is not None or "strength" in self._fields:
            self.errors.append("image, strength: are only allowed in image-to-image mode")

    def _check_image(self, image: bytes) -> None:
        try:
            with Image.open(io.BytesIO(image)) as opened:
                kind, (width, height) = _LOADED.get(opened.format or ""), opened.size
        except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
            kind, width, height = None, 0, 0
        if kind is None:
            self.errors.append("image: must be a jpeg, png or webp file")
        elif min(width, height) < _SMALLEST_SIDE or max(width, height) > _LARGEST_SIDE:
            self.errors.append(f"image: every side must have {_SMALLEST_SIDE} to {_LARGEST_SIDE} pixels")
        elif width * height < _FEWEST_PIXELS:
            self.errors.append(f"image: must have at least {_FEWEST_PIXELS} pixels")

    def size(self, endpoint: str) -> tuple[int, int]:
        """Return the picture's pixels for the aspect ratio asked."""
        mirrored = {":".join(reversed(ratio.split(":"))): ratio for ratio in _SIZES}
        ratio = self.choice("aspect_ratio", tuple(dict.fromkeys([*_SIZES, *mirrored])), "1:1") or "1:1"
        sizes = _SIZES.get(ratio) or _SIZES.get(mirrored.get(ratio, ""), _SIZES["1:1"])
        width, height = sizes[0 if endpoint == "core" else 1]
        return (width, height) if ratio in _SIZES else (height, width)
