"""Going on with a task: real stages, a real database and real FFmpeg; the providers count how often they are asked."""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from dagster import AssetKey
from PIL import Image

from vidpipe.errors import MediaError
from vidpipe.models import (
    AvatarManifest,
    CompositeManifest,
    NarrationManifest,
    PictureSource,
    PresenterKind,
    SceneImagesManifest,
    ScriptManifest,
    Stage,
    Task,
    TaskStatus,
)
from vidpipe.models.frame import Aspect, Resolution, frame_size
from vidpipe.providers import AvatarRequest, Progress
from vidpipe_tests.integration.defs.fake_line import CALLS, TRACE_ID, WORDS, Fake, FakeLine

pytestmark = pytest.mark.usefixtures("small_frames")

WHOLE = Counter(script=1, image=3, speech=3, upload=1)


def made(line: FakeLine, **changes: object) -> Task:
    """A task whose video is made; the calls for it are forgotten."""
    line.create(**changes)
    task = line.attempt()
    assert task.status is TaskStatus.SUCCEEDED, task.error
    CALLS.taken()
    return task


@pytest.mark.parametrize(
    ("failing", "first", "then", "stages"),
    [
        (("script", None), Counter(), WHOLE, [stage.value for stage in Stage]),
        (
            ("image", 2),
            Counter(script=1, image=2, speech=3),
            Counter(image=1, upload=1),
            ["scene_images", "composite", "upload"],
        ),
        (
            ("speech", WORDS[1]),
            Counter(script=1, image=3, speech=2),
            Counter(speech=1, upload=1),
            ["narration", "avatar", "composite", "upload"],
        ),
        (("upload", None), WHOLE - Counter(upload=1), Counter(upload=1), ["upload"]),
    ],
    ids=["script", "scene_images", "narration", "upload"],
)
def test_a_retry_makes_only_what_is_missing(
    line: FakeLine, failing: tuple[str, object], first: Counter[str], then: Counter[str], stages: list[str]
) -> None:
    line.create()
    CALLS.failing.add(failing)
    failed = line.attempt()
    assert failed.status is TaskStatus.FAILED
    assert CALLS.taken() == first
    CALLS.failing.clear()
    reopened = line.service.retry(line.task_id, by="mia")
    assert (reopened.status, reopened.error_info, reopened.completed_at) == (TaskStatus.PENDING, None, None)
    task = line.attempt()
    assert (task.status, task.attempt, task.trace_id) == (TaskStatus.SUCCEEDED, 2, TRACE_ID)
    assert CALLS.taken() == then
    assert sorted(line.stages_run()) == sorted(stages)


def test_a_presenter_that_failed_is_made_anew_or_left_out(line: FakeLine) -> None:
    line.create(avatar=True)
    CALLS.failing.add(("avatar", None))
    assert line.attempt().status is TaskStatus.FAILED
    assert CALLS.taken() == Counter(script=1, image=3, speech=3)
    line.decide("without")
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    # Neither pictures nor speech are made again: a presenter in the corner takes no room from the pictures.
    assert CALLS.taken() == Counter(upload=1)
    assert sorted(line.stages_run()) == ["avatar", "composite", "scene_images", "upload"]
    assert line.outputs().get(AvatarManifest).clip is None
    CALLS.failing.clear()
    line.decide("restore")
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert CALLS.taken() == Counter(avatar=1, upload=1)
    assert line.outputs().get(AvatarManifest).clip is not None


