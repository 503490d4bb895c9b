"""Where captions stand while the presenter fills the frame, and as they go to the corner."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vidpipe.media import Cue, Look, Material, Shot, Watermark, caption_boxes
from vidpipe.media.film.caption_way import face_at
from vidpipe.media.film.layers import layers
from vidpipe.media.film.plan import Piece, pieces
from vidpipe.media.frames.frame import Frame
from vidpipe.models import Aspect, CaptionKind, CaptionLook, PresenterKind, PresenterLook, SafeArea, Style
from vidpipe.models.platforms import PLATFORMS, Platform

FPS = 10
SIDE = 360


def middles(kind: CaptionKind, place: PresenterKind, side: str = "right") -> list[float | None]:
    """The middle column of what captions change in each frame of a film's first scene; None where there are none."""
    style = Style(captions=CaptionLook(kind=kind), presenter=PresenterLook(kind=place, side=side))
    presenter = Material(path=Path("p.mp4"), sha256="p")
    look = Look(width=SIDE, height=SIDE, fps=FPS, style=style, presenter=presenter)
    shot = Shot(number=1, picture=presenter, frames=60, cues=(Cue(start=0, end=6, lines=("Meet the", "kettle")),))
    made = pieces(look, [shot])[0]
    captions = layers(made)[-1]
    found: list[float | None] = []
    for number in range(60):
        frame = Frame(SIDE, SIDE)
        frame.data[:] = 77
        captions.draw(frame, number)
        columns = np.flatnonzero((frame.y != 77).any(axis=0))
        found.append(float(columns[0] + columns[-1] + 1) / 2 if len(columns) else None)
    return found


@pytest.mark.parametrize("kind", [CaptionKind.CLEAN, CaptionKind.KARAOKE])
@pytest.mark.parametrize("side", ["left", "right"])
def test_captions_stand_in_the_middle_until_the_presenter_goes_and_then_make_way(kind: CaptionKind, side: str) -> None:
    opening, corner = middles(kind, PresenterKind.INTRO, side), middles(kind, PresenterKind.CORNER, side)
    assert opening[0] == opening[20] == pytest.approx(SIDE / 2, abs=2)
    assert opening[-1] == corner[-1]
    assert corner[-1] is not None and abs(corner[-1] - SIDE / 2) > 20
    steps = np.diff([at for at in opening if at is not None]) * (1 if side == "left" else -1)
    assert (steps >= 0).all() and steps.max() < 40
    assert opening.count(None) <= 2, "hidden for longer than the face passes"


def test_a_presenter_in_the_corner_leaves_captions_where_they_are() -> None:
    assert len(set(middles(CaptionKind.CLEAN, PresenterKind.CORNER))) == 1


def whole(size: tuple[int, int], kind: CaptionKind, safe: SafeArea, watermark: Watermark | None = None) -> Piece:
    """The first scene of a film, as one piece."""
    style = Style(captions=CaptionLook(kind=kind), presenter=PresenterLook(kind=PresenterKind.INTRO))
    film = Material(path=Path("p.mp4"), sha256="p")
    look = Look(width=size[0], height=size[1], fps=FPS, style=style, presenter=film, safe=safe, watermark=watermark)
    cues = (
        Cue(start=0, end=2.9, lines=("Meet the", "new kettle")),
        Cue(start=2.9, end=7, lines=("It sings", "to you")),
    )
    return Piece(look=look, shot=Shot(number=1, picture=film, frames=70, cues=cues), first=0, count=70)


SHORTS = PLATFORMS[Platform.SHORTS].safe[Aspect.PORTRAIT]


@pytest.mark.parametrize("kind", [CaptionKind.CLEAN, CaptionKind.SOCIAL])
@pytest.mark.parametrize(
    ("size", "safe"),
    [((270, 480), SafeArea()), ((270, 480), SHORTS), ((288, 360), SafeArea()), ((270, 270), SafeArea())],
)
def test_captions_never_lie_on_the_face_on_its_way(kind: CaptionKind, size: tuple[int, int], safe: SafeArea) -> None:
    piece = whole(size, kind, safe)
    captions, hidden = layers(piece)[-1], []
    for number in range(piece.count):
        frame = Frame(*size)
        frame.data[:] = 77
        captions.draw(frame, number)
        changed, face = frame.y != 77, face_at(piece, number)
        assert face is not None
        assert not changed[face.top : face.bottom, max(face.left, 0) : face.right].any(), number
        if not changed.any():
            hidden.append(number)
    when = piece.opening
    assert when is not None
    assert all(when.full <= number < when.frames for number in hidden)
    assert len(hidden) <= 0.35 * FPS


def test_the_boxes_that_are_told_are_those_that_are_drawn() -> None:
    piece = whole((270, 480), CaptionKind.CLEAN, SHORTS)
    first, low, high = caption_boxes(piece.look, [piece.shot])
    assert (first.cue, low.cue) == piece.shot.cues
    assert low.cue == high.cue
    assert first.box.bottom == low.box.bottom > high.box.bottom
    assert high.presenter == piece.look.layout.presenter
    assert low.presenter is not None and low.presenter.bottom < low.box.top
    captions = layers(piece)[-1]
    for one, number in ((first, 5), (low, 32), (high, 69)):
        frame = Frame(270, 480)
        frame.data[:] = 77
        captions.draw(frame, number)
        rows = np.flatnonzero((frame.y != 77).any(axis=1))
        assert (rows[0], rows[-1] + 1) == (one.box.top, one.box.bottom)


def test_the_mark_comes_when_the_presenter_stands_in_the_corner(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (60, 30), "red").save(logo)
    piece = whole((270, 480), CaptionKind.NONE, SafeArea(), Watermark(path=logo, sha256="logo"))
    when, mark = piece.opening, layers(piece)[1]
    assert when is not None
    for number, seen in ((0, False), (when.frames - 1, False), (when.frames, True), (69, True)):
        frame = Frame(270, 480)
        frame.data[:] = 77
        mark.draw(frame, number)
        assert bool((frame.y != 77).any()) is seen
