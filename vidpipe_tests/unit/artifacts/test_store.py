"""The artifact store keeps what it is given, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidpipe.artifacts import LocalArtifactStore, input_key
from vidpipe.errors import StorageError
from vidpipe.models import Artifact

KEY = input_key("test", {})


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(tmp_path / "store")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def damage(store: LocalArtifactStore, artifact: Artifact, content: bytes) -> Path:
    path = store.path(artifact)
    path.chmod(0o644)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("move", [False, True])
def test_a_stored_file_is_found_under_its_hash(store: LocalArtifactStore, tmp_path: Path, move: bool) -> None:
    source = tmp_path / "影片 'one'.mp4"
    source.write_bytes(b"film" * 1_000_000)
    artifact = store.put_file(source, "video/mp4", move=move)
    assert artifact == Artifact(
        sha256=hashlib.sha256(b"film" * 1_000_000).hexdigest(), size=4_000_000, media_type="video/mp4"
    )
    path = store.path(artifact)
    assert path == store.root / "objects" / artifact.sha256[:2] / artifact.sha256
    assert path.read_bytes() == b"film" * 1_000_000
    assert source.exists() is not move
    store.verify(artifact)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(max_size=2_000))
def test_any_bytes_come_back_as_they_were(store: LocalArtifactStore, data: bytes) -> None:
    artifact = store.put_bytes(data, "application/octet-stream")
    assert store.path(artifact).read_bytes() == data
    store.verify(artifact)


def test_the_same_content_is_stored_once_and_leaves_nothing_behind(store: LocalArtifactStore, tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"same")
    assert store.put_file(source, "text/plain") == store.put_bytes(b"same", "text/plain")
    assert store.put_file(source, "text/plain", move=True).size == 4
    assert len(files(store.root)) == 1


def test_a_stored_file_cannot_be_written_to_by_accident(store: LocalArtifactStore) -> None:
    path = store.path(store.put_bytes(b"x", "text/plain"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_moving_a_link_stores_the_file_and_takes_only_the_link(store: LocalArtifactStore, tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"content")
    link.symlink_to(real)
    artifact = store.put_file(link, "text/plain", move=True)
    real.write_bytes(b"changed")
    store.verify(artifact)
    assert not link.is_symlink()


def test_moving_a_file_with_a_second_name_does_not_share_it(store: LocalArtifactStore, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"content")
    two.hardlink_to(one)
    artifact = store.put_file(one, "text/plain", move=True)
    two.write_bytes(b"changed")
    store.verify(artifact)


def test_moving_across_file_systems_copies(
    store: LocalArtifactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    source = tmp_path / "a"
    source.write_bytes(b"content")
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    artifact = store.put_file(source, "text/plain", move=True)
    assert store.path(artifact).read_bytes() == b"content"
    assert not source.exists()


def test_a_missing_source_is_named(store: LocalArtifactStore, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"there is no file .*nothing\.mp4") as caught:
        store.put_file(tmp_path / "nothing.mp4", "video/mp4")
    assert caught.value.code == "FILE_NOT_FOUND"


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_ordinary_file_is_refused(store: LocalArtifactStore, tmp_path: Path, kind: str) -> None:
    source = tmp_path / "source"
    source.mkdir() if kind == "folder" else os.mkfifo(source)
    with pytest.raises(StorageError, match="not an ordinary file") as caught:
        store.put_file(source, "video/mp4")
    assert caught.value.code == "FILE_SYSTEM_ERROR"


def test_a_missing_artifact_is_told(store: LocalArtifactStore) -> None:
    ghost = Artifact(sha256="0" * 64, size=1, media_type="image/png")
    for look in (store.path, store.verify):
        with pytest.raises(StorageError) as caught:
            look(ghost)
        assert caught.value.code == "ARTIFACT_NOT_FOUND"


def test_a_shortened_artifact_is_noticed_at_once(store: LocalArtifactStore) -> None:
    artifact = store.put_bytes(b"abc", "text/plain")
    damage(store, artifact, b"ab")
    with pytest.raises(StorageError, match="2 bytes instead of 3") as caught:
        store.path(Artifact(**artifact.model_dump()))
    assert caught.value.code == "ARTIFACT_CORRUPT"


def test_a_changed_artifact_is_noticed_by_verify_and_repaired_by_storing_again(store: LocalArtifactStore) -> None:
    artifact = store.put_bytes(b"abc", "text/plain")
    damage(store, artifact, b"abX")
    with pytest.raises(StorageError, match="content has changed") as caught:
        store.verify(artifact)
    assert caught.value.code == "ARTIFACT_CORRUPT"
    store.put_bytes(b"abc", "text/plain")
    store.verify(artifact)


def test_a_result_is_remembered_by_its_inputs(store: LocalArtifactStore) -> None:
    image = store.put_bytes(b"png", "image/png")
    key = input_key("image", {"prompt": "電磁爐"})
    assert store.recall("image", key) is None
    value = {"image": image.model_dump(), "note": "「好」🍳", "nothing": None}
    store.remember("image", key, value)
    assert store.recall("image", key) == value
    assert LocalArtifactStore(store.root).recall("image", key) == value, "another process sees it too"
    assert store.recall("speech", key) is None
    store.remember("image", key, {"image": None})
    assert store.recall("image", key) == {"image": None}, "the last one counts"


def test_nothing_is_recalled_when_a_file_is_gone(store: LocalArtifactStore) -> None:
    images = [store.put_bytes(data, "image/png") for data in (b"1", b"2")]
    store.remember("images", KEY, {"images": [image.model_dump() for image in images]})
    store.path(images[1]).unlink()
    assert store.recall("images", KEY) is None


def test_a_damaged_file_is_set_aside_and_nothing_recalled_until_it_is_made_anew(store: LocalArtifactStore) -> None:
    artifact = store.put_bytes(b"good", "image/png")
    store.remember("image", KEY, {"deep": [{"image": artifact.model_dump(by_alias=True)}]})
    damage(store, artifact, b"evil")
    assert store.recall("image", KEY) is None
    (aside,) = files(store.root / "quarantine")
    assert aside.name.startswith(artifact.sha256)
    assert aside.read_bytes() == b"evil"
    with pytest.raises(StorageError) as caught:
        store.path(artifact)
    assert caught.value.code == "ARTIFACT_NOT_FOUND"
    store.put_bytes(b"good", "image/png")
    assert store.recall("image", KEY) is not None


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b'{"sha256": "x", "size": 1, "media_type": "a"}'])
def test_a_damaged_record_is_set_aside(store: LocalArtifactStore, text: bytes) -> None:
    store.remember("image", KEY, {})
    path = store.root / "refs" / "image" / f"{KEY}.json"
    path.chmod(0o644)
    path.write_bytes(text)
    assert store.recall("image", KEY) is None
    assert [file.read_bytes() for file in files(store.root / "quarantine")] == [text]
    assert store.recall("image", KEY) is None


def test_a_result_that_names_a_missing_file_is_not_remembered(store: LocalArtifactStore) -> None:
    ghost = Artifact(sha256="0" * 64, size=1, media_type="image/png")
    with pytest.raises(StorageError) as caught:
        store.remember("image", KEY, {"image": ghost.model_dump()})
    assert caught.value.code == "ARTIFACT_NOT_FOUND"
    assert store.recall("image", KEY) is None


@pytest.mark.parametrize(("kind", "key"), [("../up", KEY), ("image", "../../etc/passwd"), ("", KEY), ("image", "ab")])
def test_a_name_cannot_leave_the_store(store: LocalArtifactStore, kind: str, key: str) -> None:
    with pytest.raises(ValueError, match="not a kind and an input key"):
        store.remember(kind, key, {})


def full(*_: object, **__: object) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("move", [False, True])
def test_a_full_disk_is_told_as_such_and_leaves_source_and_store_as_they_were(
    store: LocalArtifactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move: bool
) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(b"film")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="no space is left") as caught:
        store.put_file(source, "video/mp4", move=move)
    assert caught.value.code == "DISK_SPACE_INSUFFICIENT"
    assert str(source) in caught.value.message
    assert source.read_bytes() == b"film"
    assert files(store.root) == []


def test_a_disk_that_fills_up_while_writing_is_told_as_such(
    store: LocalArtifactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StorageError) as caught:
        store.put_bytes(b"x", "text/plain")
    assert caught.value.code == "DISK_SPACE_INSUFFICIENT"
    assert files(store.root) == []


def test_something_in_the_place_of_a_folder_is_told_with_the_fix(store: LocalArtifactStore) -> None:
    (store.root / "objects").rmdir()
    (store.root / "objects").write_text("in the way")
    with pytest.raises(StorageError, match="a file stands where a folder should be") as caught:
        store.put_bytes(b"x", "text/plain")
    assert caught.value.code == "FILE_SYSTEM_ERROR"


def test_a_file_in_the_place_of_the_store_is_told_with_the_fix(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("in the way")
    with pytest.raises(StorageError, match="could not set up the artifact store") as caught:
        LocalArtifactStore(tmp_path / "store")
    assert caught.value.code == "FILE_SYSTEM_ERROR"
    assert str(tmp_path / "store") in caught.value.details["path"]
