"""What all simulators share, tried with one that is made for it."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette

from vidpipe.sandbox.app import create_sandbox, make_server
from vidpipe.sandbox.keys import KEYS, is_sandbox_key
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.echo import KEY, Echo, calls, say
from vidpipe_tests.integration.sandbox.test_core_faults import _arm


@pytest.fixture(scope="module")
def sandbox_app() -> Starlette:
    return create_sandbox(simulators=[Echo()])


def test_the_sandbox_says_what_it_serves(sandbox: httpx.Client) -> None:
    about = sandbox.get("/__sandbox__").json()
    echo = about["providers"][0]
    assert about["profile"] == "instant"
    assert {"hang", "slow", "drop", "drop_before", "drop_after", "truncate", "garbage"} <= set(about["genericFaults"])
    assert echo["faults"] == ["server_error"]
    assert {"name": "stored", "method": "GET", "path": "/echo-storage/{name}"} in echo["endpoints"]


def test_every_call_is_in_the_journal_without_its_key(sandbox: httpx.Client) -> None:
    body = json.dumps({"a": "ü"}).encode()
    trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
    headers = {"authorization": f"Bearer {KEY}", "traceparent": trace}
    sandbox.post("/echo/v1/say?key=sandbox-secret", content=body, headers=headers)
    (entry,) = calls(sandbox)
    assert KEY not in json.dumps(entry)
    assert "secret" not in json.dumps(entry)
    assert entry["keyHash"] == hashlib.sha256(KEY.encode()).hexdigest()[:12]
    assert entry["bodyHash"] == hashlib.sha256(body).hexdigest()
    assert entry["bodySize"] == len(body)
    assert (entry["provider"], entry["endpoint"], entry["method"], entry["path"]) == (
        "echo", "say", "POST", "/echo/v1/say",
    )  # fmt: skip
    assert (entry["status"], entry["outcome"], entry["chargeUsd"], entry["traceparent"]) == (200, "ok", 0.5, trace)
    assert isinstance(entry["durationMs"], float)


def test_the_journal_can_be_filtered_and_cleared(sandbox: httpx.Client) -> None:
    say(sandbox)
    sandbox.get("/echo-storage/a")
    first = calls(sandbox)[0]["id"]
    assert [c["endpoint"] for c in calls(sandbox, provider="echo")] == ["say", "stored"]
    assert [c["endpoint"] for c in calls(sandbox, endpoint="stored")] == ["stored"]
    assert [c["endpoint"] for c in calls(sandbox, after=str(first))] == ["stored"]
    assert sandbox.get("/__sandbox__/calls", params={"after": "x"}).status_code == 400
    sandbox.delete("/__sandbox__/calls")
    assert calls(sandbox) == []


def test_the_hash_of_a_multipart_body_does_not_depend_on_its_boundary(sandbox: httpx.Client) -> None:
    for boundary in ("one", "two"):
        files: list[tuple[str, tuple[str | None, bytes] | tuple[str, bytes, str]]] = [
            ("prompt", (None, b"a sea")),
            ("image", ("a.png", b"\x89PNG", "image/png")),
        ]
        headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
        answer = sandbox.post("/echo/v1/form", files=files, headers=headers)
        assert answer.json() == {"fields": {"prompt": "a sea"}, "files": {"image": ["a.png", "image/png", 4]}}
    one, two = calls(sandbox)
    assert one["bodyHash"] == two["bodyHash"]


def test_a_urlencoded_form_is_read_and_anything_else_is_a_bad_body(sandbox: httpx.Client) -> None:
    answer = sandbox.post("/echo/v1/form", data={"grant": "refresh", "text": "a&b=ü"})
    assert answer.json()["fields"] == {"grant": "refresh", "text": "a&b=ü"}
    assert sandbox.post("/echo/v1/form", json={}).status_code == 400
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert sandbox.post("/echo/v1/form", content=b"nothing of the kind", headers=headers).status_code == 400
    assert sandbox.post("/echo/v1/strict", content=b"{").status_code == 422
    assert [c["outcome"] for c in calls(sandbox)] == ["ok", "bad_body", "bad_body", "refused"]


def test_addresses_in_answers_are_those_the_caller_used(sandbox: httpx.Client, sandbox_url: str) -> None:
    body = say(sandbox).json()
    assert body["base"] == sandbox_url
    assert body["path"] == "/v1/say"
    other = sandbox.post("/echo/v1/say", headers={"host": "sandbox.test:99"}).json()
    assert other["base"] == "http://sandbox.test:99"


def test_a_service_answers_its_unknown_paths_itself(sandbox: httpx.Client) -> None:
    for method, path in (("GET", "/echo/v1/say"), ("POST", "/echo/nowhere"), ("DELETE", "/echo/")):
        assert sandbox.request(method, path).status_code in (404, 405)
    assert sandbox.get("/nobody/v1").status_code == 404


def test_balances_are_per_key_and_can_be_set(sandbox: httpx.Client) -> None:
    assert say(sandbox).json()["credits"] == 9
    answer = sandbox.post("/__sandbox__/accounts", json={"provider": "echo", "key": KEY, "credits": 3})
    assert answer.json() == {"credits": 3}
    assert say(sandbox).json()["credits"] == 2
    sandbox.post("/__sandbox__/accounts", json={"provider": "echo", "credits": 100}).raise_for_status()
    assert say(sandbox).json()["credits"] == 99
    wrongs: list[object] = [
        {"provider": "echo", "gold": 1},
        {"provider": "x"},
        {"provider": "echo", "credits": [1]},
        [],
    ]
    for wrong in wrongs:
        assert sandbox.post("/__sandbox__/accounts", json=wrong).status_code == 400


def test_reset_forgets_everything(sandbox: httpx.Client, world: World) -> None:
    first = world.token(12)
    say(sandbox)
    _arm(sandbox, "drop")
    world.meter.add("x")
    sandbox.post("/__sandbox__/clock", json={"advance": 3600}).raise_for_status()
    sandbox.post("/__sandbox__/reset").raise_for_status()
    assert calls(sandbox) == []
    assert sandbox.get("/__sandbox__/faults").json() == []
    assert say(sandbox).json()["credits"] == 9
    assert world.meter.used("x", 10_000) == 0
    world.reset()
    assert world.token(12) == first


def test_the_clock_can_be_turned_forward(sandbox: httpx.Client, world: World) -> None:
    world.meter.add("x", 2)
    assert world.meter.used("x", 60) == 2
    assert 59 < world.meter.free_in("x", 60) <= 60
    before = world.now()
    sandbox.post("/__sandbox__/clock", json={"advance": 61}).raise_for_status()
    assert (world.now() - before).total_seconds() >= 61
    assert world.meter.used("x", 60) == 0
    assert world.meter.free_in("x", 60) == 0
    assert sandbox.post("/__sandbox__/clock", json={"advance": -1}).status_code == 400


@pytest.mark.parametrize(("key", "good"), [(None, False), ("", False), ("sk-real", False), ("sandbox-invalid", False)])
def test_keys_of_other_places_are_no_good(key: str | None, good: bool) -> None:
    assert is_sandbox_key(key) is good


def test_every_default_key_is_good() -> None:
    assert all(is_sandbox_key(key) for key in KEYS.values())


def test_a_real_profile_takes_the_time_of_the_real_service() -> None:
    world: World = create_sandbox("real", seed=7, simulators=[]).state.world
    drawn = [world.latency(2, 5) for _ in range(20)]
    assert all(2 <= seconds <= 5 for seconds in drawn)
    assert world.duration(45) == 45
    instant: World = create_sandbox("instant", simulators=[]).state.world
    assert instant.latency(2, 5) == 0
    assert instant.duration(45) < 1


@pytest.fixture(scope="module")
def hanging_server() -> Iterator[tuple[str, threading.Thread]]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        app = create_sandbox(simulators=[Echo()])
        server = make_server(app, 0)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        httpx.post(f"{url}/__sandbox__/faults", json={"provider": "echo", "fault": "hang"}).raise_for_status()
        wire = socket.create_connection(("127.0.0.1", bound.getsockname()[1]))
        wire.sendall(b"POST /echo/v1/say HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        while not httpx.get(f"{url}/__sandbox__/calls").json():
            time.sleep(0.01)
        server.should_exit = True
        yield url, thread
        wire.close()


def test_a_hanging_call_does_not_keep_the_sandbox_from_ending(hanging_server: tuple[str, threading.Thread]) -> None:
    hanging_server[1].join(10)
    assert not hanging_server[1].is_alive()


def test_the_sandbox_runs_as_a_program_and_ends_when_told_to() -> None:
    command = [sys.executable, "-m", "vidpipe.sandbox", "--port", "0", "--seed", "5"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        assert program.stderr is not None
        url = next(match[0] for line in program.stderr if (match := re.search(r"http://127\.0\.0\.1:\d+", line)))
        about = httpx.get(f"{url}/__sandbox__").json()
        program.terminate()
        program.communicate(timeout=20)
    assert about["seed"] == 5
    names = {provider["name"] for provider in about["providers"]}
    assert {"gemini", "openai-compatible", "stability", "elevenlabs", "openai", "azure", "did", "seedance"} <= names
    assert len({endpoint["name"] for p in about["providers"] for endpoint in p["endpoints"]}) > 30
