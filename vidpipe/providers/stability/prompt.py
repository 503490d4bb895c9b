"""What Stability AI is asked for: words, form and seed of one scene's picture."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from vidpipe.errors import ProviderError
from vidpipe.providers.base import ImageRequest
from vidpipe.providers.stability.config import Config
from vidpipe.text.scripts import foreign_script

VERSION = 1
"""Rises with every change that asks for other pictures."""

PRESETS = (
    "enhance", "anime", "photographic", "digital-art", "comic-book", "fantasy-art", "line-art", "analog-film",
    "neon-punk", "isometric", "low-poly", "origami", "modeling-compound", "cinematic", "3d-model", "pixel-art",
    "tile-texture",
)  # fmt: skip
"""Stability's style presets; a brief's style may name one of them."""
ASPECTS = ("21:9", "16:9", "3:2", "5:4", "1:1", "4:5", "2:3", "9:16", "9:21")
LONGEST_PROMPT = 10_000
_SEEDS = 4_294_967_294
"""Stability's seeds run from 1 to this; its 0 means any."""


def fields_for(request: ImageRequest, config: Config) -> dict[str, str]:
    """Return the form of the request. Raises ProviderError (STABILITY_INVALID_PROMPT).

    That is for words that are too many, or not English.
    """
    preset, look = _look(request, config)
    fields = {
        "prompt": _prompt(request, look),
        "aspect_ratio": nearest_aspect(request.width, request.height),
        "seed": str(scene_seed(request.seed, request.scene.number)),
        "output_format": config.output_format,
    }
    if config.negative_prompt.strip():
        fields["negative_prompt"] = config.negative_prompt.strip()
    if preset:
        fields["style_preset"] = preset
    if config.model.startswith("sd3"):
        fields |= {"model": config.model, "mode": "text-to-image"}
        if config.cfg_scale is not None:
            fields["cfg_scale"] = f"{config.cfg_scale:g}"
    return fields


def scene_seed(seed: int, scene: int) -> int:
    """Return the scene's seed, 1 to 4,294,967,294: the same for the same video seed and scene, in every process."""
    digest = hashlib.sha256(f"{seed}:{scene}".encode()).digest()
    return 1 + int.from_bytes(digest[:8]) % _SEEDS


def nearest_aspect(width: int, height: int) -> str:
    """Return the proportions on offer that lose least when they are cut to ``width`` × ``height``."""

    def distance(aspect: str) -> float:
        across, down = map(int, aspect.split(":"))
        return abs(math.log(across / down * height / width))

    return min(ASPECTS, key=distance)


def _prompt(request: ImageRequest, look: str) -> str:
    picture, scene = request.scene.picture.strip(), request.scene.number
    # Asked here: with our own English words behind it, the service might take the whole for English.
    if script := foreign_script(picture, "en"):
        raise ProviderError(
            f"Stability AI reads English only, and the description of scene {scene}'s picture is written in {script} "
            "letters. Give `picture` in English, or let a language model write the script.",
            code="STABILITY_INVALID_PROMPT",
            details={"scene": scene, "script": script},
        )
    parts = [picture.rstrip("."), look]
    if request.captions is not None:
        parts.append(f"the {request.calm[0]} of the image plain and without detail")
    if request.presenter is not None:
        parts.append(f"nothing important in the {request.calm[-1]}")
    prompt = ". ".join(part for part in parts if part)
    if len(prompt) > LONGEST_PROMPT:
        raise ProviderError(
            f"The description of scene {scene}'s picture is too long for Stability AI: with the words "
            f"for its look it has {len(prompt):,} characters, and {LONGEST_PROMPT:,} is the limit. Shorten `picture`.",
            code="STABILITY_INVALID_PROMPT",
            details={"scene": scene, "characters": len(prompt)},
        )
    return prompt


def _look(request: ImageRequest, config: Config) -> tuple[str, str]:
    """Return the preset and the words that all pictures of a video share; an unknown style is words itself."""
    style = request.style.strip()
    known = _looks().get(style.lower())
    if known is None:
        preset = style.lower() if style.lower() in PRESETS else ""
        return preset, config.look.strip() or ("" if preset else style)
    moods = known["moods"]
    digest = hashlib.sha256(f"{style.lower()}\n{request.title}\n{request.seed}".encode()).digest()
    mood = moods[int.from_bytes(digest[:4]) % len(moods)]
    return known["preset"], config.look.strip() or f"{known['look']}, {mood}"


@cache
def _looks() -> Mapping[str, Mapping[str, Any]]:
    text = files("vidpipe.providers.stability").joinpath("looks.yaml").read_text(encoding="utf-8")
    looks: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return looks
