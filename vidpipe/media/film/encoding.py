"""How pictures are encoded: the codec, its encoder and their options.

Pieces of a film are encoded apart and joined as they are. So every piece must carry the same parameter sets and closed
groups of pictures, whatever it shows and however short it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vidpipe.media.film.hardware import Hardware, hardware_options, upload_of
from vidpipe.models import Codec

GOP_SECONDS = 2
CRF = 22
THREADS = 2
"""Threads of one encoder, stated since an encoder's own choice follows the machine's cores and changes the bytes."""
LARGE = 1920 * 1080
"""Pixels of the largest frame for which x264 has one thread: of larger ones, few pieces have room side by side."""
SOFTWARE = {Codec.H264: "libx264", Codec.HEVC: "libx265", Codec.AV1: "libsvtav1"}
HARDWARE_AT_ONCE = 2
"""Pieces that a hardware encoder is given at once: a consumer's card takes few, and more are not done sooner."""

BT709 = {"color_range": "tv", "color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709"}
"""What every encoder is told of the colours of its pictures."""

Options = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """How a film's pictures are encoded. Every piece of a film has the same, so that they can be joined as they are."""

    codec: Codec = Codec.H264
    encoder: str = SOFTWARE[Codec.H264]
    program: str = ""
    """Which program encodes, and its version: pieces of another one may have other headers."""

    @property
    def hardware(self) -> Hardware | None:
        """The hardware that encodes; None for software."""
        family = self.encoder.partition("_")[2]
        return Hardware(family) if family else None

    @property
    def in_process(self) -> bool:
        """Whether a piece is encoded within this process (:mod:`vidpipe.media.film.x264`), else by an FFmpeg."""
        return self.encoder == SOFTWARE[Codec.H264]

    def threads(self, width: int, height: int) -> int:
        """Return the threads that one piece keeps busy, painting included.

        With one thread each, as many pieces as there are cores take a seventh less time than half as many with two.
        """
        return 1 if self.in_process and width * height <= LARGE else THREADS

    @property
    def at_once(self) -> int | None:
        """How many pieces may be encoded side by side; None: as many as the processor has room for."""
        return None if self.hardware is None else HARDWARE_AT_ONCE

    def device(self) -> list[str]:
        """Return the arguments that open the hardware, to stand before all others."""
        return [] if self.hardware is None else upload_of(self.hardware).device()

    def filters(self) -> list[tuple[str, str | None]]:
        """Return the filters that bring raw yuv420p pictures to the encoder: names, and their one argument."""
        return [] if self.hardware is None else list(upload_of(self.hardware).filters)

    def options(self, *, fps: int, width: int, height: int) -> Options:
        """Return FFmpeg's options for the picture stream of one piece: 8 bits, 4:2:0."""
        gop = GOP_SECONDS * fps
        shared: Options = {"c:v": self.encoder, "g": gop, "flags:v": "+bitexact+cgop"}
        if self.codec is Codec.HEVC:
            # Apple's players show HEVC in MP4 only with parameter sets outside of the pictures, which this tag says.
            shared["tag:v"] = "hvc1"
        if self.hardware is not None:
            return shared | hardware_options(self.hardware, self.codec, fps=fps, width=width, height=height)
        threads = self.threads(width, height)
        return shared | {"pix_fmt": "yuv420p", "threads:v": threads} | _SOFTWARE_OPTIONS[self.codec](gop)

    def inputs(self, *, fps: int, width: int, height: int) -> Options:
        """Return everything that determines how a piece is encoded, ready for JSON."""
        return self.options(fps=fps, width=width, height=height) | {"filters": self.filters(), "by": self.program}


def _x264(gop: int) -> Options:
    """Return the options of x264: `veryfast`, with less of what stills under a slow camera have no use for.

    A motion search of whole and half pixels only (-30 % time, +17 % bits), five B-frames in a row without deciding how
    many (-5 % time, -20 % bits), adaptive quantisation by the picture's own variance (-10 % bits). `-tune stillimage`
    costs bits, `animation` helps cards and harms photographs.

    No looking ahead (macroblock tree): it reads memory that x264 has not written, so that a process that has lived for
    a while gets other bytes wherever a side is no multiple of 16. Key frames and P-frames that are finer against
    B-frames do nearly as much for pictures that only move: against `veryfast` at a CRF of 20 this gives cards 1.2 dB
    more SSIM for 30 % more bits and photographs 0.2 dB less for 17 % fewer, in a third of its time, and needs 40 MiB
    less at 1080p than with it.

    Threads, where there are two, share the slices of one picture: where each has a picture of its own, a loaded machine
    gets other bytes from time to time (9 of 335 encodes), and needs a fifth more memory.
    """
    return {
        "profile:v": "high",
        "preset": "veryfast",
        "crf": CRF,
        "keyint_min": gop,
        "sc_threshold": 0,
        "x264-params": "sliced-threads=1",
        "subq": 1,
        "me_method": "dia",
        "bf": 5,
        "b_strategy": 0,
        "aq-mode": 2,
        "mbtree": 0,
        "rc-lookahead": 0,
        "i_qfactor": 0.5,
        "b_qfactor": 1.8,
    }


def _x265(gop: int) -> Options:
    """Return the options of x265: the SSIM of our H.264 at two thirds of its bits, for six times its work.

    `superfast` takes a fifth less time and more bits than our H.264, so it is of no use.
    """
    params = f"keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:bframes=5:b-adapt=0"
    # `info` would write the encoder's version and options into the film; the rest states what follows the cores.
    threads = f"pools={THREADS}:frame-threads=1"
    return {"profile:v": "main", "preset": "veryfast", "crf": 24, "x265-params": f"{params}:{threads}:info=0"}


def _svt_av1(gop: int) -> Options:
    """Return the options of SVT-AV1: for cards the SSIM of our H.264 at three quarters of its bits, for photos more.

    It takes twice the work. Preset 8 takes half as much again, 10 and more save little and cost bits.
    """
    del gop
    # irefresh-type 2: every group of pictures is closed.
    params = f"lp={THREADS}:scd=0:irefresh-type=2"
    return {"preset": 9, "crf": 32, "svtav1-params": params}


_SOFTWARE_OPTIONS: dict[Codec, Callable[[int], Options]] = {Codec.H264: _x264, Codec.HEVC: _x265, Codec.AV1: _svt_av1}
