from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import join_scenes, measure_loudness
from vidpipe.media.sound.joining import LEAD_IN, PAUSE, TAIL
from vidpipe_tests.integration.media.material import read_wav, tone, write_wav


@pytest.mark.parametrize("level", [0.004, 0.1, 0.9])
def test_the_narration_has_the_right_loudness_headroom_and_times(tmp_path: Path, level: float) -> None:
    recordings = [
        tone(tmp_path / "a.wav", 2.0, rate=22_050, level=level),
        tone(tmp_path / "b.wav", 1.0, rate=48_000, level=level, pitch=200),
        tone(tmp_path / "c.wav", 1.5, rate=16_000, level=level),
    ]
    out = tmp_path / "n.wav"
    narration = asyncio.run(join_scenes(recordings, out, tmp_path))

    assert narration.duration == pytest.approx(LEAD_IN + 4.5 + 2 * PAUSE + TAIL, abs=0.001)
    first, second, third = narration.scenes
    assert (first.start, third.end) == (0, narration.duration)
    assert first.speech_start == pytest.approx(LEAD_IN)
    assert second.speech_start == pytest.approx(first.speech_end + PAUSE)
    assert first.end == second.start == pytest.approx(first.speech_end + PAUSE / 2)

    measured = asyncio.run(measure_loudness(out))
    assert measured.integrated == pytest.approx(-14, abs=0.5)
    assert measured.true_peak <= -1
    assert (narration.loudness_lufs, narration.true_peak_dbtp) == (measured.integrated, measured.true_peak)
    rate, samples = read_wav(out)
    assert rate == 48_000
    assert len(samples) == round(narration.duration * rate)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "b.wav", "c.wav", "n.wav"]


def test_scenes_begin_and_end_without_a_click(tmp_path: Path) -> None:
    time = np.arange(22_050) / 22_050
    steady = write_wav(tmp_path / "a.wav", 0.2 * np.cos(2 * np.pi * 100 * time), 22_050)
    out = tmp_path / "n.wav"
    narration = asyncio.run(join_scenes([steady, steady], out, tmp_path))
    rate, samples = read_wav(out)
    inside = samples[round(0.6 * rate) : round(1.0 * rate)].astype(int)
    steepest = np.abs(np.diff(inside)).max()
    edges = [narration.scenes[0].speech_start, narration.scenes[0].speech_end, narration.scenes[1].speech_start]
    for edge in edges:
        around = samples[round((edge - 0.02) * rate) : round((edge + 0.02) * rate)].astype(int)
        assert np.abs(np.diff(around)).max() <= 3 * steepest


def test_a_peaky_recording_is_limited_not_clipped(tmp_path: Path) -> None:
    dice = np.random.default_rng(1)
    sound = dice.normal(0, 0.02, 3 * 22_050)
    sound[:: 22_050 // 2] = 0.9
    narration = asyncio.run(join_scenes([write_wav(tmp_path / "a.wav", sound, 22_050)], tmp_path / "n.wav", tmp_path))
    assert narration.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert narration.true_peak_dbtp <= -1


def test_silence_is_refused(tmp_path: Path) -> None:
    silent = write_wav(tmp_path / "a.wav", np.zeros(22_050), 22_050)
    with pytest.raises(MediaError) as caught:
        asyncio.run(join_scenes([silent], tmp_path / "n.wav", tmp_path))
    assert caught.value.code == "SPEECH_EMPTY"
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.parametrize(("content", "code"), [(None, "FILE_NOT_FOUND"), (b"no sound", "MEDIA_INVALID")])
def test_a_missing_or_broken_recording_is_named(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "a.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MediaError, match=r"a\.wav") as caught:
        asyncio.run(join_scenes([path], tmp_path / "n.wav", tmp_path))
    assert caught.value.code == code
