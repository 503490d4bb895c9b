"""Which encoder makes a film's pictures: found in FFmpeg, proven by encoding something, chosen by a setting."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import av
import av.error

from vidpipe.errors import MediaError
from vidpipe.media.binaries import ffmpeg_path, ffmpeg_version, listed_encoders
from vidpipe.media.film.encoding import SOFTWARE, Encoding
from vidpipe.media.film.hardware import Hardware, is_plausible
from vidpipe.models import Codec

AUTO, SOFTWARE_ONLY = "auto", "software"
CHOICES = (AUTO, SOFTWARE_ONLY, *(hardware.value for hardware in Hardware))
"""What VIDPIPE_ENCODER may say."""
PATIENCE = 20.0
"""Seconds that a trial may take: a driver that hangs must not hang a film."""
WIDTH, HEIGHT, FPS = 640, 360, 30
"""Of the trial: larger than the least size of any encoder that we know of."""
SAMPLES = {"testsrc2": 24, "mandelbrot": 7}
"""Two different pictures and lengths, since pieces of a film differ and must be joined all the same."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Whether an encoder works here; ``told`` says why not."""

    encoder: str
    works: bool
    told: str = ""


def available_encoders() -> dict[Codec, list[str]]:
    """Return for each codec the encoders that work here, hardware first, the most preferred at the front.

    Hardware is tried by encoding with it; software is believed as FFmpeg lists it. Blocks, for some seconds where
    there is hardware. Raises MediaError (FFMPEG_NOT_FOUND).
    """
    listed = _listed(*_identity(ffmpeg_path()))
    found: dict[Codec, list[str]] = {}
    for codec in Codec:
        proven = [trial.encoder for hardware in Hardware if (trial := try_hardware(codec, hardware)).works]
        found[codec] = proven + [name for name in (SOFTWARE[codec],) if name in listed and _is_carried(name)]
    return found


def choose_encoding(codec: Codec, wanted: str = AUTO) -> Encoding:
    """Return how a film is encoded here.

    ``wanted`` is one of CHOICES: ``auto`` takes hardware that works and else software; a named hardware is taken or
    refused. Blocks, the first time in a process for some seconds where there is hardware. Raises MediaError
    (ENCODER_NOT_AVAILABLE, FFMPEG_NOT_FOUND).
    """
    if wanted not in CHOICES:
        raise MediaError(
            f"There is no encoder {wanted!r}: VIDPIPE_ENCODER is one of {', '.join(CHOICES)}.",
            code="ENCODER_NOT_AVAILABLE",
            details={"wanted": wanted, "codec": codec.value},
        )
    if wanted == AUTO:
        trial = next((it for hardware in Hardware if (it := try_hardware(codec, hardware)).works), None)
        return _software(codec) if trial is None else _encoding(codec, trial.encoder)
    if wanted == SOFTWARE_ONLY:
        return _software(codec)
    trial = try_hardware(codec, Hardware(wanted))
    if not trial.works:
        raise MediaError(
            f"VIDPIPE_ENCODER asks for {wanted}, and {trial.encoder} does not work here: {trial.told}. Mend that, or "
            "set VIDPIPE_ENCODER to auto or software.",
            code="ENCODER_NOT_AVAILABLE",
            details={"wanted": wanted, "codec": codec.value, "encoder": trial.encoder, "told": trial.told},
        )
    return _encoding(codec, trial.encoder)


def _software(codec: Codec) -> Encoding:
    name, path = SOFTWARE[codec], ffmpeg_path()
    if name not in _listed(*_identity(path)):
        raise MediaError(
            f"The FFmpeg at {path} has no {name}, which {codec.value} needs. Remove it from PATH, so that the one of "
            "the imageio-ffmpeg package is used, or ask for codec h264.",
            code="ENCODER_NOT_AVAILABLE",
            details={"codec": codec.value, "encoder": name, "path": path},
        )
    if not _is_carried(name):
        raise MediaError(
            f"The av package was built without {name}. Reinstall it as a wheel: pip install --force-reinstall "
            "--only-binary av av",
            code="ENCODER_NOT_AVAILABLE",
            details={"codec": codec.value, "encoder": name, "av": av.__version__},
        )
    return _encoding(codec, name)


