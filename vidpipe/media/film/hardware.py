"""Encoders made of hardware: what they are called, where they are found, and how they are told what we want.

Which of them works on a machine is not asked of lists but tried (:mod:`vidpipe.media.film.encoders`). The options
follow ``ffmpeg -h encoder=NAME`` of FFmpeg 7 to 9.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from vidpipe.models import Codec

BITS_PER_PIXEL = 0.12
"""For encoders that know only a bit rate: 7.5 Mbit/s at 1080p30."""

Options = dict[str, object]


class Hardware(StrEnum):
    """Families of hardware encoders, as the end of their names in FFmpeg; the likeliest best first."""

    NVENC = "nvenc"
    VIDEOTOOLBOX = "videotoolbox"
    QSV = "qsv"
    AMF = "amf"
    VAAPI = "vaapi"
    V4L2M2M = "v4l2m2m"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """How pictures get to the hardware."""

    filters: tuple[tuple[str, str | None], ...] = ()
    device: Callable[[], list[str]] = list


def render_nodes() -> list[Path]:
    """Return the graphics devices that Linux offers for computing."""
    return sorted(Path("/dev/dri").glob("renderD*"))


def is_plausible(hardware: Hardware) -> bool:
    """Whether this machine can have such hardware at all: spares the trying where its device is missing."""
    match hardware:
        case Hardware.NVENC:
            # The second one is how Windows lends its graphics card to Linux.
            return Path("/dev/nvidiactl").exists() or Path("/dev/dxg").exists()
        case Hardware.VIDEOTOOLBOX:
            return sys.platform == "darwin"
        case Hardware.V4L2M2M:
            return any(Path("/dev").glob("video[0-9]*"))
        case _:
            return bool(render_nodes())


def upload_of(hardware: Hardware) -> Upload:
    """Return how raw yuv420p pictures get to a family's encoders."""
    match hardware:
        case Hardware.VAAPI:
            return Upload(filters=(("format", "nv12"), ("hwupload", None)), device=_vaapi_device)
        case Hardware.QSV | Hardware.AMF:
            return Upload(filters=(("format", "nv12"),))
        case _:
            return Upload()


def _vaapi_device() -> list[str]:
    nodes = render_nodes()
    return ["-vaapi_device", str(nodes[0] if nodes else "/dev/dri/renderD128")]


def hardware_options(hardware: Hardware, codec: Codec, *, fps: int, width: int, height: int) -> Options:
    """Return the options of one hardware encoder: constant quality where it knows that, no B-frames.

    Without B-frames no picture refers across a piece's end, on whatever generation of the hardware.
    """
    quality: dict[Hardware, Options] = {
        Hardware.NVENC: {"preset": "p4", "rc": "vbr", "cq": 23, "b:v": 0, "no-scenecut": 1, "forced-idr": 1},
        Hardware.VIDEOTOOLBOX: {"q:v": 62, "allow_sw": 0, "realtime": 0},
        Hardware.QSV: {"preset": "medium", "global_quality": 22, "idr_interval": 0},
        Hardware.AMF: {"quality": "balanced", "rc": "cqp", "qp_i": 22, "qp_p": 22},
        Hardware.VAAPI: {"rc_mode": "CQP", "global_quality": 22, "idr_interval": 0},
        Hardware.V4L2M2M: {"b:v": round(BITS_PER_PIXEL * width * height * fps)},
    }
    profile = {Codec.H264: "high", Codec.HEVC: "main"}.get(codec)
    options = {"bf": 0} | quality[hardware]
    if codec is Codec.AV1:
        # AV1 has frames that are shown out of turn instead, and counts its quality to 255.
        del options["bf"]
        options |= {Hardware.VAAPI: {"global_quality": 110}, Hardware.QSV: {"global_quality": 110}}.get(hardware, {})
        options |= {"qp_i": 90, "qp_p": 90} if hardware is Hardware.AMF else {}
    if profile is not None and hardware is not Hardware.V4L2M2M:
        options["profile:v"] = profile
    return options
