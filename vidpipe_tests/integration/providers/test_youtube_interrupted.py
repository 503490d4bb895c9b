"""A film that reaches YouTube over a line that keeps breaking: a real server on loopback that cuts connections."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from vidpipe.errors import ProviderError
from vidpipe.models import Brief, CompositeManifest, Scene, Script
from vidpipe.models.artifact import Artifact
from vidpipe.providers.base import Published, PublishRequest
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.config import STEP, Config
from vidpipe.providers.youtube.upload import YouTubeUploadProvider


@dataclass
class BreakingServer:
    """Keeps what has arrived of a PUT when it cuts the connection, some of the times after the last byte."""

    total: int
    cuts: list[int]
    """At these many bytes of the film, in order, the connection is cut."""
    film: bytearray = field(default_factory=bytearray)
    sessions: int = 0
    videos: int = 0
    url: str = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[BreakingServer]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            yield self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await self._head(reader):
                await self._answer(head, reader, writer)
        finally:
            writer.close()

    async def _head(self, reader: asyncio.StreamReader) -> list[str]:
        try:
            return (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return []

    async def _answer(self, head: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        length = int(headers.get("content-length", "0"))
        if head[0].startswith("PUT"):
            if not await self._take(headers["content-range"], length, reader):
                writer.transport.abort()
                return
            if len(self.film) < self.total:
                more = {"Range": f"bytes=0-{len(self.film) - 1}"} if self.film else {}
                await self._write(writer, 308, more, b"")
                return
            self.videos = 1
            await self._write(writer, 200, {}, b'{"id": "v1", "status": {"uploadStatus": "uploaded"}}')
            return
        await reader.readexactly(length)
        item = {"id": "v1", "status": {"uploadStatus": "processed"}}
        headers, body = {}, json.dumps({"items": [item]})
        if head[0].startswith("POST /token"):
            body = json.dumps({"access_token": "ya29.fake-token-0123", "expires_in": 3_599})
        elif head[0].startswith("POST"):
            self.sessions += 1
            headers, body = {"Location": f"{self.url}/upload?upload_id=u{self.sessions}"}, ""
        await self._write(writer, 200, headers, body.encode())

    async def _take(self, range_: str, length: int, reader: asyncio.StreamReader) -> bool:
        """Keep the bytes of a PUT up to the next cut; say whether the connection holds."""
        if range_.startswith("bytes */"):
            return True
        first = int(range_.removeprefix("bytes ").partition("-")[0])
        assert first == len(self.film), "not where the last byte was"
        while length:
            until_cut = self.cuts[0] - len(self.film) if self.cuts else length
            piece = await reader.read(min(length, until_cut, 60_000))
            if not piece:
                return False
            self.film += piece
            length -= len(piece)
            if self.cuts and len(self.film) == self.cuts[0]:
                del self.cuts[0]
                return False
        return True

    async def _write(self, writer: asyncio.StreamWriter, status: int, headers: dict[str, str], body: bytes) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()


def request_for(folder: Path, film: bytes) -> PublishRequest:
    (folder / "video.mp4").write_bytes(film)
    artifact = Artifact(sha256=hashlib.sha256(film).hexdigest(), size=len(film), media_type="video/mp4")
    composite = CompositeManifest(
        provider="ffmpeg", video=artifact, captions_srt=artifact, captions_vtt=artifact, thumbnail=artifact,
        duration=1, width=64, height=64, fps=30,
    )  # fmt: skip
    return PublishRequest(
        task_id="t",
        trace_id="0" * 32,
        script=Script(title="Tea", scenes=[Scene(number=1, narration="Tea.", picture="tea")]),
        brief=Brief.model_validate({"script": [{"narration": "Tea."}]}),
        composite=composite,
        files={"video.mp4": folder / "video.mp4"},
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_film_that_is_cut_ten_times_arrives_intact_in_one_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.chdir(tmp_path)
    chance = random.Random(seed)  # noqa: S311 - it cuts connections
    film = chance.randbytes(5 * STEP + 12_345)
    # The last cut comes after the last byte: the film is there, and the answer is lost.
    cuts = [*sorted(chance.sample(range(1, len(film)), 9)), len(film)]
    ledger = MemoryLedger()
    request = request_for(tmp_path, film)

    async def tries() -> tuple[BreakingServer, Published]:
        async with BreakingServer(len(film), cuts).serving() as server:
            config = Config(
                client_id="123-x.apps.googleusercontent.com", client_secret="GOCSPX-x", refresh_token="1//fake",  # noqa: S106
                data_dir=tmp_path, base_url=server.url, token_url=f"{server.url}/token",
                made_for_kids=False, synthetic_media=True, chunk_bytes=2 * STEP, poll_seconds=0,
            )  # fmt: skip
            for _ in range(11):
                try:
                    async with Session(ledger) as session:
                        provider = YouTubeUploadProvider(session, config)
                        return server, await provider.publish(request, lambda _: None)
                except ProviderError as error:  # as the stage does by the catalogue's policy
                    assert error.retryable
            raise AssertionError("eleven tries were not enough")

    server, published = asyncio.run(tries())
    assert cuts == []
    assert hashlib.sha256(server.film).hexdigest() == request.composite.video.sha256
    assert (server.sessions, server.videos, published.reference) == (1, 1, "v1")
