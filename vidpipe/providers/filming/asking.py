"""What a video service is asked for: the words of one scene's clip, its seed and its shape."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from vidpipe.providers.base import ClipRequest

VERSION = 1
"""Rises with every change that asks for other clips."""
WITHOUT = "No text, no captions, no logos, no speech"
"""What belongs to the film and not to the clip: words are laid over it, and the narration is its sound."""
_SEEDS = 2**31 - 1


def prompt_of(request: ClipRequest, look: str = "") -> str:
    """Return the words of a clip: what it shows, how it looks, how the camera moves, what it leaves out.

    ``look`` replaces the words of the brief's style. A style that is none of vidpipe's own is words itself.
    """
    style = request.style.strip()
    known = _looks().get(style.lower())
    cameras = known["camera"] if known else ["slow steady camera"]
    digest = hashlib.sha256(f"{request.title}\n{request.seed}".encode()).digest()
    camera = cameras[(digest[0] + request.scene.number) % len(cameras)]
    parts = [request.scene.picture.strip().rstrip(".。"), look.strip() or (known["look"] if known else style), camera]
    return ". ".join([*(part for part in parts if part), WITHOUT]) + "."


def clip_seed(request: ClipRequest) -> int:
    """Return the clip's seed, 1 to 2³¹-1: another one for each scene and take, the same in every process."""
    text = f"{request.seed}:{request.scene.number}:{request.title}:{request.scene.picture}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return 1 + int.from_bytes(digest[:8]) % _SEEDS


def nearest_ratio(width: int, height: int, ratios: Sequence[str]) -> str:
    """Return the proportions on offer (``16:9``) that lose least when they are cut to ``width`` × ``height``."""

    def distance(ratio: str) -> float:
        across, down = map(int, ratio.split(":"))
        return abs(math.log(across / down * height / width))

    return min(ratios, key=distance)


def fitting_length(seconds: float, offered: Sequence[int]) -> int:
    """Return the shortest length on offer that is not shorter than ``seconds``, else the longest."""
    # A tenth of a second more is made by showing the clip that much slower.
    long_enough = [length for length in offered if length >= seconds - 0.1]
    return min(long_enough, default=max(offered))


@cache
def _looks() -> Mapping[str, Mapping[str, Any]]:
    text = files("vidpipe.providers.filming").joinpath("looks.yaml").read_text(encoding="utf-8")
    looks: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return looks
