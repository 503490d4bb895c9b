from __future__ import annotations

import asyncio
import hashlib
import io
import struct
import tempfile
import zlib
from pathlib import Path

import httpx
import pytest
from PIL import Image

from vidpipe.media import run_ffmpeg
from vidpipe.media.sound.own_music import LARGEST_MUSIC
from vidpipe.providers.portraits import LARGEST_FILE
from vidpipe.tasks import TaskQuery
from vidpipe_tests.integration.api.conftest import World

PATH, GENERATE = "/api/artifacts", "/api/ai/video/generate"


def picture(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, kind)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG that claims to be enormous and is small."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_a_picture_is_kept_and_may_be_named_in_a_brief(
    http: httpx.Client, world: World, kind: str, media_type: str
) -> None:
    content = picture(kind)
    answer = http.post(PATH, content=content, headers={"content-type": media_type})
    assert answer.status_code == 200
    reference = "artifact:" + hashlib.sha256(content).hexdigest()
    assert answer.json()["data"] == {"artifact": reference, "size": len(content), "mediaType": media_type}
    brief = {"script": "Hello there.", "avatar": {"image": reference}}
    assert http.post("/api/ai/video/generate", json=brief).status_code == 200
    [task] = world.tasks.query(TaskQuery()).tasks
    assert task.payload["avatar"] == {"image": reference}
    stored = world.store.find(reference.removeprefix("artifact:"))
    assert world.store.path(stored).read_bytes() == content


def song(suffix: str, seconds: float = 2.0) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"song{suffix}"
        asyncio.run(run_ffmpeg(["-f", "lavfi", "-i", f"sine=f=300:d={seconds}", str(path)]))
        return path.read_bytes()


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [(".mp3", "audio/mpeg"), (".wav", "audio/wav"), (".m4a", "audio/mp4"), (".ogg", "audio/ogg")],
)
def test_music_is_kept_and_may_be_named_in_a_brief(
    http: httpx.Client, world: World, suffix: str, media_type: str
) -> None:
    content = song(suffix)
    answer = http.post(PATH, content=content, headers={"content-type": media_type})
    assert answer.status_code == 200
    reference = "artifact:" + hashlib.sha256(content).hexdigest()
    assert answer.json()["data"] == {"artifact": reference, "size": len(content), "mediaType": media_type}
    assert http.post(GENERATE, json={"script": "Hello.", "music": {"file": reference}}).status_code == 200
    # A song is no portrait.
    refused = http.post(GENERATE, json={"script": "Hello.", "avatar": {"image": reference}})
    assert (refused.status_code, "avatar: image" in refused.json()["error"]) == (400, True)


def test_a_portrait_is_no_music(http: httpx.Client) -> None:
    answer = http.post(PATH, content=picture("PNG"), headers={"content-type": "image/png"})
    music = {"file": answer.json()["data"]["artifact"]}
    refused = http.post(GENERATE, json={"script": "Hello.", "music": music})
    assert (refused.status_code, "music: file" in refused.json()["error"]) == (400, True)


@pytest.mark.parametrize(
    "content", [b"", b"no song", song(".mp3", 0.2), b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n"], ids=repr
)
def test_what_is_no_music_is_refused(http: httpx.Client, world: World, content: bytes) -> None:
    answer = http.post(PATH, content=content, headers={"content-type": "audio/mpeg"})
    assert (answer.status_code, answer.json()["code"]) == (422, "MEDIA_INVALID")
    assert str(world.store.root) not in answer.text


def test_music_has_a_limit(http: httpx.Client) -> None:
    pieces = (bytes(1 << 20) for _ in range((LARGEST_MUSIC >> 20) + 1))
    answer = http.post(PATH, content=pieces, headers={"content-type": "audio/mpeg"})
    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


def test_the_type_is_found_in_the_content(http: httpx.Client) -> None:
    answer = http.post(PATH, content=picture("JPEG"), headers={"content-type": "image/png"})
    assert answer.json()["data"]["mediaType"] == "image/jpeg"


PNG = picture("PNG")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        PNG[:-300],
        picture("JPEG")[:-200],
        huge_png(60_000, 60_000),
        huge_png(9_500, 9_500),
        huge_png(7_000, 7_000),
    ],
    ids=["empty", "gif", "svg", "cut PNG", "cut JPEG", "bomb", "warned bomb", "too many pixels"],
)
def test_what_is_no_bearable_picture_is_refused(http: httpx.Client, world: World, content: bytes) -> None:
    answer = http.post(PATH, content=content, headers={"content-type": "image/png"})
    assert (answer.status_code, answer.json()["code"]) == (400, "PORTRAIT_INVALID")
    assert str(world.store.root) not in answer.text


def test_an_upload_has_a_limit(http: httpx.Client) -> None:
    answer = http.post(PATH, content=bytes(LARGEST_FILE + 1), headers={"content-type": "image/png"})
    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("media_type", ["application/octet-stream", "image/gif", "image/svg+xml", "text/html"])
def test_other_types_are_refused(http: httpx.Client, media_type: str) -> None:
    answer = http.post(PATH, content=PNG, headers={"content-type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_only_uploaded_pictures_may_be_named(http: httpx.Client, world: World) -> None:
    other = world.store.put_bytes(b"somebody else's narration", "audio/wav")
    brief = {"script": "Hello there.", "avatar": {"image": f"artifact:{other.sha256}"}}
    assert http.post("/api/ai/video/generate", json=brief).status_code == 400
