"""What the simulator of Seedance takes and refuses in a create request, field by field."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.films import data_url, picture
from vidpipe_tests.integration.sandbox.test_seedance import KEY, SMALL, TASKS, TEXT

IMAGE = {"type": "image_url", "image_url": {"url": "https://cdn.example/scene1.png"}}


def image(url: str) -> list[dict[str, Any]]:
    return [{"type": "image_url", "image_url": {"url": url}}]


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"model": None}, 400, "MissingParameter"),
    ({"model": "doubao-seedance-9"}, 404, "InvalidEndpointOrModel.NotFound"),
    ({"content": None}, 400, "MissingParameter"),
    ({"content": []}, 400, "InvalidParameter"),
    ({"content": "a film"}, 400, "InvalidParameter"),
    ({"content": [{"type": "poem"}]}, 400, "InvalidParameter"),
    ({"content": [{"type": "text", "text": " "}]}, 400, "InvalidParameter"),
    ({"content": [IMAGE | {"role": "middle_frame"}]}, 400, "InvalidParameter"),
    ({"content": [IMAGE, IMAGE]}, 400, "InvalidParameter"),
    ({"content": [IMAGE | {"role": "last_frame"}]}, 400, "InvalidParameter"),
    ({"content": [IMAGE, IMAGE | {"role": "reference_image"}]}, 400, "InvalidParameter"),
    ({"content": image("")}, 400, "InvalidImageURL.EmptyURL"),
    ({"content": image("/home/me.png")}, 400, "InvalidImageURL.InvalidFormat"),
    ({"content": image("data:image/png;base64,AAAA")}, 400, "InvalidImageURL.InvalidFormat"),
    ({"content": image(data_url(picture(299, 400)))}, 400, "InvalidParameter"),
    ({"content": image(data_url(picture(1200, 400)))}, 400, "InvalidParameter"),
    ({"content": [{"type": "video_url", "video_url": {"url": "https://x/y.mp4"}}]}, 400, "InvalidParameter"),
    ({"content": [{"type": "draft_task", "draft_task": {"id": "cgt-none"}}]}, 400, "InvalidParameter"),
    ({"resolution": "1080p"}, 400, "InvalidParameter"),
    ({"resolution": "720"}, 400, "InvalidParameter"),
    ({"ratio": "2:1"}, 400, "InvalidParameter"),
    ({"duration": 3}, 400, "InvalidParameter"),
    ({"duration": 16}, 400, "InvalidParameter"),
    ({"duration": 5.5}, 400, "InvalidParameter"),
    ({"duration": "5"}, 400, "InvalidParameter"),
    ({"model": "seedance-1-0-pro-250528", "duration": -1}, 400, "InvalidParameter"),
    ({"frames": 96}, 400, "InvalidParameter"),
    ({"seed": -2}, 400, "InvalidParameter"),
    ({"seed": 1.5}, 400, "InvalidParameter"),
    ({"camera_fixed": True}, 400, "InvalidParameter"),
    ({"watermark": "no"}, 400, "InvalidParameter"),
    ({"model": "seedance-1-0-pro-250528", "generate_audio": True}, 400, "InvalidParameter"),
    ({"service_tier": "cheap"}, 400, "InvalidParameter"),
    ({"execution_expires_after": 0}, 400, "InvalidParameter"),
    ({"priority": "high"}, 400, "InvalidParameter"),
    ({"output_format": "mov"}, 400, "InvalidParameter"),
    ({"callback_url": "http://studio.example/hook"}, 400, "InvalidParameter"),
    ({"tools": {}}, 400, "InvalidParameter"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "status", "code"), WRONG, ids=lambda value: str(value)[:40])
def test_what_the_contract_forbids_is_refused(
    sandbox: httpx.Client, world: World, changes: dict[str, Any], status: int, code: str
) -> None:
    body = {name: value for name, value in (SMALL | changes).items() if value is not None}
    answer = sandbox.post(TASKS, json=body, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert set(answer.json()["error"]) == {"code", "message", "param", "type"}
    assert world.journal.entries()[-1].charge_usd == 0


def test_a_body_that_is_no_json_is_refused(sandbox: httpx.Client) -> None:
    answer = sandbox.post(TASKS, content=b"{", headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "InvalidParameter")


@pytest.mark.parametrize(
    ("changes"),
    [
        {"model": "ep-20261121201500-abcde", "resolution": "4k", "duration": 15},
        {"model": "doubao-seedance-2-5-260628", "duration": 30},
        {"model": "seedance-1-0-pro-250528", "camera_fixed": True, "frames": 49, "duration": None},
        {"model": "seedance-1-5-pro-251215", "generate_audio": True, "duration": 12},
        {"duration": -1},
        {"content": [IMAGE, IMAGE | {"role": "last_frame"}]},
        {"content": [IMAGE | {"role": "reference_image"}, TEXT]},
        {"content": [TEXT, {"type": "audio_url", "audio_url": {"url": "https://x/y.mp3"}, "role": "reference_audio"}]},
        {"content": [{"type": "image_url", "image_url": {"url": "asset://asset-1"}}]},
        {
            "service_tier": "flex",
            "priority": 3,
            "safety_identifier": "a1",
            "callback_url": "https://studio.example/hook",
        },
    ],
    ids=str,
)
def test_what_the_contract_allows_is_taken(sandbox: httpx.Client, arm: Arm, changes: dict[str, Any]) -> None:
    # A stuck task is checked like any other and renders nothing: 30 s at 4k would cost the test its time.
    arm("seedance", "processing_timeout")
    body = {name: value for name, value in (SMALL | changes).items() if value is not None}
    assert sandbox.post(TASKS, json=body, headers=KEY).status_code == 200
