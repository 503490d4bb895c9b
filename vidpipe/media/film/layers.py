"""Which layers lie over the pictures of a piece, from the lowest to the topmost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from vidpipe.media.captions.cues import Cue
from vidpipe.media.captions.layer import CaptionLayer, Shift
from vidpipe.media.captions.placed import PlacedCaption
from vidpipe.media.film.boxes import Box
from vidpipe.media.film.caption_way import caption_way, face_at, moved
from vidpipe.media.film.layer import Layer
from vidpipe.media.film.plan import Look, Piece, Shot
from vidpipe.media.film.watermark import WatermarkLayer
from vidpipe.media.frames.frame import Frame
from vidpipe.media.presenter.layer import PresenterLayer


def layers(piece: Piece) -> list[Layer]:
    """Return the layers of a piece: presenter, mark, then captions, which nothing may cover.

    No mark lies on title cards, nor on a presenter who fills the frame.
    """
    over: list[Layer] = [] if piece.presenter is None else [PresenterLayer(piece)]
    look = piece.look
    if not piece.shows_card and (mark := mark_layer(look)):
        over.append(mark if piece.opening is None else _From(mark, piece.opening.frames))
    over.append(caption_layer(look, piece.shot, shift=caption_way(piece)))
    if piece.following is not None:
        over.append(_Later(caption_layer(look, piece.following), piece.shot.frames))
    return over


def mark_layer(look: Look) -> WatermarkLayer | None:
    """Return the brand's mark as a layer; None where the film bears none. Raises MediaError for a logo that is gone."""
    if look.watermark is None or look.layout.watermark is None:
        return None
    return WatermarkLayer(look.watermark, look.layout.watermark, look.width, look.height)


def caption_layer(look: Look, shot: Shot, *, shift: Shift | None = None) -> CaptionLayer:
    """Return the captions of a shot, at a frame by ``shift`` pixels from their place."""
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


def caption_boxes(look: Look, shots: Sequence[Shot]) -> list[PlacedCaption]:
    """Return every caption that is drawn into a film, and its places."""
    found: list[PlacedCaption] = []
    at = 0
    scenes = sum(shot.frames for shot in takewhile(lambda shot: shot.card, shots))
    for shot in shots:
        whole = Piece(look=look, shot=shot, first=0, count=shot.frames, at=at - scenes)
        for cue, box in caption_layer(look, shot).boxes():
            seen = cue.shifted(at / look.fps)
            places = dict.fromkeys(_places(whole, cue, box))
            found += [PlacedCaption(cue=seen, box=place, presenter=clear) for place, clear in places]
        at += shot.frames
    return found


def _places(piece: Piece, cue: Cue, box: Box) -> Iterator[tuple[Box, Box | None]]:
    """Yield where a caption stands in the first and in the last frame that shows it, and what it must not cover."""
    shift, fps = caption_way(piece), piece.look.fps
    if shift is None:
        yield box, piece.look.layout.presenter
        return
    frames = range(round(cue.start * fps), round(cue.end * fps))
    shown = [(number, by) for number in frames if (by := shift(number, box)) is not None]
    for number, by in shown[:1] + shown[-1:]:
        yield moved(box, by), face_at(piece, number)


class _From:
    """A layer that is seen from a frame on."""

    def __init__(self, layer: Layer, first: int) -> None:
        self._layer, self._first = layer, first

    def draw(self, frame: Frame, number: int) -> None:
        if number >= self._first:
            self._layer.draw(frame, number)

    def close(self) -> None:
        self._layer.close()


class _Later:
    """A layer of the shot that a transition leads to, which counts from that shot's own first frame."""

    def __init__(self, layer: Layer, frames: int) -> None:
        self._layer, self._frames = layer, frames

    def draw(self, frame: Frame, number: int) -> None:
        self._layer.draw(frame, number - self._frames)

    def close(self) -> None:
        self._layer.close()
