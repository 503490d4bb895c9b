from __future__ import annotations

import pytest

from vidpipe.errors import ProviderError
from vidpipe.media.film.layout import Box
from vidpipe.providers.stability.prompt import PRESETS, fields_for, nearest_aspect, scene_seed
from vidpipe.styles import BUILT_IN
from vidpipe_tests.unit.providers.stability.service import config, request


def test_all_scenes_of_a_video_share_their_look_and_their_preset_but_not_their_seed() -> None:
    pictures = ["A harbour at low tide", "The moon, seen from the sea"]
    asked = [
        fields_for(request(number=number, picture=picture), config()) for number, picture in enumerate(pictures, 1)
    ]
    looks = {fields["prompt"].removeprefix(picture) for fields, picture in zip(asked, pictures, strict=True)}
    assert len(looks) == 1
    assert asked[0]["style_preset"] == asked[1]["style_preset"] == "digital-art"
    assert asked[0]["seed"] != asked[1]["seed"]
    assert "text" in asked[0]["negative_prompt"]


def test_the_same_request_asks_the_same_and_another_seed_or_title_may_look_otherwise() -> None:
    assert fields_for(request(), config()) == fields_for(request(), config())
    looks = {fields_for(request(seed=seed), config())["prompt"] for seed in range(40)}
    assert len(looks) == 3


@pytest.mark.parametrize("style", BUILT_IN)
def test_every_style_of_ours_has_a_look_and_one_of_stabilitys_presets(style: str) -> None:
    fields = fields_for(request(style=style.upper()), config())
    assert fields["style_preset"] in PRESETS
    assert len(fields["prompt"]) > len("A lighthouse. ") + 60


def test_a_style_may_name_a_preset_and_any_other_words_are_the_look() -> None:
    assert fields_for(request(style="Pixel-Art"), config())["style_preset"] == "pixel-art"
    asked = fields_for(request(style="ink on rice paper"), config())
    assert "style_preset" not in asked
    assert "A lighthouse. ink on rice paper. " in asked["prompt"]
    assert ". woodcut. " in fields_for(request(), config(look="woodcut"))["prompt"]


def test_the_places_of_presenter_and_captions_are_kept_calm_only_where_there_are_any() -> None:
    assert "lower right corner" in fields_for(request(), config())["prompt"]
    bare = fields_for(request(presenter=None, captions=None), config(look="ink"))["prompt"]
    assert bare == "A lighthouse. ink"


def test_a_presenter_on_the_left_and_captions_in_the_middle_leave_other_places_calm() -> None:
    presenter, captions = Box(left=4, top=130, width=40, height=40), Box(left=60, top=80, width=200, height=30)
    asked = fields_for(request(presenter=presenter, captions=captions), config())["prompt"]
    assert "the middle of the image plain" in asked
    assert "lower left corner" in asked


def test_seeds_are_the_same_everywhere_and_never_zero_which_means_any() -> None:
    assert scene_seed(0, 1) == 4_130_487_988
    seeds = {scene_seed(seed, scene) for seed in range(50) for scene in range(1, 50)}
    assert len(seeds) == 50 * 49
    assert all(1 <= seed <= 4_294_967_294 for seed in seeds)


@pytest.mark.parametrize(
    ("width", "height", "aspect"),
    [(1920, 1080, "16:9"), (854, 480, "16:9"), (1080, 1920, "9:16"), (720, 720, "1:1"), (1000, 660, "3:2")],
)
def test_the_nearest_proportions_are_asked_for(width: int, height: int, aspect: str) -> None:
    assert nearest_aspect(width, height) == aspect


def test_too_many_words_are_refused_before_anything_is_sent() -> None:
    with pytest.raises(ProviderError, match="10,000 is the limit") as raised:
        fields_for(request(picture="x" * 9_990), config())
    assert raised.value.code == "STABILITY_INVALID_PROMPT"


def test_a_description_in_another_script_is_refused_before_anything_is_sent_and_a_name_in_it_is_not() -> None:
    with pytest.raises(ProviderError, match="scene 3's picture is written in Han letters") as raised:
        fields_for(request(picture="一杯熱茶放在木桌上"), config())
    assert raised.value.code == "STABILITY_INVALID_PROMPT"
    mixed = "A cup of 茶 on a wooden table"
    assert fields_for(request(picture=mixed), config())["prompt"].startswith(mixed)
