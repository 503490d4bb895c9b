"""The choice of an encoder, with a program in FFmpeg's place that claims to have hardware."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import imageio_ffmpeg
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import binaries
from vidpipe.media.film import encoders
from vidpipe.media.film.encoders import CHOICES, available_encoders, choose_encoding
from vidpipe.media.film.encoding import SOFTWARE
from vidpipe.media.film.hardware import Hardware
from vidpipe.models import Codec
from vidpipe.settings import Settings

FAKE = """#!{python}
import os, subprocess, sys
args = sys.argv[1:]
if args[-1] == "-version":
    print("ffmpeg version 9.9-pretended Copyright (c) nobody")
    raise SystemExit
if args[-1] in ("-encoders", "-filters"):
    for name in {listed!r}.split():
        print(" V....D", name, "it does it")
    raise SystemExit
behaviour, out = {behaviour!r}, args[-1]
with open({calls!r}, "a") as file:
    print(args[args.index("-c:v") + 1], file=file)
if behaviour == "fails":
    print("[h264_nvenc @ 0x55] Cannot load libcuda.so.1", file=sys.stderr)
    raise SystemExit(1)
if behaviour == "hangs":
    import time
    time.sleep(60)
count = int(args[args.index("-frames:v") + 1]) - (behaviour == "loses one")
preset = "medium" if behaviour == "changes its mind" and count > 10 else "ultrafast"
source = args[args.index("-i") + 1]
coded = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", preset]
raise SystemExit(
    subprocess.run([{real!r}, "-v", "error", "-y", "-f", "lavfi", "-i", source, "-frames:v", str(count), *coded, out])
    .returncode
)
"""


@pytest.fixture(autouse=True)
def _fresh_choice() -> Iterator[None]:
    binaries.ffmpeg_path.cache_clear()
    yield
    binaries.ffmpeg_path.cache_clear()


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a fake FFmpeg into PATH, which has the given encoders and behaves as told; returns the list of its calls."""

    def put(behaviour: str, *hardware: str, software: tuple[str, ...] = tuple(SOFTWARE.values())) -> Path:
        path, calls = tmp_path / "ffmpeg", tmp_path / "calls"
        listed = " ".join((*binaries.ENCODERS, *binaries.FILTERS, *software, *hardware))
        real = imageio_ffmpeg.get_ffmpeg_exe()
        path.write_text(
            FAKE.format(python=sys.executable, listed=listed, behaviour=behaviour, real=real, calls=str(calls))
        )
        path.chmod(0o755)
        calls.write_text("")
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        monkeypatch.setattr(encoders, "is_plausible", lambda _: True)
        return calls

    return put


def test_every_choice_is_one_of_the_setting() -> None:
    for choice in CHOICES:
        assert Settings.model_validate({"encoder": choice}).encoder == choice


def test_hardware_that_works_is_taken_before_software_and_tried_once(pretend: Callable[..., Path]) -> None:
    calls = pretend("works", "h264_nvenc", "h264_vaapi")
    assert choose_encoding(Codec.H264).encoder == "h264_nvenc"
    assert choose_encoding(Codec.H264).hardware is Hardware.NVENC
    assert choose_encoding(Codec.H264).program == "FFmpeg 9.9-pretended"
    assert calls.read_text().split() == ["h264_nvenc"] * 2, "two samples, once"
    assert available_encoders()[Codec.H264] == ["h264_nvenc", "h264_vaapi", "libx264"]


def test_software_can_be_asked_for_whatever_hardware_there_is(pretend: Callable[..., Path]) -> None:
    calls = pretend("works", "h264_nvenc")
    encoding = choose_encoding(Codec.H264, "software")
    assert (encoding.encoder, encoding.program) == ("libx264", f"PyAV {av.__version__}")
    other = replace(encoding, program="PyAV 1.0").inputs(fps=30, width=64, height=36)
    assert other != encoding.inputs(fps=30, width=64, height=36), "what another version made is not used again"
    assert calls.read_text() == ""


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        ("fails", "Cannot load libcuda.so.1"),
        ("loses one", "it wrote 23 of 24 pictures"),
        ("changes its mind", "cannot be joined"),
        ("hangs", "did not answer within"),
    ],
)
def test_hardware_that_does_not_work_is_passed_over_and_when_named_the_error_says_why(
    pretend: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, behaviour: str, told: str
) -> None:
    pretend(behaviour, "h264_nvenc")
    monkeypatch.setattr(encoders, "PATIENCE", 0.5 if behaviour == "hangs" else 20.0)
    assert choose_encoding(Codec.H264).encoder == "libx264"
    with pytest.raises(MediaError) as caught:
        choose_encoding(Codec.H264, "nvenc")
    assert caught.value.code == "ENCODER_NOT_AVAILABLE"
    assert told in caught.value.message
    assert "set VIDPIPE_ENCODER to auto or software" in caught.value.message


def test_hardware_that_ffmpeg_lacks_is_refused(pretend: Callable[..., Path]) -> None:
    pretend("works", "h264_nvenc")
    with pytest.raises(MediaError, match="av1_qsv does not work here: FFmpeg was built without it"):
        choose_encoding(Codec.AV1, "qsv")


def test_a_codec_that_nothing_here_can_encode_is_refused_with_what_to_do(pretend: Callable[..., Path]) -> None:
    pretend("works", software=("libx264",))
    assert available_encoders()[Codec.HEVC] == []
    with pytest.raises(MediaError, match="has no libx265, which hevc needs") as caught:
        choose_encoding(Codec.HEVC)
    assert caught.value.code == "ENCODER_NOT_AVAILABLE"


def test_hardware_without_its_device_is_not_even_tried(
    pretend: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = pretend("works", "h264_nvenc")
    monkeypatch.setattr(encoders, "is_plausible", lambda _: False)
    assert choose_encoding(Codec.H264).encoder == "libx264"
    assert calls.read_text() == ""


def test_a_word_that_is_no_encoder_is_refused() -> None:
    with pytest.raises(MediaError, match="There is no encoder 'gpu'"):
        choose_encoding(Codec.H264, "gpu")
