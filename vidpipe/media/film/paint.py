"""Painting the frames of one piece: its shot, the transition to the next, and what lies over the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing

from vidpipe.media.film.layers import layers, mark_layer
from vidpipe.media.film.marked import Marked
from vidpipe.media.film.plan import Look, Piece, Shot, pieces
from vidpipe.media.film.scenes import Scene, scene_of
from vidpipe.media.film.transitions import mix
from vidpipe.media.frames.frame import Frame


def paint(piece: Piece) -> Iterator[memoryview]:
    """Yield the piece's raw yuv420p frames (BT.709, limited range).

    Every frame is the same memory, filled anew: use it before asking for the next. Raises MediaError for pictures,
    clips and presenters that cannot be read.
    """
    look, following = piece.look, piece.following
    frame, other = Frame(look.width, look.height), Frame(look.width, look.height)
    with ExitStack() as opened:
        shown = opened.enter_context(closing(_scene(piece, piece.shot)))
        coming = None if following is None else opened.enter_context(closing(_scene(piece, following)))
        over = [opened.enter_context(closing(layer)) for layer in layers(piece)]
        for number in range(piece.first, piece.first + piece.count):
            shown.draw(frame, number)
            if coming is not None:
                coming.draw(other, number - piece.shot.frames)
                share, step = (number - piece.first + 0.5) / piece.count, 1 / piece.count
                mix(look.style.transition.kind, frame, other, share, step=step, lettered=piece.is_lettered)
            for layer in over:
                layer.draw(frame, number)
            yield frame.data.data


def _scene(piece: Piece, shot: Shot) -> Scene:
    """Return what a shot shows; beside a title card with the mark on it, which otherwise lies over everything."""
    scene = scene_of(piece.look, shot)
    if shot.card or not piece.shows_card or (mark := mark_layer(piece.look)) is None:
        return scene
    return Marked(scene, mark)


def paint_film(look: Look, shots: Sequence[Shot]) -> Iterator[memoryview]:
    """Yield the raw frames of a whole film; see :func:`paint`."""
    for piece in pieces(look, shots):
        yield from paint(piece)
