"""Where captions stand while the presenter fills the frame, and as they go to the corner."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vidpipe.media import Cue, Look, Material, Shot
from vidpipe.media.film.layers import layers
from vidpipe.media.film.plan import pieces
from vidpipe.media.frames.frame import Frame
from vidpipe.models import CaptionKind, CaptionLook, PresenterKind, PresenterLook, Style

FPS = 10
SIDE = 360


def middles(kind: CaptionKind, place: PresenterKind, side: str = "right") -> list[float]:
    """The middle column of what captions change in each frame of a film's first scene."""
    style = Style(captions=CaptionLook(kind=kind), presenter=PresenterLook(kind=place, side=side))
    presenter = Material(path=Path("p.mp4"), sha256="p")
    look = Look(width=SIDE, height=SIDE, fps=FPS, style=style, presenter=presenter)
    shot = Shot(number=1, picture=presenter, frames=60, cues=(Cue(start=0, end=6, lines=("Meet the", "kettle")),))
    made = pieces(look, [shot])[0]
    captions = layers(made)[-1]
    found = []
    for number in range(60):
        frame = Frame(SIDE, SIDE)
        frame.data[:] = 77
        captions.draw(frame, number)
        columns = np.flatnonzero((frame.y != 77).any(axis=0))
        found.append(float(columns[0] + columns[-1] + 1) / 2)
    return found


@pytest.mark.parametrize("kind", [CaptionKind.CLEAN, CaptionKind.KARAOKE])
@pytest.mark.parametrize("side", ["left", "right"])
def test_captions_stand_in_the_middle_until_the_presenter_goes_and_then_make_way(kind: CaptionKind, side: str) -> None:
    opening, corner = middles(kind, PresenterKind.INTRO, side), middles(kind, PresenterKind.CORNER, side)
    assert opening[0] == opening[20] == pytest.approx(SIDE / 2, abs=2)
    assert opening[-1] == corner[-1]
    assert abs(corner[-1] - SIDE / 2) > 20
    steps = np.diff(opening) * (1 if side == "left" else -1)
    assert (steps >= 0).all() and steps.max() < 30


def test_a_presenter_in_the_corner_leaves_captions_where_they_are() -> None:
    assert len(set(middles(CaptionKind.CLEAN, PresenterKind.CORNER))) == 1
