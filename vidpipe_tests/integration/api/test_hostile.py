"""Whatever is sent, the answer is never an error of ours, and always of the one shape."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidpipe.api import create_app
from vidpipe.artifacts import LocalArtifactStore
from vidpipe.models import Brief
from vidpipe.tasks import Database, TaskQueue, TaskService, TaskWork
from vidpipe.web import site
from vidpipe_tests.integration.api.conftest import World, services_for
from vidpipe_tests.integration.api.serving import serving

calm = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def api(migrated_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    database = Database(migrated_database_url)
    world = World(
        database=database,
        tasks=TaskService(database),
        work=TaskWork(database),
        queue=TaskQueue(database, max_running=1),
        store=LocalArtifactStore(Path(tmp_path_factory.mktemp("artifacts"))),
    )
    with (
        serving(create_app(services_for(world), site(), host="127.0.0.1")) as url,
        httpx.Client(base_url=url) as client,
    ):
        yield client
    database.close()


def assert_calm(answer: httpx.Response) -> None:
    body: dict[str, Any] = answer.json()
    assert answer.status_code < 500, body
    assert len(answer.headers["x-trace-id"]) == 32
    assert body["success"] is (answer.status_code == 200)
    if answer.status_code != 200:
        assert body.keys() == {"success", "error", "traceId", "code", "details", "retryable", "recovery"}


# With halves of surrogate pairs and NUL, which neither UTF-8 nor PostgreSQL can hold.
texts = st.text(st.characters(), max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)
names = st.sampled_from([
    *Brief.model_fields, "userId", "user_id", "priority", "dedupeKey", "maxRetries", "scheduledAt",
])  # fmt: skip
scenes = st.fixed_dictionaries({"narration": texts}, optional={"picture": values, "points": values})
scripts = st.lists(scenes, max_size=3)


@calm
@given(fields=st.dictionaries(names | texts, values, max_size=5), script=st.none() | scripts)
def test_any_json_is_answered(api: httpx.Client, fields: dict[str, Any], script: object) -> None:
    body = json.dumps(fields if script is None else {**fields, "script": script})
    assert_calm(api.post("/api/ai/video/generate", content=body, headers={"content-type": "application/json"}))


@calm
@given(body=st.binary(max_size=200), media_type=st.sampled_from(["application/json", "text/plain", "", ";", "a/b;c=d"]))
def test_any_bytes_are_answered(api: httpx.Client, body: bytes, media_type: str) -> None:
    assert_calm(api.post("/api/ai/video/generate", content=body, headers={"content-type": media_type}))
    assert_calm(api.post("/api/artifacts", content=body, headers={"content-type": "image/png"}))


decided = st.sampled_from([
    "action", "narration", "picture", "heading", "image", "retry", "userId", "fromStage", "scenes", "avatar", "scene",
])  # fmt: skip
actions = st.sampled_from(["edit", "redo", "replace", "placeholder", "drop", "restore", "portrait", "without"])
choices = st.dictionaries(decided | texts, values, max_size=4)


@calm
@given(fields=choices, action=actions | values, scene=st.integers() | texts, scenes=st.none() | st.lists(choices))
def test_any_decision_is_answered(
    api: httpx.Client, fields: dict[str, Any], action: object, scene: object, scenes: list[dict[str, Any]] | None
) -> None:
    task = "/api/tasks/00000000-0000-0000-0000-000000000000"
    headers = {"content-type": "application/json"}
    body = json.dumps({**fields, "action": action})
    part = quote(str(scene).encode("utf-8", "replace"), safe="")
    for path in (f"/scenes/{part}", "/scenes/1", "/avatar"):
        answer = api.post(task + path, content=body, headers=headers)
        assert answer.status_code < 500, answer.text
    retry = fields if scenes is None else {**fields, "scenes": scenes}
    assert_calm(api.post(f"{task}/retry", content=json.dumps(retry), headers=headers))


visible = st.text(st.characters(min_codepoint=0, max_codepoint=0x2FFFF, exclude_categories=["Cs"]), max_size=40)


@calm
@given(
    query=st.dictionaries(
        st.sampled_from(["type", "status", "ownerId", "traceId", "limit", "cursor", "after", "level"]) | visible,
        visible | st.integers().map(str),
        max_size=3,
    )
)
def test_any_query_is_answered(api: httpx.Client, query: dict[str, str]) -> None:
    assert_calm(api.get("/api/tasks", params=query))
    assert_calm(api.get("/api/tasks/00000000-0000-0000-0000-000000000000/logs", params=query))
    assert api.get("/admin/tasks", params=query).status_code < 500


@calm
@given(
    moment=st.datetimes() | st.datetimes(timezones=st.timezones()),
    rest=st.uuids().map(str) | visible,
)
def test_any_cursor_is_answered(api: httpx.Client, moment: Any, rest: str) -> None:
    cursor = base64.urlsafe_b64encode(f"{moment.isoformat()}|{rest}".encode()).decode()
    assert_calm(api.get("/api/tasks", params={"cursor": cursor}))


header_text = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=60)


@calm
@given(
    headers=st.dictionaries(
        st.sampled_from(["traceparent", "x-trace-id", "idempotency-key", "accept", "origin", "sec-fetch-site"]),
        header_text.map(str.strip),
        max_size=4,
    )
)
def test_any_headers_are_answered(api: httpx.Client, headers: dict[str, str]) -> None:
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    body = {"script": "Hello there, and good morning."}
    assert_calm(api.post("/api/ai/video/generate", json=body, headers=encoded))  # type: ignore[arg-type]
    assert api.get("/admin/tasks", headers=encoded).status_code < 500  # type: ignore[arg-type]


@calm
@given(task_id=visible, name=visible)
def test_any_path_is_answered(api: httpx.Client, task_id: str, name: str) -> None:
    part, file = quote(task_id, safe=""), quote(name, safe="")
    for path in (f"/api/tasks/{part}", f"/api/tasks/{part}/artifacts/{file}", f"/admin/tasks/{part}", f"/{part}"):
        assert api.get(path).status_code < 500
