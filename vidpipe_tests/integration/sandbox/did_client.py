"""What the tests of the simulated D-ID share: a small honest client, and small media."""

from __future__ import annotations

import io
import re
import time
from functools import lru_cache
from typing import Any

import httpx
from PIL import Image

from vidpipe.sandbox.did.presenters import portrait_of
from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.sound_formats import wav_file

KEY = KEYS["did"]
AUTH = {"Authorization": f"Basic {KEY}"}
SPOKEN = {"type": "text", "input": "The tide."}


@lru_cache(maxsize=8)
def picture(kind: str = "PNG", size: tuple[int, int] = (200, 200)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind)
    return file.getvalue()


def portrait() -> bytes:
    drawn = portrait_of("jun-sandbox03")
    assert drawn is not None
    return drawn


def sound(seconds: float = 0.4) -> bytes:
    return wav_file(bytes(2 * int(16_000 * seconds)), 16_000)


def configure(sandbox: httpx.Client, **values: Any) -> None:
    answer = sandbox.post("/__sandbox__/accounts", json={"provider": "did", **values})
    assert answer.status_code == 200, answer.text


def advance(sandbox: httpx.Client, seconds: float) -> None:
    sandbox.post("/__sandbox__/clock", json={"advance": seconds})


def image(
    sandbox: httpx.Client, data: bytes, name: str = "portrait.png", kind: str = "image/png", **fields: str
) -> httpx.Response:
    return sandbox.post("/did/images", headers=AUTH, files={"image": (name, data, kind)}, data=fields)


def audio(sandbox: httpx.Client, data: bytes, name: str = "speech.wav", kind: str = "audio/wav") -> httpx.Response:
    return sandbox.post("/did/audios", headers=AUTH, files={"audio": (name, data, kind)})


def talk(sandbox: httpx.Client, **fields: Any) -> httpx.Response:
    return sandbox.post("/did/talks", headers=AUTH, json={"script": SPOKEN, **fields})


def look(sandbox: httpx.Client, job_id: str, kind: str = "talks") -> dict[str, Any]:
    answer = sandbox.get(f"/did/{kind}/{job_id}", headers=AUTH)
    assert answer.status_code == 200, answer.text
    job: dict[str, Any] = answer.json()
    return job


def ended(sandbox: httpx.Client, job_id: str, kind: str = "talks") -> dict[str, Any]:
    """Poll until the job is over."""
    for _ in range(3_000):
        job = look(sandbox, job_id, kind)
        if job["status"] not in ("created", "started"):
            return job
        time.sleep(0.03)
    raise AssertionError("the job did not end")


def filmed(sandbox: httpx.Client) -> str:
    """Let a talk be filmed and return its id."""
    job = str(talk(sandbox).json()["id"])
    assert ended(sandbox, job)["status"] == "done"
    return job


def left(sandbox: httpx.Client) -> float:
    return float(sandbox.get("/did/credits", headers=AUTH).json()["remaining"])


def kind_of(answer: httpx.Response) -> str:
    body = answer.json()
    assert set(body) <= {"kind", "description", "details"}
    assert body["description"]
    return str(body["kind"])


def xml_code(answer: httpx.Response) -> str:
    """The code of an error of the storage host."""
    assert answer.headers["content-type"].startswith("application/xml")
    found = re.search("<Code>(.*)</Code>", answer.text)
    assert found
    return found[1]
