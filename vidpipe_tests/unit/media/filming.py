"""Painting short films for tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from vidpipe.media import Look, Material, Shot
from vidpipe.media.film.paint import paint_film
from vidpipe.models import Style, TransitionKind, TransitionLook


@dataclass(frozen=True, kw_only=True)
class Part:
    """One scene, from ``start`` to ``end`` in seconds."""

    picture: Path
    start: float
    end: float
    clip: Path | None = None


def frames(parts: Sequence[Part], *, width: int, height: int, fps: int, count: int, seed: int) -> Iterator[memoryview]:
    """Yield the first ``count`` raw frames of a film of these parts."""
    shots = [
        Shot(
            number=number,
            picture=Material(path=part.picture, sha256=str(number)),
            clip=None if part.clip is None else Material(path=part.clip, sha256=str(number)),
            frames=round(part.end * fps) - round(part.start * fps),
        )
        for number, part in enumerate(parts, start=1)
    ]
    kind = TransitionKind.CUT if len(shots) == 1 else TransitionKind.CROSSFADE
    style = Style(transition=TransitionLook(kind=kind))
    return islice(paint_film(Look(width=width, height=height, fps=fps, seed=seed, style=style), shots), count)
