"""Which Seedance models the two platforms serve, with their limits, frame sizes and prices (read 2026-11-21)."""

from __future__ import annotations

import re
from dataclasses import dataclass

FPS = 24

# At 720p as the price tables of third parties list them; the other resolutions' sizes, but for 480p 16:9, are the
# usual ones of the family and no source of the contract.
SIZES: dict[str, dict[str, tuple[int, int]]] = {
    "480p": {"16:9": (864, 496), "4:3": (752, 560), "1:1": (640, 640), "21:9": (992, 432)},
    "720p": {"16:9": (1280, 720), "4:3": (1112, 834), "1:1": (960, 960), "21:9": (1470, 630)},
    "1080p": {"16:9": (1920, 1080), "4:3": (1664, 1248), "1:1": (1440, 1440), "21:9": (2206, 946)},
    "4k": {"16:9": (3840, 2160), "4:3": (3336, 2502), "1:1": (2880, 2880), "21:9": (4410, 1890)},
}
for _by_ratio in SIZES.values():
    for _wide, _tall in (("16:9", "9:16"), ("4:3", "3:4")):
        _by_ratio[_tall] = (_by_ratio[_wide][1], _by_ratio[_wide][0])
RATIOS = frozenset(SIZES["720p"])


@dataclass(frozen=True, kw_only=True)
class Model:
    """One family's limits; ``price`` is USD per million tokens by resolution, silent where that is cheaper."""

    generation: str
    shortest: int
    longest: int
    resolutions: tuple[str, ...]
    price: dict[str, float]
    silent_price: float | None = None
    video_price: dict[str, float] | None = None
    """Where a video is among the inputs."""

    @property
    def is_second(self) -> bool:
        """Whether this is a 2.x model: references, sound, and a duration the model may choose."""
        return self.generation.startswith("2")


# USD of BytePlus where its price is known, otherwise the Chinese price at 7 CNY a dollar.
_V25 = Model(
    generation="2.5",
    shortest=4,
    longest=30,
    resolutions=("480p", "720p", "1080p"),
    price={"480p": 10.0, "720p": 10.0, "1080p": 11.0},
)
_V20 = Model(
    generation="2.0",
    shortest=4,
    longest=15,
    resolutions=("480p", "720p", "1080p", "4k"),
    price={"480p": 7.0, "720p": 7.0, "1080p": 7.7, "4k": 26 / 7},
    video_price={"480p": 4.3, "720p": 4.3, "1080p": 4.7, "4k": 26 / 7},
)
_FAST = Model(
    generation="2.0",
    shortest=4,
    longest=15,
    resolutions=("480p", "720p"),
    price={"480p": 5.6, "720p": 5.6},
    video_price={"480p": 3.3, "720p": 3.3},
)
_MINI = Model(
    generation="2.0", shortest=4, longest=15, resolutions=("480p", "720p"), price={"480p": 23 / 7, "720p": 23 / 7}
)


def _first(generation: str, price: float, silent: float | None = None) -> Model:
    resolutions = ("480p", "720p", "1080p")
    return Model(
        generation=generation,
        shortest=2,
        longest=12,
        resolutions=resolutions,
        price=dict.fromkeys(resolutions, price),
        silent_price=silent,
    )


_SECOND = {"2-5-260628": _V25, "2-0-260128": _V20, "2-0-fast-260128": _FAST, "2-0-mini-260615": _MINI}
VOLCENGINE = {f"doubao-seedance-{tail}": model for tail, model in _SECOND.items()}
BYTEPLUS = {f"dreamina-seedance-{tail}": model for tail, model in _SECOND.items()} | {
    "seedance-1-5-pro-251215": _first("1.5", 2.4, 1.2),
    "seedance-1-0-pro-250528": _first("1.0", 2.5),
    "seedance-1-0-pro-fast-251015": _first("1.0", 1.0),
}
_ENDPOINT = re.compile(r"ep-\d{8,14}-\w{4,8}")


def find_model(name: str, key: str) -> Model | None:
    """Find a model as a key sees it: a key whose text names one platform knows that platform's models only.

    An inference endpoint (``ep-2026…``) stands for Seedance 2.0.
    """
    if _ENDPOINT.fullmatch(name):
        return _V20
    served: dict[str, Model] = {}
    if "byteplus" not in key:
        served |= VOLCENGINE
    if "volcengine" not in key:
        served |= BYTEPLUS
    return served.get(name)


def nearest_ratio(width: int, height: int) -> str:
    """Name the ratio of the list that a picture is closest to: what ``adaptive`` means."""
    shape = width / height
    return min(RATIOS, key=lambda ratio: abs(shape - SIZES["720p"][ratio][0] / SIZES["720p"][ratio][1]))


def tokens(width: int, height: int, seconds: float) -> int:
    """Tokens billed for a film: width × height × 24 × seconds / 1024."""
    return int(width * height * FPS * seconds / 1024)
