"""What the film's file says about itself: streams, colours, length, size, and where its index lies."""

from __future__ import annotations

from vidpipe.media.checks.expected import Expected
from vidpipe.media.probe import COLOR_BT709, MediaInfo, VideoInfo
from vidpipe.models.checks import Check

LEAST_BITS, MOST_BITS = 0.0005, 0.5
"""Bits per pixel. A still title card takes about 0.002; what YouTube recommends for uploads is 0.13, and 0.5 of noisy
footage still looks no better (support.google.com/youtube/answer/1722171)."""
LEAST_SOUND = 48_000
"""Bits per second, below which AAC can be heard to be packed."""
DECODERS = {"libdav1d": "av1", "libaom-av1": "av1"}
"""What FFmpeg calls a decoder otherwise than its codec."""


def streams(info: MediaInfo, expected: Expected) -> Check:
    """Tell whether there is one picture and one sound stream, each as it was asked for."""
    if len(info.video) != 1 or len(info.audio) != 1:
        seen = f"{len(info.video)} picture and {len(info.audio)} sound streams"
        return Check(name="streams", passed=False, severity="error", seen=seen)
    video, audio = info.video[0], info.audio[0]
    seen = (
        f"{video.codec} {video.profile} {video.pix_fmt} {video.width}x{video.height} at {video.fps:g} fps, "
        f"{audio.codec} {audio.sample_rate} Hz {audio.channels} channels"
    )
    codec = DECODERS.get(video.codec, video.codec)
    wanted = (expected.codec, "yuv420p", expected.width, expected.height)
    passed = (
        (codec, video.pix_fmt, video.width, video.height) == wanted
        and abs(video.fps - expected.fps) < 0.01
        and (audio.codec, audio.sample_rate, audio.channels) == ("aac", 48_000, 2)
    )
    return Check(
        name="streams",
        passed=passed,
        severity="error",
        seen=seen,
        measured={"width": video.width, "height": video.height, "fps": video.fps, "sample_rate": audio.sample_rate},
    )


def colors(info: MediaInfo) -> Check:
    """Tell whether players are told that the colours are BT.709."""
    tags = [_tags(video) for video in info.video]
    passed = all(tag == (COLOR_BT709, COLOR_BT709, COLOR_BT709) for tag in tags)
    seen = "primaries, transfer, matrix: " + ("; ".join(str(tag) for tag in tags) or "no picture")
    return Check(name="colors", passed=passed, severity="warning", seen=seen)


def _tags(video: VideoInfo) -> tuple[int, int, int]:
    return video.color_primaries, video.color_trc, video.colorspace


def length(info: MediaInfo, expected: Expected) -> Check:
    """Tell whether picture and sound are as long as what is spoken, to a frame."""
    lengths = [video.duration for video in info.video] + [audio.duration for audio in info.audio]
    off = max((abs(seconds - expected.duration) for seconds in lengths), default=expected.duration)
    seen = ", ".join(f"{seconds:.3f} s" for seconds in lengths) + f"; expected {expected.duration:.3f} s"
    # A hair more than a frame: containers round lengths to their own clock.
    passed = bool(lengths) and off <= 1.01 / expected.fps
    return Check(name="duration", passed=passed, severity="error", seen=seen, measured={"off_seconds": round(off, 4)})


def bit_rate(info: MediaInfo) -> Check:
    """Tell whether the file is neither suspiciously small nor needlessly large."""
    video = next(iter(info.video), None)
    pictures = (video.bit_rate if video else None) or 0
    sound = (info.audio[0].bit_rate if info.audio else None) or 0
    rate = video.width * video.height * video.fps if video else 0.0
    bits = pictures / rate if rate else 0.0
    return Check(
        name="bit_rate",
        passed=LEAST_BITS <= bits <= MOST_BITS and sound >= LEAST_SOUND,
        severity="warning",
        seen=f"picture {pictures / 1000:,.0f} kbit/s ({bits:.4f} bits per pixel), sound {sound / 1000:,.0f} kbit/s",
        measured={"picture_bit_rate": pictures, "sound_bit_rate": sound, "bytes": info.size},
    )


def faststart(*, first: bool) -> Check:
    """Tell whether the film plays while it loads: ``first`` says that its index lies before its data."""
    seen = f"index {'before' if first else 'after'} data"
    return Check(name="faststart", passed=first, severity="warning", seen=seen)
