"""Which layers lie over the pictures of a piece, from the lowest to the topmost."""

from __future__ import annotations

from vidpipe.media.film.layer import Layer
from vidpipe.media.film.plan import Piece
from vidpipe.media.presenter.layer import PresenterLayer


def layers(piece: Piece) -> list[Layer]:
    """Return the layers of a piece: presenter, then captions, which nothing may cover."""
    return [PresenterLayer(piece)] if piece.look.presenter is not None else []
