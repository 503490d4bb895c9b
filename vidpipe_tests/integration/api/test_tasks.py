from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from vidpipe.models import LogLevel, Stage
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World
from vidpipe_tests.integration.tasks.helpers import wait_of


def test_a_task_is_told_with_all_its_fields(http: httpx.Client, world: World) -> None:
    task = making.failed(world, owner_id="mia", dedupe_key="k", priority=3, max_retries=0)
    data = http.get(f"/api/tasks/{task.id}").json()["data"]
    assert data["id"] == str(task.id)
    assert (data["status"], data["type"], data["error"]) == ("failed", "video_generation", "It broke.")
    assert (data["ownerId"], data["dedupeKey"], data["priority"], data["maxRetries"]) == ("mia", "k", 3, 0)
    assert data["payload"] == {"title": "Tea"}
    assert data["traceId"] == task.trace_id
    assert data["runId"] == task.run_id
    assert data["dagsterRunUrl"] == f"/dagster/runs/{task.run_id}"
    assert {"result", "progress", "retryCount", "scheduledAt", "createdAt", "startedAt", "completedAt"} <= data.keys()
    assert data["errorInfo"].keys() == {
        "stage", "error_code", "error_message", "is_retryable", "details", "timestamp", "trace_id",
    }  # fmt: skip


def test_a_task_tells_every_try_of_its_stages(http: httpx.Client, world: World) -> None:
    task = making.started(world)
    row, _ = world.work.open_stage(task, Stage.SCRIPT)
    info = making.error_info(task, message="Busy.", code="SPEECH_FAILED")
    world.work.fail_stage(task, row, info, wait=wait_of(30.0), metrics={"provider": "brief"})
    (waiting,) = http.get(f"/api/tasks/{task.id}").json()["data"]["waiting"]
    assert (waiting["stage"], waiting["attempt"], waiting["attempts"]) == ("script", 2, 3)
    assert 20 < waiting["seconds"] <= 30
    world.work.open_stage(task, Stage.SCRIPT)
    assert http.get(f"/api/tasks/{task.id}").json()["data"]["waiting"] == []
    first, second = http.get(f"/api/tasks/{task.id}").json()["data"]["stages"]
    assert (first["stage"], first["attempt"], first["tryNumber"], first["status"]) == ("script", 1, 1, "retrying")
    assert first["errorInfo"]["error_code"] == "SPEECH_FAILED"
    assert first["metrics"] == {"provider": "brief"}
    assert (second["tryNumber"], second["status"], second["finishedAt"]) == (2, "running", None)
    assert first.keys() == {
        "stage", "attempt", "tryNumber", "status", "progress", "startedAt", "finishedAt", "metrics", "errorInfo",
        "waits",
    }  # fmt: skip


