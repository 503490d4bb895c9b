from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
import structlog

from vidpipe.api import create_app
from vidpipe.web import site
from vidpipe_tests.integration.api.conftest import World, services_for
from vidpipe_tests.integration.api.serving import serving

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE_ID}-b7ad6b7169203331-01"
OTHER = "1" * 32


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"traceparent": PARENT}, TRACE_ID),
        ({"traceparent": PARENT, "x-trace-id": OTHER}, TRACE_ID),
        ({"traceparent": "00-" + "0" * 32 + "-b7ad6b7169203331-01", "x-trace-id": OTHER}, OTHER),
        ({"traceparent": "nonsense", "x-trace-id": OTHER}, OTHER),
        ({"x-trace-id": "0AF76519-16CD-43DD-8448-EB211C80319C"}, TRACE_ID),
        ({"x-trace-id": TRACE_ID.upper()}, TRACE_ID),
    ],
)
def test_the_callers_trace_id_is_kept(http: httpx.Client, headers: dict[str, str], expected: str) -> None:
    for path in ("/api/tasks", "/api/nothing", "/static/pages.css", "/admin/tasks", "/healthz"):
        assert http.get(path, headers=headers).headers["x-trace-id"] == expected


@pytest.mark.parametrize("given", ["", "x", "0" * 32, "a" * 31, "<script>", "a" * 10_000])
def test_anything_else_gives_a_new_one(http: httpx.Client, given: str) -> None:
    first, second = (http.get("/api/tasks", headers={"x-trace-id": given}).headers["x-trace-id"] for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != second


def test_every_line_of_a_request_has_its_trace_id(http: httpx.Client) -> None:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        body = {"script": "Hello there, and good morning."}
        http.post("/api/ai/video/generate", json=body, headers={"x-trace-id": TRACE_ID})
        http.get("/healthz", headers={"x-trace-id": OTHER})
    ours = [line for line in lines if line.get("trace_id") == TRACE_ID]
    assert [line["event"] for line in ours] == ["request started", "task created", "request completed"]
    assert ours[0]["api"] == "POST /api/ai/video/generate"
    assert ours[-1]["status"] == 200
    assert ours[-1]["duration_ms"] > 0
    assert {line["log_level"] for line in lines if line.get("trace_id") == OTHER} == {"debug"}


def test_pages_forbid_what_they_do_not_need(http: httpx.Client) -> None:
    headers = http.get("/admin/tasks").headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("host", ["localhost", "localhost:3000", "127.0.0.1:1", "[::1]:3000", "LOCALHOST"])
def test_this_machine_is_known_by_its_names(http: httpx.Client, host: str) -> None:
    assert http.get("/api/tasks", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil@localhost.x", "[::1", "", "10.0.0.1"],
)
def test_another_name_is_refused(http: httpx.Client, host: str) -> None:
    answer = http.get("/api/tasks", headers={"host": host})
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN_HOST")


SCRIPT = {"script": "Hello there, and good morning."}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_sites_page_may_not_act(http: httpx.Client, world: World, headers: dict[str, str]) -> None:
    answer = http.post("/api/ai/video/generate", json=SCRIPT, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN_ORIGIN")
    assert world.tasks.counts()["pending"] == 0
    assert http.get("/dagster/graphql?query=mutation{x}", headers=headers).status_code == 403


def test_our_own_page_and_programs_may(http: httpx.Client, url: str) -> None:
    for headers in ({"origin": url}, {"origin": url, "sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {}):
        assert http.post("/api/ai/video/generate", json=SCRIPT, headers=headers).status_code == 200


@pytest.fixture
def public_url(world: World) -> Iterator[str]:
    with serving(create_app(services_for(world), site(), host="0.0.0.0")) as url:  # noqa: S104 - only told so
        yield url


def test_a_server_for_other_machines_answers_to_any_name_but_not_to_any_page(public_url: str) -> None:
    named = {"host": "studio.example"}
    assert httpx.get(f"{public_url}/api/tasks", headers=named).status_code == 200
    path = f"{public_url}/api/ai/video/generate"
    ours = {**named, "origin": "https://studio.example"}
    assert httpx.post(path, json=SCRIPT, headers=ours).status_code == 200
    assert httpx.post(path, json=SCRIPT, headers={**named, "origin": "https://evil.example"}).status_code == 403
