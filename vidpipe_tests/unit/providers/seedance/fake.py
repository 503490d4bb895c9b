"""Seedance as its platforms describe it, small enough for one test."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import httpx

from vidpipe.providers.ledger import Ledger, MemoryLedger
from vidpipe.providers.seedance.clips import SeedanceClipProvider
from vidpipe.providers.seedance.config import Config
from vidpipe.providers.session import Session

KEY = "ark-0f3c6a1e-secret"
API = "https://ark.ap-southeast.bytepluses.com/api/v3"
STORAGE = "https://ark-content-generation.tos-ap-southeast-1.volces.com"


def config(**changes: Any) -> Config:
    return Config(_env_file=None, **{"api_key": KEY, "poll_seconds": 0.001, "wait_seconds": 5, **changes})


def provider(seedance: FakeSeedance, ledger: Ledger | None = None, **changes: Any) -> SeedanceClipProvider:
    session = Session(ledger or MemoryLedger(), transport=httpx.MockTransport(seedance.answer))
    return SeedanceClipProvider(session, config(**changes))


def refuse(status: int, code: str, message: str = "No.", **headers: str) -> httpx.Response:
    told = {"code": code, "message": f"{message} Request id: 0217abc", "param": "", "type": "BadRequest"}
    return httpx.Response(status, json={"error": told}, headers={"X-Request-Id": "0217abc", **headers})


class FakeSeedance:
    """Tasks that have succeeded after ``polls`` looks."""

    def __init__(self, content: bytes = b"", *, polls: int = 2) -> None:
        self.content = content
        self.polls = polls
        self.requests: list[httpx.Request] = []
        self.tasks: dict[str, dict[str, Any]] = {}
        self.looks: dict[str, int] = {}
        self.ending: dict[str, Any] = {"status": "succeeded"}
        self.expired_downloads = 0
        self.signs_anew = True
        self.override: Callable[[httpx.Request], httpx.Response | None] = lambda _: None

    def sent(self, method: str, path: str = "") -> list[httpx.Request]:
        return [it for it in self.requests if it.method == method and it.url.path.endswith(path)]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        given = self.override(request)
        if given is not None:
            return given
        if request.url.host.endswith("volces.com"):
            return self._storage(request)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return refuse(401, "AuthenticationError")
        path = request.url.path.removeprefix("/api/v3/contents/generations/tasks").strip("/")
        if request.method == "POST":
            return httpx.Response(200, json={"id": self.create(json.loads(request.content))})
        return self._look(path) if path else self._list(request)

    def create(self, body: dict[str, Any]) -> str:
        task_id = f"cgt-20261121201500-{len(self.tasks)}"
        now = int(time.time())
        self.tasks[task_id] = {"id": task_id, "status": "queued", "created_at": now, "updated_at": now, **body}
        return task_id

    def _look(self, task_id: str) -> httpx.Response:
        if task_id not in self.tasks:
            return refuse(404, "ResourceNotFound", "The specified task is not found.")
        self.looks[task_id] = looks = self.looks.get(task_id, 0) + 1
        return httpx.Response(200, json=self._told(task_id, done=looks > self.polls))

    def _told(self, task_id: str, *, done: bool) -> dict[str, Any]:
        told = {key: value for key, value in self.tasks[task_id].items() if key != "content"}
        if not done:
            return told | {"status": "running"}
        told |= self.ending
        if told["status"] == "succeeded":
            signed = self.looks[task_id] if self.signs_anew else 0
            told["content"] = {"video_url": f"{STORAGE}/{task_id}.mp4?X-Tos-Signature=secret{signed}"}
            told["usage"] = {"completion_tokens": 108_000, "total_tokens": 108_000}
        return told

    def _list(self, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        model, number, size = query.get("filter.model"), int(query["page_num"]), int(query["page_size"])
        rows = [self._told(it, done=False) for it in self.tasks if model in (None, self.tasks[it]["model"])]
        rows = [row | {"status": self.tasks[row["id"]]["status"]} for row in reversed(rows)]
        return httpx.Response(200, json={"total": len(rows), "items": rows[(number - 1) * size : number * size]})

    def _storage(self, request: httpx.Request) -> httpx.Response:
        if "authorization" in request.headers:
            return httpx.Response(400, json={"Code": "InvalidArgument"})
        if self.expired_downloads:
            self.expired_downloads -= 1
            return httpx.Response(403, json={"Code": "AccessDenied", "Message": "Request has expired"})
        return httpx.Response(200, content=self.content, headers={"content-type": "video/mp4"})
