"""What was looked at before a film went out, and what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from vidpipe.models.base import DomainModel

Severity = Literal["error", "warning"]

Run = tuple[int, int]
"""Frames in a row: the first one's number in its piece, and how many they are."""

CHECKS: Mapping[str, str] = {
    "streams": "Codec, size, frame rate and sound are what was asked for",
    "colors": "Players are told that the colours are BT.709",
    "duration": "Picture and sound are as long as what is spoken",
    "timestamps": "Every frame is shown at its time, and the sound has no gap",
    "as_painted": "The film shows what was painted",
    "black": "There is something to see",
    "frozen": "Something moves where it should",
    "as_mixed": "The film's sound is what was mixed and listened to",
    "loudness": "As loud as video sites play",
    "true_peak": "No peak is cut off",
    "silence": "Something is heard where it should",
    "sound_sync": "The narration is heard when it should",
    "lip_sync": "The presenter's lips move with the speech",
    "captions": "Captions lie in the film, none over another",
    "captions_place": "Captions are whole, and clear of the presenter",
    "reading_speed": "Captions stay long enough to be read",
    "faststart": "The film plays while it loads",
    "bit_rate": "The file is neither suspiciously small nor needlessly large",
}
"""Every check by name, and what it makes sure of."""
FATAL = frozenset(
    {
        "streams",
        "duration",
        "timestamps",
        "as_painted",
        "black",
        "as_mixed",
        "loudness",
        "sound_sync",
        "captions",
        "captions_place",
    }
)
"""Those that can stop a film. Of these too, some faults are only told: the check itself says how grave one is."""

GATES: Mapping[str, tuple[str, ...]] = {
    "file": ("streams", "colors", "faststart", "bit_rate"),
    "timing": ("duration", "timestamps"),
    "pictures": ("as_painted", "black", "frozen"),
    "sound": ("as_mixed", "loudness", "true_peak", "silence", "sound_sync"),
    "captions": ("captions", "captions_place", "reading_speed"),
    "presenter": ("lip_sync",),
}
"""The checks as Dagster shows them. Few, for Dagster needs as long to write down one as they take together."""


class Check(DomainModel):
    """One thing that was looked at. A film with a failed ``error`` does not go out; a ``warning`` is only told."""

    name: str
    passed: bool
    severity: Severity
    seen: str = Field(description="What was seen, in words")
    measured: dict[str, float] = Field(default_factory=dict, description="The figures behind the words")

    @property
    def is_fatal(self) -> bool:
        """Whether the film must not go out."""
        return not self.passed and self.severity == "error"


class Seen(DomainModel):
    """What was seen of one piece of a film while it was painted. Remembered with the piece, so that it is kept too."""

    frames: int = Field(ge=1)
    black: list[Run] = Field(description="Frames on which nothing can be seen")
    dark: list[Run] = Field(description="Frames that are black but for a caption or the like")
    still: list[Run] = Field(description="Frames alike; of the short runs only those at the piece's ends")
    first: str = Field(description="A tiny picture of the first frame: 16 × 9 grey values, in hexadecimal digits")
    last: str = Field(description="The same of the frame with which the last still run began")


class Heard(DomainModel):
    """What was heard of a film's sound, at best when it was mixed: it is then laid under the pictures as it is."""

    lufs: float = Field(description="Integrated loudness, ITU-R BS.1770; -99 for silence")
    dbtp: float = Field(description="True peak; -99 for silence")
    silent: list[tuple[float, float]] = Field(description="Where nothing is heard: begin and end, in seconds")
    late: float | None = Field(
        description="Seconds by which the narration is heard later than in its own file; null when it is not heard, or "
        "was not listened for"
    )
    packets: str = Field(description="A sum over the packets, by which the sound is known again in the film")
