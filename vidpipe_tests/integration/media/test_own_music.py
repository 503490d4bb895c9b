from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import check_music, run_ffmpeg
from vidpipe.media.sound.own_music import CROSSFADE, MUSIC_TYPES, own_music
from vidpipe.media.sound.samples import SAMPLE_RATE, Samples
from vidpipe_tests.integration.media.material import write_wav


def song(path: Path, seconds: float, *more: str, rate: int = 44_100, channels: int = 2) -> Path:
    source = f"sine=f=440:r={rate}:d={seconds}"
    asyncio.run(run_ffmpeg(["-f", "lavfi", "-i", source, "-ac", str(channels), *more, str(path)]))
    return path


def play(path: Path, seconds: float, folder: Path) -> Samples:
    return np.concatenate(list(own_music(path, round(seconds * SAMPLE_RATE), folder)), axis=1)


def levels(sound: Samples) -> np.ndarray:
    whole = sound[:, : sound.shape[1] // 2_400 * 2_400].reshape(2, -1, 2_400)
    return np.asarray(np.sqrt(np.mean(whole**2, axis=(0, 2))))


@pytest.mark.parametrize("suffix", [*MUSIC_TYPES, ".mka", ".webm", ".mp4", ".aiff", ".wma"])
def test_music_of_any_format_is_read(tmp_path: Path, suffix: str) -> None:
    path = song(tmp_path / f"my «song»{suffix}", 3)
    check_music(path, 600)
    sound = play(path, 2.0, tmp_path)
    assert sound.shape == (2, 2 * SAMPLE_RATE)
    strongest = np.argmax(np.abs(np.fft.rfft(sound[0]))) / 2
    assert strongest == pytest.approx(440, abs=1)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_song_with_a_cover_picture_and_one_channel_is_read(tmp_path: Path) -> None:
    cover = tmp_path / "cover.png"
    asyncio.run(run_ffmpeg(["-f", "lavfi", "-i", "color=red:s=64x64:d=1", "-frames:v", "1", str(cover)]))
    plain = song(tmp_path / "plain.mp3", 2, channels=1, rate=22_050)
    path = tmp_path / "song.mp3"
    covered = [
        "-i",
        str(plain),
        "-i",
        str(cover),
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-disposition:v",
        "attached_pic",
    ]
    asyncio.run(run_ffmpeg([*covered, str(path)]))
    sound = play(path, 1.5, tmp_path)
    assert np.allclose(sound[0], sound[1])
    assert np.abs(sound).max() > 0.05


def test_short_music_is_looped_without_a_gap_or_a_click(tmp_path: Path) -> None:
    silent = np.zeros(int(0.7 * SAMPLE_RATE))
    time = np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
    dice = np.random.default_rng(3)
    heard = np.convolve(dice.normal(0, 0.3, len(time)), np.hanning(64) / 8, "same")
    path = write_wav(tmp_path / "loop.wav", np.concatenate([silent, heard * 0.2, silent]), SAMPLE_RATE)
    sound = play(path, 14.0, tmp_path)
    assert sound.shape == (2, 14 * SAMPLE_RATE)
    level = levels(sound)
    assert level.min() > 0.5 * np.median(level)
    assert level.max() < 1.7 * np.median(level)
    once = np.abs(np.diff(sound[0, : 2 * SAMPLE_RATE])).max()
    assert np.abs(np.diff(sound[0])).max() < 1.5 * once
    turn = 3 * SAMPLE_RATE - min(CROSSFADE, 3 * SAMPLE_RATE // 4)
    after = slice(CROSSFADE, CROSSFADE + 2_000)
    again = slice(CROSSFADE + turn, CROSSFADE + turn + 2_000)
    assert np.corrcoef(sound[0, after], sound[0, again])[0, 1] > 0.99


def test_long_music_is_heard_from_its_first_sound(tmp_path: Path) -> None:
    silent = np.zeros(SAMPLE_RATE)
    tone = 0.3 * np.sin(np.arange(5 * SAMPLE_RATE) / 15)
    sound = play(write_wav(tmp_path / "a.wav", np.concatenate([silent, tone]), SAMPLE_RATE), 2.0, tmp_path)
    assert np.abs(sound[:, : SAMPLE_RATE // 50]).max() > 0.2


def silence(path: Path) -> None:
    write_wav(path, np.zeros(3 * SAMPLE_RATE), SAMPLE_RATE)


def blip(path: Path) -> None:
    write_wav(path, np.sin(np.arange(SAMPLE_RATE // 2) / 9) * 0.5, SAMPLE_RATE)


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/hostname\n#EXT-X-ENDLIST\n")


def concat(path: Path) -> None:
    path.write_text("ffconcat version 1.0\nfile other.wav\n")


def film_without_sound(path: Path) -> None:
    asyncio.run(run_ffmpeg(["-f", "lavfi", "-i", "testsrc=s=64x64:d=2", "-f", "mp4", str(path)]))


@pytest.mark.parametrize("make", [silence, blip, playlist, concat, film_without_sound])
def test_what_is_no_music_is_refused(tmp_path: Path, make: object) -> None:
    path = tmp_path / "song.mp3"
    assert callable(make)
    make(path)
    for use in (lambda: check_music(path, 600), lambda: play(path, 5.0, tmp_path)):
        with pytest.raises(MediaError, match="music cannot be used") as caught:
            use()
        assert caught.value.code == "MEDIA_INVALID"
        assert str(tmp_path) not in caught.value.message
    assert [entry.name for entry in tmp_path.iterdir()] == ["song.mp3"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"none\.mp3") as caught:
        play(tmp_path / "none.mp3", 5.0, tmp_path)
    assert caught.value.code == "FILE_NOT_FOUND"
