"""The captions of one scene as a layer over its picture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from vidpipe.media.captions.colors import caption_colors
from vidpipe.media.captions.cues import Cue
from vidpipe.media.captions.panel import PanelCaption
from vidpipe.media.captions.setting import Setting
from vidpipe.media.captions.social import social_captions
from vidpipe.media.film.layout import Box
from vidpipe.media.frames.frame import Frame
from vidpipe.models import CaptionKind, CaptionLook, Palette

Shift = Callable[[int, Box], tuple[int, int] | None]
"""Says of a frame and a caption's box how far it stands from there: even pixels right and down, None for nowhere."""


class _Caption(Protocol):
    """Something that is shown from frame ``first`` to before frame ``end``, within ``box``."""

    first: int
    end: int

    @property
    def box(self) -> Box | None: ...

    def draw(self, frame: Frame, number: int, shift: tuple[int, int]) -> None: ...


class CaptionLayer:
    """Draws the captions of one scene, their times counted from its first frame: a layer of a film's pieces.

    Only the cue that is seen is kept as a picture. Everything stays inside ``area``, the captions' place in the frame;
    ``font_size`` is that of captions on a panel, in pixels per em, the look's ``size`` included.
    ``font`` is a font file of people's own. ``shift`` says by how many pixels captions stand to the right of their
    place at a frame, and below it, or that none are shown.
    """

    def __init__(
        self,
        cues: Iterable[Cue],
        look: CaptionLook,
        palette: Palette,
        *,
        area: Box,
        font_size: float,
        language: str,
        fps: int,
        font: Path | None = None,
        shift: Shift | None = None,
    ) -> None:
        self._shift = shift
        self._cues = sorted(cues, key=lambda cue: cue.start) if look.kind is not CaptionKind.NONE else []
        self._setting = Setting(
            look=look,
            colors=caption_colors(palette),
            area=area,
            font_size=font_size,
            language=language,
            fps=fps,
            font=font,
        )
        self._firsts = [self._setting.frame(cue.start) for cue in self._cues]
        self._at = -1
        self._captions: list[_Caption] = []

    def draw(self, frame: Frame, number: int) -> None:
        """Draw what is seen at a frame, counted from the scene's first."""
        at = bisect_right(self._firsts, number) - 1
        if at != self._at:
            self._at = at
            self._captions = list(self._made(self._cues[at])) if at >= 0 else []
        for caption in self._captions:
            if caption.box is None or not caption.first <= number < caption.end:
                continue
            shift = (0, 0) if self._shift is None else self._shift(number, caption.box)
            if shift is not None:
                caption.draw(frame, number, shift)

    def close(self) -> None:
        """Let go of the pictures."""
        self._at, self._captions = -1, []

    def boxes(self) -> list[tuple[Cue, Box]]:
        """Return the part of the frame that each cue covers; cues of which nothing can be drawn are left out."""
        boxes = ((cue, [caption.box for caption in self._made(cue) if caption.box]) for cue in self._cues)
        return [(cue, found[0].around(*found)) for cue, found in boxes if found]

    def _made(self, cue: Cue) -> Iterator[_Caption]:
        kind = self._setting.look.kind
        if kind is CaptionKind.SOCIAL:
            yield from social_captions(cue, self._setting)
        else:
            yield PanelCaption(cue, self._setting, lit=kind is CaptionKind.KARAOKE)
