"""Threads, processes and sudden death do not harm the store."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from vidpipe.artifacts import LocalArtifactStore, input_key
from vidpipe.models import Artifact


def put_and_remember(root: Path, number: int) -> Artifact:
    store = LocalArtifactStore(root)
    artifact = store.put_bytes(b"shared" * 50_000, "text/plain")
    own = store.put_bytes(str(number).encode(), "text/plain")
    store.remember("job", input_key("job", 0), {"shared": artifact.model_dump(), "own": own.model_dump()})
    assert store.recall("job", input_key("job", 0)) is not None
    return artifact


@pytest.mark.parametrize("pool", ["threads", "processes"])
def test_many_writers_of_the_same_content_get_along(tmp_path: Path, pool: str) -> None:
    executor = ThreadPoolExecutor(8) if pool == "threads" else ProcessPoolExecutor(4, mp_context=get_context("spawn"))
    with executor:
        results = list(executor.map(put_and_remember, [tmp_path] * 16, range(16)))
    assert len(set(results)) == 1
    store = LocalArtifactStore(tmp_path)
    store.verify(results[0])
    assert store.recall("job", input_key("job", 0)) is not None
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list((tmp_path / "quarantine").iterdir()) == []


DIES_WHILE_WRITING = """
import os, sys, time
from pathlib import Path
from vidpipe.artifacts import LocalArtifactStore

def hang(*_):
    print("writing", flush=True)
    time.sleep(60)

store = LocalArtifactStore(Path(sys.argv[1]))
os.fsync = hang
store.put_bytes(b"half" * 1000, "text/plain")
"""


def start_and_wait_until_it_writes(root: Path) -> subprocess.Popen[bytes]:
    child = subprocess.Popen([sys.executable, "-c", DIES_WHILE_WRITING, str(root)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"writing\n"
    return child


def test_a_killed_writer_leaves_no_object_and_its_rest_is_swept_at_the_next_start(tmp_path: Path) -> None:
    child = start_and_wait_until_it_writes(tmp_path)
    try:
        LocalArtifactStore(tmp_path)
        assert len(list((tmp_path / "tmp").iterdir())) == 1, "the folder of a living process stays"
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert [path for path in (tmp_path / "objects").rglob("*") if path.is_file()] == []
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    store = LocalArtifactStore(tmp_path)
    assert list((tmp_path / "tmp").iterdir()) == []
    store.verify(store.put_bytes(b"half" * 1000, "text/plain"))


def test_a_work_folder_is_on_the_stores_file_system_and_goes_away(tmp_path: Path) -> None:
    store = LocalArtifactStore(tmp_path)
    with store.work_dir() as folder, store.work_dir() as other:
        assert folder != other
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_bytes(b"x")
        assert folder.stat().st_dev == (tmp_path / "objects").stat().st_dev
        LocalArtifactStore(tmp_path)
        assert (folder / "deep" / "file").exists(), "a new start does not sweep what is in use"
    assert not folder.exists()
    assert not other.exists()


def test_a_work_folder_goes_away_when_the_work_fails(tmp_path: Path) -> None:
    store = LocalArtifactStore(tmp_path)
    with pytest.raises(KeyError), store.work_dir() as folder:
        raise KeyError("work failed")
    assert not folder.exists()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_open_files_do_not_pile_up(tmp_path: Path) -> None:
    store = LocalArtifactStore(tmp_path)
    before = open_files()
    for number in range(20):
        store.verify(store.put_bytes(str(number).encode(), "text/plain"))
    assert open_files() == before
