"""Codes in answers of the API: a request for each, to the app as it is served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx

from vidpipe.api import create_app
from vidpipe.models import SceneImagesManifest
from vidpipe.stages.outputs import Outputs
from vidpipe.tasks import Database, TaskService
from vidpipe.web import site
from vidpipe_tests.integration.api.serving import serving
from vidpipe_tests.integration.codes.bench import Bench

GENERATE = "/api/ai/video/generate"
TOO_LARGE = b" " * (1 << 20) + b"{}"


@dataclass(frozen=True)
class Answer:
    """A request that is answered with a code."""

    code: str
    ask: Callable[[Bench], httpx.Response]
    also_in_tasks: bool = False
    """Whether the code arises in tasks too, and stands in their table."""

    def __str__(self) -> str:
        return self.code


def _get(path: str, **options: Any) -> Callable[[Bench], httpx.Response]:
    return lambda bench: bench.http.get(path, **options)


def _post(path: str, **options: Any) -> Callable[[Bench], httpx.Response]:
    return lambda bench: bench.http.post(path, **options)


def _generate(**brief: object) -> Callable[[Bench], httpx.Response]:
    return _post(GENERATE, json={"title": "Tea", **brief})


def _of_made_film(path: str, **options: Any) -> Callable[[Bench], httpx.Response]:
    def ask(bench: Bench) -> httpx.Response:
        _made(bench)
        return bench.http.request(url=f"/api/tasks/{bench.task_id}/{path}", **{"method": "GET", **options})

    return ask


def _made(bench: Bench) -> None:
    bench.create({})
    assert bench.attempt().task["status"] == "succeeded"


def _shortened_picture(bench: Bench) -> httpx.Response:
    _made(bench)
    assert bench.task_id is not None
    picture = Outputs(bench.service.outputs(bench.task_id)).get(SceneImagesManifest).images[0].image
    path = bench.store.path(picture)
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[:-10])
    try:
        return bench.http.get(f"/api/tasks/{bench.task_id}/artifacts/scene-001.png")
    finally:
        path.write_bytes(whole)


@contextmanager
def _another_app(bench: Bench, **changes: Any) -> Iterator[httpx.Client]:
    """The same app with other services below it."""
    with (
        serving(create_app(replace(bench.services, **changes), site(), host="127.0.0.1")) as url,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as http,
    ):
        yield http


def _while_one_waits(bench: Bench) -> httpx.Response:
    bench.create({})
    with _another_app(bench, max_pending=1) as http:
        return http.post(GENERATE, json={"script": "Hello there, good morning."})


class _Stumbling(TaskService):
    def get(self, _: object) -> Any:
        raise ZeroDivisionError("password=hunter2")


def _with_a_fault_of_ours(bench: Bench) -> httpx.Response:
    with _another_app(bench, tasks=_Stumbling(bench.database)) as http:
        return http.get(f"/api/tasks/{uuid4()}")


class _WithoutTables(TaskService):
    def get(self, _: object) -> Any:
        with self._database.transaction() as connection:
            connection.execute("SELECT * FROM tables_of_tomorrow")


def _with_other_tables(bench: Bench) -> httpx.Response:
    with _another_app(bench, tasks=_WithoutTables(bench.database)) as http:
        return http.get(f"/api/tasks/{uuid4()}")


def _without_a_database(bench: Bench) -> httpx.Response:
    closed = Database(bench.database.url)
    closed.close()
    with _another_app(bench, tasks=TaskService(closed)) as http:
        return http.get(f"/api/tasks/{uuid4()}")


ANSWERS = [
    Answer("TASK_NOT_FOUND", _get(f"/api/tasks/{uuid4()}")),
    Answer("NOT_FOUND", _get("/api/nothing")),
    Answer("METHOD_NOT_ALLOWED", lambda bench: bench.http.delete("/api/tasks")),
    Answer("UNSUPPORTED_MEDIA_TYPE", _post(GENERATE, content=b"{}", headers={"content-type": "text/plain"})),
    Answer("PAYLOAD_TOO_LARGE", _post(GENERATE, content=TOO_LARGE, headers={"content-type": "application/json"})),
    Answer("RANGE_NOT_SATISFIABLE", _of_made_film("video", headers={"range": "bytes=999999999-"})),
    Answer("FORBIDDEN_ORIGIN", _post(GENERATE, json={}, headers={"origin": "https://evil.example"})),
    Answer("FORBIDDEN_HOST", _get("/api/tasks", headers={"host": "evil.example"})),
    Answer("TASK_STATE_CONFLICT", _of_made_film("cancel", method="POST")),
    Answer("TOO_MANY_REQUESTS", _while_one_waits),
    Answer("VIDEO_SERVICE_REQUIRED", _generate(script="Hello there, good morning.", visuals="clips")),
    Answer("VALIDATION_ERROR", _generate(script="Hello there.", duration="long"), also_in_tasks=True),
    Answer("LANGUAGE_MODEL_REQUIRED", _generate(prompt="How to make tea"), also_in_tasks=True),
    Answer("ARTICLE_TOO_SHORT", _generate(article="Tea."), also_in_tasks=True),
    Answer("ARTIFACT_NOT_FOUND", _of_made_film("artifacts/nothing.png"), also_in_tasks=True),
    Answer("ARTIFACT_CORRUPT", _shortened_picture, also_in_tasks=True),
    Answer(
        "PORTRAIT_INVALID",
        _post("/api/artifacts", content=b"no picture", headers={"content-type": "image/png"}),
        also_in_tasks=True,
    ),
    Answer("DATABASE_REFUSED", _with_other_tables),
    Answer("DATABASE_ERROR", _without_a_database, also_in_tasks=True),
    Answer("INTERNAL_ERROR", _with_a_fault_of_ours, also_in_tasks=True),
]
