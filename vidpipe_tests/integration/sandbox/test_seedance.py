"""The simulator of Seedance against the contract: tasks, states, money, results."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from PIL import Image

from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.seedance.catalogue import BYTEPLUS, SIZES, VOLCENGINE
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.films import data_url, look, picture, until

TASKS = "/seedance/api/v3/contents/generations/tasks"
KEY = {"Authorization": f"Bearer {KEYS['seedance']}"}
FAST = "dreamina-seedance-2-0-fast-260128"
TEXT = {"type": "text", "text": "Slow dolly over a tidal flat at dawn, 潮间带 🌊"}
SMALL: dict[str, Any] = {
    "model": FAST,
    "content": [TEXT],
    "resolution": "480p",
    "ratio": "16:9",
    "duration": 4,
    "seed": 11,
    "watermark": False,
    "generate_audio": False,
}


def create(sandbox: httpx.Client, **changes: object) -> str:
    answer = sandbox.post(TASKS, json=SMALL | changes, headers=KEY)
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["id"]
    return str(answer.json()["id"])


def get(sandbox: httpx.Client, task: str) -> dict[str, Any]:
    answer = sandbox.get(f"{TASKS}/{task}", headers=KEY)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def finished(sandbox: httpx.Client, task: str, status: str = "succeeded") -> dict[str, Any]:
    found: dict[str, Any] = until(lambda: get(sandbox, task), "succeeded", "failed", "expired", "cancelled")
    assert found["status"] == status, found
    return found


@pytest.mark.usefixtures("real_times")
def test_a_task_goes_from_queued_to_succeeded_and_its_film_is_as_asked(sandbox: httpx.Client, world: World) -> None:
    task = create(sandbox)
    for status in ("queued", "running"):
        early = get(sandbox, task)
        assert early["status"] == status
        assert not {"content", "usage", "error"} & set(early)
        world.advance(30)
    world.advance(40)
    done = finished(sandbox, task)
    assert {name: done[name] for name in ("id", "model", "seed", "resolution", "ratio", "duration")} == {
        "id": task,
        "model": FAST,
        "seed": 11,
        "resolution": "480p",
        "ratio": "16:9",
        "duration": 4,
    }
    assert (done["framespersecond"], done["generate_audio"], done["service_tier"], done["draft"]) == (
        24,
        False,
        "default",
        False,
    )
    tokens = 864 * 496 * 24 * 4 // 1024
    assert done["usage"] == {"completion_tokens": tokens, "total_tokens": tokens}

    answer = httpx.get(done["content"]["video_url"], trust_env=False)
    assert answer.headers["content-type"] == "video/mp4"
    film = look(answer.content)
    assert (film.size, film.frames, film.fps, film.has_sound) == ((864, 496), 96, 24.0, False)
    assert film.movement > 0.5


@pytest.mark.usefixtures("unfilmed")
def test_the_tokens_of_the_documented_example_are_right(sandbox: httpx.Client, world: World) -> None:
    create(sandbox, resolution="720p", duration=5)
    [entry] = world.journal.entries(provider="seedance", endpoint="create")
    assert entry.charge_usd == pytest.approx(108_000 * 5.6 / 1e6)


@pytest.mark.parametrize(
    ("ratio", "size"),
    [
        ("16:9", (1280, 720)),
        ("4:3", (1112, 834)),
        ("1:1", (960, 960)),
        ("3:4", (834, 1112)),
        ("9:16", (720, 1280)),
        ("21:9", (1470, 630)),
    ],
)
def test_frame_sizes_at_720p_are_those_of_the_contract(ratio: str, size: tuple[int, int]) -> None:
    assert SIZES["720p"][ratio] == size


def test_a_film_with_sound_and_watermark_and_last_frame(sandbox: httpx.Client) -> None:
    body = {key: value for key, value in SMALL.items() if key not in ("watermark", "generate_audio")}
    answer = sandbox.post(TASKS, json=body | {"return_last_frame": True, "ratio": "9:16"}, headers=KEY)
    content = finished(sandbox, answer.json()["id"])["content"]
    film = httpx.get(content["video_url"], trust_env=False).content
    assert look(film).has_sound
    assert look(film).size == (496, 864)
    last = httpx.get(content["last_frame_url"], trust_env=False)
    assert last.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(last.content)) as image:
        assert image.size == (496, 864)
        # The watermark that comes unless it is declined: light words in the lower right corner.
        corner = image.convert("L").crop((350, 800, 496, 864)).tobytes()
    assert max(corner) > 150


def test_a_film_begins_with_the_first_frame_and_ends_with_the_last(sandbox: httpx.Client) -> None:
    parts = [
        TEXT,
        {"type": "image_url", "image_url": {"url": data_url(picture(600, 600, "red"))}, "role": "first_frame"},
        {"type": "image_url", "image_url": {"url": data_url(picture(600, 600, "blue"))}, "role": "last_frame"},
    ]
    task = create(sandbox, content=parts, ratio="adaptive", return_last_frame=True)
    done = finished(sandbox, task)
    assert done["ratio"] == "1:1"
    with Image.open(io.BytesIO(httpx.get(done["content"]["last_frame_url"], trust_env=False).content)) as image:
        red, _, blue = image.convert("RGB").getpixel((320, 320))  # type: ignore[misc]  # three bands
    assert blue > 200
    assert red < 60


@pytest.mark.parametrize(
    "text", ["x" * 32_000, r"half a pair \ud83c, nothing \u0000", r"نیم\u200cفاصله 👩\u200d👩\u200d👧 %{n} \" ' \\n"]
)
def test_any_text_is_filmed(sandbox: httpx.Client, text: str) -> None:
    raw = '{"model":"%s","content":[{"type":"text","text":"%s"}],"resolution":"480p","duration":4,"watermark":false}'
    answer = sandbox.post(TASKS, content=(raw % (FAST, text)).encode(), headers=KEY)
    assert answer.status_code == 200, answer.text
    finished(sandbox, answer.json()["id"])


def test_a_2_5_film_can_be_a_quicktime_file(sandbox: httpx.Client) -> None:
    task = create(sandbox, model="dreamina-seedance-2-5-260628", output_format="mov")
    film = look(httpx.get(finished(sandbox, task)["content"]["video_url"], trust_env=False).content)
    assert (film.container, film.frames) == ("qt  ", 96)


@pytest.mark.usefixtures("real_times", "unfilmed")
def test_a_draft_is_made_into_a_full_film(sandbox: httpx.Client, world: World) -> None:
    draft = create(sandbox, draft=True)
    part = {"type": "draft_task", "draft_task": {"id": draft}}
    early = sandbox.post(TASKS, json=SMALL | {"content": [part]}, headers=KEY)
    assert early.json()["error"]["code"] == "InvalidParameter"
    world.advance(100)
    assert finished(sandbox, draft)["draft"] is True
    assert get(sandbox, create(sandbox, content=[part]))["draft"] is False


@pytest.mark.parametrize(
    ("headers", "reason"),
    [({}, "none"), ({"Authorization": "Bearer invalid-sandbox"}, "bad"), ({"Authorization": KEYS["seedance"]}, "bare")],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", TASKS), ("GET", TASKS), ("GET", TASKS + "/x"), ("DELETE", TASKS + "/x")]
)
def test_every_endpoint_wants_a_key(
    sandbox: httpx.Client, headers: dict[str, str], reason: str, method: str, path: str
) -> None:
    answer = sandbox.request(method, path, json=SMALL if method == "POST" else None, headers=headers)
    assert answer.status_code == 401
    error = answer.json()["error"]
    assert error["code"] == "AuthenticationError"
    assert answer.headers["x-request-id"] in error["message"]


@pytest.mark.usefixtures("unfilmed")
def test_models_of_one_platform_do_not_work_with_a_key_of_the_other(sandbox: httpx.Client) -> None:
    for platform, own, other in (("volcengine", VOLCENGINE, BYTEPLUS), ("byteplus", BYTEPLUS, VOLCENGINE)):
        headers = {"Authorization": f"Bearer sandbox-{platform}"}
        for model, status in ((next(iter(own)), 200), (next(iter(other)), 404)):
            answer = sandbox.post(TASKS, json=SMALL | {"model": model}, headers=headers)
            assert answer.status_code == status


@pytest.mark.usefixtures("unfilmed")
def test_a_task_of_another_key_or_older_than_a_week_is_unknown(sandbox: httpx.Client, world: World) -> None:
    task = create(sandbox)
    other = sandbox.get(f"{TASKS}/{task}", headers={"Authorization": "Bearer sandbox-2"})
    assert (other.status_code, other.json()["error"]["type"]) == (404, "NotFound")
    world.advance(7 * 86400 + 1)
    assert sandbox.get(f"{TASKS}/{task}", headers=KEY).status_code == 404
    assert sandbox.get(TASKS, headers=KEY).json() == {"total": 0, "items": []}


def test_a_result_url_is_signed_needs_no_key_and_dies_after_a_day(sandbox: httpx.Client, world: World) -> None:
    url = finished(sandbox, create(sandbox))["content"]["video_url"]
    assert parse_qs(urlsplit(url).query)["X-Tos-Expires"] == ["86400"]
    part = httpx.get(url, headers={"Range": "bytes=4-7"}, trust_env=False)
    assert (part.status_code, part.content) == (206, b"ftyp")
    with_key = httpx.get(url, headers=KEY, trust_env=False)
    assert with_key.status_code == 400
    forged = httpx.get(url.replace("X-Tos-Signature=", "X-Tos-Signature=0"), trust_env=False)
    assert (forged.status_code, forged.json()["Code"]) == (403, "SignatureDoesNotMatch")
    world.advance(86401)
    late = httpx.get(url, trust_env=False)
    assert (late.status_code, late.json()["Code"]) == (403, "AccessDenied")


@pytest.mark.usefixtures("unfilmed")
def test_the_list_finds_a_lost_task_by_model_and_seed(sandbox: httpx.Client, arm: Arm) -> None:
    arm("seedance", "drop_after", endpoint="create")
    with pytest.raises(httpx.TransportError):
        sandbox.post(TASKS, json=SMALL | {"seed": 77}, headers=KEY)
    create(sandbox, model="dreamina-seedance-2-0-mini-260615", seed=77)
    create(sandbox, seed=78)
    query: dict[str, str | int] = {"filter.model": FAST, "page_size": 50}
    listed = sandbox.get(TASKS, params=query, headers=KEY).json()
    assert [item["seed"] for item in listed["items"]] == [78, 77]
    assert not any("prompt" in item or "text" in str(item) for item in listed["items"])
    by_id = sandbox.get(TASKS, params={"filter.task_ids": listed["items"][1]["id"]}, headers=KEY).json()
    assert (by_id["total"], by_id["items"][0]["seed"]) == (1, 77)
    second = sandbox.get(TASKS, params={"page_num": 2, "page_size": 2}, headers=KEY).json()
    assert (second["total"], len(second["items"])) == (3, 1)
    assert sandbox.get(TASKS, params={"page_size": 0}, headers=KEY).status_code == 400


@pytest.mark.usefixtures("real_times", "unfilmed")
def test_delete_cancels_a_queued_task_refuses_a_running_one_and_removes_a_finished_one(
    sandbox: httpx.Client, world: World
) -> None:
    queued, running = create(sandbox), create(sandbox)
    assert sandbox.delete(f"{TASKS}/{queued}", headers=KEY).status_code == 200
    assert get(sandbox, queued)["status"] == "cancelled"
    assert sum(entry.charge_usd for entry in world.journal.entries()) == pytest.approx(
        world.journal.entries(endpoint="create")[0].charge_usd
    )
    world.advance(30)
    assert get(sandbox, running)["status"] == "running"
    refused = sandbox.delete(f"{TASKS}/{running}", headers=KEY)
    assert refused.status_code == 400
    world.advance(100)
    finished(sandbox, running)
    assert sandbox.delete(f"{TASKS}/{running}", headers=KEY).status_code == 200
    assert sandbox.get(f"{TASKS}/{running}", headers=KEY).status_code == 404


@pytest.mark.usefixtures("real_times", "unfilmed")
def test_a_task_that_waits_longer_than_it_may_expires(sandbox: httpx.Client, world: World) -> None:
    task = create(sandbox, execution_expires_after=60, service_tier="flex")
    world.advance(61)
    assert get(sandbox, task)["status"] == "expired"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("output_content_policy", "failed", "OutputVideoSensitiveContentDetected"),
        ("output_content_policy_2", "failed", "OutputVideoSensitiveContentDetected.PolicyViolation"),
        ("task_failed", "failed", "InternalServiceError"),
        ("task_expired", "expired", None),
    ],
)
@pytest.mark.parametrize("endpoint", ["create", "get"])
@pytest.mark.usefixtures("unfilmed")
def test_a_task_that_ends_badly_does_so_under_status_200_and_costs_nothing(
    sandbox: httpx.Client, world: World, arm: Arm, fault: str, status: str, code: str | None, endpoint: str
) -> None:
    arm("seedance", fault, endpoint=endpoint)
    done = finished(sandbox, create(sandbox), status)
    assert done.get("error", {}).get("code") == code
    assert "usage" not in done
    assert sum(entry.charge_usd for entry in world.journal.entries()) == pytest.approx(0)


def test_a_stuck_task_runs_for_ever(sandbox: httpx.Client, world: World, arm: Arm) -> None:
    arm("seedance", "processing_timeout")
    task = create(sandbox)
    world.advance(86400)
    assert get(sandbox, task)["status"] == "running"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("invalid_request", 400, "InvalidParameter"),
        ("invalid_request_5", 400, "InvalidEndpoint.ClosedEndpoint"),
        ("content_policy", 400, "InputTextSensitiveContentDetected"),
        ("content_policy_3", 400, "InputImageSensitiveContentDetected.PrivacyInformation"),
        ("invalid_api_key", 401, "AuthenticationError"),
        ("quota_exceeded", 403, "AccountOverdueError"),
        ("quota_exceeded_3", 429, "SetLimitExceeded"),
        ("quota_exceeded_4", 429, "QuotaExceeded"),
        ("permission_denied", 403, "AccessDenied"),
        ("model_unavailable_2", 404, "ModelNotOpen"),
        ("rate_limit", 429, "RateLimitExceeded.EndpointRPMExceeded"),
        ("rate_limit_9", 429, "ServerOverloaded"),
        ("rate_limit_10", 429, "QuotaExceeded"),
        ("server_error", 500, "InternalServiceError"),
        ("server_error_3", 500, "ContentSecurityDetectionError"),
    ],
)
def test_a_fault_answers_as_documented_and_does_no_work(
    sandbox: httpx.Client, arm: Arm, fault: str, status: int, code: str
) -> None:
    arm("seedance", fault, endpoint="create")
    answer = sandbox.post(TASKS, json=SMALL, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.headers["x-request-id"] in answer.json()["error"]["message"]
    assert sandbox.get(TASKS, headers=KEY).json()["total"] == 0


def test_whether_to_retry_is_said_in_a_header(sandbox: httpx.Client, arm: Arm) -> None:
    for fault, header in (("server_error_4", "false"), ("rate_limit", "true")):
        arm("seedance", fault)
        assert sandbox.get(TASKS, headers=KEY).headers["x-should-retry"] == header


@pytest.mark.usefixtures("unfilmed")
def test_money_and_limits_run_out(sandbox: httpx.Client, world: World) -> None:
    account = {"provider": "seedance", "balance_usd": 0.3}
    sandbox.post("/__sandbox__/accounts", json=account)
    create(sandbox)
    broke = sandbox.post(TASKS, json=SMALL, headers=KEY)
    assert (broke.status_code, broke.json()["error"]["code"]) == (403, "AccountOverdueError")
    sandbox.post("/__sandbox__/accounts", json=account | {"balance_usd": None, "requests_a_minute": 3})
    create(sandbox)
    limited = sandbox.post(TASKS, json=SMALL, headers=KEY)
    assert (limited.status_code, limited.json()["error"]["code"]) == (429, "ModelAccountRpmRateLimitExceeded")
    world.advance(61)
    create(sandbox)
    sandbox.post("/__sandbox__/accounts", json={"provider": "seedance", "unfinished_tasks": 0})
    full = sandbox.post(TASKS, json=SMALL, headers=KEY)
    assert (full.status_code, full.json()["error"]["code"]) == (429, "QuotaExceeded")


def test_a_path_that_there_is_not_is_refused_in_the_same_shape(sandbox: httpx.Client) -> None:
    answer = sandbox.post("/seedance/api/v3/images/generations", headers=KEY)
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "NotFound")
