"""Captions as they are drawn into a film, for those who look over where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vidpipe.media.captions.cues import Cue
from vidpipe.media.film.boxes import Box


@dataclass(frozen=True, kw_only=True)
class PlacedCaption:
    """A caption in one of its places: it has two where it is still seen after it made way for a presenter."""

    cue: Cue
    """Its times count from the film's first frame."""
    box: Box
    """The part of the frame that it covers."""
    presenter: Box | None = None
    """What it must not cover then: a presenter's place, or the face of one who fills the frame."""


def drawn_cues(captions: Iterable[PlacedCaption]) -> list[Cue]:
    """Return the cues, each of them once."""
    return list(dict.fromkeys(caption.cue for caption in captions))
