"""How many frames of a film each scene gets, at whatever rate."""

from __future__ import annotations

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from vidpipe.models import SceneSpeech
from vidpipe.stages.film import frames_of

RATES = st.sampled_from([24, 25, 30, 60])
FRAMES = st.lists(st.integers(3, 9_000), min_size=1, max_size=200)


def scenes(frames: list[int], fps: int) -> list[SceneSpeech]:
    edges = pairwise(accumulate(frames, initial=0))
    return [
        SceneSpeech(scene=number, start=begin / fps, end=end / fps, sentences=[], words=[])
        for number, (begin, end) in enumerate(edges, 1)
    ]


@given(frames=FRAMES, fps=RATES, wanted=RATES)
def test_at_every_rate_a_scene_begins_within_half_a_frame_of_its_words(
    frames: list[int], fps: int, wanted: int
) -> None:
    spoken = scenes(frames, fps)
    ends = accumulate(frames_of(scene, wanted) for scene in spoken)
    assert all(abs(end / wanted - scene.end) <= 0.5 / wanted + 1e-9 for end, scene in zip(ends, spoken, strict=True))


@given(frames=FRAMES, fps=RATES)
def test_at_the_main_rate_every_scene_has_its_own_frames(frames: list[int], fps: int) -> None:
    assert [frames_of(scene, fps) for scene in scenes(frames, fps)] == frames
