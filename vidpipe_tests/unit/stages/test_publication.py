from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.providers.local.folder import FolderUploadProvider
from vidpipe.stages.publication import KIND, Publication


@pytest.mark.parametrize("kept", [{"made_of": "a"}, {"made_of": "a", "manifest": {"provider": 1}}])
def test_what_another_version_remembered_is_published_anew(tmp_path: Path, kept: dict[str, object]) -> None:
    store = LocalArtifactStore(tmp_path / "store")
    memory = Publication(store, uuid4(), FolderUploadProvider(tmp_path / "out"))
    store.remember(KIND, memory._key, kept)
    assert memory.recall("a") is None
