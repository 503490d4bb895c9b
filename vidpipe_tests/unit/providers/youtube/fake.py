"""A YouTube of a few lines behind httpx's mock transport, and what the tests publish on it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from vidpipe.models import Brief, CompositeManifest, Scene, Script
from vidpipe.models.artifact import Artifact
from vidpipe.providers.base import Published, PublishRequest
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.config import STEP, Config
from vidpipe.providers.youtube.upload import YouTubeUploadProvider

BASE = "https://yt.test"
TASK = "5f0c1d9e-0000-4000-8000-000000000001"
CLIENT = {"client_id": "123456789012-abc.apps.googleusercontent.com", "client_secret": "GOCSPX-fake-client-secret"}
CONSENT = "1//0g-fake-refresh-token-0123456789"
FILM = bytes(range(256)) * 4 * 1024 * 3 + b"the end"
"""Three steps of 256 KiB and a bit."""
PUT = r"^PUT /upload"
START = r"^POST /upload/youtube/v3/videos\?"
LIST = r"^GET /youtube/v3/videos\?"
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


@dataclass
class FakeYouTube:
    """Answers as the real one; ``say`` puts other answers first. Keeps every request."""

    requests: list[httpx.Request] = field(default_factory=list)
    sessions: dict[str, bytearray] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    """Session → its video."""
    videos: dict[str, dict[str, Any]] = field(default_factory=dict)
    films: dict[str, bytes] = field(default_factory=dict)
    tokens: int = 0
    begun: int = 0
    answers: list[tuple[str, Answer]] = field(default_factory=list)

    def say(self, pattern: str, *answers: Answer) -> None:
        """Give these answers, in turn, to requests whose ``METHOD path?query`` matches."""
        self.answers += [(pattern, answer) for answer in answers]

    def count(self, pattern: str) -> int:
        return sum(1 for request in self.requests if re.search(pattern, line(request)))

    def sent(self, pattern: str) -> list[httpx.Request]:
        return [request for request in self.requests if re.search(pattern, line(request))]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        for index, (pattern, answer) in enumerate(self.answers):
            if re.search(pattern, line(request)):
                del self.answers[index]
                if isinstance(answer, Exception):
                    raise answer
                return answer if isinstance(answer, httpx.Response) else answer(request)
        return self.usual(request)

    def usual(self, request: httpx.Request) -> httpx.Response:
        match request.method, request.url.path:
            case "POST", "/token":
                self.tokens += 1
                return httpx.Response(200, json=token(f"ya29.fake-access-{self.tokens}"))
            case "POST", "/upload/youtube/v3/videos":
                return self._begin(json.loads(request.content))
            case "PUT", "/upload/youtube/v3/videos":
                return self.take(request)
            case "GET", "/youtube/v3/videos":
                found = [self.videos[i] for i in [request.url.params["id"]] if i in self.videos]
                return httpx.Response(200, json={"items": found})
            case "POST", "/upload/youtube/v3/thumbnails/set":
                return httpx.Response(200, json={"kind": "youtube#thumbnailSetResponse"})
            case "POST", "/upload/youtube/v3/captions":
                return httpx.Response(200, json={"kind": "youtube#caption", "id": "AUieDa-1"})
            case "GET", "/youtube/v3/playlistItems":
                return httpx.Response(200, json={"items": []})
            case "POST", "/youtube/v3/playlistItems":
                return httpx.Response(200, json={"id": "item-1"})
            case "GET", "/youtube/v3/channels":
                lists = {"relatedPlaylists": {"uploads": "UU123"}}
                return httpx.Response(200, json={"items": [{"contentDetails": lists, "snippet": {"title": "Tea"}}]})
            case "DELETE", "/youtube/v3/videos":
                self.videos.pop(request.url.params["id"], None)
                return httpx.Response(204)
        return httpx.Response(404, text="Not Found")

    def _begin(self, metadata: dict[str, Any]) -> httpx.Response:
        name = f"ADPycd-secret-session-{self.begun}"
        self.begun += 1
        self.sessions[name] = bytearray()
        self.videos[f"of {name}"] = metadata
        return httpx.Response(200, headers={"location": f"{BASE}/upload/youtube/v3/videos?upload_id={name}"})

    def take(self, request: httpx.Request, keep: int | None = None) -> httpx.Response:
        """Take the bytes of a PUT, or only so many of them."""
        name = request.url.params["upload_id"]
        if name not in self.sessions:
            return httpx.Response(404, text="Not Found")
        data = self.sessions[name]
        range_ = request.headers["content-range"]
        total = int(range_.rpartition("/")[2])
        if match := re.fullmatch(r"bytes (\d+)-(\d+)/\d+", range_):
            first, last = int(match[1]), int(match[2])
            assert first == len(data), "not the byte after the last one that was kept"
            assert last - first + 1 == len(request.content) == int(request.headers["content-length"])
            assert (last + 1 == total) or (last - first + 1) % STEP == 0
            data[first:] = request.content[:keep]
        else:
            assert range_.startswith("bytes */")
        if len(data) == total:
            return httpx.Response(200, json=self._video(name))
        return httpx.Response(308, headers={"Range": f"bytes=0-{len(data) - 1}"} if data else {})

    def _video(self, name: str) -> dict[str, Any]:
        if name not in self.made:
            video_id = f"video-{len(self.made)}"
            metadata = self.videos.pop(f"of {name}")
            self.made[name] = video_id
            self.films[video_id] = bytes(self.sessions[name])
            self.videos[video_id] = video(video_id, **metadata["status"])
        return self.videos[self.made[name]]

    @property
    def published(self) -> list[str]:
        """The videos there are."""
        return [name for name in self.videos if not name.startswith("of ")]


def line(request: httpx.Request) -> str:
    return f"{request.method} {request.url.raw_path.decode()}"


def token(text: str, seconds: int = 3_599) -> dict[str, object]:
    scope = "https://www.googleapis.com/auth/youtube.upload https://www.googleapis.com/auth/youtube.force-ssl"
    return {"access_token": text, "expires_in": seconds, "scope": scope, "token_type": "Bearer"}


def video(video_id: str, *, upload: str = "processed", processing: str = "succeeded", **status: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#video",
        "id": video_id,
        "status": {"uploadStatus": upload, **status},
        "processingDetails": {
            "processingStatus": processing,
            "processingProgress": {"partsTotal": "100", "partsProcessed": "50", "timeLeftMs": "0"},
        },
    }


def refusal(status: int, reason: str, message: str = "No.", domain: str = "youtube.video") -> httpx.Response:
    error = {"message": message, "domain": domain, "reason": reason}
    return httpx.Response(status, json={"error": {"code": status, "message": message, "errors": [error]}})


@dataclass
class Publishing:
    """One task that is published on a fake YouTube; ``publish`` is one try of its stage, in a session of its own."""

    youtube: FakeYouTube
    folder: Path
    film: bytes = FILM
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    settings: dict[str, Any] = field(default_factory=dict)
    brief: dict[str, Any] = field(default_factory=dict)
    script: dict[str, Any] = field(default_factory=dict)
    shares: list[float] = field(default_factory=list)

    def config(self, **changes: Any) -> Config:
        usual: dict[str, Any] = {
            **CLIENT,
            "refresh_token": CONSENT,
            "data_dir": self.folder / "data",
            "base_url": BASE,
            "token_url": f"{BASE}/token",
            "made_for_kids": False,
            "synthetic_media": True,
            "chunk_bytes": STEP,
            "poll_seconds": 0,
            "listing_seconds": 0.05,
        }
        return Config(**usual | self.settings | changes)

    def request(self) -> PublishRequest:
        files = {"video.mp4": self.film, "thumbnail.jpg": b"\xff\xd8\xff\xe0 a picture", "captions.srt": b"1\n00:00"}
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
        film = Artifact(sha256=hashlib.sha256(self.film).hexdigest(), size=len(self.film), media_type="video/mp4")
        composite = CompositeManifest(
            provider="ffmpeg", video=film, captions_srt=film, captions_vtt=film, thumbnail=film,
            duration=12.5, width=64, height=64, fps=30,
        )  # fmt: skip
        scene = Scene(number=1, narration="Tea.", picture="tea")
        script = {"title": "Why the sea breathes 🌊", "tags": ["tides"], "description": "„Six“", **self.script}
        return PublishRequest(
            task_id=TASK,
            trace_id="0" * 32,
            script=Script(**{"scenes": [scene], **script}),
            brief=Brief.model_validate({"script": [{"narration": "Tea."}], "publish": self.brief}),
            composite=composite,
            files={name: self.folder / name for name in files},
        )

    def publish(self, **settings: Any) -> Published:
        async def once() -> Published:
            async with Session(self.ledger, transport=httpx.MockTransport(self.youtube)) as session:
                provider = YouTubeUploadProvider(session, self.config(**settings))
                return await provider.publish(self.request(), self.shares.append)

        return asyncio.run(once())

    @property
    def job(self) -> str | None:
        """The job of the last ``videos.insert``."""
        calls = [number for number, intent in enumerate(self.ledger.intents, 1) if intent.operation == "videos.insert"]
        return self.ledger.jobs[calls[-1]][0] if calls and calls[-1] in self.ledger.jobs else None
