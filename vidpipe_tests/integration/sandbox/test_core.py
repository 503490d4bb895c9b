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
from collections.abc import Iterator, Mapping

import httpx
import pytest
from starlette.applications import Starlette

from vidpipe.sandbox.app import create_sandbox, make_server
from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.keys import KEYS, is_sandbox_key
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Service
from vidpipe.sandbox.world import World

KEY = "sandbox-key"
TEXT = "0123456789" * 50


def _busy(_call: Call) -> Answer:
    return json_answer(503, {"error": "busy"})


class Echo(Service):
    """Answers what it got, and counts the work done."""

    name = "echo"
    faults: Mapping[str, Fault] = {"server_error": _busy}
    account: Mapping[str, Balance] = {"credits": 10}

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("say", "POST", "/v1/say", self._say),
            Endpoint("form", "POST", "/v1/form", self._form),
            Endpoint("stream", "PUT", "/v1/stream", self._stream, streams=True),
            Endpoint("strict", "POST", "/v1/strict", self._strict),
            Endpoint("stored", "GET", "/{name}", self._stored, host="echo-storage"),
        ]

    async def _say(self, call: Call) -> Answer:
        call.key = KEY
        call.account["credits"] -= 1
        call.world.store["echo"]["done"] = call.world.store["echo"].get("done", 0) + 1
        body = {"text": TEXT, "credits": call.account["credits"], "path": call.path, "base": call.base_url}
        return json_answer(200, body, charge_usd=0.5)

    async def _form(self, call: Call) -> Answer:
        form = await call.form()
        files = {name: [file.filename, file.content_type, len(file.data)] for name, file in form.files.items()}
        return json_answer(200, {"fields": dict(form.fields), "files": files})

    async def _stream(self, call: Call) -> Answer:
        kept = call.world.store["echo"].setdefault("kept", bytearray())
        async for chunk in call.chunks():
            kept += chunk
        return json_answer(200, {"kept": len(kept)})

    async def _strict(self, call: Call) -> Answer:
        try:
            return json_answer(200, call.json())
        except BadBody:
            return json_answer(422, {"error": "no JSON"}, outcome="refused")

    async def _stored(self, call: Call) -> Answer:
        return json_answer(200, {"name": call.params["name"], "path": call.path})


@pytest.fixture(scope="module")
def sandbox_app() -> Starlette:
    return create_sandbox(simulators=[Echo()])


