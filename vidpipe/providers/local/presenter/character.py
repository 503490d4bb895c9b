"""Who presents: a small cast, each with a look that fits together; the seed chooses among them and their clothes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

Hair = Literal["bob", "side_part", "long", "bun", "curls", "crop"]
Clothes = Literal["blazer", "sweater", "shirt", "turtleneck", "hoodie"]


@dataclass(frozen=True, kw_only=True)
class Skin:
    """The colours of a face."""

    base: str
    shade: str
    light: str
    blush: str
    lip: str


@dataclass(frozen=True, kw_only=True)
class Character:
    """Everything that tells one presenter from another."""

    skin: Skin
    hair: Hair
    hair_colour: str
    clothes: Clothes
    cloth: str
    accent: str
    background: tuple[str, str]
    iris: str
    brow: float = 13.0
    """Thickness of the brows in design units."""
    lashes: bool = False
    lip_colour: float = 0.2
    """0 bare to 1 painted."""
    jaw: float = 0.0
    """0 round to 1 angular."""
    glasses: str | None = None
    beard: bool = False


FAIR = Skin(base="#f7cfb4", shade="#e3a68a", light="#ffe3d0", blush="#f0937f", lip="#cf6f68")
ROSY = Skin(base="#f3c3a2", shade="#d9987a", light="#fddcc4", blush="#e98570", lip="#c4625c")
OLIVE = Skin(base="#dfa67c", shade="#bf8059", light="#efc29c", blush="#d0735a", lip="#b0574d")
BROWN = Skin(base="#b0754c", shade="#8c5635", light="#c98f66", blush="#a8533f", lip="#8f453f")
DEEP = Skin(base="#7d4c33", shade="#5c3423", light="#98634a", blush="#7a3227", lip="#6e3231")

_MINT, _SKY, _PEACH = ("#c9efe3", "#8fd3c3"), ("#cfe6fb", "#94c1ec"), ("#ffe1cd", "#f8b795")
_LILAC, _SAND, _ROSE = ("#e2dcfb", "#b5a8ec"), ("#f9ecd0", "#e9cd93"), ("#fddde2", "#f0a9b8")

CAST = (
    Character(
        skin=FAIR, hair="bob", hair_colour="#5a3325", clothes="blazer", cloth="#27406b", accent="#fdf6ec",
        background=_MINT, iris="#5b7f4f", lashes=True, lip_colour=0.75, brow=11.5,
    ),
    Character(
        skin=OLIVE, hair="side_part", hair_colour="#2b211e", clothes="sweater", cloth="#2f7d78", accent="#f6f1e7",
        background=_PEACH, iris="#6a4a2c", jaw=0.8, brow=16.5, glasses="#33302f",
    ),
    Character(
        skin=DEEP, hair="curls", hair_colour="#231815", clothes="turtleneck", cloth="#e2a33a", accent="#fbe6bd",
        background=_SKY, iris="#3c2417", lashes=True, lip_colour=0.7, brow=12.5,
    ),
    Character(
        skin=ROSY, hair="crop", hair_colour="#a9673a", clothes="shirt", cloth="#e9eef6", accent="#3d5a96",
        background=_LILAC, iris="#4a78a3", jaw=1.0, brow=15.0, beard=True,
    ),
    Character(
        skin=BROWN, hair="long", hair_colour="#2a1a17", clothes="blazer", cloth="#8c2f4b", accent="#fff3ea",
        background=_SAND, iris="#4a2c1a", lashes=True, lip_colour=0.8, brow=12.5,
    ),
    Character(
        skin=FAIR, hair="bun", hair_colour="#17161c", clothes="sweater", cloth="#5a55a8", accent="#efeaff",
        background=_ROSE, iris="#40291e", lashes=True, lip_colour=0.6, brow=11.5, glasses="#5b3a2e",
    ),
    Character(
        skin=BROWN, hair="crop", hair_colour="#1d1614", clothes="hoodie", cloth="#37506e", accent="#f4b860",
        background=_PEACH, iris="#3a2115", jaw=0.9, brow=16.5,
    ),
    Character(
        skin=ROSY, hair="long", hair_colour="#c98b45", clothes="sweater", cloth="#b8503f", accent="#ffeede",
        background=_SKY, iris="#4f86a8", lashes=True, lip_colour=0.65, brow=10.5,
    ),
)  # fmt: skip


def cast(seed: int) -> Character:
    """Choose the presenter. The first seeds give the cast as designed; later ones change clothes and background."""
    character = CAST[seed % len(CAST)]
    if seed < len(CAST):
        return character
    random = np.random.default_rng([seed, 0xCA])
    dressed = CAST[int(random.integers(len(CAST)))]
    background = CAST[int(random.integers(len(CAST)))].background
    glasses = "#3a3230" if random.random() < 0.3 else None
    return replace(
        character,
        clothes=dressed.clothes,
        cloth=dressed.cloth,
        accent=dressed.accent,
        background=background,
        glasses=glasses,
    )
