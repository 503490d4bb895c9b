"""D-ID as its documentation describes it, small enough for one test."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np

from vidpipe.providers.did.avatar import DidAvatarProvider
from vidpipe.providers.did.config import Config
from vidpipe.providers.ledger import Ledger, MemoryLedger
from vidpipe.providers.session import Session

KEY = "bWVAZXhhbXBsZS5jb20:Zm9vYmFy"
API = "https://api.d-id.com"
STORAGE = "https://d-id-talks-prod.s3.us-west-2.amazonaws.com"
SECONDS = 1.0


def config(**changes: Any) -> Config:
    given = {"api_key": KEY, "poll_seconds": 0.001, "poll_later_seconds": 0.001, "wait_per_second": 0, **changes}
    return Config(_env_file=None, **given)


def provider(did: FakeDid, ledger: Ledger | None = None, **changes: Any) -> DidAvatarProvider:
    session = Session(ledger or MemoryLedger(), transport=httpx.MockTransport(did.answer))
    return DidAvatarProvider(session, config(**changes))


def speech(path: Path, seconds: float = SECONDS, pitch: float = 150.0) -> Path:
    time = np.arange(round(seconds * 16_000)) / 16_000
    sound = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in (1, 2, 3)) * np.sin(2 * np.pi * 1.7 * time) * 0.2
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((sound * 32_767).astype("<i2").tobytes())
    return path


def film(path: Path, seconds: float = SECONDS, width: int = 64, height: int = 64) -> bytes:
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(round(seconds * 25)):
            frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), 5 * number % 250, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path.read_bytes()


def refuse(status: int, kind: str, description: str, **more: Any) -> httpx.Response:
    return httpx.Response(status, json={"kind": kind, "description": description, **more})


Override = Callable[[httpx.Request], httpx.Response | None]


class FakeDid:
    """Talks and clips that are done after ``polls`` looks; results whose address holds ``expires`` downloads."""

    def __init__(self, content: bytes = b"", *, polls: int = 2) -> None:
        self.content = content
        self.polls = polls
        self.requests: list[httpx.Request] = []
        self.jobs: dict[str, dict[str, Any]] = {}
        self.looks: dict[str, int] = {}
        self.ending: dict[str, Any] = {"status": "done"}
        self.faces: list[dict[str, Any]] | None = [{"face_id": "f0", "detect_confidence": 0.998}]
        self.expired_downloads = 0
        self.signs_anew = True
        self.list_marks, self.single_marks = True, True
        self.override: Override = lambda _: None

    def sent(self, method: str, path: str) -> list[httpx.Request]:
        return [it for it in self.requests if it.method == method and it.url.path.startswith(path)]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        given = self.override(request)
        if given is not None:
            return given
        if request.url.host != "api.d-id.com":
            return self._storage(request)
        if request.headers.get("authorization") != f"Basic {KEY}":
            return httpx.Response(403, json={"message": "Missing Authentication Token"})
        return self._api(request)

    def _api(self, request: httpx.Request) -> httpx.Response:
        match (request.method, *request.url.path.strip("/").split("/")):
            case ("POST", "images"):
                faces = {} if self.faces is None else {"faces": self.faces}
                return httpx.Response(201, json={"id": "img_1", "url": "s3://images/u/portrait.jpg", **faces})
            case ("POST", "audios"):
                return httpx.Response(201, json={"id": "aud_1", "url": "s3://audios/u/audio.wav", "duration": SECONDS})
            case ("POST", "talks" | "clips" as kind):
                return self.create(kind, json.loads(request.content))
            case ("GET", "talks" | "clips" as kind):
                return self._list(kind)
            case ("GET", "talks" | "clips" as kind, job_id):
                return self._look(job_id)
        raise AssertionError(f"unforeseen: {request.method} {request.url}")

    def create(self, kind: str, body: dict[str, Any]) -> httpx.Response:
        job_id = f"{'tlk' if kind == 'talks' else 'clp'}_{len(self.jobs) + 1}"
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        self.jobs[job_id] = {"id": job_id, "kind": kind, "created_at": now, **body}
        return httpx.Response(201, json={"id": job_id, "object": kind[:-1], "created_at": now, "status": "created"})

    def _look(self, job_id: str) -> httpx.Response:
        if job_id not in self.jobs:
            return refuse(404, "NotFoundError", "not found")
        self.looks[job_id] = looks = self.looks.get(job_id, 0) + 1
        return httpx.Response(200, json=self._told(job_id, self.single_marks, done=looks > self.polls))

    def _told(self, job_id: str, marks: bool, *, done: bool) -> dict[str, Any]:
        job = self.jobs[job_id]
        told = {"id": job_id, "created_at": job["created_at"], "status": "started"}
        told["audio_url"] = job["script"]["audio_url"] + "?X-Amz-Signature=secret"
        if marks:
            told["user_data"] = job["user_data"]
        if done:
            signed = self.looks[job_id] if self.signs_anew else 0
            told |= {"result_url": f"{STORAGE}/{job_id}.mp4?Signature={signed}", "duration": SECONDS, **self.ending}
        return told

    def _list(self, kind: str) -> httpx.Response:
        items = [self._told(job_id, self.list_marks, done=False) for job_id in self.jobs]
        return httpx.Response(200, json={kind: items})

    def _storage(self, request: httpx.Request) -> httpx.Response:
        if "authorization" in request.headers:
            return httpx.Response(400, text="<Error><Code>InvalidArgument</Code></Error>")
        if self.expired_downloads:
            self.expired_downloads -= 1
            return httpx.Response(403, text="<Error><Code>AccessDenied</Code>Request has expired</Error>")
        return httpx.Response(200, content=self.content, headers={"content-type": "video/mp4"})
