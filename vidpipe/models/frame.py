"""The frame of a film: its shape, size and rate, and the codec that carries it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Fps = Literal[24, 25, 30, 60]
"""Frames per second; of all of them a frame is a whole number of samples at 48 kHz."""


class Aspect(StrEnum):
    """Width to height of the picture."""

    LANDSCAPE = "16:9"
    PORTRAIT = "9:16"
    SQUARE = "1:1"
    TALL = "4:5"


class Resolution(StrEnum):
    """The length of the picture's shorter side, in the names video sites use."""

    P480 = "480p"
    P720 = "720p"
    P1080 = "1080p"
    P1440 = "1440p"
    P2160 = "2160p"

    @property
    def lines(self) -> int:
        """The shorter side in pixels."""
        return int(self.value.removesuffix("p"))


class Codec(StrEnum):
    """How the picture is compressed: ITU-T H.264 (AVC), H.265 (HEVC), or AV1 of the Alliance for Open Media."""

    H264 = "h264"
    HEVC = "hevc"
    AV1 = "av1"


def frame_size(aspect: Aspect, resolution: Resolution) -> tuple[int, int]:
    """Return width and height in pixels, both even, as 4:2:0 colour needs."""
    short = resolution.lines
    long = {480: 854}.get(short, short * 16 // 9)
    return {
        Aspect.LANDSCAPE: (long, short),
        Aspect.PORTRAIT: (short, long),
        Aspect.SQUARE: (short, short),
        Aspect.TALL: (short, short * 5 // 4),
    }[aspect]
