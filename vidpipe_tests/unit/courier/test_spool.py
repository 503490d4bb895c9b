from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

import pytest

from vidpipe.courier.spool import KEEP_SECONDS, Spool
from vidpipe.errors import StorageError
from vidpipe.models.parcels import Parcel, ParcelState
from vidpipe.providers.ledger import UNUSED_FOR

SENT = Parcel(state=ParcelState.SENT)
VOID = Parcel(state=ParcelState.VOID, sent=False)
ANSWER = Parcel(state=ParcelState.ANSWERED, status=200, headers=[("x-name", "Ω ü".encode().decode("latin-1"))])


def test_of_two_first_versions_only_one_is_written(tmp_path: Path) -> None:
    spool, other = Spool(tmp_path), Spool(tmp_path)
    assert spool.begin("a-1-1", SENT)
    assert not other.begin("a-1-1", VOID)
    assert other.read("a-1-1") == (SENT, b"")


def test_an_answer_comes_back_as_it_went_in(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    body = bytes(range(256)) * 1000 + b"\n{}\n"
    spool.begin("a-1-1", SENT)
    spool.replace("a-1-1", ANSWER, body)
    assert Spool(tmp_path).read("a-1-1") == (ANSWER, body)
    assert spool.read("a-2-1") is None


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.begin("a-1-1", SENT)
    spool.replace("a-1-1", ANSWER, b"x")
    assert (tmp_path / "spool").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "spool").iterdir()} == {0o600}


def test_a_living_courier_is_told_from_a_dead_one(tmp_path: Path) -> None:
    spool, other = Spool(tmp_path), Spool(tmp_path)
    assert spool.lives(other.courier)
    other.close()
    assert not spool.lives(other.courier)
    assert not spool.lives("0123456789abcdef")


def test_a_courier_that_starts_is_not_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other, lock = Spool(tmp_path), fcntl.flock

    def sweep_first(file: int, operation: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        other.sweep()
        lock(file, operation)

    monkeypatch.setattr(fcntl, "flock", sweep_first)
    assert other.lives(Spool(tmp_path).courier)


def test_what_is_old_is_swept_and_what_is_not_stays(tmp_path: Path) -> None:
    spool, living = Spool(tmp_path), Spool(tmp_path)
    for key in ("old-1", "new-1"):
        spool.begin(key, SENT)
    (tmp_path / "dead.lock").touch()
    (tmp_path / "left.part").touch()
    for name, age in {"old-1": 1.0, "new-1": -60.0, "left.part": 1.0, f"{living.courier}.lock": 1.0}.items():
        moment = time.time() - KEEP_SECONDS - age
        os.utime(tmp_path / name, (moment, moment))
    assert spool.sweep() == 3
    assert {path.name for path in tmp_path.iterdir()} == {"new-1", f"{spool.courier}.lock", f"{living.courier}.lock"}


def test_answers_outlast_the_calls_that_may_go_on_with_them() -> None:
    assert UNUSED_FOR.total_seconds() < KEEP_SECONDS


def test_a_disk_that_refuses_is_told_and_nothing_half_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for write in (lambda: spool.begin("a-1-1", SENT), lambda: spool.replace("a-1-1", ANSWER, b"x")):
        with pytest.raises(StorageError) as raised:
            write()
        assert raised.value.code == "DISK_SPACE_INSUFFICIENT"
    assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]


@pytest.mark.parametrize("key", ["", "..", "../x", "a/b", "a.lock", "-a", "a" * 121, "a\n", "ä"])
def test_what_could_name_another_file_is_no_key(key: str) -> None:
    assert not Spool.is_key(key)


def test_a_calls_name_is_a_key() -> None:
    assert Spool.is_key("a" * 32 + "-9223372036854775807-12")
