"""How pictures are encoded: the codec, its encoder and their options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GOP_SECONDS = 2
CRF = 20
THREADS = 2
"""Threads of one encoder, stated since x264's own choice follows the machine's cores and changes the bytes."""

Codec = Literal["h264", "hevc", "av1"]


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """How a film's pictures are encoded. Every piece of a film has the same, so that they can be joined as they are."""

    codec: Codec = "h264"
    encoder: str = "libx264"

    def options(self, fps: int) -> dict[str, object]:
        """Return FFmpeg's options for the picture stream of one piece.

        Closed groups of pictures, so that pieces can be joined without being encoded again.
        """
        return {
            "c:v": self.encoder,
            "profile:v": "high",
            "preset": "veryfast",
            "crf": CRF,
            "g": GOP_SECONDS * fps,
            "keyint_min": GOP_SECONDS * fps,
            "sc_threshold": 0,
            "threads:v": THREADS,
            "flags:v": "+bitexact+cgop",
        }
