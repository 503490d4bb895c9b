from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.media import probe
from vidpipe.models.calls import JobStatus
from vidpipe.providers.ledger import Ledger, MemoryLedger
from vidpipe.providers.session import Session
from vidpipe.providers.sora.clips import SoraClipProvider
from vidpipe.providers.sora.config import OPENAI, Config
from vidpipe.providers.sora.probe import probe as probe_key
from vidpipe_tests.unit.providers.filming.made import failing, filmed, operations

KEY = "sk-gateway-0f3c6a1e-secret"
GATEWAY = "https://gateway.example/v1"


class FakeGateway:
    """Videos that are completed after ``polls`` looks."""

    def __init__(self, content: bytes = b"", *, polls: int = 2) -> None:
        self.content = content
        self.polls = polls
        self.requests: list[httpx.Request] = []
        self.videos: dict[str, dict[str, Any]] = {}
        self.looks = 0
        self.ending: dict[str, Any] = {"status": "completed", "progress": 100}
        self.lists_prompts = True
        self.override: Callable[[httpx.Request], httpx.Response | None] = lambda _: None

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        given = self.override(request)
        if given is not None:
            return given
        if request.url.host == "storage.example":
            assert "authorization" not in request.headers
            return httpx.Response(200, content=self.content)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return refuse(401, "invalid_api_key")
        match (request.method, *request.url.path.removeprefix("/v1").strip("/").split("/")):
            case ("POST", "videos"):
                return httpx.Response(200, json=self.create(json.loads(request.content)))
            case ("GET", "videos"):
                return self._list(request)
            case ("GET", "videos", str(video), "content"):
                return httpx.Response(302, headers={"location": f"https://storage.example/{video}.mp4?sig=secret"})
            case ("GET", "videos", str(video)) if video in self.videos:
                self.looks += 1
                done = self.looks > self.polls
                state = self.ending if done else {"status": "in_progress", "progress": 40}
                return httpx.Response(200, json=self.videos[video] | state)
        return refuse(404, "not_found", "Video not found.")

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        video_id = f"video_{len(self.videos)}"
        self.videos[video_id] = {"id": video_id, "status": "queued", "created_at": int(time.time()), **body}
        return self.videos[video_id]

    def _list(self, request: httpx.Request) -> httpx.Response:
        rows = list(reversed(self.videos.values()))
        if "after" in request.url.params:
            ids = [row["id"] for row in rows]
            rows = rows[ids.index(request.url.params["after"]) + 1 :]
        if not self.lists_prompts:
            rows = [{key: value for key, value in row.items() if key != "prompt"} for row in rows]
        page = rows[:2]
        last = page[-1]["id"] if page else None
        return httpx.Response(200, json={"object": "list", "data": page, "last_id": last, "has_more": len(rows) > 2})


def refuse(status: int, code: str, message: str = "No.", kind: str = "invalid_request_error") -> httpx.Response:
    return httpx.Response(status, json={"error": {"message": message, "type": kind, "param": None, "code": code}})


def config(**changes: Any) -> Config:
    given = {"api_key": KEY, "base_url": GATEWAY, "poll_seconds": 0.001, "wait_seconds": 5, **changes}
    return Config(_env_file=None, **given)


def sora(gateway: FakeGateway, ledger: Ledger | None = None, **changes: Any) -> SoraClipProvider:
    session = Session(ledger or MemoryLedger(), transport=httpx.MockTransport(gateway.answer))
    return SoraClipProvider(session, config(**changes))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "scene.mp4"


@pytest.mark.parametrize("base_url", [OPENAI, "https://api.openai.com/v1/", "https://API.OpenAI.com"])
def test_sora_says_that_it_is_retired_and_asks_nobody(base_url: str, out: Path) -> None:
    gateway = FakeGateway()
    error = failing(sora(gateway, base_url=base_url), out)
    assert error.code == "SORA_RETIRED"
    assert "seedance" in error.message
    assert sora(gateway, base_url=base_url).problems() == [error.message]
    with pytest.raises(ProviderError) as raised:
        asyncio.run(probe_key(Session(transport=httpx.MockTransport(gateway.answer)), config(base_url=base_url)))
    assert raised.value.code == "SORA_RETIRED"
    assert gateway.requests == []
    assert Config(_env_file=None).is_retired


