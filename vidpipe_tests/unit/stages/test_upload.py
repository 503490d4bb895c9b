"""The upload stage: what goes out, and what manifest.json tells of it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import pytest

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.models import (
    Action,
    Artifact,
    Brief,
    Chapter,
    Choice,
    CompositeManifest,
    Decided,
    Scene,
    Script,
    ScriptManifest,
    StageManifest,
    UploadManifest,
)
from vidpipe.models.files import artifact_files
from vidpipe.providers import UploadProvider
from vidpipe.providers.local.folder import FolderUploadProvider
from vidpipe.stages.context import StageContext
from vidpipe.stages.outputs import Outputs
from vidpipe.stages.upload import make_upload

SCRIPT = ScriptManifest(
    provider="brief", script=Script(title="Tea", scenes=[Scene(number=1, narration="Tea.", picture="Tea")])
)


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(tmp_path / "store")


def film(store: LocalArtifactStore) -> CompositeManifest:
    def put(content: bytes, kind: str) -> Artifact:
        return store.put_bytes(content, kind)

    candidates = [put(b"picture %d" % number, "image/jpeg") for number in (1, 2, 3)]
    return CompositeManifest(
        provider="ffmpeg",
        video=put(b"film", "video/mp4"),
        captions_srt=put(b"srt", "application/x-subrip"),
        captions_vtt=put(b"vtt", "text/vtt"),
        thumbnail=candidates[0],
        thumbnails=candidates,
        chapters=[Chapter(title="Leaves", start=0), Chapter(title="Water", start=20)],
        duration=70,
        width=854,
        height=480,
        fps=30,
    )


def uploaded(
    store: LocalArtifactStore, folder: Path, *choices: Choice, publish: dict[str, Any] | None = None
) -> tuple[UploadManifest, StageContext[UploadProvider]]:
    made: CompositeManifest = film(store)
    handed: list[StageManifest] = [SCRIPT, made]
    brief = {"script": [{"narration": "Tea."}], "publish": publish or {}}
    context: StageContext[UploadProvider] = StageContext(
        task_id=UUID(int=1), trace_id="0" * 32, brief=Brief.model_validate(brief), store=store,
        provider=FolderUploadProvider(folder), report=lambda _: None, notes={}, decided=Decided.of(choices),
    )  # fmt: skip
    outputs = Outputs({manifest.stage.value: manifest.model_dump(mode="json") for manifest in handed})
    return asyncio.run(make_upload(context, SCRIPT, made, outputs)), context


def published(manifest: UploadManifest) -> Path:
    return Path(unquote(urlsplit(manifest.url or "").path)).parent


def test_the_film_goes_out_with_captions_and_all_thumbnails(store: LocalArtifactStore, tmp_path: Path) -> None:
    manifest, _ = uploaded(store, tmp_path / "out", publish={"thumbnail": 2})
    folder = published(manifest)
    assert {path.name for path in folder.iterdir()} == {
        "video.mp4", "captions.srt", "captions.vtt", "thumbnail.jpg", "thumbnail-1.jpg", "thumbnail-2.jpg",
        "thumbnail-3.jpg", "manifest.json", "metadata.json",
    }  # fmt: skip
    assert (folder / "thumbnail.jpg").read_bytes() == b"picture 2"
    contents = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert contents["chapters"] == [{"title": "Leaves", "start": 0}, {"title": "Water", "start": 20}]
    assert contents["artifacts"]["thumbnail.jpg"] == contents["artifacts"]["thumbnail-2.jpg"]


def test_another_choice_is_published_anew_and_an_old_one_recalled(store: LocalArtifactStore, tmp_path: Path) -> None:
    first, context = uploaded(store, tmp_path / "out")
    assert context.notes["recalled"] is False
    second, context = uploaded(store, tmp_path / "out", Choice(action=Action.THUMBNAIL, data={"number": 3}))
    assert context.notes["recalled"] is False
    assert published(first) == published(second)
    assert (published(second) / "thumbnail.jpg").read_bytes() == b"picture 3"
    _, context = uploaded(store, tmp_path / "out", Choice(action=Action.THUMBNAIL, data={"number": 3}))
    assert context.notes["recalled"] is True


def test_the_choice_is_listed_as_the_tasks_thumbnail_even_if_nothing_is_published(
    store: LocalArtifactStore, tmp_path: Path
) -> None:
    manifest, _ = uploaded(store, tmp_path / "out", publish={"enabled": False, "thumbnail": 3})
    files = artifact_files([film(store), manifest])
    assert store.path(files["thumbnail.jpg"]).read_bytes() == b"picture 3"
    assert not (tmp_path / "out").exists()
