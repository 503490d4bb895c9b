from __future__ import annotations

import hashlib
import io
import struct
import zlib

import httpx
import pytest
from PIL import Image

from vidpipe.providers.portraits import LARGEST_FILE
from vidpipe.tasks import TaskQuery
from vidpipe_tests.integration.api.conftest import World

PATH = "/api/artifacts"


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
