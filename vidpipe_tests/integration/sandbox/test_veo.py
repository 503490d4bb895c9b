"""The simulator of Gemini Omni, of the Files API and of the retired Veo against the contract."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.films import look, picture, until

INTERACTIONS = "/gemini/v1beta/interactions"
KEY = {"x-goog-api-key": KEYS["gemini"]}
FORM = {"type": "video", "aspect_ratio": "16:9", "duration": "3s", "resolution": "360p", "delivery": "uri"}
SMALL: dict[str, Any] = {
    "model": "gemini-omni-1.2-flash",
    "input": "Slow dolly over the tidal flat, no speech, 潮 🌊",
    "response_format": FORM,
    "background": True,
}


def image(data: bytes, kind: str = "image/png") -> dict[str, str]:
    return {"type": "image", "data": base64.b64encode(data).decode(), "mime_type": kind}


def create(sandbox: httpx.Client, **changes: object) -> dict[str, Any]:
    answer = sandbox.post(INTERACTIONS, json=SMALL | changes, headers=KEY)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def get(sandbox: httpx.Client, interaction: str) -> dict[str, Any]:
    answer = sandbox.get(f"{INTERACTIONS}/{interaction}", headers=KEY)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ended(sandbox: httpx.Client, interaction: str, status: str = "completed") -> dict[str, Any]:
    waiting = ("queued", "in_progress")
    others = ("completed", "failed", "cancelled", "incomplete", "budget_exceeded", "requires_action")
    found: dict[str, Any] = until(lambda: get(sandbox, interaction), *others)
    assert status not in waiting
    assert found["status"] == status, found
    return found


def video(body: dict[str, Any]) -> dict[str, Any]:
    [step] = body["steps"]
    assert step["type"] == "model_output"
    [part] = step["content"]
    assert (part["type"], part["mime_type"]) == ("video", "video/mp4")
    found: dict[str, Any] = part
    return found


def test_a_background_film_is_polled_and_downloaded_with_the_key(sandbox: httpx.Client, sandbox_url: str) -> None:
    created = create(sandbox)
    assert set(created) == {"id", "status", "created", "updated", "model"}
    assert created["status"] == "in_progress"
    done = ended(sandbox, created["id"])
    uri = video(done)["uri"]
    assert uri.startswith(f"{sandbox_url}/gemini/v1beta/files/")
    usage = done["usage"]
    assert usage["total_tokens"] == usage["total_input_tokens"] + usage["total_output_tokens"]
    assert usage["output_tokens_by_modality"] == [{"modality": "video", "tokens": usage["total_output_tokens"]}]

    assert httpx.get(f"{uri}?alt=media", trust_env=False).status_code == 403
    other = httpx.get(f"{uri}?alt=media", headers={"x-goog-api-key": "sandbox-2"}, trust_env=False)
    assert (other.status_code, other.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
    film = None
    for form in (f"{uri}?alt=media", f"{uri}:download?alt=media"):
        answer = httpx.get(form, headers=KEY, trust_env=False)
        assert answer.headers["content-type"] == "video/mp4"
        film = look(answer.content)
    assert film is not None
    assert (film.size, film.frames, film.fps, film.has_sound) == ((640, 360), 72, 24.0, True)
    assert film.movement > 0.5


@pytest.mark.usefixtures("unfilmed")
def test_the_usage_of_the_documented_example_is_right(sandbox: httpx.Client, world: World, arm: Arm) -> None:
    done = ended(sandbox, create(sandbox, response_format=FORM | {"duration": "6s"})["id"])
    assert done["usage"]["total_output_tokens"] == 34_800
    [entry] = world.journal.entries(endpoint="create")
    assert entry.charge_usd == pytest.approx(34_800 * 17.5e-6, rel=0.01)


def test_an_inline_film_in_one_call(sandbox: httpx.Client) -> None:
    body = {"background": False, "response_format": FORM | {"delivery": "inline", "aspect_ratio": "9:16"}}
    film = look(base64.b64decode(video(create(sandbox, **body))["data"]))
    assert (film.size, film.frames) == ((360, 640), 72)


def test_a_film_after_a_picture_takes_its_shape(sandbox: httpx.Client) -> None:
    form = {name: value for name, value in FORM.items() if name != "aspect_ratio"}
    text = {"type": "text", "text": "<FIRST_FRAME> Slow dolly"}
    task = {"video_config": {"task": "image_to_video"}}
    body = {"input": [text, image(picture(360, 640))], "response_format": form, "generation_config": task}
    uri = video(ended(sandbox, create(sandbox, **body)["id"]))["uri"]
    assert look(httpx.get(f"{uri}?alt=media", headers=KEY, trust_env=False).content).size == (360, 640)


@pytest.mark.usefixtures("real_times", "unfilmed")
def test_an_edit_of_an_earlier_film(sandbox: httpx.Client, world: World) -> None:
    first = create(sandbox)["id"]
    edit = {"previous_interaction_id": first, "generation_config": {"video_config": {"task": "edit"}}}
    early = sandbox.post(INTERACTIONS, json=SMALL | {"previous_interaction_id": first}, headers=KEY)
    assert early.status_code == 400
    world.advance(100)
    ended(sandbox, first)
    night = create(sandbox, input="At night", **edit)["id"]
    world.advance(100)
    ended(sandbox, night)
    missing = sandbox.post(INTERACTIONS, json=SMALL | {"previous_interaction_id": "int_none"}, headers=KEY)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


TEXT = {"type": "text", "text": "Tides"}
WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"model": None}, 400, "invalid_request"),
    ({"model": "gemini-omni-9-flash"}, 404, "model_not_found"),
    ({"input": None}, 400, "invalid_request"),
    ({"input": []}, 400, "invalid_request"),
    ({"input": ""}, 400, "invalid_request"),
    ({"input": [{"type": "poem"}]}, 400, "invalid_request"),
    ({"input": [{"type": "text"}]}, 400, "invalid_request"),
    ({"input": [image(picture())]}, 400, "invalid_request"),
    ({"input": [TEXT, image(b"no picture")]}, 400, "invalid_request"),
    ({"input": [TEXT, image(picture(form="JPEG"))]}, 400, "invalid_request"),
    ({"input": [TEXT, {"type": "image", "data": "AAAA"}]}, 400, "invalid_request"),
    ({"input": [TEXT, {"type": "image", "mime_type": "image/png"}]}, 400, "invalid_request"),
    ({"input": [TEXT, {"type": "image", "mime_type": "image/png", "data": "***"}]}, 400, "invalid_request"),
    ({"input": [TEXT, {"type": "image", "mime_type": "image/png", "uri": "https://x/files"}]}, 400, "invalid_request"),
    ({"colour": "blue"}, 400, "parameter_unknown"),
    ({"response_format": FORM | {"fps": 30}}, 400, "parameter_unknown"),
    ({"response_format": FORM | {"type": "image"}}, 400, "invalid_request"),
    ({"response_format": FORM | {"aspect_ratio": "1:1"}}, 400, "invalid_request"),
    ({"response_format": FORM | {"duration": 6}}, 400, "invalid_request"),
    ({"response_format": FORM | {"duration": "6"}}, 400, "invalid_request"),
    ({"response_format": FORM | {"duration": "2s"}}, 416, "out_of_range"),
    ({"response_format": FORM | {"duration": "16s"}}, 416, "out_of_range"),
    ({"model": "gemini-omni-1.1-flash", "response_format": FORM | {"duration": "11s"}}, 416, "out_of_range"),
    ({"response_format": FORM | {"resolution": "480p"}}, 400, "invalid_request"),
    ({"response_format": FORM | {"delivery": "mail"}}, 400, "invalid_request"),
    ({"generation_config": {"video_config": {"task": "paint"}}}, 400, "invalid_request"),
    ({"generation_config": {"video_config": {"task": "image_to_video"}}}, 400, "invalid_request"),
    ({"generation_config": {"video_config": {"task": "edit"}}}, 400, "invalid_request"),
    ({"background": "yes"}, 400, "invalid_request"),
    ({"background": True, "store": False}, 400, "invalid_request"),
    ({"webhook_config": {"uris": "https://x"}}, 400, "invalid_request"),
    ({"service_tier": "cheap"}, 400, "invalid_request"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "status", "code"), WRONG, ids=lambda value: str(value)[:40])
def test_what_the_contract_forbids_is_refused(
    sandbox: httpx.Client, world: World, changes: dict[str, Any], status: int, code: str
) -> None:
    body = {name: value for name, value in (SMALL | changes).items() if value is not None}
    answer = sandbox.post(INTERACTIONS, json=body, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert world.journal.entries()[-1].charge_usd == 0


@pytest.mark.parametrize("content", [b"{", b"[]"])
def test_a_body_that_is_no_object_is_refused(sandbox: httpx.Client, content: bytes) -> None:
    answer = sandbox.post(INTERACTIONS, content=content, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")


def test_a_body_over_20_mb_is_refused(sandbox: httpx.Client) -> None:
    answer = sandbox.post(INTERACTIONS, json=SMALL | {"input": "x" * (20 << 20)}, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("headers", [{}, {"x-goog-api-key": "invalid-sandbox"}, {"Authorization": "Bearer sandbox"}])
def test_interactions_want_a_key_and_answer_401(sandbox: httpx.Client, headers: dict[str, str]) -> None:
    for method, path in (("POST", ""), ("GET", "/int_1"), ("POST", "/int_1/cancel"), ("DELETE", "/int_1")):
        answer = sandbox.request(method, INTERACTIONS + path, json=SMALL, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "authentication")


@pytest.mark.usefixtures("unfilmed")
def test_an_interaction_of_another_key_or_not_stored_is_not_found(sandbox: httpx.Client, arm: Arm) -> None:
    found = create(sandbox)["id"]
    other = sandbox.get(f"{INTERACTIONS}/{found}", headers={"x-goog-api-key": "sandbox-2"})
    assert (other.status_code, other.json()["error"]["code"]) == (404, "not_found")
    arm("veo", "empty_result")
    once = create(sandbox, background=False, store=False)["id"]
    assert sandbox.get(f"{INTERACTIONS}/{once}", headers=KEY).status_code == 404


@pytest.mark.usefixtures("real_times", "unfilmed")
def test_cancel_and_delete(sandbox: httpx.Client, world: World) -> None:
    found = create(sandbox)["id"]
    cancelled = sandbox.post(f"{INTERACTIONS}/{found}/cancel", headers=KEY)
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert sum(entry.charge_usd for entry in world.journal.entries()) == pytest.approx(0)
    assert sandbox.post(f"{INTERACTIONS}/{found}/cancel", headers=KEY).status_code == 400
    assert sandbox.delete(f"{INTERACTIONS}/{found}", headers=KEY).status_code == 200
    assert sandbox.get(f"{INTERACTIONS}/{found}", headers=KEY).status_code == 404


def test_a_file_is_gone_after_48_hours(sandbox: httpx.Client, world: World) -> None:
    uri = video(ended(sandbox, create(sandbox)["id"]))["uri"]
    world.advance(48 * 3600 + 1)
    assert httpx.get(f"{uri}?alt=media", headers=KEY, trust_env=False).status_code == 403


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("content_policy", "completed"),
        ("content_policy_2", "completed"),
        ("empty_result", "completed"),
        ("task_failed", "failed"),
        ("task_failed_2", "failed"),
        ("budget_exceeded", "budget_exceeded"),
        ("incomplete", "incomplete"),
        ("requires_action", "requires_action"),
        ("task_cancelled", "cancelled"),
    ],
)
@pytest.mark.parametrize("endpoint", ["create", "get"])
@pytest.mark.usefixtures("unfilmed")
def test_an_interaction_ends_badly_without_a_film_and_without_a_charge(
    sandbox: httpx.Client, world: World, arm: Arm, fault: str, status: str, endpoint: str
) -> None:
    arm("veo", fault, endpoint=endpoint)
    done = ended(sandbox, create(sandbox)["id"], status)
    parts = [part for step in done.get("steps", []) for part in step["content"]]
    assert [part["type"] for part in parts] == (["text"] if fault.startswith("content_policy") else [])
    if fault.startswith("content_policy"):
        assert "policy" in parts[0]["text"]
    if fault == "empty_result":
        assert done["usage"]["total_output_tokens"] == 0
    if fault == "task_failed":
        assert set(done["errors"][0]) == {"code", "message"}
    if fault == "task_failed_2":
        assert done["steps"][0]["error"]["code"] == 13
    assert sum(entry.charge_usd for entry in world.journal.entries()) == pytest.approx(0)


def test_a_stuck_interaction_never_ends(sandbox: httpx.Client, world: World, arm: Arm) -> None:
    arm("veo", "processing_timeout")
    found = create(sandbox)["id"]
    world.advance(86_400)
    assert get(sandbox, found)["status"] == "in_progress"


@pytest.mark.usefixtures("unfilmed")
def test_a_queue_can_be_seen(sandbox: httpx.Client, arm: Arm) -> None:
    arm("veo", "shows_queue")
    assert create(sandbox)["status"] == "queued"


def test_the_film_may_come_in_other_forms(sandbox: httpx.Client, arm: Arm) -> None:
    arm("veo", "result_download_uri")
    uri = video(ended(sandbox, create(sandbox)["id"]))["uri"]
    assert uri.endswith(":download?alt=media")
    assert httpx.get(uri, headers=KEY, trust_env=False).status_code == 200
    arm("veo", "result_output_video")
    done = ended(sandbox, create(sandbox)["id"])
    assert "steps" not in done
    assert set(done["output_video"]) == {"mime_type", "uri"}


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("invalid_api_key", 401, "authentication"),
        ("invalid_api_key_2", 400, 400),
        ("permission_denied", 403, "permission_denied"),
        ("permission_denied_2", 400, "failed_precondition"),
        ("invalid_request_2", 400, "parameter_unknown"),
        ("invalid_request_3", 416, "out_of_range"),
        ("model_retired", 404, "model_not_found"),
        ("model_retired_2", 404, 404),
        ("task_not_found", 404, "not_found"),
        ("quota_exceeded", 429, "quota_exceeded"),
        ("quota_exceeded_2", 402, "payment_required"),
        ("quota_exceeded_3", 429, 429),
        ("rate_limit", 429, "rate_limit_exceeded"),
        ("rate_limit_2", 429, 429),
        ("server_error", 500, "api_error"),
        ("server_error_2", 503, "service_unavailable"),
        ("server_error_3", 503, 503),
        ("download_expired_2", 404, 404),
    ],
)
def test_a_fault_answers_in_the_documented_shape(
    sandbox: httpx.Client, arm: Arm, fault: str, status: int, code: str | int
) -> None:
    arm("veo", fault)
    answer = sandbox.post(INTERACTIONS, json=SMALL, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_daily_and_minute_limits_differ_by_their_quota_id(sandbox: httpx.Client, arm: Arm) -> None:
    for fault, word in (("quota_exceeded_3", "PerDay"), ("rate_limit_2", "PerMinute")):
        arm("veo", fault)
        details = sandbox.post(INTERACTIONS, json=SMALL, headers=KEY).json()["error"]["details"]
        assert word in details[0]["violations"][0]["quotaId"]
        assert details[1]["retryDelay"].endswith("s")
    arm("veo", "quota_exceeded_4")
    error = sandbox.post(INTERACTIONS, json=SMALL, headers=KEY).json()["error"]
    assert "quotaValue" not in error["details"][0]["violations"][0]
    assert "limit: 0" in error["message"]


def test_a_gateway_failure_is_html(sandbox: httpx.Client, arm: Arm) -> None:
    arm("veo", "server_error_4")
    answer = sandbox.get(f"{INTERACTIONS}/int_1", headers=KEY)
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")


@pytest.mark.usefixtures("unfilmed")
def test_money_minutes_and_days_run_out(sandbox: httpx.Client, world: World, arm: Arm) -> None:
    def refused(**limits: object) -> tuple[int, str]:
        account = {"balance_usd": None, "requests_a_minute": None, "interactions_a_day": None} | limits
        sandbox.post("/__sandbox__/accounts", json={"provider": "veo"} | account)
        answer = sandbox.post(INTERACTIONS, json=SMALL, headers=KEY)
        return answer.status_code, answer.json().get("error", {}).get("code", "")

    assert refused(balance_usd=0.1)[0] == 200
    assert refused(balance_usd=0.0) == (402, "payment_required")
    assert refused(requests_a_minute=1) == (429, "rate_limit_exceeded")
    world.advance(61)
    assert refused(interactions_a_day=1, requests_a_minute=1) == (429, "quota_exceeded")
    world.advance(86_400)
    assert refused(interactions_a_day=1)[0] == 200


@pytest.mark.parametrize(
    "model", ["veo-2.0-generate-001", "veo-3.1-generate-preview", "veo-3.1-lite-preview", "gemini-omni-flash-preview"]
)
def test_a_retired_model_is_told_apart(sandbox: httpx.Client, model: str) -> None:
    answer = sandbox.post(INTERACTIONS, json=SMALL | {"model": model}, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")
    assert "is no longer available" in answer.json()["error"]["message"]


def test_veo_is_gone(sandbox: httpx.Client) -> None:
    path = "/gemini/v1beta/models/veo-3.1-generate-preview"
    body = {"instances": [{"prompt": "A lighthouse"}], "parameters": {"durationSeconds": 8}}
    for answer in (
        sandbox.post(f"{path}:predictLongRunning", json=body, headers=KEY),
        sandbox.get(f"{path}/operations/op1", headers=KEY),
    ):
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["status"]) == (404, 404, "NOT_FOUND")
        assert "is no longer available" in error["message"]
    bad = sandbox.post(f"{path}:predictLongRunning", json=body, headers={"x-goog-api-key": "wrong"})
    assert (bad.status_code, bad.json()["error"]["details"][0]["reason"]) == (400, "API_KEY_INVALID")


def test_omni_is_served_by_interactions_only(sandbox: httpx.Client) -> None:
    path = "/gemini/v1beta/models/gemini-omni-1.2-flash:generateContent"
    answer = sandbox.post(path, json={"contents": [{"parts": [{"text": "A lighthouse"}]}]}, headers=KEY)
    assert (answer.status_code, answer.json()["error"]["status"]) == (404, "NOT_FOUND")
