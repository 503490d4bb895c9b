from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import binaries


@pytest.fixture(autouse=True)
def _fresh_choice() -> Iterator[None]:
    binaries.ffmpeg_path.cache_clear()
    yield
    binaries.ffmpeg_path.cache_clear()


def fake_ffmpeg(folder: Path, filters: tuple[str, ...]) -> Path:
    """Write a program that claims to be an FFmpeg with these filters."""
    path = folder / "ffmpeg"
    listed = "\n".join(f" TS {name} V->V does it" for name in filters)
    coded = "\n".join(f" V..... {name} does it" for name in binaries.ENCODERS)
    path.write_text(f'#!/bin/sh\ncase "$2" in\n-filters) echo "{listed}";;\n-encoders) echo "{coded}";;\nesac\n')
    path.chmod(0o755)
    return path


def test_a_complete_ffmpeg_on_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fake_ffmpeg(tmp_path, binaries.FILTERS)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert binaries.ffmpeg_path() == str(path)


def test_an_ffmpeg_without_a_filter_it_needs_is_passed_over_for_the_wheels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fake_ffmpeg(tmp_path, tuple(name for name in binaries.FILTERS if name != "tpad"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert binaries.missing_features(str(path)) == ["filter tpad"]
    assert binaries.ffmpeg_path() == imageio_ffmpeg.get_ffmpeg_exe()


def test_without_any_ffmpeg_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_binary() -> str:
        raise RuntimeError("No ffmpeg exe could be found")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", no_binary)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MediaError, match="Install FFmpeg") as caught:
        binaries.ffmpeg_path()
    assert caught.value.code == "FFMPEG_NOT_FOUND"


def test_a_program_that_does_not_start_is_not_ffmpeg(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        binaries.ffmpeg_version(str(tmp_path / "nothing"))
    assert caught.value.code == "FFMPEG_NOT_FOUND"


def test_the_wheels_ffmpeg_can_do_everything() -> None:
    path = imageio_ffmpeg.get_ffmpeg_exe()
    assert binaries.missing_features(path) == []
    assert binaries.ffmpeg_version(path) != "unknown"