def test_a_gateway_may_still_speak_its_protocol(out: Path, clip: bytes) -> None:
    gateway, ledger = FakeGateway(clip), MemoryLedger()
    shares = filmed(sora(gateway, ledger), out)
    assert (probe(out).video[0].frames, probe(out).audio) == (24, [])
    assert shares == sorted(shares)
    assert max(shares[1:-2]) > 0.35, "the gateway's own progress counts"
    body = json.loads(gateway.requests[0].content)
    assert "潮间带" in body.pop("prompt")
    assert body == {"model": "sora-2", "seconds": "8", "size": "1280x720"}
    assert operations(ledger) == ["videos.create", "videos.get", "videos.download"]
    assert ledger.outcomes[1].cost_usd == pytest.approx(0.8)
    assert "secret" not in str(ledger.intents) + str(ledger.outcomes)


@pytest.mark.parametrize(
    ("model", "size", "seconds", "expected"),
    [
        ("sora-2", (1080, 1920), 3.0, ("720x1280", "4")),
        ("sora-2-pro", (1080, 1920), 99.0, ("1024x1792", "12")),
        ("sora-2-pro-2025-10-06", (1920, 1080), 8.05, ("1792x1024", "8")),
        ("sora-2-pro", (720, 720), 4.5, ("1280x720", "8")),
    ],
)
def test_sizes_and_lengths_are_those_of_the_contract(
    model: str, size: tuple[int, int], seconds: float, expected: tuple[str, str], out: Path, clip: bytes
) -> None:
    gateway = FakeGateway(clip)
    filmed(sora(gateway, model=model), out, width=size[0], height=size[1], seconds=seconds)
    body = json.loads(gateway.requests[0].content)
    assert (body["size"], body["seconds"]) == expected


ROWS: list[tuple[httpx.Response, str]] = [
    (refuse(404, "model_not_found"), "SORA_RETIRED"),
    (httpx.Response(404, text="not here"), "SORA_RETIRED"),
    (httpx.Response(410), "SORA_RETIRED"),
    (refuse(400, "model_not_found"), "SORA_RETIRED"),
    (refuse(400, "invalid_value", "This API is deprecated."), "SORA_RETIRED"),
    (refuse(401, "invalid_api_key"), "SORA_INVALID_API_KEY"),
    (refuse(403, "unsupported_country"), "SORA_PERMISSION_DENIED"),
    (refuse(402, "payment"), "SORA_QUOTA_EXCEEDED"),
    (refuse(429, "insufficient_quota", kind="insufficient_quota"), "SORA_QUOTA_EXCEEDED"),
    (refuse(429, "billing_hard_limit_reached"), "SORA_QUOTA_EXCEEDED"),
    (refuse(429, "rate_limit_exceeded"), "SORA_RATE_LIMIT"),
    (refuse(400, "moderation_blocked"), "SORA_CONTENT_POLICY"),
    (refuse(400, "invalid_value"), "SORA_INVALID_REQUEST"),
    (refuse(500, "server_error"), "SORA_SERVER_ERROR"),
    (httpx.Response(503, text="busy"), "SORA_SERVER_ERROR"),
]


@pytest.mark.parametrize(("response", "code"), ROWS)
def test_every_refusal_of_a_creation(response: httpx.Response, code: str, out: Path) -> None:
    gateway = FakeGateway()
    gateway.override = lambda it: response if it.method == "POST" else None
    assert failing(sora(gateway), out).code == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"code": "moderation_blocked", "message": "Blocked."}, "SORA_CONTENT_POLICY"),
        ({"code": "internal_error", "message": "Oops."}, "SORA_SERVER_ERROR"),
        (None, "SORA_SERVER_ERROR"),
    ],
)
def test_a_video_that_failed_is_not_resumed(error: dict[str, str] | None, code: str, out: Path, clip: bytes) -> None:
    gateway, ledger = FakeGateway(clip), MemoryLedger()
    gateway.ending = {"status": "failed", "error": error}
    assert failing(sora(gateway, ledger), out).code == code
    assert ledger.jobs[1][1] is JobStatus.FAILED


