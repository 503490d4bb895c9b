from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.models import TaskStatus
from vidpipe.providers.session import Session
from vidpipe.providers.stability.images import StabilityImageProvider
from vidpipe.tasks import TaskQuery
from vidpipe_tests.integration.api.conftest import World

PATH = "/api/ai/video/generate"
SCRIPT = {"script": [{"narration": "Good tea needs hot water.", "picture": "A kettle"}]}
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


def test_it_answers_with_the_task_that_will_make_the_video(http: httpx.Client, world: World) -> None:
    answer = http.post(
        PATH, json={**SCRIPT, "title": "Tea 茶 🍵", "resolution": "480p", "userId": "mia", "duration": 30}
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body == {"success": True, "data": body["data"]}
    assert body["data"].keys() == {"taskId", "status", "traceId"}
    assert body["data"]["status"] == "pending"
    assert answer.headers["x-trace-id"] == body["data"]["traceId"]
    assert re.fullmatch("[0-9a-f]{32}", body["data"]["traceId"])
    [task] = world.tasks.query(TaskQuery()).tasks
    assert str(task.id) == body["data"]["taskId"]
    assert task.owner_id == "mia"
    assert task.payload == {
        "title": "Tea 茶 🍵",
        "script": {"scenes": [{"narration": "Good tea needs hot water.", "picture": "A kettle"}]},
        "resolution": "480p",
        "duration": 30,
    }
    assert world.pokes == 1


def test_every_field_of_the_task_reaches_the_table(http: httpx.Client, world: World) -> None:
    wanted = {
        "userId": "研究组",
        "priority": -7,
        "dedupeKey": "order 1",
        "maxRetries": 2,
        "scheduledAt": "2030-01-31T09:00:00+08:00",
    }
    assert http.post(PATH, json={**SCRIPT, **wanted}, headers={"x-trace-id": TRACE_ID}).status_code == 200
    [task] = world.tasks.query(TaskQuery()).tasks
    assert (task.owner_id, task.priority, task.dedupe_key, task.max_retries) == ("研究组", -7, "order 1", 2)
    assert task.scheduled_at is not None
    assert task.scheduled_at.isoformat() == "2030-01-31T01:00:00+00:00"
    assert task.trace_id == TRACE_ID


def test_the_same_dedupe_key_finds_the_first_task(http: httpx.Client, world: World) -> None:
    first = http.post(PATH, json={**SCRIPT, "dedupeKey": "a"}).json()["data"]
    again = http.post(PATH, json={**SCRIPT, "title": "Other", "dedupeKey": "a"})
    assert again.status_code == 200
    assert again.json()["data"] == {**first, "existing": True}
    assert again.headers["x-trace-id"] != first["traceId"]
    assert len(world.tasks.query(TaskQuery()).tasks) == 1


@pytest.mark.parametrize("header", ["a-key", '"a-key"'])
def test_the_idempotency_header_is_a_dedupe_key(http: httpx.Client, world: World, header: str) -> None:
    http.post(PATH, json=SCRIPT, headers={"idempotency-key": header})
    assert http.post(PATH, json={**SCRIPT, "dedupeKey": "a-key"}).json()["data"]["existing"] is True
    assert http.post(PATH, json={**SCRIPT, "dedupeKey": "b"}, headers={"idempotency-key": header}).status_code == 400


def test_equal_keys_at_the_same_moment_start_the_work_once(http: httpx.Client, world: World) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: http.post(PATH, json={**SCRIPT, "dedupeKey": "race"}), range(24)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["data"]["taskId"] for answer in answers}) == 1
    assert sum("existing" not in answer.json()["data"] for answer in answers) == 1
    assert len(world.tasks.query(TaskQuery()).tasks) == 1


