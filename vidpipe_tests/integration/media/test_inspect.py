from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from vidpipe.errors import MediaError
from vidpipe.media import Cue, Expected, inspect, is_faststart, probe, run_ffmpeg
from vidpipe_tests.integration.media.material import picture, tone


def failed(path: Path, expected: Expected) -> dict[str, str]:
    return {finding.name: finding.seen for finding in asyncio.run(inspect(path, expected)) if not finding.passed}


def film(path: Path, picture_filter: str, sound_filter: str, *options: str) -> Path:
    args = ["-f", "lavfi", "-i", picture_filter, "-f", "lavfi", "-i", sound_filter]
    asyncio.run(run_ffmpeg([*args, "-pix_fmt", "yuv420p", "-ac", "2", *options, str(path)]))
    return path


def test_a_film_with_every_fault_is_found_out(tmp_path: Path) -> None:
    path = film(tmp_path / "v.mp4", "color=black:s=320x240:r=25:d=4", "anullsrc=r=48000:d=4")
    cues = [Cue(start=1, end=3, lines=("a",)), Cue(start=2, end=9, lines=("b",))]
    expected = Expected(duration=5.0, width=640, height=480, fps=25, cues=cues)
    found = failed(path, expected)
    assert set(found) == {
        "streams", "colors", "duration", "captions", "faststart", "loudness", "black", "frozen", "silence"
    }  # fmt: skip
    assert "320x240" in found["streams"]
    assert found["captions"] == "2 cues, 1 outside the film, 1 overlapping"
    assert found["black"] == "0.0-4.0 s"


def test_a_moving_clipping_film_is_only_too_loud(tmp_path: Path) -> None:
    sound = "sine=f=300:d=4:r=48000,volume=30dB"
    tagged = "testsrc2=s=320x240:r=25:d=4,setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    path = film(tmp_path / "v.mp4", tagged, sound, "-movflags", "+faststart")
    assert set(failed(path, Expected(duration=4.0, width=320, height=240, fps=25))) == {"loudness", "true_peak"}


def test_a_film_without_sound_fails_by_its_streams(tmp_path: Path) -> None:
    path = tmp_path / "v.mp4"
    asyncio.run(run_ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=1", str(path)]))
    assert (
        failed(path, Expected(duration=1, width=320, height=240, fps=25))["streams"] == "1 picture and 0 sound streams"
    )


def test_probing_tells_pictures_from_sounds(tmp_path: Path) -> None:
    sound = probe(tone(tmp_path / "a.wav", 1.5))
    assert sound.video == []
    assert (sound.audio[0].sample_rate, sound.audio[0].channels) == (22_050, 1)
    assert sound.duration == pytest.approx(1.5, abs=0.01)
    assert probe(picture(tmp_path / "p.png", 64, 48)).video[0].width == 64


@pytest.mark.parametrize("content", [b"", b"not media at all", b"\x00\x00\x00\x18ftypmp42" + bytes(100)])
def test_what_is_no_media_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    for look in (probe, is_faststart):
        with pytest.raises(MediaError, match=r"x\.mp4") as caught:
            look(path)
        assert caught.value.code == "MEDIA_INVALID"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        probe(tmp_path / "x.mp4")
    assert caught.value.code == "FILE_NOT_FOUND"


def test_an_index_at_the_end_is_seen(tmp_path: Path) -> None:
    late = film(tmp_path / "late.mp4", "testsrc2=s=64x64:r=25:d=1", "sine=d=1")
    early = film(tmp_path / "early.mp4", "testsrc2=s=64x64:r=25:d=1", "sine=d=1", "-movflags", "+faststart")
    assert not is_faststart(late)
    assert is_faststart(early)
