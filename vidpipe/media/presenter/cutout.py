"""The presenter as a figure before the picture, without their background."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from vidpipe.errors import MediaError
from vidpipe.media.film.boxes import Box
from vidpipe.media.film.plan import Piece
from vidpipe.media.frames.frame import Frame
from vidpipe.media.presenter.film import PresenterFilm
from vidpipe.media.presenter.framing import cover
from vidpipe.media.presenter.keying import Figure, Keyer, figure_of, key_of
from vidpipe.media.presenter.laying import Mask, lay_figure
from vidpipe.media.presenter.picture import Fitter, Picture

FADE = 0.16
"""How much of a figure's height runs out softly where it does not stand on the frame's edge."""


class Cutout:
    """The layer of a presenter who is cut out."""

    def __init__(self, piece: Piece, box: Box) -> None:
        """Open the film. Raises MediaError (MEDIA_INVALID) when it has neither alpha nor a background of one colour."""
        look = piece.look
        self._at, self._fps, self._box = piece.at, look.fps, box
        if look.presenter is None:
            raise ValueError("the film has no presenter")
        # The screen is looked for around the whole picture, as when the film was made: hair may fill what is shown.
        whole = _whole(look.presenter.path, look.presenter_offset)
        self._keyer = None if whole.transparent else _keyer(look.presenter.path, whole.at(0.0))
        whole.close()
        self._film = PresenterFilm(
            look.presenter.path,
            cover(box.width, box.height, look.presenter.face),
            start=(piece.at + piece.first) / look.fps,
            offset=look.presenter_offset,
        )
        self._fade = None if box.bottom == look.height else _fade(box)
        self._of: Picture | None = None
        self._figure: Figure | None = None

    def draw(self, frame: Frame, number: int) -> None:
        """Draw the presenter over frame ``number`` of the shot."""
        picture = self._film.at((self._at + number) / self._fps)
        if self._figure is None or picture is not self._of:
            figure = figure_of(picture) if self._keyer is None else self._keyer.figure(picture)
            self._of, self._figure = (
                picture,
                figure if self._fade is None else figure.faded(self._fade.luma, self._fade.chroma),
            )
        lay_figure(frame, self._box, self._figure)

    def close(self) -> None:
        """Let go of the film."""
        self._film.close()


def can_be_cut_out(film: Path) -> bool:
    """Return whether a film has alpha, or a background of one colour. Raises MediaError when it cannot be read."""
    opened = _whole(film)
    found = opened.transparent or key_of(opened.at(0.0)) is not None
    opened.close()
    return found


def is_before_screen(picture: npt.NDArray[np.uint8]) -> bool:
    """Return whether behind a figure is one strong colour; ``picture`` is RGB of shape (height, width, 3)."""
    rows, columns = picture.shape[:2]
    frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    frame.time_base = Fraction(1)
    fitted = Fitter(frame, cover(max(columns // 2 * 2, 2), max(rows // 2 * 2, 2))).fitted(frame)
    return key_of(fitted) is not None


def _whole(film: Path, offset: float = 0.0) -> PresenterFilm:
    """Open a film at its own size."""
    return PresenterFilm(
        film, lambda columns, rows: cover(columns // 2 * 2, rows // 2 * 2)(columns, rows), offset=offset
    )


def _keyer(film: Path, picture: Picture) -> Keyer:
    key = key_of(picture)
    if key is None:
        raise MediaError(
            f"The presenter of {film.name} cannot be cut out: what is behind them is not one strong colour, such as "
            "green, and the film has no transparency. Choose another place for the presenter, or film them before a "
            "screen.",
            code="MEDIA_INVALID",
            details={"file": film.name},
        )
    return Keyer(key)


def _fade(box: Box) -> Mask:
    down = np.clip((box.height - np.arange(box.height) - 0.5) / (FADE * box.height), 0, 1)
    share = (down * down * (3 - 2 * down)).astype(np.float32)
    return Mask.of(np.repeat(share[:, None], box.width, axis=1))
