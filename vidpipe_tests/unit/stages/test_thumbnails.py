"""Which thumbnail a video goes out with."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import InvalidInput, VidpipeError
from vidpipe.models import Action, Artifact, Brief, Choice, CompositeManifest, Decided
from vidpipe.models.brief import UPLOADED
from vidpipe.stages.context import StageContext
from vidpipe.stages.thumbnails import chosen_thumbnail


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(tmp_path / "store")


def film(store: LocalArtifactStore, count: int = 3) -> CompositeManifest:
    candidates = [store.put_bytes(b"\xff\xd8\xff%d" % number, "image/jpeg") for number in range(1, count + 1)]
    return CompositeManifest(
        provider="ffmpeg", video=candidates[0], captions_srt=candidates[0], captions_vtt=candidates[0],
        thumbnail=candidates[0], thumbnails=candidates, duration=1, width=854, height=480, fps=30,
    )  # fmt: skip


def chosen(
    store: LocalArtifactStore, made: CompositeManifest, wished: object = None, choices: tuple[Choice, ...] = ()
) -> Artifact:
    brief = Brief.model_validate({"script": [{"narration": "Tea."}], "publish": {"thumbnail": wished}})
    context = StageContext(
        task_id=UUID(int=1), trace_id="0" * 32, brief=brief, store=store, provider=None, report=lambda _: None,
        notes={}, decided=Decided.of(choices),
    )  # fmt: skip
    return asyncio.run(chosen_thumbnail(context, made))


def decision(**data: object) -> Choice:
    return Choice(action=Action.THUMBNAIL, data=data)


def test_the_first_candidate_is_used_unless_the_brief_says_another(store: LocalArtifactStore) -> None:
    made = film(store)
    assert chosen(store, made) == made.thumbnails[0]
    assert chosen(store, made, 3) == made.thumbnails[2]


def test_a_decision_overrules_the_brief_and_can_be_taken_back(store: LocalArtifactStore) -> None:
    made = film(store)
    assert chosen(store, made, 3, (decision(number=2),)) == made.thumbnails[1]
    assert chosen(store, made, 3, (decision(number=2), decision())) == made.thumbnails[2]


def test_an_uploaded_picture_is_fitted_to_the_film(store: LocalArtifactStore) -> None:
    data = io.BytesIO()
    Image.new("RGB", (300, 300), (10, 200, 30)).save(data, "PNG")
    upload = store.put_bytes(data.getvalue(), "image/png")
    found = chosen(store, film(store), UPLOADED + upload.sha256)
    assert found == chosen(store, film(store), 2, (decision(image=UPLOADED + upload.sha256),))
    with Image.open(store.path(found)) as image:
        assert (image.format, image.size) == ("JPEG", (1280, 720))


def test_a_film_of_an_older_version_has_one_candidate(store: LocalArtifactStore) -> None:
    made = film(store).model_copy(update={"thumbnails": []})
    assert chosen(store, made) == made.thumbnail
    with pytest.raises(InvalidInput, match="There is no thumbnail 2"):
        chosen(store, made, 2)


def test_an_upload_that_is_gone_is_an_error(store: LocalArtifactStore) -> None:
    with pytest.raises(VidpipeError):
        chosen(store, film(store), UPLOADED + "0" * 64)


@pytest.mark.parametrize("wished", [0, 4, "artifact:1", "", True])
def test_a_brief_names_one_of_three_or_a_picture(wished: object) -> None:
    with pytest.raises(ValueError, match="thumbnail"):
        Brief.model_validate({"script": [{"narration": "Tea."}], "publish": {"thumbnail": wished}})
