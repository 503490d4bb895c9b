"""Briefs that want filmed scenes: the real line, with a provider that counts how often it films."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from vidpipe.media import probe
from vidpipe.models import CompositeManifest, PictureSource, SceneImage, SceneImagesManifest, Stage, Task, TaskStatus
from vidpipe_tests.integration.defs.fake_line import CALLS, FakeLine

WHOLE = Counter(script=1, clip=3, speech=3, upload=1)


def again(line: FakeLine) -> Task:
    line.service.retry(line.task_id, by="mia")
    task = line.attempt()
    assert task.status is TaskStatus.SUCCEEDED, task.error
    return task


def scenes(line: FakeLine) -> list[SceneImage]:
    return line.outputs().get(SceneImagesManifest).images


def test_every_scene_is_a_clip_with_a_picture_that_stands_for_it(line: FakeLine) -> None:
    line.create(visuals="clips")
    task = line.attempt()
    assert task.status is TaskStatus.SUCCEEDED, task.error
    assert CALLS.taken() == WHOLE
    for image in scenes(line):
        assert image.clip is not None
        assert image.clip.media_type == "video/mp4"
        with Image.open(line.store.path(image.image)) as poster:
            assert poster.size == (image.width, image.height) == (854, 480)
    assert task.result is not None
    assert {"scene-001.png", "scene-001.mp4", "scene-003.mp4"} <= set(task.result["artifacts"])
    film = probe(line.store.path(line.outputs().get(CompositeManifest).video))
    assert (film.video[0].width, film.video[0].height, film.video[0].fps) == (854, 480, 24)

    line.service.retry(line.task_id, from_stage=Stage.SCENE_IMAGES, by="mia")
    assert line.attempt().result == task.result
    assert CALLS.taken() == Counter()


@pytest.mark.usefixtures("small_frames")
def test_people_s_pictures_and_placeholders_make_still_scenes(line: FakeLine, tmp_path: Path) -> None:
    line.create(visuals="clips")
    CALLS.failing |= {("clip", 1), ("clip", 3)}
    CALLS.code = "SEEDANCE_CONTENT_POLICY"
    failed = line.attempt()
    assert failed.error_info is not None
    assert failed.error_info.error_code == "SCENE_IMAGES_INCOMPLETE"
    assert [one["code"] for one in failed.error_info.details["failedScenes"]] == ["SEEDANCE_CONTENT_POLICY"] * 2
    CALLS.taken()

    Image.new("RGB", (300, 200), (10, 200, 30)).save(tmp_path / "own.png")
    upload = line.store.put_file(tmp_path / "own.png", "image/png")
    line.decide("replace", 1, image=f"artifact:{upload.sha256}")
    line.decide("placeholder", 3)
    again(line)
    assert CALLS.taken() == Counter(upload=1)
    assert [image.source for image in scenes(line)] == [
        PictureSource.UPLOAD,
        PictureSource.PROVIDER,
        PictureSource.PLACEHOLDER,
    ]
    assert [image.clip is None for image in scenes(line)] == [True, False, True]

    CALLS.failing.clear()
    line.decide("redo", 3)
    again(line)
    assert CALLS.taken() == Counter(clip=1, upload=1)
    assert scenes(line)[2].clip is not None


@pytest.mark.usefixtures("small_frames")
def test_corrected_words_of_the_same_length_are_not_filmed_again(line: FakeLine) -> None:
    line.create(visuals="clips")
    line.attempt()
    CALLS.taken()
    line.decide("edit", 2, narration="Pour it over petals.")
    again(line)
    assert CALLS.taken() == Counter(speech=1, upload=1)
    line.decide("edit", 2, picture="A spout")
    again(line)
    assert CALLS.taken() == Counter(clip=1, upload=1)