def _calls(sandbox: httpx.Client, **query: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = sandbox.get("/__sandbox__/calls", params=query).json()
    return found


def _say(sandbox: httpx.Client, **rest: object) -> httpx.Response:
    return sandbox.post("/echo/v1/say", json=rest, headers={"authorization": f"Bearer {KEY}"})


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
    (entry,) = _calls(sandbox)
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
    _say(sandbox)
    sandbox.get("/echo-storage/a")
    first = _calls(sandbox)[0]["id"]
    assert [c["endpoint"] for c in _calls(sandbox, provider="echo")] == ["say", "stored"]
    assert [c["endpoint"] for c in _calls(sandbox, endpoint="stored")] == ["stored"]
    assert [c["endpoint"] for c in _calls(sandbox, after=str(first))] == ["stored"]
    assert sandbox.get("/__sandbox__/calls", params={"after": "x"}).status_code == 400
    sandbox.delete("/__sandbox__/calls")
    assert _calls(sandbox) == []


def test_the_hash_of_a_multipart_body_does_not_depend_on_its_boundary(sandbox: httpx.Client) -> None:
    for boundary in ("one", "two"):
        files: list[tuple[str, tuple[str | None, bytes] | tuple[str, bytes, str]]] = [
            ("prompt", (None, b"a sea")),
            ("image", ("a.png", b"\x89PNG", "image/png")),
        ]
        headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
        answer = sandbox.post("/echo/v1/form", files=files, headers=headers)
        assert answer.json() == {"fields": {"prompt": "a sea"}, "files": {"image": ["a.png", "image/png", 4]}}
    one, two = _calls(sandbox)
    assert one["bodyHash"] == two["bodyHash"]


def test_a_urlencoded_form_is_read_and_anything_else_is_a_bad_body(sandbox: httpx.Client) -> None:
    answer = sandbox.post("/echo/v1/form", data={"grant": "refresh", "text": "a&b=ü"})
    assert answer.json()["fields"] == {"grant": "refresh", "text": "a&b=ü"}
    assert sandbox.post("/echo/v1/form", json={}).status_code == 400
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert sandbox.post("/echo/v1/form", content=b"nothing of the kind", headers=headers).status_code == 400
    assert sandbox.post("/echo/v1/strict", content=b"{").status_code == 422
    assert [c["outcome"] for c in _calls(sandbox)] == ["ok", "bad_body", "bad_body", "refused"]


def test_addresses_in_answers_are_those_the_caller_used(sandbox: httpx.Client, sandbox_url: str) -> None:
    body = _say(sandbox).json()
    assert body["base"] == sandbox_url
    assert body["path"] == "/v1/say"
    other = sandbox.post("/echo/v1/say", headers={"host": "sandbox.test:99"}).json()
    assert other["base"] == "http://sandbox.test:99"


def test_a_service_answers_its_unknown_paths_itself(sandbox: httpx.Client) -> None:
    for method, path in (("GET", "/echo/v1/say"), ("POST", "/echo/nowhere"), ("DELETE", "/echo/")):
        assert sandbox.request(method, path).status_code in (404, 405)
    assert sandbox.get("/nobody/v1").status_code == 404


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ({"provider": "nobody", "fault": "drop"}, "there are: echo"),
        ({"provider": "echo", "fault": "nothing"}, "server_error"),
        ({"provider": "echo", "fault": "drop", "endpoint": "sing"}, "say"),
        ({"provider": "echo", "fault": "drop", "times": 0}, "times"),
        ({"provider": "echo", "fault": "drop", "after": -1}, "after"),
        ({"provider": "echo", "fault": "drop", "often": 3}, "often"),
        ({"fault": "drop"}, "provider"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_with_what_there_is(
    sandbox: httpx.Client, order: dict[str, object], says: str
) -> None:
    answer = sandbox.post("/__sandbox__/faults", json=order)
    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert sandbox.get("/__sandbox__/faults").json() == []


def test_a_documented_fault_meets_so_many_calls_after_so_many(sandbox: httpx.Client) -> None:
    sandbox.post(
        "/__sandbox__/faults", json={"provider": "echo", "fault": "server_error", "times": 2, "after": 1}
    ).raise_for_status()
    assert [_say(sandbox).status_code for _ in range(4)] == [200, 503, 503, 200]
    assert [c["outcome"] for c in _calls(sandbox)] == ["ok", "server_error", "server_error", "ok"]
    assert sandbox.get("/__sandbox__/faults").json() == []


def test_a_fault_can_wait_for_a_text_in_the_body(sandbox: httpx.Client) -> None:
    order = {"provider": "echo", "fault": "server_error", "match": "Café 海", "times": None}
    sandbox.post("/__sandbox__/faults", json=order).raise_for_status()
    assert _say(sandbox, text="a Cafe").status_code == 200
    assert _say(sandbox, text="ein Café 海 da").status_code == 503
    escaped = json.dumps({"text": "Café 海"}).encode()
    assert sandbox.post("/echo/v1/say", content=escaped).status_code == 503
    sandbox.delete("/__sandbox__/faults")
    assert sandbox.post("/echo/v1/say", content=escaped).status_code == 200


def test_faults_of_another_endpoint_do_not_meet_a_call(sandbox: httpx.Client) -> None:
    order = {"provider": "echo", "fault": "server_error", "endpoint": "stored"}
    sandbox.post("/__sandbox__/faults", json=order).raise_for_status()
    assert _say(sandbox).status_code == 200
    assert sandbox.get("/echo-storage/a").status_code == 503


def _arm(sandbox: httpx.Client, fault: str, **rest: object) -> None:
    order = {"provider": "echo", "fault": fault, **rest}
    sandbox.post("/__sandbox__/faults", json=order).raise_for_status()


def _done(world: World) -> int:
    return int(world.store["echo"].get("done", 0))


def test_drop_before_cuts_the_connection_and_does_nothing(sandbox: httpx.Client, world: World) -> None:
    _arm(sandbox, "drop_before")
    with pytest.raises(httpx.RemoteProtocolError):
        _say(sandbox)
    assert _done(world) == 0
    assert _calls(sandbox)[0]["chargeUsd"] == 0
    assert _say(sandbox).status_code == 200


def test_drop_after_does_the_work_and_charges(sandbox: httpx.Client, world: World) -> None:
    _arm(sandbox, "drop_after")
    with pytest.raises(httpx.RemoteProtocolError):
        _say(sandbox)
    assert _done(world) == 1
    (entry,) = _calls(sandbox)
    assert (entry["chargeUsd"], entry["status"], entry["outcome"]) == (0.5, None, "drop_after")


def test_drop_cuts_the_connection_in_the_middle_of_the_body(sandbox: httpx.Client) -> None:
    _arm(sandbox, "drop")
    got = b""
    with (
        pytest.raises(httpx.RemoteProtocolError),
        sandbox.stream("POST", "/echo/v1/say", json={}) as answer,
    ):
        assert answer.status_code == 200
        for piece in answer.iter_raw():
            got += piece
    assert got.startswith(b'{"text":"0123')
    assert 0 < len(got) < int(answer.headers["content-length"])


def test_truncate_is_complete_http_with_half_the_body(sandbox: httpx.Client) -> None:
    whole = _say(sandbox).content
    _arm(sandbox, "truncate")
    half = _say(sandbox)
    assert half.status_code == 200
    assert len(half.content) == len(whole) // 2 == int(half.headers["content-length"])
    assert half.headers["content-type"].startswith("application/json")


def test_garbage_is_a_success_with_bytes_that_are_nothing(sandbox: httpx.Client) -> None:
    _arm(sandbox, "garbage")
    answer = _say(sandbox)
    assert answer.status_code == 200
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()


def test_slow_is_the_right_answer_in_pieces(sandbox: httpx.Client) -> None:
    _arm(sandbox, "slow", seconds=0.2)
    started = time.monotonic()
    assert _say(sandbox).json()["text"] == TEXT
    assert time.monotonic() - started >= 0.19


@pytest.mark.parametrize(("fault", "done"), [("hang", 0), ("timeout", 1)])
def test_a_call_without_an_answer_ends_when_the_client_loses_patience(
    sandbox: httpx.Client, world: World, fault: str, done: int
) -> None:
    _arm(sandbox, fault)
    with pytest.raises(httpx.ReadTimeout):
        sandbox.post("/echo/v1/say", json={}, timeout=0.3)
    assert _done(world) == done
    assert _calls(sandbox)[0]["status"] is None


def test_timeout_answers_late(sandbox: httpx.Client) -> None:
    _arm(sandbox, "timeout", seconds=0.1)
    assert _say(sandbox).json()["text"] == TEXT


def test_what_arrived_before_a_client_went_away_stays(sandbox: httpx.Client, sandbox_url: str, world: World) -> None:
    port = int(sandbox_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(b"PUT /echo/v1/stream HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + b"a" * 40)
        while len(world.store["echo"].get("kept", b"")) < 40:
            time.sleep(0.01)
    while _calls(sandbox)[0]["outcome"] == "open":
        time.sleep(0.01)
    assert _calls(sandbox)[0]["outcome"] == "client_gone"
    assert sandbox.put("/echo/v1/stream", content=b"b" * 60).json() == {"kept": 100}
    assert _calls(sandbox)[1]["bodySize"] == 60


def test_balances_are_per_key_and_can_be_set(sandbox: httpx.Client) -> None:
    assert _say(sandbox).json()["credits"] == 9
    answer = sandbox.post("/__sandbox__/accounts", json={"provider": "echo", "key": KEY, "credits": 3})
    assert answer.json() == {"credits": 3}
    assert _say(sandbox).json()["credits"] == 2
    sandbox.post("/__sandbox__/accounts", json={"provider": "echo", "credits": 100}).raise_for_status()
    assert _say(sandbox).json()["credits"] == 99
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
    _say(sandbox)
    _arm(sandbox, "drop")
    world.meter.add("x")
    sandbox.post("/__sandbox__/clock", json={"advance": 3600}).raise_for_status()
    sandbox.post("/__sandbox__/reset").raise_for_status()
    assert _calls(sandbox) == []
    assert sandbox.get("/__sandbox__/faults").json() == []
    assert _say(sandbox).json()["credits"] == 9
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
