"""Which layers lie over the pictures of a piece, from the lowest to the topmost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vidpipe.media.captions.cues import Cue
from vidpipe.media.captions.layer import CaptionLayer
from vidpipe.media.film.boxes import Box, even
from vidpipe.media.film.layer import Layer
from vidpipe.media.film.plan import Look, Piece, Shot
from vidpipe.media.film.watermark import WatermarkLayer
from vidpipe.media.frames.frame import Frame
from vidpipe.media.presenter.layer import PresenterLayer


def layers(piece: Piece) -> list[Layer]:
    """Return the layers of a piece: presenter, mark (not on title cards), then captions, which nothing may cover."""
    over: list[Layer] = [] if piece.presenter is None else [PresenterLayer(piece)]
    look = piece.look
    if not piece.shows_card and (mark := mark_layer(look)):
        over.append(mark)
    over.append(caption_layer(look, piece.shot, shift=_centring(piece)))
    if piece.following is not None:
        over.append(_Later(caption_layer(look, piece.following), piece.shot.frames))
    return over


def mark_layer(look: Look) -> WatermarkLayer | None:
    """Return the brand's mark as a layer; None where the film bears none. Raises MediaError for a logo that is gone."""
    if look.watermark is None or look.layout.watermark is None:
        return None
    return WatermarkLayer(look.watermark, look.layout.watermark, look.width, look.height)


def _centring(piece: Piece) -> Callable[[int], int] | None:
    """Say how captions stand in the middle while the presenter fills the frame, and make way for them as they go."""
    when, layout = piece.opening, piece.look.layout
    if when is None:
        return None
    captions = layout.captions
    aside = layout.middle - (captions.left + captions.right) / 2
    return lambda number: even((1 - when.way(number)) * aside)


def caption_layer(look: Look, shot: Shot, *, shift: Callable[[int], int] | None = None) -> CaptionLayer:
    """Return the captions of a shot, by ``shift`` pixels to the right of their place at a frame."""
    layout = look.layout
    return CaptionLayer(
        shot.cues,
        look.style.captions,
        look.style.palette,
        area=layout.captions,
        font_size=layout.font_size,
        language=look.language,
        fps=look.fps,
        font=None if look.font is None else look.font.path,
        shift=shift,
    )


def caption_boxes(look: Look, shots: Sequence[Shot]) -> list[tuple[Cue, Box]]:
    """Return every caption that is drawn into a film, its times counted from the film's first frame, and its place."""
    found: list[tuple[Cue, Box]] = []
    at = 0
    for shot in shots:
        found += [(cue.shifted(at / look.fps), box) for cue, box in caption_layer(look, shot).boxes()]
        at += shot.frames
    return found


class _Later:
    """A layer of the shot that a transition leads to, which counts from that shot's own first frame."""

    def __init__(self, layer: Layer, frames: int) -> None:
        self._layer, self._frames = layer, frames

    def draw(self, frame: Frame, number: int) -> None:
        self._layer.draw(frame, number - self._frames)

    def close(self) -> None:
        self._layer.close()
