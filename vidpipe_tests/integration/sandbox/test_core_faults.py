"""Faults that every simulator has: armed, met by calls, and told apart from what was done."""

from __future__ import annotations

import json
import socket
import time

import httpx
import pytest
from starlette.applications import Starlette

from vidpipe.sandbox.app import create_sandbox
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.echo import TEXT, Echo, calls, say


@pytest.fixture(scope="module")
def sandbox_app() -> Starlette:
    return create_sandbox(simulators=[Echo()])


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
    assert [say(sandbox).status_code for _ in range(4)] == [200, 503, 503, 200]
    assert [c["outcome"] for c in calls(sandbox)] == ["ok", "server_error", "server_error", "ok"]
    assert sandbox.get("/__sandbox__/faults").json() == []


def test_a_fault_can_wait_for_a_text_in_the_body(sandbox: httpx.Client) -> None:
    order = {"provider": "echo", "fault": "server_error", "match": "Café 海", "times": None}
    sandbox.post("/__sandbox__/faults", json=order).raise_for_status()
    assert say(sandbox, text="a Cafe").status_code == 200
    assert say(sandbox, text="ein Café 海 da").status_code == 503
    escaped = json.dumps({"text": "Café 海"}).encode()
    assert sandbox.post("/echo/v1/say", content=escaped).status_code == 503
    sandbox.delete("/__sandbox__/faults")
    assert sandbox.post("/echo/v1/say", content=escaped).status_code == 200


def test_faults_of_another_endpoint_do_not_meet_a_call(sandbox: httpx.Client) -> None:
    order = {"provider": "echo", "fault": "server_error", "endpoint": "stored"}
    sandbox.post("/__sandbox__/faults", json=order).raise_for_status()
    assert say(sandbox).status_code == 200
    assert sandbox.get("/echo-storage/a").status_code == 503


def _arm(sandbox: httpx.Client, fault: str, **rest: object) -> None:
    order = {"provider": "echo", "fault": fault, **rest}
    sandbox.post("/__sandbox__/faults", json=order).raise_for_status()


def _done(world: World) -> int:
    return int(world.store["echo"].get("done", 0))


def test_drop_before_cuts_the_connection_and_does_nothing(sandbox: httpx.Client, world: World) -> None:
    _arm(sandbox, "drop_before")
    with pytest.raises(httpx.RemoteProtocolError):
        say(sandbox)
    assert _done(world) == 0
    assert calls(sandbox)[0]["chargeUsd"] == 0
    assert say(sandbox).status_code == 200


def test_drop_after_does_the_work_and_charges(sandbox: httpx.Client, world: World) -> None:
    _arm(sandbox, "drop_after")
    with pytest.raises(httpx.RemoteProtocolError):
        say(sandbox)
    assert _done(world) == 1
    (entry,) = calls(sandbox)
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
    whole = say(sandbox).content
    _arm(sandbox, "truncate")
    half = say(sandbox)
    assert half.status_code == 200
    assert len(half.content) == len(whole) // 2 == int(half.headers["content-length"])
    assert half.headers["content-type"].startswith("application/json")


def test_garbage_is_a_success_with_bytes_that_are_nothing(sandbox: httpx.Client) -> None:
    _arm(sandbox, "garbage")
    answer = say(sandbox)
    assert answer.status_code == 200
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()


def test_slow_is_the_right_answer_in_pieces(sandbox: httpx.Client) -> None:
    _arm(sandbox, "slow", seconds=0.2)
    started = time.monotonic()
    assert say(sandbox).json()["text"] == TEXT
    assert time.monotonic() - started >= 0.19


@pytest.mark.parametrize(("fault", "done"), [("hang", 0), ("timeout", 1)])
def test_a_call_without_an_answer_ends_when_the_client_loses_patience(
    sandbox: httpx.Client, world: World, fault: str, done: int
) -> None:
    _arm(sandbox, fault)
    with pytest.raises(httpx.ReadTimeout):
        sandbox.post("/echo/v1/say", json={}, timeout=0.3)
    assert _done(world) == done
    assert calls(sandbox)[0]["status"] is None


def test_timeout_answers_late(sandbox: httpx.Client) -> None:
    _arm(sandbox, "timeout", seconds=0.1)
    assert say(sandbox).json()["text"] == TEXT


def test_what_arrived_before_a_client_went_away_stays(sandbox: httpx.Client, sandbox_url: str, world: World) -> None:
    port = int(sandbox_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(b"PUT /echo/v1/stream HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + b"a" * 40)
        while len(world.store["echo"].get("kept", b"")) < 40:
            time.sleep(0.01)
    while calls(sandbox)[0]["outcome"] == "open":
        time.sleep(0.01)
    assert calls(sandbox)[0]["outcome"] == "client_gone"
    assert sandbox.put("/echo/v1/stream", content=b"b" * 60).json() == {"kept": 100}
    assert calls(sandbox)[1]["bodySize"] == 60
