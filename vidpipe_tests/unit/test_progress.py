from __future__ import annotations

from vidpipe.models import Stage
from vidpipe.tasks.progress import WEIGHTS, overall_progress


def test_the_stages_make_up_the_whole() -> None:
    assert set(WEIGHTS) == set(Stage)
    assert sum(WEIGHTS.values()) == 100


def test_the_last_percent_is_the_end_of_the_task() -> None:
    assert overall_progress({}) == 0
    assert overall_progress({stage.value: 1.0 for stage in Stage}) == 99
    assert overall_progress({"composite": 0.5}) == 25
