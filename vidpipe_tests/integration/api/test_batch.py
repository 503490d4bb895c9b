"""`vidpipe batch` against the real API and database; only what makes the videos is stood in for."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from vidpipe.console import batch as batches
from vidpipe.console.batch import Batch, check_batch, make_batch
from vidpipe.console.batch_report import Outcome, as_table, summary
from vidpipe.errors import InvalidInput
from vidpipe.models import Stage, Task
from vidpipe.settings import Settings
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World

TEMPLATE = "title: {{ name }}\nscript:\n  - narration: {{ name }} is good.\n"
Work = Callable[[Task], None]


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "POLL_SECONDS", 0.02)


@pytest.fixture
def working(world: World) -> Iterator[Callable[[Work], None]]:
    """Takes up every task that is due, and does with it what it is told."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def begin(work: Work) -> None:
        def run() -> None:
            while not stop.wait(0.02):
                if world.tasks.counts().get("pending"):
                    work(making.taken_up(world))

        threads.append(threading.Thread(target=run))
        threads[-1].start()

    yield begin
    stop.set()
    for thread in threads:
        thread.join()


def table(folder: Path, *names: str) -> Batch:
    (folder / "t.csv").write_text("\n".join(["Name", *names]) + "\n", encoding="utf-8")
    (folder / "t.yaml.j2").write_text(TEMPLATE, encoding="utf-8")
    return Batch(table=folder / "t.csv", template=folder / "t.yaml.j2", out=folder / "report.json")


def made(batch: Batch, url: str) -> list[Outcome]:
    with (batch.table.parent / "told.txt").open("a", encoding="utf-8") as told:
        return make_batch(batch, Settings(), Console(file=told), url=url)


def succeed(world: World) -> Work:
    def work(task: Task) -> None:
        title = task.payload["title"]
        world.work.complete(task, {"title": title, "publishedUrl": f"file:///videos/{title}/video%20%C3%A9.mp4"})

    return work


def fail(world: World, title: str) -> Work:
    def work(task: Task) -> None:
        if task.payload["title"] != title:
            succeed(world)(task)
            return
        row, _ = world.work.open_stage(task, Stage.NARRATION)
        info = making.error_info(task, message="It broke.", code="SPEECH_FAILED")
        world.work.fail_stage(task, row, info, wait=None, metrics={})
        world.work.fail(task, info)

    return work


def test_every_row_becomes_a_video_and_the_report_tells_where(
    world: World, url: str, tmp_path: Path, working: Callable[[Work], None]
) -> None:
    working(succeed(world))
    batch = table(tmp_path, "Tea", "Pan", "茶壺 🍵")
    outcomes = made(batch, url)
    assert [(one.row, one.title, one.status) for one in outcomes] == [
        (2, "Tea", "succeeded"), (3, "Pan", "succeeded"), (4, "茶壺 🍵", "succeeded"),
    ]  # fmt: skip
    assert outcomes[0].place == "/videos/Tea/video é.mp4"
    assert outcomes[0].seconds is not None
    assert summary(outcomes) == "3 of 3 videos are made."
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["succeeded"], report["failed"]) == (3, 0)
    first = report["videos"][0]
    assert (first["row"], first["title"], first["taskId"]) == (2, "Tea", outcomes[0].task_id)
    assert first["brief"]["title"] == "Tea"
    assert "row 4 茶壺 🍵: succeeded" in (tmp_path / "told.txt").read_text()


def test_a_second_run_makes_no_video_twice_and_goes_on_with_what_failed(
    world: World, url: str, tmp_path: Path, working: Callable[[Work], None]
) -> None:
    batch = table(tmp_path, "Tea", "Pan")
    done = threading.Event()

    def work(task: Task) -> None:
        (succeed(world) if done.is_set() else fail(world, "Pan"))(task)

    working(work)
    first = made(batch, url)
    assert [(one.status, one.error_code) for one in first] == [("succeeded", None), ("failed", "SPEECH_FAILED")]
    assert summary(first) == "1 of 2 videos are made."
    done.set()
    second = made(batch, url)
    assert [one.task_id for one in second] == [one.task_id for one in first]
    assert [one.status for one in second] == ["succeeded", "succeeded"]
    assert world.tasks.get(second[0].task_id).attempt == 1  # type: ignore[arg-type]
    assert sum(world.tasks.counts().values()) == 2


def test_a_new_row_is_made_beside_the_old_ones(
    world: World, url: str, tmp_path: Path, working: Callable[[Work], None]
) -> None:
    working(succeed(world))
    first = made(table(tmp_path, "Tea"), url)
    second = made(table(tmp_path, "Cup", "Tea"), url)
    assert second[1].task_id == first[0].task_id
    assert sum(world.tasks.counts().values()) == 2


def test_rows_alike_share_one_video(world: World, url: str, tmp_path: Path, working: Callable[[Work], None]) -> None:
    working(succeed(world))
    outcomes = made(table(tmp_path, "Tea", "Tea"), url)
    assert outcomes[0].task_id == outcomes[1].task_id
    assert sum(world.tasks.counts().values()) == 1


def test_nothing_is_launched_when_a_row_is_wrong(world: World, url: str, tmp_path: Path) -> None:
    batch = table(tmp_path, "Tea", "x" * 201)
    with pytest.raises(InvalidInput, match=r"row 3: title is too long \(201 characters\)"):
        made(batch, url)
    assert sum(world.tasks.counts().values()) == 0


def test_a_row_that_the_server_refuses_does_not_stop_the_others(
    world: World, url: str, tmp_path: Path, working: Callable[[Work], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    working(succeed(world))
    accepts = world.providers["script"].accepts

    def picky(brief: object) -> None:
        if getattr(brief, "title", "") == "Pan":
            raise InvalidInput("title: no pans here.")
        accepts(brief)  # type: ignore[arg-type]

    monkeypatch.setattr(world.providers["script"], "accepts", picky)
    outcomes = made(table(tmp_path, "Pan", "Tea"), url)
    assert [(one.status, one.error_code) for one in outcomes] == [
        ("refused", "VALIDATION_ERROR"), ("succeeded", None),
    ]  # fmt: skip
    assert outcomes[0].message == "title: no pans here."


def test_a_full_queue_is_waited_for(
    world: World, url: str, tmp_path: Path, working: Callable[[Work], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    find_or_create = world.tasks.find_or_create
    monkeypatch.setattr(world.tasks, "find_or_create", lambda new, **_: find_or_create(new, most_waiting=1))
    working(succeed(world))
    outcomes = made(table(tmp_path, *(f"Tea {number}" for number in range(6))), url)
    assert {one.status for one in outcomes} == {"succeeded"}


def test_a_dry_run_tells_what_would_be_made(world: World, tmp_path: Path) -> None:
    outcomes = check_batch(table(tmp_path, "Tea", "Pan"))
    assert summary(outcomes) == "2 videos would be made; every row is in order."
    report = json.loads((tmp_path / "report.json").read_text())
    assert [video["status"] for video in report["videos"]] == ["planned", "planned"]
    assert sum(world.tasks.counts().values()) == 0


def test_the_table_shows_titles_as_they_are(tmp_path: Path) -> None:
    outcomes = check_batch(table(tmp_path, "[bold]Tea[/bold]"))
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(as_table(outcomes))
    assert "[bold]Tea[/bold]" in console.export_text()
