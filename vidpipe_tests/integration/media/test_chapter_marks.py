from __future__ import annotations

import asyncio
from pathlib import Path

import av

from vidpipe.media import run_ffmpeg, write_ffmetadata
from vidpipe.models import Chapter

CHAPTERS = [
    Chapter(title="a=b; #1 \\ c", start=0),
    Chapter(title="茶 is tea 🎉", start=0.5),
    Chapter(title="القمر يرفع البحر", start=1.2),
]


def film(folder: Path, name: str) -> Path:
    write_ffmetadata(CHAPTERS, 2.0, folder / "chapters.txt")
    source = ["-f", "lavfi", "-i", "color=size=64x64:rate=10:duration=2", "-i", str(folder / "chapters.txt")]
    mapped = ["-map", "0:v", "-map_chapters", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    asyncio.run(run_ffmpeg([*source, *mapped, str(folder / name)]))
    return folder / name


def test_ffmpeg_writes_the_chapters_into_an_mp4_as_they_are(tmp_path: Path) -> None:
    path = film(tmp_path, "film.mp4")
    with av.open(str(path)) as opened:
        found = [
            (one["metadata"]["title"], float(one["start"] * one["time_base"]), float(one["end"] * one["time_base"]))
            for one in opened.chapters()
        ]
    assert found == [(CHAPTERS[0].title, 0.0, 0.5), (CHAPTERS[1].title, 0.5, 1.2), (CHAPTERS[2].title, 1.2, 2.0)]


def test_the_same_chapters_give_the_same_bytes(tmp_path: Path) -> None:
    assert film(tmp_path, "one.mp4").read_bytes() == film(tmp_path, "two.mp4").read_bytes()
