from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief
from vidpipe.stages.formats import refuse_hopeless, refuse_too_long, renditions, scene_frames

RATES = st.sampled_from([24, 25, 30, 60])


def brief(**fields: Any) -> Brief:
    return Brief.model_validate({"prompt": "x", **fields})


@given(frames=st.lists(st.integers(1, 9_000), min_size=1, max_size=200), fps=RATES, wanted=RATES)
def test_at_every_rate_a_scene_begins_within_half_a_frame_of_its_words(
    frames: list[int], fps: int, wanted: int
) -> None:
    there = scene_frames(frames, fps=fps, wanted=wanted)
    assert len(there) == len(frames)
    for end, own in zip(accumulate(there), accumulate(frames), strict=True):
        assert abs(end / wanted - own / fps) <= 0.5 / wanted + 1e-9


@given(frames=st.lists(st.integers(1, 9_000), min_size=1, max_size=50), fps=RATES)
def test_at_the_main_rate_nothing_changes(frames: list[int], fps: int) -> None:
    assert scene_frames(frames, fps=fps, wanted=fps) == frames


def test_a_multiple_of_the_rate_multiplies_the_frames() -> None:
    assert scene_frames([50, 37, 131], fps=30, wanted=60) == [100, 74, 262]


def test_the_main_format_comes_first() -> None:
    made = renditions(brief(formats=[{"target": "shorts"}]))
    assert [format_.name for format_ in made] == ["", "shorts"]


@pytest.mark.parametrize("fields", [{"target": "shorts"}, {"formats": [{"target": "shorts"}]}])
def test_a_film_longer_than_a_platform_takes_is_refused(fields: dict[str, Any]) -> None:
    refuse_too_long(brief(**fields), 180.0)
    with pytest.raises(InvalidInput, match="up to 180 seconds, and this one lasts 180") as caught:
        refuse_too_long(brief(**fields), 180.5)
    assert caught.value.code == "VALIDATION_ERROR"


def test_a_script_that_no_voice_could_speak_in_time_is_refused_at_once() -> None:
    scenes = [{"narration": "word " * 300}] * 5
    with pytest.raises(InvalidInput, match="shorts takes films of up to 180 seconds"):
        refuse_hopeless(Brief.model_validate({"script": scenes, "target": "shorts"}))
    refuse_hopeless(Brief.model_validate({"script": scenes, "target": "youtube"}))
    refuse_hopeless(Brief.model_validate({"script": scenes[:2], "target": "shorts"}))
    refuse_hopeless(brief(target="shorts"))