@pytest.fixture
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever films puts no screen behind the presenter, whatever was asked for."""
    film = Fake.animate

    async def animate(self: Fake, request: AvatarRequest, out: Path, progress: Progress) -> None:
        await film(self, replace(request, cutout=False), out, progress)

    monkeypatch.setattr(Fake, "animate", animate)


@pytest.mark.usefixtures("no_screen")
def test_who_cannot_be_cut_out_stands_elsewhere_as_a_person_decides_and_is_not_filmed_again(line: FakeLine) -> None:
    line.create(avatar="cutout")
    failed = line.attempt()
    assert failed.error_info is not None
    assert (failed.error_info.error_code, failed.error_info.is_retryable) == ("AVATAR_CANNOT_BE_CUT_OUT", False)
    assert CALLS.taken() == WHOLE - Counter(upload=1) + Counter(avatar=1)
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.FAILED
    assert CALLS.taken() == Counter()
    line.decide("place", place="corner")
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert CALLS.taken() == Counter(upload=1)
    assert line.outputs().get(AvatarManifest).place is PresenterKind.CORNER


def test_pictures_are_made_again_where_a_panel_takes_room_from_them_or_gives_it_back(line: FakeLine) -> None:
    made(line, avatar=True)
    whole = line.outputs().get(SceneImagesManifest).images[0]
    for action, data, calls in (
        ("place", {"place": "panel"}, Counter(image=3, avatar=1, upload=1)),
        ("without", {}, Counter(upload=1)),
        ("place", {"place": "panel"}, Counter(upload=1)),
    ):
        line.decide(action, **data)
        line.service.retry(line.task_id, by="mia")
        assert line.attempt().status is TaskStatus.SUCCEEDED
        assert CALLS.taken() == calls
        image = line.outputs().get(SceneImagesManifest).images[0]
        assert (image.width < whole.width) is bool(data)


def test_another_portrait_is_filmed(line: FakeLine) -> None:
    made(line, avatar=True)
    portrait = picture(line, (900, 1200), (200, 160, 140))
    line.decide("portrait", image=portrait)
    line.service.retry(line.task_id, by="mia")
    line.attempt()
    assert ("avatar", portrait.removeprefix("artifact:")) in CALLS.made
    assert CALLS.taken() == Counter(avatar=1) + (Counter() if line.now().error else Counter(upload=1))


def test_a_film_that_failed_is_composed_anew_and_nobody_is_called(
    line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.create()

    async def broken(*_: object, **__: object) -> None:
        raise MediaError("FFmpeg fell over.")

    with monkeypatch.context() as patch:
        patch.setattr("vidpipe.stages.rendering.make_film", broken)
        failed = line.attempt().error_info
    assert failed is not None
    assert (failed.error_code, failed.stage) == ("FFMPEG_EXECUTION_FAILED", "composite")
    CALLS.taken()
    line.service.retry(line.task_id, by="mia")
    task = line.attempt()
    assert task.status is TaskStatus.SUCCEEDED
    assert line.stages_run() == ["composite", "upload"]
    assert CALLS.taken() == Counter(upload=1)


@pytest.mark.parametrize("stage", list(Stage))
def test_going_back_calls_nobody_while_nothing_has_changed(line: FakeLine, stage: Stage) -> None:
    before = made(line)
    line.service.retry(line.task_id, from_stage=stage, by="mia")
    task = line.attempt()
    assert (task.status, task.result) == (TaskStatus.SUCCEEDED, before.result)
    assert CALLS.taken() == Counter()
    assert set(line.stages_run()) == {stage.value, *(follower.value for follower in stage.followers)}


def test_an_edited_scene_is_made_anew_and_no_other(line: FakeLine) -> None:
    made(line)
    line.decide("edit", 2, narration="Pour slowly.", picture="A spout")
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert set(CALLS.made) == {("image", 2), ("speech", "Pour slowly."), ("upload", str(line.task_id))}
    assert len(CALLS.made) == 3
    script = line.outputs().get(ScriptManifest)
    assert [scene.narration for scene in script.script.scenes] == [WORDS[0], "Pour slowly.", WORDS[2]]
    assert script.written is not None
    assert script.written.scenes[1].narration == WORDS[1]
    assert "Pour slowly." in captions(line)
    CALLS.taken()
    line.decide("restore", 2)
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    # What was published meanwhile is replaced by the first film; nothing else is made.
    assert CALLS.taken() == Counter(upload=1)
    assert WORDS[1] in captions(line)


def test_a_dropped_scene_makes_nothing_anew_but_what_joins_the_scenes(line: FakeLine) -> None:
    whole = made(line)
    line.decide("drop", 1)
    line.service.retry(line.task_id, by="mia")
    task = line.attempt()
    assert task.status is TaskStatus.SUCCEEDED, task.error
    assert CALLS.taken() == Counter(upload=1)
    outputs = line.outputs()
    assert [image.scene for image in outputs.get(SceneImagesManifest).images] == [2, 3]
    assert [scene.scene for scene in outputs.get(NarrationManifest).scenes] == [2, 3]
    assert WORDS[0] not in captions(line)
    assert WORDS[1] in captions(line)
    assert task.result is not None
    assert whole.result is not None
    assert task.result["duration"] < whole.result["duration"]
    assert "scene-001.png" not in task.result["artifacts"]
    assert "scene-002.png" in task.result["artifacts"]


def test_another_take_has_another_seed_and_changes_one_picture(line: FakeLine) -> None:
    made(line)
    before = {image.scene: image.image.sha256 for image in line.outputs().get(SceneImagesManifest).images}
    for _ in range(2):
        line.decide("redo", 3)
        line.service.retry(line.task_id, by="mia")
        assert line.attempt().status is TaskStatus.SUCCEEDED
        assert CALLS.taken() == Counter(image=1, upload=1)
        assert line.stages_run() == ["scene_images", "composite", "upload"]
    after = {image.scene: image.image.sha256 for image in line.outputs().get(SceneImagesManifest).images}
    assert {number for number in before if before[number] != after[number]} == {3}
    assert len(set(CALLS.seeds)) == 3


def test_people_choose_pictures_for_scenes_that_failed(line: FakeLine) -> None:
    line.create()
    CALLS.failing |= {("image", 1), ("image", 3)}
    failed = line.attempt()
    assert failed.error_info is not None
    assert failed.error_info.error_code == "SCENE_IMAGES_INCOMPLETE"
    CALLS.taken()
    line.decide("replace", 1, image=picture(line, (300, 900), (10, 200, 30)))
    line.decide("placeholder", 3)
    line.service.retry(line.task_id, by="mia")
    task = line.attempt()
    assert task.status is TaskStatus.SUCCEEDED, task.error
    assert CALLS.taken() == Counter(upload=1)
    images = line.outputs().get(SceneImagesManifest).images
    assert [image.source for image in images] == [
        PictureSource.UPLOAD,
        PictureSource.PROVIDER,
        PictureSource.PLACEHOLDER,
    ]
    frame = frame_size(Aspect.LANDSCAPE, Resolution.P480)
    assert (images[0].width, images[0].height) == frame
    with Image.open(line.store.path(images[0].image)) as shown:
        assert shown.size == frame
        assert shown.getpixel((frame[0] // 2, frame[1] // 2)) == (10, 200, 30)
    run = line.instance.get_latest_materialization_event(AssetKey("scene_images"))
    assert run is not None
    assert run.asset_materialization is not None
    assert run.asset_materialization.metadata["sources"].value == "scene 1: upload, scene 3: placeholder"


def test_an_automatic_retry_continues_from_the_failed_stage(line: FakeLine, monkeypatch: pytest.MonkeyPatch) -> None:
    line.create(max_retries=1)
    CALLS.failing.add(("speech", WORDS[1]))
    CALLS.code = "STABILITY_SERVER_ERROR"
    sleep = asyncio.sleep
    monkeypatch.setattr("vidpipe.stages.parts.asyncio.sleep", lambda _: sleep(0))
    monkeypatch.setattr("vidpipe.defs.boundary._wait", lambda *_: None)
    monkeypatch.setattr("vidpipe.tasks.work._wait", lambda *_: 0.0)
    assert line.attempt().status is TaskStatus.PENDING
    CALLS.taken()
    CALLS.failing.clear()
    task = line.attempt()
    assert (task.status, task.retry_count) == (TaskStatus.SUCCEEDED, 1)
    assert CALLS.taken() == Counter(speech=1, upload=1)
    assert line.stages_run() == ["narration", "avatar", "composite", "upload"]


@pytest.mark.parametrize("with_tags", [True, False])
def test_dagsters_own_reexecution_continues_the_task_and_its_trace(line: FakeLine, with_tags: bool) -> None:
    line.create()
    CALLS.failing.add(("image", 2))
    failed = line.attempt()
    CALLS.taken()
    CALLS.failing.clear()
    task = line.reexecuted(with_tags=with_tags)
    assert (task.status, task.attempt, task.trace_id) == (TaskStatus.SUCCEEDED, failed.attempt + 1, TRACE_ID)
    assert CALLS.taken() == Counter(image=1, upload=1)
    assert task.selection == [Stage.SCENE_IMAGES, Stage.COMPOSITE, Stage.UPLOAD]


def test_a_run_by_hand_continues_the_task_and_its_trace(line: FakeLine) -> None:
    line.create()
    CALLS.failing.add(("image", 2))
    line.attempt()
    CALLS.taken()
    CALLS.failing.clear()
    task = line.by_hand()
    assert (task.status, task.attempt, task.trace_id, task.selection) == (TaskStatus.SUCCEEDED, 2, TRACE_ID, None)
    assert CALLS.taken() == Counter(image=1, upload=1)
    run = line.instance.get_run_by_id(line.run_id)
    assert run is not None
    assert run.tags["vidpipe/trace_id"] == TRACE_ID


def test_a_run_by_hand_of_too_little_leaves_the_rest_to_the_retry(line: FakeLine) -> None:
    made(line)
    line.decide("placeholder", 2)
    task = line.by_hand("composite", "upload")
    assert task.error_info is not None
    assert (task.status, task.error_info.error_code) == (TaskStatus.FAILED, "RUN_INCOMPLETE")
    assert task.error_info.details["missing"] == ["scene_images"]
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert line.outputs().get(SceneImagesManifest).images[1].source is PictureSource.PLACEHOLDER


def test_a_lost_file_is_made_anew_by_the_retry_after_the_failure(line: FakeLine) -> None:
    made(line)
    image = line.outputs().get(SceneImagesManifest).images[1].image
    for lost in (image, line.outputs().get(CompositeManifest).video):
        line.store.path(lost).unlink()
    line.service.retry(line.task_id, from_stage=Stage.COMPOSITE, by="mia")
    failed = line.attempt()
    assert failed.error_info is not None
    assert failed.error_info.error_code == "ARTIFACT_NOT_FOUND"
    assert CALLS.taken() == Counter()
    line.service.retry(line.task_id, by="mia")
    assert line.attempt().status is TaskStatus.SUCCEEDED
    assert line.store.path(image).is_file()
    # The film is the same to the last byte, and so is what is published.
    assert CALLS.taken() == Counter(image=1)


def test_progress_begins_with_what_is_done(line: FakeLine) -> None:
    line.create()
    CALLS.failing.add(("upload", None))
    line.attempt()
    CALLS.failing.clear()
    assert line.service.retry(line.task_id, by="mia").progress == 95


def captions(line: FakeLine) -> str:
    film = line.outputs().get(CompositeManifest)
    return line.store.path(film.captions_srt).read_text(encoding="utf-8").replace("\n", " ")


def picture(line: FakeLine, size: tuple[int, int], colour: tuple[int, int, int]) -> str:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return f"artifact:{line.store.put_bytes(data.getvalue(), 'image/png').sha256}"