def test_a_known_key_answers_with_the_status_of_its_task(http: httpx.Client, world: World) -> None:
    task_id = http.post(PATH, json={**SCRIPT, "dedupeKey": "a"}).json()["data"]["taskId"]
    http.post(f"/api/tasks/{task_id}/cancel")
    assert http.post(PATH, json={**SCRIPT, "dedupeKey": "a"}).json()["data"]["status"] == TaskStatus.CANCELED


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({}, "VALIDATION_ERROR", "script"),
    ({"prompt": "a film on tea"}, "LANGUAGE_MODEL_REQUIRED", "language model"),
    ({**SCRIPT, "visuals": "clips"}, "VIDEO_SERVICE_REQUIRED", "VIDPIPE_CLIP_PROVIDER"),
    ({**SCRIPT, "visuals": "films"}, "VALIDATION_ERROR", "visuals"),
    ({"article": "Too short."}, "ARTICLE_TOO_SHORT", "article"),
    ({**SCRIPT, "resolution": "900p"}, "VALIDATION_ERROR", "resolution"),
    ({**SCRIPT, "resolutoin": "480p"}, "VALIDATION_ERROR", "resolutoin"),
    ({**SCRIPT, "duration": -1}, "VALIDATION_ERROR", "duration"),
    ({**SCRIPT, "title": "a\x00b"}, "VALIDATION_ERROR", "title"),
    ({**SCRIPT, "title": "a\ud800b"}, "VALIDATION_ERROR", "title"),
    ({**SCRIPT, "priority": 1001}, "VALIDATION_ERROR", "priority"),
    ({**SCRIPT, "priority": "high"}, "VALIDATION_ERROR", "priority"),
    ({**SCRIPT, "priority": True}, "VALIDATION_ERROR", "priority"),
    ({**SCRIPT, "priority": 10**400}, "VALIDATION_ERROR", "priority"),
    ({**SCRIPT, "maxRetries": -1}, "VALIDATION_ERROR", "maxRetries"),
    ({**SCRIPT, "userId": ""}, "VALIDATION_ERROR", "userId"),
    ({**SCRIPT, "userId": "a\x00"}, "VALIDATION_ERROR", "userId"),
    ({**SCRIPT, "userId": "a\ud800"}, "VALIDATION_ERROR", "userId"),
    ({**SCRIPT, "dedupeKey": "k" * 256}, "VALIDATION_ERROR", "dedupeKey"),
    ({**SCRIPT, "dedupeKey": 7}, "VALIDATION_ERROR", "dedupeKey"),
    ({**SCRIPT, "scheduledAt": "tomorrow"}, "VALIDATION_ERROR", "scheduledAt"),
    ({**SCRIPT, "scheduledAt": "2030-01-01T00:00:00"}, "VALIDATION_ERROR", "scheduledAt"),
    ({**SCRIPT, "scheduledAt": "0001-01-01T00:00:00+14:00"}, "VALIDATION_ERROR", "scheduledAt"),
    ({**SCRIPT, "scheduledAt": 1893456000}, "VALIDATION_ERROR", "scheduledAt"),
    ({**SCRIPT, "avatar": {"image": "/etc/passwd"}}, "VALIDATION_ERROR", "avatar: image"),
    ({**SCRIPT, "avatar": {"image": "file:///etc/passwd"}}, "VALIDATION_ERROR", "avatar: image"),
    ({**SCRIPT, "avatar": {"image": "artifact:" + "0" * 64}}, "VALIDATION_ERROR", "avatar: image"),
    ({**SCRIPT, "avatar": {"image": 7}}, "VALIDATION_ERROR", "avatar"),
]


@pytest.mark.parametrize(("body", "code", "named"), WRONG, ids=[str(index) for index in range(len(WRONG))])
def test_a_wrong_request_is_refused_by_name(
    http: httpx.Client, world: World, body: dict[str, Any], code: str, named: str
) -> None:
    answer = http.post(PATH, content=json.dumps(body), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert named in answer.json()["error"]
    assert answer.json()["success"] is False
    assert world.tasks.query(TaskQuery()).tasks == []
    assert world.pokes == 0


def test_the_longest_article_fits(http: httpx.Client) -> None:
    article = ("茶是由茶树的叶子制成的饮料，在世界各地都很受欢迎。" * 10_000)[:200_000]
    answer = http.post(PATH, json={"article": article, "language": "zh"})
    assert answer.status_code == 200, answer.text[:500]


def test_what_nobody_is_set_up_for_is_refused_with_the_setting_that_is_missing(
    http: httpx.Client, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    world.providers["image"] = StabilityImageProvider(Session())
    answer = http.post(PATH, json=SCRIPT)
    assert (answer.status_code, answer.json()["code"]) == (503, "PROVIDER_NOT_CONFIGURED")
    assert "VIDPIPE_STABILITY_API_KEY" in answer.json()["error"]
    assert world.tasks.query(TaskQuery()).tasks == []
    monkeypatch.setenv("VIDPIPE_STABILITY_API_KEY", "sk-0123456789")
    world.providers["image"] = StabilityImageProvider(Session())
    assert http.post(PATH, json=SCRIPT).status_code == 200


def test_all_that_is_wrong_is_told_at_once_with_its_fix(http: httpx.Client) -> None:
    body = {**SCRIPT, "priority": "high", "userId": "", "resolution": "900p", "fps": 31, "colour": "red"}
    answer = http.post(PATH, json=body).json()
    problems = {problem["field"]: problem["fix"] for problem in answer["details"]["problems"]}
    assert set(problems) == {"priority", "userId", "resolution", "fps", "colour"}
    assert all(problems.values())
    assert all(field in answer["error"] for field in problems)
