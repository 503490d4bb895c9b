from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pysubs2 import SSAFile

from vidpipe.media import film_cues, layout_for, run_ffmpeg, write_ass, write_srt, write_vtt
from vidpipe.models import CaptionKind, CaptionLook, Palette
from vidpipe_tests.unit.media.speaking import scene

SCENES = [
    scene("The pot heats itself.", "R&D <i>says</i> {so}: 2 < 3."),
    scene("يعمل USB-C بسرعة 20 جيجابت.", "电磁炉 हिन्दी 🎉", number=2, start=8.0),
]
CUES = film_cues(SCENES)


def write(kind: str, out: Path) -> None:
    if kind == "ass":
        look = CaptionLook(kind=CaptionKind.KARAOKE)
        write_ass(CUES, out, layout=layout_for(640, 360, presenter=False), look=look, palette=Palette(), language="en")
    else:
        {"srt": write_srt, "vtt": write_vtt}[kind](CUES, out)


@pytest.mark.parametrize("kind", ["srt", "vtt", "ass"])
def test_a_player_reads_every_cue_at_its_time(kind: str, tmp_path: Path) -> None:
    source, read = tmp_path / f"captions.{kind}", tmp_path / "read.srt"
    write(kind, source)
    asyncio.run(run_ffmpeg(["-i", str(source), str(read)]))
    seen = [(event.start / 1000, event.end / 1000) for event in SSAFile.load(str(read)).events]
    # ASS counts in hundredths of a second.
    expected = [(pytest.approx(cue.start, abs=0.006), pytest.approx(cue.end, abs=0.006)) for cue in CUES]
    assert seen == expected


def test_the_same_cues_give_the_same_bytes(tmp_path: Path) -> None:
    for kind in ("srt", "vtt", "ass"):
        write(kind, tmp_path / f"a.{kind}")
        write(kind, tmp_path / f"b.{kind}")
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
