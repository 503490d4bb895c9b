"""The presenter over the pictures of a piece, wherever the style puts them."""

from __future__ import annotations

from vidpipe.media.film.layer import Layer
from vidpipe.media.film.plan import Piece
from vidpipe.media.frames.frame import Frame
from vidpipe.media.presenter.corner import Corner
from vidpipe.media.presenter.cutout import Cutout
from vidpipe.media.presenter.opening import OpeningScreen
from vidpipe.media.presenter.panel import Panel
from vidpipe.models import PresenterKind


class PresenterLayer:
    """The layer of the presenter. Films are opened when they are first seen, where the piece begins."""

    def __init__(self, piece: Piece) -> None:
        """Prepare for a piece of a film that has a presenter."""
        box = piece.look.layout.presenter
        if box is None:
            raise ValueError("the film has no presenter")
        self._piece, self._box = piece, box
        self._opening: Layer | None = None
        self._standing: Layer | None = None

    def draw(self, frame: Frame, number: int) -> None:
        """Draw the presenter over frame ``number`` of the shot. Raises MediaError for films that cannot be shown."""
        when = self._piece.opening
        if when is not None and number < when.frames:
            if self._opening is None:
                self._opening = OpeningScreen(self._piece, self._box, when)
            self._opening.draw(frame, number)
            return
        if self._standing is None:
            self._standing = self._stand()
        self._standing.draw(frame, number)

    def close(self) -> None:
        """Let go of the films."""
        for layer in (self._opening, self._standing):
            if layer is not None:
                layer.close()

    def _stand(self) -> Layer:
        match self._piece.look.style.presenter.kind:
            case PresenterKind.PANEL:
                return Panel(self._piece, self._piece.look.layout, self._box)
            case PresenterKind.CUTOUT:
                return Cutout(self._piece, self._box)
            case PresenterKind.CORNER | PresenterKind.INTRO:
                return Corner(self._piece, self._box)