def _encoding(codec: Codec, encoder: str) -> Encoding:
    encoding = Encoding(codec=codec, encoder=encoder)
    program = f"PyAV {av.__version__}" if encoding.in_process else f"FFmpeg {_version(*_identity(ffmpeg_path()))}"
    return replace(encoding, program=program)


def _is_carried(name: str) -> bool:
    """Whether PyAV brings an encoder along that is to work within this process."""
    return name != SOFTWARE[Codec.H264] or name in av.codecs_available


def try_hardware(codec: Codec, hardware: Hardware) -> Trial:
    """Try a hardware encoder, once per process and FFmpeg. Blocks. Raises MediaError (FFMPEG_NOT_FOUND)."""
    return _tried(*_identity(ffmpeg_path()), codec, hardware)


def _identity(path: str) -> tuple[str, int, int]:
    """Name an FFmpeg so that another one in its place is tried anew: path, time of change, size."""
    stat = Path(path).stat()
    return path, stat.st_mtime_ns, stat.st_size


@cache
def _listed(path: str, changed: int, size: int) -> set[str]:
    del changed, size
    return listed_encoders(path)


@cache
def _version(path: str, changed: int, size: int) -> str:
    del changed, size
    return ffmpeg_version(path)


@cache
def _tried(path: str, changed: int, size: int, codec: Codec, hardware: Hardware) -> Trial:
    name = f"{codec.value}_{hardware.value}"
    if name not in _listed(path, changed, size):
        return Trial(encoder=name, works=False, told="FFmpeg was built without it")
    if not is_plausible(hardware):
        return Trial(encoder=name, works=False, told="this machine has no such device")
    told = _trial(path, Encoding(codec=codec, encoder=name))
    return Trial(encoder=name, works=not told, told=told)


def _trial(path: str, encoding: Encoding) -> str:
    """Encode the samples and look at what came out; return what is wrong with it."""
    headers: set[bytes] = set()
    with tempfile.TemporaryDirectory(prefix="vidpipe-encoder-") as folder:
        for source, count in SAMPLES.items():
            out = Path(folder) / f"{source}.mp4"
            if told := _encode(path, encoding, source, count, out):
                return told
            try:
                frames, header = _decoded(out)
            except (av.error.FFmpegError, ValueError, IndexError) as error:
                return f"what it wrote cannot be read: {error}"
            if frames != count:
                return f"it wrote {frames} of {count} pictures"
            headers.add(header)
    return "" if len(headers) == 1 else "its pieces have different headers and cannot be joined"


def _encode(path: str, encoding: Encoding, source: str, count: int, out: Path) -> str:
    options = encoding.options(fps=FPS, width=WIDTH, height=HEIGHT) | {"frames:v": count}
    steps = ["format=yuv420p", *("=".join(filter(None, step)) for step in encoding.filters())]
    made = ["-f", "lavfi", "-i", f"{source}=s={WIDTH}x{HEIGHT}:r={FPS}", "-vf", ",".join(steps)]
    written = [str(part) for name, value in options.items() for part in (f"-{name}", value)]
    command = [path, "-hide_banner", "-nostdin", "-loglevel", "error", "-y", *encoding.device(), *made, *written]
    try:
        subprocess.run(
            [*command, str(out)], check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return f"it did not answer within {PATIENCE:g} seconds"
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().partition("\n")[0]
        # FFmpeg puts the component and its address before what it says.
        return re.sub(r"^(?:\[[^\]]*\] *)+", "", said)[:300] or f"FFmpeg ended with exit code {error.returncode}"
    except OSError as error:
        return f"FFmpeg does not start: {error}"
    return ""


def _decoded(path: Path) -> tuple[int, bytes]:
    """Return how many pictures a film shows, and its parameter sets."""
    with av.open(str(path)) as container:
        header = container.streams.video[0].codec_context.extradata or b""
        return sum(1 for _ in container.decode(video=0)), header
