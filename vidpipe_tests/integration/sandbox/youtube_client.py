"""What the tests of the simulated YouTube share: a small honest client, and a small film."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from functools import lru_cache
from typing import Any

import av
import httpx
import numpy as np
from PIL import Image

from vidpipe.sandbox.keys import KEYS

CLIENT = {"client_id": KEYS["youtube_client_id"], "client_secret": KEYS["youtube_client_secret"]}
OAUTH = "/youtube/oauth2"
API = "/youtube/youtube/v3"
UPLOAD = "/youtube/upload/youtube/v3"
STEP = 262_144
SRT = "1\n00:00:00,000 --> 00:00:01,000\n海が呼吸する\n".encode()
ENGLISH = {"language": "en", "name": "English"}
METADATA: dict[str, Any] = {
    "snippet": {"title": "Why the sea breathes", "description": "Tides 🌊, in „six“ pictures.", "tags": ["tides"]},
    "status": {"privacyStatus": "unlisted", "selfDeclaredMadeForKids": False, "containsSyntheticMedia": True},
}


@lru_cache(maxsize=8)
def small_film(seconds: int = 1) -> bytes:
    """A grey film of 64 × 64 pixels at one frame a second."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=1)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for number in range(seconds):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 99, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 1)
            film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return file.getvalue()


def long_upload(steps: float) -> bytes:
    """A film with so many times 256 KiB of noise behind it, in a box that players skip."""
    noise = np.random.default_rng(7).bytes(int(steps * STEP))
    return small_film() + (len(noise) + 8).to_bytes(4, "big") + b"free" + noise


class Client:
    """Signed in to the sandbox; every call returns the raw answer."""

    def __init__(self, sandbox: httpx.Client, refresh_token: str = KEYS["youtube_refresh_token"], **form: str) -> None:
        self.sandbox = sandbox
        answer = refreshed(sandbox, refresh_token=refresh_token, **form)
        assert answer.status_code == 200, answer.text
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def start(
        self, metadata: Any = METADATA, *, size: int | None = None, part: str = "snippet,status", **headers: str
    ) -> httpx.Response:
        """Begin an upload."""
        more = {"X-Upload-Content-Type": "video/mp4", **headers}
        if size is not None:
            more["X-Upload-Content-Length"] = str(size)
        query = {"uploadType": "resumable", "part": part}
        return self.sandbox.post(f"{UPLOAD}/videos", params=query, json=metadata, headers=self.headers | more)

    def session(self, size: int | None = None, metadata: Any = METADATA) -> str:
        """Begin an upload and return where its bytes go."""
        answer = self.start(metadata, size=size)
        assert answer.status_code == 200, answer.text
        return answer.headers["location"]

    def put(self, session: str, data: bytes, range_: str | None) -> httpx.Response:
        """Send bytes."""
        more = {"Content-Range": range_} if range_ else {}
        return self.sandbox.put(session, content=data, headers=self.headers | more)

    def ask(self, session: str, size: int | str) -> httpx.Response:
        """Ask how far it got."""
        return self.put(session, b"", f"bytes */{size}")

    def upload(self, data: bytes | None = None, metadata: Any = METADATA) -> dict[str, Any]:
        """Upload a film in one PUT and return the video."""
        film = small_film() if data is None else data
        answer = self.put(self.session(len(film), metadata), film, f"bytes 0-{len(film) - 1}/{len(film)}")
        assert answer.status_code == 200, answer.text
        video: dict[str, Any] = answer.json()
        return video

    def get(self, path: str, **query: str) -> httpx.Response:
        """Read from the API."""
        return self.sandbox.get(f"{API}/{path}", params=query, headers=self.headers)

    def look(self, video_id: str, part: str = "status,processingDetails,suggestions") -> list[dict[str, Any]]:
        """The items of videos.list."""
        items: list[dict[str, Any]] = self.get("videos", part=part, id=video_id).json()["items"]
        return items

    def caption(
        self, snippet: Any, file: bytes, *, boundary: str = "b0und", query: str = "uploadType=multipart&part=snippet"
    ) -> httpx.Response:
        """captions.insert."""
        head = (
            f"--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{json.dumps({'snippet': snippet})}"
        )
        body = f"{head}\r\n--{boundary}\r\nContent-Type: application/octet-stream\r\n\r\n".encode() + file
        return self.sandbox.post(
            f"{UPLOAD}/captions?{query}",
            content=body + f"\r\n--{boundary}--\r\n".encode(),
            headers=self.headers | {"Content-Type": f"multipart/related; boundary={boundary}"},
        )

    def thumbnail(self, video_id: str, data: bytes, kind: str = "image/jpeg") -> httpx.Response:
        """thumbnails.set."""
        query = {"videoId": video_id, "uploadType": "media"}
        url = f"{UPLOAD}/thumbnails/set"
        return self.sandbox.post(url, params=query, content=data, headers=self.headers | {"Content-Type": kind})


def refreshed(sandbox: httpx.Client, **form: str) -> httpx.Response:
    """Ask the token endpoint."""
    usual = {**CLIENT, "refresh_token": KEYS["youtube_refresh_token"], "grant_type": "refresh_token"}
    return sandbox.post(f"{OAUTH}/token", data={name: value for name, value in (usual | form).items() if value})


def reason(answer: httpx.Response) -> str:
    """The reason of an error in YouTube's shape."""
    body = answer.json()["error"]
    assert body["code"] == answer.status_code
    assert body["message"] == body["errors"][0]["message"]
    return str(body["errors"][0]["reason"])


def configure(sandbox: httpx.Client, **values: Any) -> None:
    """Set what the project or its channel may do."""
    answer = sandbox.post("/__sandbox__/accounts", json={"provider": "youtube", **values})
    assert answer.status_code == 200, answer.text


def advance(sandbox: httpx.Client, seconds: float) -> None:
    """Turn the sandbox's clock forward."""
    sandbox.post("/__sandbox__/clock", json={"advance": seconds})


@lru_cache(maxsize=8)
def picture(kind: str = "JPEG", size: tuple[int, int] = (1280, 720)) -> bytes:
    """A plain picture."""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind)
    return file.getvalue()


def titled(title: str) -> dict[str, Any]:
    """Metadata with another title."""
    return {**METADATA, "snippet": {"title": title}}
