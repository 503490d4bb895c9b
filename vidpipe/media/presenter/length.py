"""Whether a presenter's film shows them for as long as they are heard."""

from __future__ import annotations

from pathlib import Path

from vidpipe.errors import MediaError
from vidpipe.media.extent import Extent, extent_of

LONGEST_HOLD = 1.0
"""Seconds for which the last picture may stand still where a film ends before the narration."""


def require_length(film: Path, seconds: float, delay: float = 0.0) -> Extent:
    """Make sure that a film shows the presenter until a narration of so many seconds ends, and return when it does.

    ``delay`` says by how many seconds the words come later in the film; an end up to a second early is held. Raises
    MediaError (MEDIA_INVALID) for a film that is shorter or no film.
    """
    pictures = extent_of(film, "video")
    if pictures.end - delay < seconds - LONGEST_HOLD:
        raise MediaError(
            f"{film.name} lasts {pictures.end:.1f} s, and the narration {seconds + delay:.1f} s: the presenter falls "
            "silent early.",
            code="MEDIA_INVALID",
            details={"film": round(pictures.end, 3), "narration": round(seconds + delay, 3)},
        )
    return pictures
