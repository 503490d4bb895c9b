from __future__ import annotations

import asyncio
from pathlib import Path

import av
import numpy as np
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import (
    Box,
    conform_presenter,
    is_faststart,
    picture_at,
    probe,
    run_ffmpeg,
    shrink_speech,
    speech_delay,
)
from vidpipe_tests.integration.media.material import frame_at, tone

SECONDS = 3.0
WHITE, BLACK = 200, 40


def flash_film(path: Path, sound: Path | None, *, late: float = 0.0, rate: str = "25", length: float = 4.0) -> Path:
    """Film a picture whose left half turns white at second 1 of the words, which are heard ``late`` seconds in."""
    flash = f"geq=lum='if(gte(T,{1 + late})*lt(X,W/2),235,16)':cb=128:cr=128"
    args = ["-f", "lavfi", "-i", f"color=black:s=192x128:r={rate}:d={length}"]
    if sound:
        args += ["-i", str(sound), "-af", f"adelay={round(late * 1000)}:all=1", "-c:a", "aac"]
    asyncio.run(run_ffmpeg([*args, "-vf", flash, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "250", str(path)]))
    return path


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of which no part sounds like another."""
    return tone(tmp_path_factory.mktemp("words") / "words.wav", SECONDS, pitch=150, rate=48_000, level=0.2)


def flash_at(film: Path) -> float:
    """Return when the left edge turns white."""
    with av.open(str(film)) as container:
        for frame in container.decode(video=0):
            if np.asarray(frame.to_ndarray(format="gray"))[:, :8].mean() > (WHITE + BLACK) / 2:
                assert frame.time is not None
                return frame.time
    raise AssertionError("it never turns white")


@pytest.mark.parametrize(("rate", "fps"), [("25", 30), ("30000/1001", 25), ("24", 24)])
@pytest.mark.parametrize("late", [0.0, 0.4])
def test_a_film_is_brought_to_size_rate_and_length_and_into_step_with_the_words(
    words: Path, tmp_path: Path, rate: str, fps: int, late: float
) -> None:
    film = flash_film(tmp_path / "theirs.mp4", words, late=late, rate=rate)
    delay = speech_delay(film, words)
    assert delay == pytest.approx(late, abs=0.03)

    out = tmp_path / "ours.mp4"
    shares: list[float] = []
    asyncio.run(
        conform_presenter(
            film,
            out,
            crop=Box(left=32, top=0, width=128, height=128),
            width=96,
            height=96,
            fps=fps,
            seconds=SECONDS,
            delay=delay or 0.0,
            on_progress=shares.append,
        )
    )
    info = probe(out)
    (video,) = info.video
    assert info.audio == []
    assert (video.codec, video.width, video.height, video.fps, video.pix_fmt) == ("h264", 96, 96, fps, "yuv420p")
    assert video.frames == round(SECONDS * fps)
    assert (video.colorspace, video.color_primaries, video.color_trc) == (1, 1, 1)
    assert is_faststart(out)
    assert flash_at(out) == pytest.approx(1.0, abs=1.5 / fps + 0.03)
    assert shares[-1] == 1
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_film_whose_words_come_early_shows_its_first_picture_longer(words: Path, tmp_path: Path) -> None:
    film = flash_film(tmp_path / "theirs.mp4", None, late=-0.5)
    out = tmp_path / "ours.mp4"
    crop = Box(left=0, top=0, width=128, height=128)
    asyncio.run(conform_presenter(film, out, crop=crop, width=64, height=64, fps=25, seconds=SECONDS, delay=-0.5))
    assert flash_at(out) == pytest.approx(1.0, abs=0.05)
    assert probe(out).video[0].frames == 75


def test_a_film_that_ends_a_little_early_holds_its_last_picture(tmp_path: Path) -> None:
    film = flash_film(tmp_path / "theirs.mp4", None, length=2.4)
    out = tmp_path / "ours.mp4"
    crop = Box(left=0, top=0, width=128, height=128)
    asyncio.run(conform_presenter(film, out, crop=crop, width=64, height=64, fps=25, seconds=SECONDS))
    assert probe(out).video[0].frames == 75
    assert frame_at(out, 2.9)[:, :4].mean() > WHITE


def test_a_film_of_other_words_is_refused(words: Path, tmp_path: Path) -> None:
    film = flash_film(tmp_path / "theirs.mp4", None, length=1.5)
    crop = Box(left=0, top=0, width=128, height=128)
    with pytest.raises(MediaError, match=r"1\.5 s, and the narration 3\.0 s") as raised:
        asyncio.run(
            conform_presenter(film, tmp_path / "ours.mp4", crop=crop, width=64, height=64, fps=25, seconds=SECONDS)
        )
    assert raised.value.code == "MEDIA_INVALID"
    assert not (tmp_path / "ours.mp4").exists()


def test_sound_that_is_not_the_narration_says_nothing_about_the_delay(words: Path, tmp_path: Path) -> None:
    noise = tmp_path / "noise.wav"
    asyncio.run(run_ffmpeg(["-f", "lavfi", "-i", "anoisesrc=d=3:seed=1", str(noise)]))
    silence = tmp_path / "silence.wav"
    asyncio.run(run_ffmpeg(["-f", "lavfi", "-i", "anullsrc=d=3", str(silence)]))
    for sound in (noise, silence):
        assert speech_delay(sound, words) is None
    assert speech_delay(flash_film(tmp_path / "mute.mp4", None), words) is None


@pytest.mark.parametrize("seconds", [0.7, 1.75, 3.0])
@pytest.mark.parametrize("late", [0.0, 0.25, 4.5])
def test_a_sound_shorter_than_the_search_is_found_as_well(tmp_path: Path, seconds: float, late: float) -> None:
    words = tone(tmp_path / "words.wav", seconds, pitch=150, rate=48_000, level=0.2)
    heard = tmp_path / "heard.wav"
    asyncio.run(run_ffmpeg(["-i", str(words), "-af", f"adelay={round(late * 1000)}:all=1", str(heard)]))
    assert speech_delay(heard, words) == pytest.approx(late, abs=0.001)
    assert speech_delay(words, heard) == pytest.approx(-late, abs=0.001)


def test_the_picture_shown_at_a_time_is_found(tmp_path: Path) -> None:
    film = flash_film(tmp_path / "theirs.mp4", None)
    assert picture_at(film, 0.5).shape == (128, 192, 3)
    assert picture_at(film, 0.5)[:, :90].mean() < BLACK
    assert picture_at(film, 60)[:, :90].mean() > WHITE
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    with pytest.raises(MediaError):
        picture_at(tmp_path / "broken.mp4", 0)


@pytest.mark.parametrize(
    ("largest", "form", "rate"), [(300_000, ".wav", 48_000), (100_000, ".wav", 16_000), (40_000, ".mp3", 16_000)]
)
def test_speech_is_made_just_as_small_as_it_must_be(
    words: Path, tmp_path: Path, largest: int, form: str, rate: int
) -> None:
    small = asyncio.run(shrink_speech(words, tmp_path, largest=largest))
    assert small.suffix == form
    assert small.stat().st_size <= largest
    info = probe(small)
    assert (info.audio[0].sample_rate, info.audio[0].channels) == (rate, 1)
    assert info.duration == pytest.approx(SECONDS, abs=0.1)
    assert speech_delay(small, words) == pytest.approx(0, abs=0.03)
    assert (small == words) is (rate == 48_000)


def test_speech_too_long_for_any_form_is_refused(words: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="too long"):
        asyncio.run(shrink_speech(words, tmp_path, largest=1_000))
