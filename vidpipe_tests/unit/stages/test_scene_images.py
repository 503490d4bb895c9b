from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import ProviderError
from vidpipe.models import Brief, Scene, SceneImagesManifest, Script, ScriptManifest
from vidpipe.providers import ImageProvider
from vidpipe.providers.local.pictures import FolderImageProvider
from vidpipe.stages.context import StageContext
from vidpipe.stages.scene_images import make_scene_images


def made(store: Path, folder: Path) -> tuple[SceneImagesManifest, dict[str, object]]:
    provider: ImageProvider = FolderImageProvider(folder)
    notes: dict[str, object] = {}
    context = StageContext(
        task_id=UUID(int=1),
        trace_id="0" * 32,
        brief=Brief.model_validate({"script": "One.\n\nTwo.", "resolution": "480p"}),
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
