"""Google's video as its documentation describes it, small enough for one test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from vidpipe.providers.ledger import Ledger, MemoryLedger
from vidpipe.providers.omni.clips import OmniClipProvider
from vidpipe.providers.omni.config import Config
from vidpipe.providers.omni.veo import VeoClipProvider
from vidpipe.providers.session import Session

KEY = "AIza-0f3c6a1e-secret"
API = "https://generativelanguage.googleapis.com"
GATEWAY = "https://veo.example"


def config(**changes: Any) -> Config:
    return Config(_env_file=None, **{"api_key": KEY, "poll_seconds": 0.001, "wait_seconds": 5, **changes})


def session_of(google: FakeGoogle, ledger: Ledger | None = None) -> Session:
    return Session(ledger or MemoryLedger(), transport=httpx.MockTransport(google.answer))


def omni(google: FakeGoogle, ledger: Ledger | None = None, **changes: Any) -> OmniClipProvider:
    return OmniClipProvider(session_of(google, ledger), config(**changes))


def veo(google: FakeGoogle, ledger: Ledger | None = None, **changes: Any) -> VeoClipProvider:
    return VeoClipProvider(session_of(google, ledger), config(**changes))


def at_gateway(google: FakeGoogle, ledger: Ledger | None = None, **changes: Any) -> VeoClipProvider:
    return veo(google, ledger, api_key=None, veo_base_url=GATEWAY, veo_api_key=KEY, **changes)


def modern(status: int, code: str, message: str = "No.") -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": message}})


def classic(status: int, name: str, message: str, *details: dict[str, Any], **headers: str) -> httpx.Response:
    error = {"code": status, "message": message, "status": name, "details": list(details)}
    return httpx.Response(status, json={"error": error}, headers=headers)


def output(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"steps": [{"type": "model_output", "content": list(parts)}]}


def usage(tokens: int) -> dict[str, Any]:
    return {"usage": {"total_input_tokens": 310, "total_output_tokens": tokens, "total_tokens": 310 + tokens}}


URI = f"{API}/v1beta/files/ab12cd"
FILM = {"status": "completed", **output({"type": "video", "uri": URI, "mime_type": "video/mp4"}), **usage(34_800)}
SAMPLES = {"generatedSamples": [{"video": {"uri": f"{GATEWAY}/v1beta/files/x:download?alt=media"}}]}


class FakeGoogle:
    """Interactions and operations that end as ``ending`` says after ``polls`` looks; files at either host."""

    def __init__(self, content: bytes = b"", *, polls: int = 2) -> None:
        self.content = content
        self.polls = polls
        self.requests: list[httpx.Request] = []
        self.begun = 0
        self.looks = 0
        self.ending: dict[str, Any] = FILM
        self.operation: dict[str, Any] = {"response": {"generateVideoResponse": SAMPLES}}
        self.override: Callable[[httpx.Request], httpx.Response | None] = lambda _: None

    def sent(self, method: str, path: str = "") -> list[httpx.Request]:
        return [it for it in self.requests if it.method == method and path in it.url.path]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        given = self.override(request)
        if given is not None:
            return given
        path = request.url.path
        if request.url.host == "storage.example":
            assert "x-goog-api-key" not in request.headers
            return httpx.Response(200, content=self.content)
        if request.headers.get("x-goog-api-key") != KEY:
            return modern(401, "authentication")
        if path.startswith("/v1beta/files/"):
            assert request.url.params["alt"] == "media"
            return httpx.Response(302, headers={"location": "https://storage.example/f?sig=secret"})
        if request.method == "POST":
            self.begun += 1
            name = "models/veo-3.1-generate-preview/operations/op1"
            return httpx.Response(200, json={"id": "int_9f2c", "status": "in_progress", "name": name})
        if path.endswith("/models"):
            return httpx.Response(200, json={"models": []})
        self.looks += 1
        if self.looks <= self.polls:
            return httpx.Response(200, json={"id": "int_9f2c", "status": "in_progress"})
        if "operations" in path:
            return httpx.Response(200, json={"name": "op1", "done": True, **self.operation})
        return httpx.Response(200, json={"id": "int_9f2c", **self.ending})
