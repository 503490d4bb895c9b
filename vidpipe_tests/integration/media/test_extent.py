"""How long a file's pictures and sound really are."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from vidpipe.errors import MediaError
from vidpipe.media import run_ffmpeg
from vidpipe.media.extent import extent_of


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of sound, and pictures from 0.5 s to 1.5 s."""
    out = tmp_path_factory.mktemp("extent") / "film.mkv"
    pictures = ["-itsoffset", "0.5", "-f", "lavfi", "-i", "testsrc=s=64x64:r=25:d=1"]
    asyncio.run(run_ffmpeg([*pictures, "-f", "lavfi", "-i", "sine=d=2", "-c:v", "libx264", str(out)]))
    return out


def test_pictures_and_sound_have_their_own_beginning_and_end(film: Path) -> None:
    pictures, sound = extent_of(film, "video"), extent_of(film, "audio")
    assert (pictures.begin, pictures.end) == (pytest.approx(0.5, abs=0.03), pytest.approx(1.5, abs=0.03))
    assert (sound.begin, sound.seconds) == (pytest.approx(0, abs=0.03), pytest.approx(2, abs=0.05))


def test_a_film_that_was_cut_short_ends_where_it_ends(film: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    assert extent_of(cut, "audio").end < 1.6


def test_what_is_not_there_is_told(film: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError) as raised:
        extent_of(tmp_path / "none.mkv", "video")
    assert raised.value.code == "FILE_NOT_FOUND"
    asyncio.run(run_ffmpeg(["-i", str(film), "-vn", str(tmp_path / "sound.wav")]))
    with pytest.raises(MediaError, match=r"sound\.wav holds no moving picture") as raised:
        extent_of(tmp_path / "sound.wav", "video")
    assert raised.value.code == "MEDIA_INVALID"
