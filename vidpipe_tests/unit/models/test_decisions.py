"""What decisions come to, and the script with them laid over it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.models import (
    Action,
    AvatarBrief,
    Choice,
    Decided,
    PictureSource,
    PresenterKind,
    Scene,
    Script,
    Stage,
    Style,
)
from vidpipe.models.decisions import EDITABLE, SCENE_ACTIONS, with_followers

SCENES = 4
IMAGE = "artifact:" + "a" * 64


PRESENCE = [Stage.SCENE_IMAGES, Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD]
"""A presenter may take room from the pictures, or give it back."""


def script(count: int = SCENES) -> Script:
    scenes = [
        Scene(number=number, narration=f"Words {number}.", picture=f"Picture {number}", points=[f"Point {number}"])
        for number in range(1, count + 1)
    ]
    return Script(title="Tea", scenes=scenes)


def choose(action: Action | str, scene: int | None = None, **data: Any) -> Choice:
    return Choice(action=Action(action), scene=scene, data=data)


texts = st.sampled_from(["New.", "茶 🍵", "a'\"\\"])
edits = st.fixed_dictionaries({}, optional=dict.fromkeys(EDITABLE, texts)).filter(bool)
data_of: dict[Action, st.SearchStrategy[dict[str, Any]]] = {
    Action.EDIT: edits,
    Action.REDO: st.fixed_dictionaries({"variant": st.integers(1, 9)}),
    Action.REPLACE: st.just({"image": IMAGE}),
}
scene_choices = st.sampled_from(SCENE_ACTIONS).flatmap(
    lambda action: st.builds(
        Choice,
        action=st.just(action),
        scene=st.integers(1, SCENES),
        data=data_of.get(action, st.just({})),
    )
)


@given(st.lists(scene_choices, max_size=12))
def test_scenes_keep_their_numbers_and_the_rest_of_the_script_stays(choices: list[Choice]) -> None:
    written = script()
    decided = Decided.of(choices)
    result = decided.script(written)
    numbers = [scene.number for scene in result.scenes]
    assert numbers == sorted(set(numbers))
    assert set(range(1, SCENES + 1)) - set(numbers) == {n for n in range(1, SCENES + 1) if decided.scene(n).dropped}
    assert result.model_copy(update={"scenes": written.scenes}) == written
    for scene in result.scenes:
        original = written.scenes[scene.number - 1]
        assert scene.points == original.points
        if scene.number not in {choice.scene for choice in choices}:
            assert scene == original


@given(st.lists(scene_choices, max_size=12))
def test_restoring_every_scene_undoes_everything(choices: list[Choice]) -> None:
    restored = [choose("restore", number) for number in range(1, SCENES + 1)]
    decided = Decided.of([*choices, *restored])
    assert decided.script(script()) == script()
    assert all(decided.scene(number).source is PictureSource.PROVIDER for number in range(1, SCENES + 1))
    assert decided.touched_since(Decided()) == []


@given(st.lists(scene_choices, max_size=8), scene_choices)
def test_a_decision_touches_only_what_it_is_about(choices: list[Choice], last: Choice) -> None:
    before = Decided.of(choices)
    after = Decided.of([*choices, last])
    touched = after.touched_since(before)
    assert (after.script(script()) != before.script(script())) <= (Stage.SCRIPT in touched)
    assert touched == with_followers(touched)
    for number in range(1, SCENES + 1):
        if number != last.scene:
            assert after.scene(number) == before.scene(number)


def test_edits_and_takes_add_up() -> None:
    decided = Decided.of(
        [choose("edit", 2, narration="New."), choose("redo", 2, variant=1), choose("edit", 2, heading="H")]
    )
    state = decided.scene(2)
    assert (state.narration, state.heading, state.picture, state.variant) == ("New.", "H", None, 1)


@pytest.mark.parametrize(
    ("last", "source"),
    [
        (choose("edit", 1, narration="New."), PictureSource.UPLOAD),
        (choose("edit", 1, heading="New"), PictureSource.UPLOAD),
        (choose("edit", 1, picture="New"), PictureSource.PROVIDER),
        (choose("redo", 1, variant=1), PictureSource.PROVIDER),
        (choose("placeholder", 1), PictureSource.PLACEHOLDER),
        (choose("restore", 1), PictureSource.PROVIDER),
    ],
)
def test_the_last_decision_about_a_picture_wins(last: Choice, source: PictureSource) -> None:
    state = Decided.of([choose("replace", 1, image=IMAGE), last]).scene(1)
    assert (state.source, state.image) == (source, IMAGE if source is PictureSource.UPLOAD else None)


def test_a_decision_after_a_drop_brings_the_scene_back() -> None:
    assert Decided.of([choose("drop", 1)]).scene(1).dropped
    assert not Decided.of([choose("drop", 1), choose("placeholder", 1)]).scene(1).dropped


@pytest.mark.parametrize(
    ("choices", "enabled", "image"),
    [
        ([], True, "artifact:" + "b" * 64),
        ([choose("portrait", image=IMAGE)], True, IMAGE),
        ([choose("portrait", image=IMAGE), choose("without")], False, "artifact:" + "b" * 64),
        ([choose("without"), choose("portrait", image=IMAGE)], True, IMAGE),
        ([choose("without"), choose("restore")], True, "artifact:" + "b" * 64),
        ([choose("portrait", image=IMAGE), choose("retry")], True, IMAGE),
        ([choose("portrait", image=IMAGE), choose("without"), choose("place", place="intro")], True, IMAGE),
    ],
)
def test_the_presenter_is_as_decided_last(choices: list[Choice], enabled: bool, image: str) -> None:
    wished = AvatarBrief(image="artifact:" + "b" * 64, place=PresenterKind.PANEL)
    decided = Decided.of(choices)
    place = decided.place or PresenterKind.PANEL
    assert decided.avatar(wished) == AvatarBrief(enabled=enabled, image=image, place=place)


def test_the_presenter_stands_where_a_person_put_them_last() -> None:
    asked = Style().with_presenter(PresenterKind.CUTOUT)
    for choices, kind in (
        ([], "cutout"),
        ([choose("place", place="panel"), choose("place", place="corner")], "corner"),
        ([choose("place", place="panel"), choose("portrait", image=IMAGE)], "panel"),
        ([choose("place", place="panel"), choose("restore")], "cutout"),
    ):
        assert Decided.of(choices).style(asked).presenter.kind == kind
    changed = Decided.of([choose("place", place="panel")]).style(asked)
    assert changed.with_presenter(PresenterKind.CUTOUT) == asked


def test_a_place_or_a_portrait_asks_for_a_presenter_where_the_brief_wants_none() -> None:
    for choice in (choose("place", place="corner"), choose("portrait", image=IMAGE)):
        assert Decided.of([choice]).avatar(AvatarBrief(enabled=False)).enabled
    assert not Decided().avatar(AvatarBrief(enabled=False)).enabled


@pytest.mark.parametrize(
    ("choice", "stages"),
    [
        (choose("edit", 1, narration="New."), list(Stage)),
        (choose("drop", 1), list(Stage)),
        (choose("redo", 1, variant=1), [Stage.SCENE_IMAGES, Stage.COMPOSITE, Stage.UPLOAD]),
        (choose("replace", 1, image=IMAGE), [Stage.SCENE_IMAGES, Stage.COMPOSITE, Stage.UPLOAD]),
        (choose("placeholder", 1), [Stage.SCENE_IMAGES, Stage.COMPOSITE, Stage.UPLOAD]),
        (choose("restore", 1), []),
        (choose("without"), PRESENCE),
        (choose("place", place="corner"), PRESENCE),
        (choose("portrait", image=IMAGE), PRESENCE),
        (choose("retry"), []),
    ],
)
def test_decisions_touch_their_stage_and_what_follows(choice: Choice, stages: list[Stage]) -> None:
    assert Decided.of([choice]).touched_since(Decided()) == stages


def test_another_portrait_in_the_same_place_touches_no_picture() -> None:
    before = Decided.of([choose("portrait", image=IMAGE)])
    after = before.after(Action.PORTRAIT, None, {"image": "artifact:" + "c" * 64})
    assert after.touched_since(before) == [Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD]


def test_the_thumbnail_is_the_one_chosen_last_and_touches_the_publication_alone() -> None:
    before = Decided.of([choose("without")])
    for choices, wanted in (
        ([choose("thumbnail", number=2)], 2),
        ([choose("thumbnail", number=2), choose("thumbnail", image=IMAGE)], IMAGE),
        ([choose("thumbnail", number=2), choose("restore")], 2),
    ):
        assert Decided.of(choices).thumbnail == wanted
    after = before.after(Action.THUMBNAIL, None, {"number": 3})
    assert after.touched_since(before) == [Stage.UPLOAD]
    assert after.after(Action.THUMBNAIL, None, {}).thumbnail is None
    assert after.without_presenter


def test_pictures_that_stay_as_they_are_are_not_made_again_for_the_presenter() -> None:
    asked: list[tuple[PresenterKind | None, PresenterKind | None]] = []

    def stay(before: Decided, after: Decided) -> bool:
        asked.append((before.place, after.place))
        return False

    moved = Decided.of([choose("place", place="corner")])
    assert moved.touched_since(Decided(), stay) == [Stage.AVATAR, Stage.COMPOSITE, Stage.UPLOAD]
    assert asked == [(None, PresenterKind.CORNER)]
    redone = Decided.of([choose("redo", 2, variant=1)])
    assert Stage.SCENE_IMAGES in redone.touched_since(Decided(), stay)
    assert len(asked) == 1, "only about the presenter"
