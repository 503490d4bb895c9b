"""The simulators of OpenAI's Videos API: shut down at the official host, alive at a compatible gateway."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.films import data_url, look, picture, until

VIDEOS = "/sora-compatible/v1/videos"
KEY = {"Authorization": f"Bearer {KEYS['openai']}"}
SMALL: dict[str, Any] = {
    "prompt": "A lighthouse at dawn, 灯塔 🌅",
    "model": "sora-2",
    "size": "1280x720",
    "seconds": "4",
}


def create(sandbox: httpx.Client, **changes: object) -> dict[str, Any]:
    answer = sandbox.post(VIDEOS, json=SMALL | changes, headers=KEY)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def get(sandbox: httpx.Client, video: str) -> dict[str, Any]:
    answer = sandbox.get(f"{VIDEOS}/{video}", headers=KEY)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ended(sandbox: httpx.Client, video: str, status: str = "completed") -> dict[str, Any]:
    found: dict[str, Any] = until(lambda: get(sandbox, video), "completed", "failed")
    assert found["status"] == status, found
    return found


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/videos"),
        ("GET", "/v1/videos"),
        ("GET", "/v1/videos/video_1"),
        ("GET", "/v1/videos/video_1/content"),
        ("DELETE", "/v1/videos/video_1"),
        ("POST", "/v1/videos/video_1/remix"),
    ],
)
def test_the_official_api_is_gone(sandbox: httpx.Client, method: str, path: str) -> None:
    answer = sandbox.request(method, f"/sora{path}", headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")
    assert answer.headers["x-request-id"].startswith("req_")
    bad = sandbox.request(method, f"/sora{path}", headers={"Authorization": "Bearer sk-wrong"})
    assert (bad.status_code, bad.json()["error"]["code"]) == (401, "invalid_api_key")


@pytest.mark.parametrize(
    ("fault", "status"),
    [("retired", 404), ("retired_2", 410), ("retired_3", 400), ("retired_4", 400), ("retired_5", 404)],
)
def test_the_end_may_be_told_in_other_forms(sandbox: httpx.Client, arm: Arm, fault: str, status: int) -> None:
    arm("sora", fault)
    answer = sandbox.post("/sora/v1/videos", json=SMALL, headers=KEY)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


def test_the_gateway_makes_a_film_as_asked(sandbox: httpx.Client) -> None:
    created = create(sandbox)
    assert created | {"id": "", "created_at": 0} == {
        "id": "",
        "object": "video",
        "model": "sora-2",
        "status": "queued",
        "progress": 0,
        "created_at": 0,
        "completed_at": None,
        "expires_at": None,
        "prompt": SMALL["prompt"],
        "seconds": "4",
        "size": "1280x720",
        "remixed_from_video_id": None,
        "error": None,
    }
    polled = sandbox.get(f"{VIDEOS}/{created['id']}", headers=KEY)
    assert int(polled.headers["openai-poll-after-ms"]) >= 1
    done = ended(sandbox, created["id"])
    assert (done["progress"], done["expires_at"]) == (100, done["completed_at"] + 3600)
    content = f"{VIDEOS}/{created['id']}/content"
    film = look(sandbox.get(content, headers=KEY).content)
    assert (film.size, film.frames, film.fps, film.has_sound) == ((1280, 720), 120, 30.0, True)
    assert film.movement > 0.5
    for variant, kind, form in (("thumbnail", "image/webp", "WEBP"), ("spritesheet", "image/jpeg", "JPEG")):
        answer = sandbox.get(content, params={"variant": variant}, headers=KEY)
        assert answer.headers["content-type"] == kind
        with Image.open(io.BytesIO(answer.content)) as image:
            assert image.format == form
    assert sandbox.get(content, params={"variant": "poster"}, headers=KEY).status_code == 400


def test_a_form_with_a_picture_makes_a_film_that_begins_with_it(sandbox: httpx.Client) -> None:
    file = {"input_reference": ("first.png", picture(720, 1280, "red"), "image/png")}
    answer = sandbox.post(VIDEOS, data={"prompt": "Red", "size": "720x1280"}, files=file, headers=KEY)
    assert answer.status_code == 200, answer.text
    video = ended(sandbox, answer.json()["id"])
    thumbnail = sandbox.get(f"{VIDEOS}/{video['id']}/content", params={"variant": "thumbnail"}, headers=KEY)
    with Image.open(io.BytesIO(thumbnail.content)) as image:
        red, green, _ = image.convert("RGB").resize((1, 1)).tobytes()
    assert red > 200
    assert green < 60


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"prompt": None}, 400, "missing_required_parameter"),
    ({"prompt": ""}, 400, "invalid_value"),
    ({"prompt": "x" * 32_001}, 400, "string_above_max_length"),
    ({"prompt": 7}, 400, "invalid_type"),
    ({"model": "sora-3"}, 404, "model_not_found"),
    ({"seconds": 4}, 400, "invalid_type"),
    ({"seconds": "5"}, 400, "invalid_value"),
    ({"size": "1792x1024"}, 400, "invalid_value"),
    ({"size": "640x360"}, 400, "invalid_value"),
    ({"input_reference": "a.png"}, 400, "invalid_value"),
    ({"input_reference": {"file_id": "file-1"}}, 400, "invalid_value"),
    ({"input_reference": {"image_url": "data:image/png;base64,AAAA"}}, 400, "invalid_value"),
    ({"input_reference": {"image_url": data_url(picture(720, 1280))}}, 400, "invalid_value"),
    ({"input_reference": {"image_url": data_url(picture(1280, 720, form="GIF"), "gif")}}, 400, "invalid_value"),
]


@pytest.mark.parametrize(("changes", "status", "code"), WRONG, ids=lambda value: str(value)[:40])
def test_what_the_contract_forbids_is_refused(
    sandbox: httpx.Client, world: World, changes: dict[str, Any], status: int, code: str
) -> None:
    body = {name: value for name, value in (SMALL | changes).items() if value is not None}
    answer = sandbox.post(VIDEOS, json=body, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert world.journal.entries()[-1].charge_usd == 0


@pytest.mark.parametrize(
    ("changes", "price"),
    [
        ({}, 0.4),
        ({"seconds": "12"}, 1.2),
        ({"model": "sora-2-pro"}, 1.2),
        ({"model": "sora-2-pro-2025-10-06", "size": "1792x1024", "seconds": "8"}, 4.0),
    ],
)
@pytest.mark.usefixtures("unfilmed")
def test_prices(sandbox: httpx.Client, world: World, changes: dict[str, str], price: float) -> None:
    create(sandbox, **changes)
    [entry] = world.journal.entries(endpoint="create")
    assert entry.charge_usd == pytest.approx(price)


def test_the_list_is_read_by_pages(sandbox: httpx.Client, arm: Arm) -> None:
    arm("sora-compatible", "processing_timeout", times=3)
    ids = [create(sandbox)["id"] for _ in range(3)]
    first = sandbox.get(VIDEOS, params={"limit": 2}, headers=KEY).json()
    assert [video["id"] for video in first["data"]] == [ids[2], ids[1]]
    assert (first["object"], first["first_id"], first["last_id"], first["has_more"]) == ("list", ids[2], ids[1], True)
    rest = sandbox.get(VIDEOS, params={"after": first["last_id"]}, headers=KEY).json()
    assert ([video["id"] for video in rest["data"]], rest["has_more"]) == ([ids[0]], False)
    up = sandbox.get(VIDEOS, params={"order": "asc"}, headers=KEY).json()
    assert [video["id"] for video in up["data"]] == ids
    for wrong in ({"limit": 0}, {"limit": 101}):
        assert sandbox.get(VIDEOS, params=wrong, headers=KEY).status_code == 400


@pytest.mark.usefixtures("real_times", "unfilmed")
def test_content_is_refused_before_the_end_and_gone_an_hour_after(sandbox: httpx.Client, world: World) -> None:
    video = create(sandbox)["id"]
    content = f"{VIDEOS}/{video}/content"
    assert sandbox.get(content, headers=KEY).status_code == 400
    world.advance(40)
    running = get(sandbox, video)
    assert running["status"] == "in_progress"
    assert 0 < running["progress"] < 100
    assert sandbox.delete(f"{VIDEOS}/{video}", headers=KEY).status_code == 400
    world.advance(60)
    ended(sandbox, video)
    assert sandbox.get(content, headers=KEY).status_code == 200
    world.advance(3700)
    assert sandbox.get(content, headers=KEY).status_code == 404


def test_content_may_redirect(sandbox: httpx.Client, arm: Arm) -> None:
    video = ended(sandbox, create(sandbox)["id"])["id"]
    arm("sora-compatible", "content_redirect", endpoint="content")
    answer = sandbox.get(f"{VIDEOS}/{video}/content", headers=KEY)
    assert answer.status_code == 302
    url = answer.headers["location"]
    assert httpx.get(url, trust_env=False).headers["content-type"] == "video/mp4"
    assert httpx.get(url[:-1], trust_env=False).status_code == 403


@pytest.mark.usefixtures("real_times", "unfilmed")
def test_a_remix_names_its_source_and_a_deleted_video_is_gone(sandbox: httpx.Client, world: World) -> None:
    source = create(sandbox)["id"]
    early = sandbox.post(f"{VIDEOS}/{source}/remix", json={"prompt": "At night"}, headers=KEY)
    assert early.status_code == 400
    world.advance(100)
    ended(sandbox, source)
    remix = sandbox.post(f"{VIDEOS}/{source}/remix", json={"prompt": "At night"}, headers=KEY).json()
    assert (remix["remixed_from_video_id"], remix["prompt"], remix["size"]) == (source, "At night", "1280x720")
    deleted = sandbox.delete(f"{VIDEOS}/{source}", headers=KEY).json()
    assert deleted == {"id": source, "object": "video.deleted", "deleted": True}
    assert sandbox.get(f"{VIDEOS}/{source}", headers=KEY).status_code == 404


@pytest.mark.parametrize(
    ("fault", "code"), [("output_content_policy", "moderation_blocked"), ("task_failed", "internal_error")]
)
@pytest.mark.parametrize("endpoint", ["create", "get"])
@pytest.mark.usefixtures("unfilmed")
def test_a_video_fails_and_costs_nothing(
    sandbox: httpx.Client, world: World, arm: Arm, fault: str, code: str, endpoint: str
) -> None:
    arm("sora-compatible", fault, endpoint=endpoint)
    failed = ended(sandbox, create(sandbox)["id"], "failed")
    assert failed["error"]["code"] == code
    assert failed["completed_at"] is None
    assert sum(entry.charge_usd for entry in world.journal.entries()) == pytest.approx(0)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("invalid_api_key", 401, "invalid_api_key"),
        ("permission_denied", 403, "unsupported_country_region_territory"),
        ("retired", 404, "model_not_found"),
        ("quota_exceeded", 429, "insufficient_quota"),
        ("quota_exceeded_2", 429, "credit_balance_exhausted"),
        ("rate_limit", 429, "rate_limit_exceeded"),
        ("rate_limit_2", 429, "slow_down"),
        ("content_policy", 400, "moderation_blocked"),
        ("invalid_request", 400, "invalid_value"),
        ("server_error", 500, None),
        ("server_error_2", 503, None),
    ],
)
def test_a_fault_answers_in_the_documented_shape(
    sandbox: httpx.Client, arm: Arm, fault: str, status: int, code: str | None
) -> None:
    arm("sora-compatible", fault)
    answer = sandbox.post(VIDEOS, json=SMALL, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert ("retry-after" in answer.headers) == (fault == "rate_limit")
    assert sandbox.get(VIDEOS, headers=KEY).json()["data"] == []


@pytest.mark.usefixtures("unfilmed")
def test_money_and_minutes_run_out(sandbox: httpx.Client, world: World) -> None:
    account = {"provider": "sora-compatible", "balance_usd": 0.5}
    sandbox.post("/__sandbox__/accounts", json=account)
    create(sandbox)
    broke = sandbox.post(VIDEOS, json=SMALL, headers=KEY)
    assert (broke.status_code, broke.json()["error"]["type"]) == (429, "insufficient_quota")
    sandbox.post("/__sandbox__/accounts", json=account | {"balance_usd": None, "requests_a_minute": 2})
    last = sandbox.post(VIDEOS, json=SMALL, headers=KEY)
    assert last.headers["x-ratelimit-remaining-requests"] == "0"
    limited = sandbox.post(VIDEOS, json=SMALL, headers=KEY)
    assert limited.json()["error"]["code"] == "rate_limit_exceeded"
    assert 0 < float(limited.headers["retry-after-ms"]) <= 60_000
    world.advance(61)
    create(sandbox)


@pytest.mark.usefixtures("unfilmed")
def test_a_video_of_another_key_is_not_found(sandbox: httpx.Client) -> None:
    video = create(sandbox)["id"]
    assert sandbox.get(f"{VIDEOS}/{video}", headers={"Authorization": "Bearer sandbox-2"}).status_code == 404
    assert sandbox.get(VIDEOS, headers={"Authorization": "Bearer sandbox-2"}).json()["data"] == []
