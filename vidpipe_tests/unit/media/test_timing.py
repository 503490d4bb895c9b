from __future__ import annotations

from itertools import pairwise

import pytest

from vidpipe.media import time_scene
from vidpipe.media.sound.timing import starts, time_scenes
from vidpipe.models import PauseLook, SceneSpeech

RATE = 48_000


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
@pytest.mark.parametrize("seconds", [0.001, 0.999, 1.0, 7.123456, 61.5])
@pytest.mark.parametrize(("first", "last"), [(True, True), (True, False), (False, False), (False, True)])
def test_a_scene_takes_whole_frames_and_never_less_than_its_pauses(
    fps: int, seconds: float, first: bool, last: bool
) -> None:
    pauses = PauseLook(lead_in=0.31, between=0.47, tail=0.83)
    timing = time_scene(seconds, pauses, fps, first=first, last=last)
    before, after = (0.31 if first else 0.235), (0.83 if last else 0.235)
    assert timing.length == timing.frames * RATE / fps
    assert timing.speech == pytest.approx(seconds * RATE, abs=0.5)
    assert timing.before == round(before * RATE)
    assert 0 <= timing.after - round(after * RATE) < RATE / fps


def test_a_scene_is_as_long_by_itself_as_among_others() -> None:
    pauses = PauseLook()
    timings = time_scenes([2.0, 3.1, 0.7], pauses, 30)
    assert timings[1] == time_scene(3.1, pauses, 30, first=False, last=False)
    assert timings[2] == time_scene(0.7, pauses, 30, first=False, last=True)
    assert starts(timings)[-1] == sum(timing.length for timing in timings)


def test_speech_without_any_pause_still_has_a_frame() -> None:
    nothing = PauseLook(lead_in=0, between=0, tail=0)
    assert time_scene(0.0, nothing, 30, first=True, last=True).frames == 1
    assert time_scene(2.0, nothing, 30, first=True, last=True).frames == 60


def test_a_spoken_scene_tells_its_frames() -> None:
    timings = time_scenes([2.03, 3.1, 0.7], PauseLook(), 25)
    edges = [start / RATE for start in starts(timings)]
    scenes = [
        SceneSpeech(scene=number, start=start, end=end, sentences=[], words=[])
        for number, (start, end) in enumerate(pairwise(edges), start=1)
    ]
    assert [scene.frames(25) for scene in scenes] == [timing.frames for timing in timings]
