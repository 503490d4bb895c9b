from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import ProviderError
from vidpipe.models import Brief, Scene, SceneImagesManifest, Script, ScriptManifest
from vidpipe.providers import ImageProvider
from vidpipe.providers.local.images import LocalImageProvider
from vidpipe.providers.local.pictures import FolderImageProvider
from vidpipe.stages.context import StageContext
from vidpipe.stages.scene_images import make_scene_images


def made(
    store: Path, folder: Path, provider: ImageProvider | None = None, formats: Sequence[dict[str, str]] = ()
) -> tuple[SceneImagesManifest, dict[str, object]]:
    provider = provider or FolderImageProvider(folder)
    notes: dict[str, object] = {}
    context = StageContext(
        task_id=UUID(int=1),
        trace_id="0" * 32,
        brief=Brief.model_validate({"script": "One.\n\nTwo.", "resolution": "480p", "formats": formats}),
        store=LocalArtifactStore(store),
        provider=provider,
        report=lambda _share: None,
        notes=notes,
    )
    scenes = [Scene(number=number, narration="n", picture="p") for number in (1, 2)]
    script = ScriptManifest(provider="brief", script=Script(title="t", scenes=scenes))
    return asyncio.run(make_scene_images(context, script)), notes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, colour in ((1, "red"), (2, "green")):
        Image.new("RGB", (64, 36), colour).save(folder / f"{number}.png")
    return folder


def test_only_the_picture_whose_file_changed_is_made_again(tmp_path: Path, folder: Path) -> None:
    first, notes = made(tmp_path / "store", folder)
    assert (notes["made"], notes["recalled"]) == (2, 0)
    _, notes = made(tmp_path / "store", folder)
    assert (notes["made"], notes["recalled"]) == (0, 2)
    Image.new("RGB", (64, 36), "blue").save(folder / "2.png")
    again, notes = made(tmp_path / "store", folder)
    assert (notes["made"], notes["recalled"]) == (1, 1)
    assert again.images[0] == first.images[0]
    assert again.images[1].image != first.images[1].image


def test_a_missing_picture_is_named_and_the_others_are_kept(tmp_path: Path, folder: Path) -> None:
    (folder / "2.png").unlink()
    with pytest.raises(ProviderError, match="scene 2") as raised:
        made(tmp_path / "store", folder)
    assert raised.value.code == "SCENE_IMAGES_INCOMPLETE"
    [failed] = raised.value.details["failedScenes"]
    assert (failed["scene"], failed["code"]) == (2, "IMAGE_FAILED")
    Image.new("RGB", (64, 36), "green").save(folder / "2.png")
    _, notes = made(tmp_path / "store", folder)
    assert (notes["made"], notes["recalled"]) == (1, 1)


FURTHER = ({"aspect": "1:1"}, {"aspect": "9:16"}, {"aspect": "9:16", "codec": "hevc"})


def test_designed_cards_are_drawn_for_every_shape_and_once_for_each(tmp_path: Path, folder: Path) -> None:
    store = tmp_path / "store"
    manifest, _ = made(store, folder, LocalImageProvider(), FURTHER)
    for image in manifest.images:
        assert [(one.width, one.height) for one in image.variants] == [(480, 480), (480, 854)]
        assert image.drawn_for(480, 854) == image.variants[1].image
        assert image.drawn_for(854, 480) == image.image
        with Image.open(LocalArtifactStore(store).path(image.variants[1].image)) as drawn:
            assert drawn.size == (480, 854)
    assert SceneImagesManifest.model_validate(manifest.model_dump(mode="json")) == manifest


def test_pictures_that_are_given_or_paid_for_are_made_once_and_serve_every_format(tmp_path: Path, folder: Path) -> None:
    manifest, notes = made(tmp_path / "store", folder, None, FURTHER)
    assert notes["made"] == 2
    assert all(image.variants == [] for image in manifest.images)
    assert manifest.images[0].drawn_for(480, 854) == manifest.images[0].image


def test_a_further_format_leaves_the_main_pictures_as_they_were(tmp_path: Path, folder: Path) -> None:
    first, _ = made(tmp_path / "store", folder, LocalImageProvider())
    later, _ = made(tmp_path / "store", folder, LocalImageProvider(), FURTHER)
    assert [image.image for image in later.images] == [image.image for image in first.images]
