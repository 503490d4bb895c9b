from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import JoinedNarration, Recording, join_scenes, measure_loudness
from vidpipe.models import PauseLook
from vidpipe_tests.integration.media.material import read_wav, tone, write_wav

PAUSES = PauseLook()
FRAME = 1 / 30


def join(recordings: list[Path], out: Path, folder: Path) -> JoinedNarration:
    return asyncio.run(join_scenes([Recording(path=path) for path in recordings], out, folder, fps=30))


@pytest.mark.parametrize("level", [0.004, 0.1, 0.9])
def test_the_narration_has_the_right_loudness_headroom_and_times(tmp_path: Path, level: float) -> None:
    recordings = [
        tone(tmp_path / "a.wav", 2.0, rate=22_050, level=level),
        tone(tmp_path / "b.wav", 1.0, rate=48_000, level=level, pitch=200),
        tone(tmp_path / "c.wav", 1.5, rate=16_000, level=level),
    ]
    out = tmp_path / "n.wav"
    narration = join(recordings, out, tmp_path)

    assert narration.duration == pytest.approx(PAUSES.lead_in + 4.5 + 2 * PAUSES.between + PAUSES.tail, abs=3 * FRAME)
    first, second, third = narration.scenes
    assert (first.start, third.end) == (0, narration.duration)
    assert first.speech_start == pytest.approx(PAUSES.lead_in)
    assert second.speech_start == pytest.approx(first.end + PAUSES.between / 2)
    assert 0 <= second.speech_start - first.speech_end - PAUSES.between <= FRAME
    assert first.end == second.start
    for scene in narration.scenes:
        assert (scene.end - scene.start) / FRAME == pytest.approx(scene.frames, abs=1e-6)

    measured = asyncio.run(measure_loudness(out))
    assert measured.integrated == pytest.approx(-14, abs=0.5)
    assert measured.true_peak <= -1
    assert narration.loudness_lufs == pytest.approx(measured.integrated, abs=0.11)
    assert narration.true_peak_dbtp == pytest.approx(measured.true_peak, abs=0.15)
    rate, samples = read_wav(out)
    assert rate == 48_000
    assert len(samples) == round(narration.duration * rate)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "b.wav", "c.wav", "n.wav"]


def test_scenes_begin_and_end_without_a_click(tmp_path: Path) -> None:
    time = np.arange(22_050) / 22_050
    steady = write_wav(tmp_path / "a.wav", 0.2 * np.cos(2 * np.pi * 100 * time), 22_050)
    out = tmp_path / "n.wav"
    narration = join([steady, steady], out, tmp_path)
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
    narration = join([write_wav(tmp_path / "a.wav", sound, 22_050)], tmp_path / "n.wav", tmp_path)
    assert narration.loudness_lufs == pytest.approx(-14, abs=0.5)
    assert narration.true_peak_dbtp <= -1


def test_silence_is_refused(tmp_path: Path) -> None:
    silent = write_wav(tmp_path / "a.wav", np.zeros(22_050), 22_050)
    with pytest.raises(MediaError) as caught:
        join([silent], tmp_path / "n.wav", tmp_path)
    assert caught.value.code == "SPEECH_EMPTY"
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.parametrize(("content", "code"), [(None, "FILE_NOT_FOUND"), (b"no sound", "MEDIA_INVALID")])
def test_a_missing_or_broken_recording_is_named(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "a.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MediaError, match=r"a\.wav") as caught:
        join([path], tmp_path / "n.wav", tmp_path)
    assert caught.value.code == code


def test_a_soft_voice_is_heard_as_well_as_a_loud_one(tmp_path: Path) -> None:
    loud = tone(tmp_path / "loud.wav", 3.0, level=0.3)
    soft = tone(tmp_path / "soft.wav", 3.0, level=0.13, pitch=210)
    narration = join([loud, soft, loud], tmp_path / "n.wav", tmp_path)
    rate, samples = read_wav(tmp_path / "n.wav")
    heard = []
    for number, scene in enumerate(narration.scenes):
        spoken = samples[round(scene.speech_start * rate) : round(scene.speech_end * rate)] / 32_768
        heard.append(asyncio.run(measure_loudness(write_wav(tmp_path / f"{number}.wav", spoken, rate))).integrated)
    assert max(heard) - min(heard) < 1.0


@pytest.mark.parametrize(("told", "accepted"), [(2.0, True), (2.02, True), (1.98, True), (2.2, False), (1.8, False)])
def test_a_recording_must_be_as_long_as_its_maker_said(tmp_path: Path, told: float, accepted: bool) -> None:
    recording = Recording(path=tone(tmp_path / "a.wav", 2.0), seconds=told)
    joined = join_scenes([recording], tmp_path / "n.wav", tmp_path, fps=25)
    if accepted:
        [scene] = asyncio.run(joined).scenes
        assert scene.speech_end - scene.speech_start == pytest.approx(told)
        return
    with pytest.raises(MediaError, match=r"2\.00 s long") as caught:
        asyncio.run(joined)
    assert caught.value.code == "MEDIA_INVALID"


def test_the_same_recordings_give_the_same_bytes(tmp_path: Path) -> None:
    recordings = [tone(tmp_path / f"{name}.wav", 1.5, level=0.4) for name in "ab"]
    join(recordings, tmp_path / "one.wav", tmp_path)
    join(recordings, tmp_path / "two.wav", tmp_path)
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()
