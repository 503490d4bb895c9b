from __future__ import annotations

from typing import Any

import pytest

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief
from vidpipe.stages.formats import refuse_hopeless, refuse_too_long, renditions


def brief(**fields: Any) -> Brief:
    return Brief.model_validate({"prompt": "x", **fields})


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
