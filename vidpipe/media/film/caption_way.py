"""Where captions stand while the presenter fills the frame, and how they make way as that ends."""

from __future__ import annotations

from dataclasses import replace

from vidpipe.media.captions.layer import Shift
from vidpipe.media.film.boxes import Box, even
from vidpipe.media.film.plan import Piece
from vidpipe.media.presenter.way import face_on_way


def caption_way(piece: Piece) -> Shift | None:
    """Say how far captions stand from their usual place at a frame of the piece's shot; None where they stay there.

    While the presenter fills the frame they stand in the middle, at its foot. From there they move aside as the
    presenter goes, or, where they stand above the circle in the end, leap over the face. For the moment in which it
    passes where they stand, none are shown.
    """
    when, layout = piece.opening, piece.look.layout
    if when is None:
        return None
    captions = layout.captions
    aside = layout.middle - (captions.left + captions.right) / 2
    down = max(0, 2 * ((layout.foot - captions.bottom) // 2))

    def shift(number: int, box: Box) -> tuple[int, int] | None:
        way, face = when.way(number), face_at(piece, number)
        here = even((1 - way) * aside), 0
        if down and way < 1 and (way == 0 or not _meet(face, moved(captions, (even(aside), down)))):
            here = even(aside), down
        elif down:
            # All leap at the same time, however wide they are: none would go back.
            here, box = (0, 0), captions
        return None if 0 < way < 1 and _meet(face, moved(box, here)) else here

    return shift


def _meet(face: Box | None, box: Box) -> bool:
    return face is not None and face.overlaps(box)


def face_at(piece: Piece, number: int) -> Box | None:
    """Return what captions must not cover at a frame: a face in the opening, then the presenter's place."""
    when, look = piece.opening, piece.look
    circle = look.layout.presenter
    if circle is None or when is None or number >= when.frames:
        return circle
    film = look.opening or look.presenter
    return face_on_way(look.width, look.height, circle, when.way(number), None if film is None else film.face)


def moved(box: Box, by: tuple[int, int]) -> Box:
    """Return a box so many pixels to the right and down."""
    return replace(box, left=box.left + by[0], top=box.top + by[1])