def test_a_video_that_takes_too_long_is_resumed(out: Path, clip: bytes) -> None:
    gateway, ledger = FakeGateway(clip, polls=10_000), MemoryLedger()
    assert failing(sora(gateway, ledger, wait_seconds=0.02), out).code == "SORA_PROCESSING_TIMEOUT"
    gateway.polls = 0
    filmed(sora(gateway, ledger), out)
    assert len(gateway.videos) == 1


def test_a_video_that_is_gone_and_a_film_that_has_expired(out: Path, clip: bytes) -> None:
    gateway, ledger = FakeGateway(clip), MemoryLedger()
    filmed(sora(gateway, ledger), out)
    gateway.override = lambda it: refuse(404, "expired") if it.url.path.endswith("/content") else None
    assert failing(sora(gateway, ledger, model="sora-2-pro"), out).code == "SORA_DOWNLOAD_EXPIRED"
    gateway.override = lambda _: None
    gateway.videos.clear()
    assert failing(sora(gateway, ledger), out).code == "SORA_TASK_NOT_FOUND"


def test_a_video_without_a_film_is_fetched_once_more_and_then_given_up(out: Path) -> None:
    gateway, ledger = FakeGateway(b""), MemoryLedger()
    for status in (JobStatus.SUCCEEDED, JobStatus.FAILED):
        assert failing(sora(gateway, ledger), out).code == "SORA_EMPTY_RESULT"
        assert ledger.jobs[1][1] is status
    assert len(gateway.videos) == 1


def lost(gateway: FakeGateway, *, begins: bool) -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.method != "POST":
            return None
        gateway.override = lambda _: None
        if begins:
            gateway.create(json.loads(request.content))
        raise httpx.ReadError("reset")

    gateway.override = answer


@pytest.mark.parametrize("begins", [True, False])
def test_a_lost_video_is_found_by_its_words(begins: bool, out: Path, clip: bytes) -> None:
    gateway, ledger = FakeGateway(clip), MemoryLedger()
    lost(gateway, begins=begins)
    assert failing(sora(gateway, ledger), out).code == "SORA_NETWORK_ERROR"
    for number in range(4):
        gateway.create({"model": "sora-2", "prompt": str(number), "seconds": "8", "size": "1280x720"})
    filmed(sora(gateway, ledger), out)
    assert len(gateway.videos) == 5
    assert "videos.list" in operations(ledger)
    assert ledger.outcomes[1].charged == ("yes" if begins else "unknown")


@pytest.mark.parametrize("case", ["no list", "no prompts"])
def test_without_a_useful_list_it_is_made_again(case: str, out: Path, clip: bytes) -> None:
    gateway, ledger = FakeGateway(clip), MemoryLedger()
    lost(gateway, begins=True)
    failing(sora(gateway, ledger), out)
    gateway.lists_prompts = False
    if case == "no list":
        gateway.override = lambda it: (
            httpx.Response(405) if it.url.path == "/v1/videos" and it.method == "GET" else None
        )
    filmed(sora(gateway, ledger), out)
    assert len(gateway.videos) == 2


def test_a_key_that_is_missing_or_wrong(out: Path) -> None:
    assert "VIDPIPE_SORA_API_KEY" in sora(FakeGateway(), api_key=None).problems()[0]
    assert failing(sora(FakeGateway(), api_key=None), out).code == "PROVIDER_NOT_CONFIGURED"
    assert failing(sora(FakeGateway(), api_key="other"), out).code == "SORA_INVALID_API_KEY"
    assert KEY not in str(sora(FakeGateway()).fingerprint())
    session = Session(transport=httpx.MockTransport(FakeGateway().answer))
    assert asyncio.run(probe_key(session, config())) == []
