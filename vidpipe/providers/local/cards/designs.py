"""What makes the designs differ besides their colours and grounds: their letters, corners and marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vidpipe.models import Design


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a design writes and draws.

    ``weight`` and ``scale`` are those of headings, ``small`` the weight of labels and points. ``corner`` says how round
    tiles are, 1 for the usual.
    """

    weight: int = 700
    small: int = 600
    scale: float = 1.0
    corner: float = 1.0
    mark: Literal["dash", "slab", "hairline", "dots", "stub"] = "dash"
    lettered: bool = False
    """Whether points are A, B, C, as the answers of a question are."""


MANNERS: Mapping[Design, Manner] = {
    "explainer": Manner(),
    "product": Manner(weight=600, small=500, scale=0.98, corner=1.7, mark="stub"),
    "news": Manner(weight=800, scale=1.04, corner=0.25, mark="slab"),
    "social": Manner(weight=900, small=700, scale=1.16, corner=2.0, mark="dots"),
    "documentary": Manner(weight=350, small=450, scale=1.06, corner=0.3, mark="hairline"),
    "quiz": Manner(weight=850, small=700, scale=1.06, corner=2.4, mark="dots", lettered=True),
}
