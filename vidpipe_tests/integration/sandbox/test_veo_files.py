"""The simulator of Google's Files API against the contract: resumable uploads that become inputs of films."""

from __future__ import annotations

import httpx
import pytest

from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.films import picture
from vidpipe_tests.integration.sandbox.test_veo import INTERACTIONS, KEY, SMALL, TEXT, create


def start(sandbox: httpx.Client, length: int, **headers: str) -> httpx.Response:
    about = {
        "X-Goog-Upload-Protocol": "resumable",
        "X-Goog-Upload-Command": "start",
        "X-Goog-Upload-Header-Content-Length": str(length),
        "X-Goog-Upload-Header-Content-Type": "image/png",
    }
    body = {"file": {"display_name": "Szene 1 🌊"}}
    return sandbox.post("/gemini/upload/v1beta/files", json=body, headers=KEY | about | headers)


@pytest.mark.usefixtures("real_times", "unfilmed")
def test_an_uploaded_picture_becomes_active_and_is_an_input(sandbox: httpx.Client, world: World) -> None:
    data = picture()
    url = start(sandbox, len(data)).headers["x-goog-upload-url"]
    final = {"X-Goog-Upload-Command": "upload, finalize", "X-Goog-Upload-Offset": "0"}
    file = sandbox.post(url, content=data, headers=final).json()["file"]
    assert (file["state"], file["displayName"], file["sizeBytes"]) == ("PROCESSING", "Szene 1 🌊", str(len(data)))
    part = {"type": "image", "uri": file["uri"], "mime_type": "image/png"}
    early = sandbox.post(INTERACTIONS, json=SMALL | {"input": [TEXT, part]}, headers=KEY)
    assert (early.status_code, early.json()["error"]["code"]) == (400, "failed_precondition")
    world.advance(5)
    assert sandbox.get(f"/gemini/v1beta/{file['name']}", headers=KEY).json()["state"] == "ACTIVE"
    create(sandbox, input=[TEXT, part])
    assert sandbox.delete(f"/gemini/v1beta/{file['name']}", headers=KEY).status_code == 200
    assert sandbox.get(f"/gemini/v1beta/{file['name']}", headers=KEY).status_code == 403


def test_an_upload_goes_on_where_it_stopped(sandbox: httpx.Client) -> None:
    data = picture()
    url = start(sandbox, len(data)).headers["x-goog-upload-url"]
    part = {"X-Goog-Upload-Command": "upload", "X-Goog-Upload-Offset": "0"}
    assert sandbox.post(url, content=data[:100], headers=part).headers["x-goog-upload-status"] == "active"
    query = sandbox.post(url, headers={"X-Goog-Upload-Command": "query"})
    assert query.headers["x-goog-upload-size-received"] == "100"
    final = {"X-Goog-Upload-Command": "upload, finalize", "X-Goog-Upload-Offset": "0"}
    assert sandbox.post(url, content=data[100:], headers=final).status_code == 400
    final["X-Goog-Upload-Offset"] = "100"
    assert sandbox.post(url, content=data[100:-1], headers=final).status_code == 400


@pytest.mark.parametrize(
    ("length", "headers", "status"),
    [
        (10, {"X-Goog-Upload-Protocol": "multipart"}, 400),
        (10, {"X-Goog-Upload-Header-Content-Length": "many"}, 400),
        ((2 << 30) + 1, {}, 400),
        (10, {"X-Goog-Upload-Header-Content-Type": ""}, 400),
        (10, {"x-goog-api-key": "wrong"}, 400),
        (10, {"X-Goog-Upload-Command": "begin"}, 404),
    ],
)
def test_an_upload_that_is_wrong_is_refused(
    sandbox: httpx.Client, length: int, headers: dict[str, str], status: int
) -> None:
    assert start(sandbox, length, **headers).status_code == status
