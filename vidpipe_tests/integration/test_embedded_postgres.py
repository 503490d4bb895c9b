from __future__ import annotations

import json
import os
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from vidpipe import embedded_postgres as module
from vidpipe.embedded_postgres import READY, EmbeddedPostgres, embedded_postgres


def postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def answers(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def wait_gone(pid: int) -> None:
    _, alive = psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []


def test_it_starts_keeps_its_data_and_stops(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept (n int)")
        pid = postmaster(tmp_path)
    wait_gone(pid)
    with embedded_postgres(tmp_path) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_half_made_database_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("18\n")
    with embedded_postgres(tmp_path) as server:
        assert answers(server.url)
    assert (folder / READY).exists()


def test_notes_of_killed_processes_neither_keep_it_running_nor_stop_strangers(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path):
        pass
    folder = tmp_path / "postgres"
    (folder / ".handle_pids.json").write_text(json.dumps([2**22 - 1]))
    # The number of a living process that is no PostgreSQL: ours.
    lines = [str(os.getpid()), str(folder), "0", "5432", str(folder), "", "0 0", "ready"]
    (folder / "postmaster.pid").write_text("\n".join(lines) + "\n")
    with embedded_postgres(tmp_path) as server:
        assert answers(server.url)
        pid = postmaster(tmp_path)
        assert pid != os.getpid()
    wait_gone(pid)


def test_a_killed_server_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_SECONDS", 0.0)
    server = EmbeddedPostgres(tmp_path)
    try:
        psutil.Process(postmaster(tmp_path)).kill()
        deadline = time.monotonic() + 30
        while True:
            server.tend()
            try:
                assert answers(server.url)
                break
            except psycopg.OperationalError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        server.stop()


@pytest.mark.parametrize("name", ["with blanks & Ümläute", "long-" * 30])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / name
    data_dir.mkdir()
    with embedded_postgres(data_dir) as server:
        assert answers(server.url)
        pid = postmaster(data_dir)
    wait_gone(pid)
