"""A sandbox on a real port: one server per test module, its world reset before each."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from starlette.applications import Starlette

from vidpipe.sandbox.app import create_sandbox, make_server
from vidpipe.sandbox.world import World

Arm = Callable[..., None]


@pytest.fixture(scope="module")
def sandbox_app() -> Starlette:
    return create_sandbox("instant", seed=0)


@pytest.fixture(scope="module")
def sandbox_url(sandbox_app: Starlette) -> Iterator[str]:
    """The address of a running sandbox, without a slash at its end."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = make_server(sandbox_app, 0)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def world(sandbox_app: Starlette) -> World:
    """The state behind the running sandbox, as new."""
    found: World = sandbox_app.state.world
    found.reset()
    return found


@pytest.fixture
def real_times(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world with jobs as long as in reality, for tests that turn the clock themselves."""
    monkeypatch.setattr(world, "duration", lambda seconds: seconds)
    return world


@pytest.fixture
def unfilmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the making of films to tests of video jobs that do not look at them."""

    async def make_film(_media: object, _order: object) -> bytes:
        return b"film"

    monkeypatch.setattr("vidpipe.sandbox.film_jobs.make_film", make_film)


@pytest.fixture
def sandbox(sandbox_url: str, world: World) -> Iterator[httpx.Client]:
    """A client of the running sandbox, whose world is as new: `sandbox.post("/gemini/v1beta/…")`."""
    with httpx.Client(base_url=sandbox_url, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def arm(sandbox: httpx.Client) -> Arm:
    """Arm a fault: `arm("gemini", "rate_limit", times=2)`."""

    def arm(provider: str, fault: str, **rest: object) -> None:
        answer = sandbox.post("/__sandbox__/faults", json={"provider": provider, "fault": fault, **rest})
        assert answer.status_code == 200, answer.text

    return arm
