"""Whatever goes wrong, the answer has one shape, the right status and the request's trace id."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import structlog

from vidpipe.api import Health, Services, create_app
from vidpipe.api.health import Check
from vidpipe.errors import CATALOGUE, steps
from vidpipe.tasks import Database, TaskService
from vidpipe.web import site
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World, services_for
from vidpipe_tests.integration.api.serving import serving

GENERATE = "/api/ai/video/generate"
JSON = {"content-type": "application/json"}
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


def assert_error(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/json", answer.text
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert body.keys() == {"success", "error", "traceId", "code", "details", "retryable", "recovery"}
    assert body["success"] is False
    assert body["error"]
    assert body["traceId"] == answer.headers["x-trace-id"]
    assert body["recovery"] == list(steps(CATALOGUE[code], trace_id=body["traceId"]))
    return body


BODIES = [
    (b"", "empty"),
    (b"{", "line 1, column 2"),
    (b"[]", "object"),
    (b'"text"', "object"),
    (b"null", "object"),
    (b'{"a": 1} x', "column 10"),
    (b'{"title": "\xff\xfe"}', "UTF-8"),
    ('{"title": "x"}'.encode("utf-16"), "UTF-8"),
    (b'{"duration": NaN}', "NaN"),
    (b'{"duration": -Infinity}', "Infinity"),
    (b'{"duration": 1e400}', "1e400"),
    (b'{"seed": ' + b"9" * 5000 + b"}", "digits"),
    (b'{"title": "a", "title": "b"}', "'title' twice"),
    (b'{"script": [{"narration": "a", "narration": "b"}]}', "'narration' twice"),
    (b'{"a":' + b"[" * 40 + b"]" * 40 + b"}", "nested too deeply"),
    (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
]


@pytest.mark.parametrize(("body", "words"), BODIES, ids=[str(index) for index in range(len(BODIES))])
def test_a_body_that_is_not_one_clear_json_object_is_refused(http: httpx.Client, body: bytes, words: str) -> None:
    assert words in assert_error(http.post(GENERATE, content=body, headers=JSON), 400, "VALIDATION_ERROR")["error"]


def test_a_byte_order_mark_is_no_fault(http: httpx.Client) -> None:
    body = b"\xef\xbb\xbf" + b'{"script": "Hello there, and good morning."}'
    assert http.post(GENERATE, content=body, headers=JSON).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "text/plain"},
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
def test_a_body_of_another_type_is_refused_with_the_way_out(http: httpx.Client, headers: dict[str, str]) -> None:
    body = assert_error(http.post(GENERATE, content=b"{}", headers=headers), 415, "UNSUPPORTED_MEDIA_TYPE")
    assert "application/json" in body["error"] or "UTF-8" in body["error"]


def test_a_body_has_a_limit_announced_or_not(http: httpx.Client) -> None:
    large = b" " * (1 << 20) + b"{}"
    assert_error(http.post(GENERATE, content=large, headers=JSON), 413, "PAYLOAD_TOO_LARGE")

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    try:
        answer = http.post(GENERATE, content=pieces(), headers=JSON)
    except httpx.WriteError:
        return  # the server closed the connection before it heard the rest
    assert_error(answer, 413, "PAYLOAD_TOO_LARGE")


def test_an_unknown_address_is_not_found(http: httpx.Client) -> None:
    assert "/api/tasks" in assert_error(http.get("/api/task"), 404, "NOT_FOUND")["error"]
    assert_error(http.get("/static/nothing.css"), 404, "NOT_FOUND")
    assert_error(http.get("/static/../pages.py"), 404, "NOT_FOUND")


def test_a_method_that_is_not_taken_names_those_that_are(http: httpx.Client) -> None:
    answer = http.delete("/api/tasks")
    assert "GET" in assert_error(answer, 405, "METHOD_NOT_ALLOWED")["error"]
    assert answer.headers["allow"] == "GET"


def test_an_error_knows_the_callers_trace_id(http: httpx.Client) -> None:
    answer = http.get("/api/nothing", headers={"x-trace-id": TRACE_ID})
    assert assert_error(answer, 404, "NOT_FOUND")["traceId"] == TRACE_ID


def test_without_its_database_it_says_so_and_no_more(http: httpx.Client, world: World) -> None:
    world.database.close()
    for answer in (http.get("/api/tasks"), http.post(GENERATE, json={"script": "Hello there, good morning."})):
        body = assert_error(answer, 500, "DATABASE_ERROR")
        assert body["error"] == CATALOGUE["DATABASE_ERROR"].meaning["en"]
        assert body["retryable"] is True
        assert body["details"] == {}


class Broken(TaskService):
    def __init__(self, database: Database, error: Exception) -> None:
        super().__init__(database)
        self.error = error

    def query(self, _: object) -> Any:
        raise self.error


def test_what_nobody_foresaw_is_told_to_the_log_alone(world: World) -> None:
    services = services_for(world)
    broken = Broken(world.database, RuntimeError("password=hunter2"))
    app = create_app(Services(**{**vars(services), "tasks": broken}), site(), host="127.0.0.1")
    with structlog.testing.capture_logs() as lines, serving(app) as url:
        answer = httpx.get(f"{url}/api/tasks")
        page = httpx.get(f"{url}/admin/tasks")
    told = [line for line in lines if line["event"] == "request failed"]
    assert [(line["error_code"], line["exc_info"]) for line in told] == [("INTERNAL_ERROR", True)] * 2
    assert_error(answer, 500, "INTERNAL_ERROR")
    assert page.status_code == 500
    assert page.headers["content-type"].startswith("text/html")
    for text in (answer.text, page.text):
        assert "hunter2" not in text
        assert "RuntimeError" not in text


def test_health_names_the_part_that_does_not_answer(http: httpx.Client, world: World) -> None:
    world.broken.add("dispatcher")
    body = assert_error(http.get("/healthz"), 503, "DISPATCH_FAILED")
    assert "dispatcher" in body["error"]
    assert body["details"]["checks"]["database"]["ok"] is True
    assert body["details"]["checks"]["dispatcher"]["ok"] is False


def test_health_is_well(http: httpx.Client) -> None:
    answer = http.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["data"]["status"] == "ok"
    assert all(check["ok"] for check in answer.json()["data"]["checks"].values())
    assert http.head("/healthz").status_code == 200


def raw(url: str, request: bytes) -> bytes:
    """Send bytes that no client would, and return the answer."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as connection:
        connection.sendall(request)
        return connection.recv(65_536)