def test_tasks_are_listed_newest_first_page_by_page(http: httpx.Client, world: World) -> None:
    made = [str(making.new(world).id) for _ in range(5)]
    seen, cursor = [], None
    while True:
        body = http.get("/api/tasks", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [task["id"] for task in body["data"]]
        cursor = body["nextCursor"]
        if cursor is None:
            break
    assert seen == made[::-1]


def test_a_list_is_narrowed(http: httpx.Client, world: World) -> None:
    failed = making.failed(world, owner_id="mia")
    other = making.new(world, type="competitor_analysis")
    for query, expected in [
        ({"status": "failed"}, [failed]),
        ({"type": "competitor_analysis"}, [other]),
        ({"ownerId": "mia"}, [failed]),
        ({"traceId": other.trace_id}, [other]),
        ({"traceId": f"{other.trace_id[:8]}-{other.trace_id[8:12]}-{other.trace_id[12:16]}-"
                     f"{other.trace_id[16:20]}-{other.trace_id[20:]}".upper()}, [other]),
        ({"status": "succeeded"}, []),
    ]:  # fmt: skip
        data = http.get("/api/tasks", params=query).json()["data"]
        assert [task["id"] for task in data] == [str(task.id) for task in expected], query


def test_an_empty_filter_is_as_good_as_none(http: httpx.Client, world: World) -> None:
    failed, other = making.failed(world), making.new(world, type="competitor_analysis")
    for query, expected in [
        ("type=&status=", [other, failed]),
        ("type=&status=failed", [failed]),
        ("type=competitor_analysis&status=", [other]),
        ("ownerId=&traceId=&cursor=&limit=", [other, failed]),
    ]:
        answer = http.get(f"/api/tasks?{query}")
        assert answer.status_code == 200, answer.text
        assert [task["id"] for task in answer.json()["data"]] == [str(task.id) for task in expected], query


@pytest.mark.parametrize(
    "query",
    [
        {"status": "done"},
        {"limit": "0"},
        {"limit": "501"},
        {"limit": "many"},
        {"traceId": "xyz"},
        {"type": "a\x00b"},
        {"ownerId": "\n"},
        {"cursor": "nonsense"},
        {"cursor": "MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OXwwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDA="},
        {"stauts": "failed"},
    ],
)
def test_a_wrong_filter_is_refused_by_name(http: httpx.Client, query: dict[str, str]) -> None:
    answer = http.get("/api/tasks", params=query)
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert next(iter(query)) in answer.json()["error"]


def test_a_log_is_read_in_order_from_any_line(http: httpx.Client, world: World) -> None:
    task = making.new(world)
    world.tasks.add_log(task.id, LogLevel.WARNING, "Zwei 二 <b>", {"a": 1})
    world.tasks.add_log(task.id, LogLevel.ERROR, "Three")
    lines = http.get(f"/api/tasks/{task.id}/logs").json()["data"]
    assert [line["message"] for line in lines] == ["Task created", "Zwei 二 <b>", "Three"]
    assert lines[1] == {
        "id": lines[1]["id"],
        "taskId": str(task.id),
        "level": "warning",
        "message": "Zwei 二 <b>",
        "data": {"a": 1},
        "createdAt": lines[1]["createdAt"],
    }

    def messages(**query: Any) -> list[str]:
        return [line["message"] for line in http.get(f"/api/tasks/{task.id}/logs", params=query).json()["data"]]

    assert messages(after=lines[1]["id"]) == ["Three"]
    assert messages(level="warning") == ["Zwei 二 <b>"]
    assert messages(limit=1) == ["Task created"]
    assert http.get(f"/api/tasks/{task.id}/logs", params={"after": 2**63}).status_code == 400


def test_canceling_ends_the_task_at_once_and_its_run_soon(http: httpx.Client, world: World) -> None:
    task = making.started(world)
    answer = http.post(f"/api/tasks/{task.id}/cancel")
    assert (answer.status_code, answer.json()["data"]["status"]) == (200, "canceled")
    # The next answer on this connection comes after what the first left to do.
    assert http.get(f"/api/tasks/{task.id}").json()["data"]["status"] == "canceled"
    assert world.terminated == [task.run_id]


def test_canceling_twice_is_fine(http: httpx.Client, world: World) -> None:
    task = making.new(world)
    first = http.post(f"/api/tasks/{task.id}/cancel").json()["data"]
    again = http.post(f"/api/tasks/{task.id}/cancel")
    assert (again.status_code, again.json()["data"]) == (200, first)
    assert world.terminated == []


def test_a_finished_task_cannot_be_canceled(http: httpx.Client, world: World) -> None:
    task = making.failed(world)
    answer = http.post(f"/api/tasks/{task.id}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "TASK_STATE_CONFLICT")
    assert answer.json()["details"] == {"status": "failed"}


@pytest.mark.parametrize("path", ["", "/logs", "/artifacts", "/video", "/artifacts/video.mp4"])
def test_an_unknown_task_is_not_found(http: httpx.Client, path: str) -> None:
    answer = http.get(f"/api/tasks/{uuid4()}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "TASK_NOT_FOUND")


@pytest.mark.parametrize("task_id", ["1", "none", "%00", "3f0c6a1e-5b7d-4c1a-9a51-0d8e6f2b7c3", "a" * 5000])
def test_what_is_no_task_id_is_said_to_be_none(http: httpx.Client, task_id: str) -> None:
    answer = http.get(f"/api/tasks/{task_id}")
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert answer.json()["error"].startswith("id: ")