@pytest.mark.parametrize(
    "path",
    ["/api/tasks?type=%ff%fe", "/api/tasks/%ff", "/%00", "//evil.example", "/api/tasks?%", "/admin/../api/tasks"],
)
def test_strange_addresses_are_refused_calmly(url: str, path: str) -> None:
    answer = raw(url, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 200")), answer[:200]
    assert b"x-trace-id" in answer


def test_a_finished_task_is_a_conflict_in_the_same_shape(http: httpx.Client, world: World) -> None:
    task = making.failed(world)
    assert_error(http.post(f"/api/tasks/{task.id}/cancel"), 409, "TASK_STATE_CONFLICT")


def test_health_of_a_part_that_hangs_does_not_hang() -> None:
    release = threading.Event()
    calls = []

    def hang() -> None:
        calls.append(1)
        release.wait(20)

    health = Health({"it": Check(title="it", code="DATABASE_ERROR", ask=hang)})
    before = time.monotonic()
    assert health.report()["it"].problem is not None
    assert time.monotonic() - before < 15
    health.report()
    release.set()
    health.close()
    assert len(calls) == 1


def test_a_caller_who_hangs_up_is_no_error(url: str) -> None:
    place = urlsplit(url)
    with structlog.testing.capture_logs() as lines:
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as connection:
            head = f"POST {GENERATE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            connection.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        deadline = time.monotonic() + 10
        while not any(line["event"] == "request completed" for line in lines) and time.monotonic() < deadline:
            time.sleep(0.01)
    assert [line["event"] for line in lines] == ["request started", "caller went away", "request completed"]
