"""The simulator of Stability AI keeps its contract: forms, prices, refusals, both shapes of answers and errors."""

from __future__ import annotations

import base64
import io
from typing import Any

import httpx
import pytest
from PIL import Image

from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.stability import Stability
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm

KEY = KEYS["stability"]
AUTH = {"Authorization": f"Bearer {KEY}"}
GENERATE = "/stability/v2beta/stable-image/generate/"
BALANCE = "/stability/v1/user/balance"


def generate(sandbox: httpx.Client, kind: str = "core", accept: str = "image/*", **fields: Any) -> httpx.Response:
    """Ask for a picture; a value of bytes is sent as a file, and every request is multipart."""
    form = {"prompt": "A lighthouse above a falling tide", "seed": "7", **fields}
    files = {
        name: ("picture", value, "image/png") if isinstance(value, bytes) else (None, str(value))
        for name, value in form.items()
        if value is not None
    }
    return sandbox.post(GENERATE + kind, headers={**AUTH, "Accept": accept}, files=files)


def balance(sandbox: httpx.Client) -> float:
    return float(sandbox.get(BALANCE, headers=AUTH).json()["credits"])


def picture(width: int, height: int, kind: str = "PNG", colour: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind)
    return file.getvalue()


def test_a_picture_comes_as_bytes_with_its_facts_in_headers(sandbox: httpx.Client, world: World) -> None:
    answer = generate(sandbox, aspect_ratio="16:9")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["finish-reason"] == "SUCCESS"
    assert answer.headers["seed"] == "7"
    assert answer.headers["x-request-id"]
    with Image.open(io.BytesIO(answer.content)) as image:
        assert (image.format, image.size) == ("PNG", (1536, 864))
    assert world.journal.entries(provider="stability")[-1].charge_usd == pytest.approx(0.03)


def test_a_picture_comes_as_json_without_those_headers(sandbox: httpx.Client) -> None:
    answer = generate(sandbox, accept="application/json", output_format="jpeg")
    assert answer.headers["content-type"] == "application/json; type=image/jpeg"
    assert "seed" not in answer.headers
    assert "finish-reason" not in answer.headers
    assert answer.headers["x-request-id"]
    body = answer.json()
    assert set(body) == {"image", "seed", "finish_reason"}
    assert (body["seed"], body["finish_reason"]) == (7, "SUCCESS")
    with Image.open(io.BytesIO(base64.b64decode(body["image"]))) as image:
        assert image.format == "JPEG"


@pytest.mark.parametrize("kind", ["core", "ultra", "sd3"])
@pytest.mark.parametrize("ratio", ["21:9", "16:9", "3:2", "5:4", "1:1", "4:5", "2:3", "9:16", "9:21"])
def test_every_aspect_ratio_is_about_as_asked(sandbox: httpx.Client, kind: str, ratio: str) -> None:
    answer = generate(sandbox, kind, aspect_ratio=ratio, output_format="webp", prompt="sandbox:content_filtered")
    wide, high = map(int, ratio.split(":"))
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.format == "WEBP"
        assert image.width / image.height == pytest.approx(wide / high, rel=0.04)
        assert image.width * image.height == pytest.approx(1.4e6 if kind == "core" else 1.0e6, rel=0.2)


@pytest.mark.parametrize(
    ("kind", "model", "price"),
    [
        ("core", None, 3),
        ("ultra", None, 8),
        ("sd3", None, 6.5),
        ("sd3", "sd3.5-large", 6.5),
        ("sd3", "sd3.5-large-turbo", 4),
        ("sd3", "sd3.5-medium", 3.5),
        ("sd3", "sd3.5-flash", 2.5),
        ("sd3", "sd3-medium", 3.5),
    ],
)
def test_each_model_has_its_price(sandbox: httpx.Client, kind: str, model: str | None, price: float) -> None:
    before = balance(sandbox)
    assert generate(sandbox, kind, model=model).status_code == 200
    assert balance(sandbox) == pytest.approx(before - price)


def test_the_same_seed_draws_the_same_and_no_seed_draws_another(sandbox: httpx.Client) -> None:
    first, second = generate(sandbox), generate(sandbox)
    assert first.content == second.content
    seeds = {generate(sandbox, seed=seed).headers["seed"] for seed in ("0", None)}
    assert len(seeds) == 2
    assert "0" not in seeds


@pytest.mark.parametrize(
    ("kind", "fields", "error"),
    [
        ("core", {"prompt": None}, "prompt: is required"),
        ("core", {"prompt": ""}, "prompt: cannot be empty"),
        ("core", {"prompt": "a" * 10_001}, "prompt: must be no longer than 10000 characters"),
        ("core", {"negative_prompt": "a" * 10_001}, "negative_prompt: must be no longer than 10000 characters"),
        ("core", {"aspect_ratio": "4:3"}, "aspect_ratio: must be one of"),
        ("core", {"seed": "4294967295"}, "seed: must be an integer"),
        ("core", {"seed": "-1"}, "seed: must be an integer"),
        ("core", {"seed": "1.5"}, "seed: must be an integer"),
        ("core", {"style_preset": "cubist"}, "style_preset: must be one of"),
        ("core", {"output_format": "gif"}, "output_format: must be one of"),
        ("ultra", {"image": picture(64, 64)}, "strength: is required when image is sent"),
        ("ultra", {"image": picture(64, 64), "strength": "1.1"}, "strength: must be a number"),
        ("ultra", {"image": picture(64, 64), "strength": "nan"}, "strength: must be a number"),
        ("ultra", {"image": picture(63, 80), "strength": "0.5"}, "image: every side must have 64 to 16384 pixels"),
        ("ultra", {"image": b"no picture", "strength": "0.5"}, "image: must be a jpeg, png or webp file"),
        ("ultra", {"image": picture(64, 64, "GIF"), "strength": "0.5"}, "image: must be a jpeg, png or webp file"),
        ("ultra", {"image": "text", "strength": "0.5"}, "image: must be a file"),
        ("sd3", {"model": "sd9"}, "model: must be one of"),
        ("sd3", {"cfg_scale": "0.5"}, "cfg_scale: must be a number between 1 and 10"),
        ("sd3", {"cfg_scale": "11"}, "cfg_scale: must be a number between 1 and 10"),
        ("sd3", {"mode": "video"}, "mode: must be one of"),
        ("sd3", {"mode": "image-to-image", "strength": "0.5"}, "image: is required in image-to-image mode"),
        ("sd3", {"mode": "image-to-image", "image": picture(64, 64)}, "strength: is required when image is sent"),
        (
            "sd3",
            {"mode": "image-to-image", "image": picture(64, 64), "strength": "0.5", "aspect_ratio": "1:1"},
            "aspect_ratio: is only allowed in text-to-image mode",
        ),
        ("sd3", {"image": picture(64, 64), "strength": "0.5"}, "image, strength: are only allowed in image-to-image"),
    ],
)
def test_a_bad_field_is_named_and_costs_nothing(
    sandbox: httpx.Client, kind: str, fields: dict[str, Any], error: str
) -> None:
    before = balance(sandbox)
    answer = generate(sandbox, kind, **fields)
    assert answer.status_code == 400
    body = answer.json()
    assert set(body) == {"id", "name", "errors"}
    assert body["name"] == "bad_request"
    assert any(named.startswith(error) for named in body["errors"]), body["errors"]
    assert balance(sandbox) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": "a" * 10_000, "negative_prompt": "b" * 10_000},
        {"prompt": "A (quiet:0.8) café, “quoted” 🌊", "seed": "4294967294"},
        {"style_preset": "tile-texture"},
    ],
)
def test_what_is_just_within_the_limits_is_drawn(sandbox: httpx.Client, fields: dict[str, str]) -> None:
    assert generate(sandbox, **fields).status_code == 200


@pytest.mark.parametrize(
    "request_",
    [
        {"data": {"prompt": "A lighthouse"}},
        {"json": {"prompt": "A lighthouse"}},
        {"content": b"", "headers": {"Content-Type": "multipart/form-data"}},
        {"files": {"prompt": (None, "A lighthouse")}, "headers": {"Accept": "*/*"}},
        {"files": {"prompt": (None, "A lighthouse")}, "headers": {"Accept": "image/png"}},
        {"files": {"prompt": (None, "A lighthouse")}, "headers": {"stability-client-id": "a" * 257}},
    ],
)
def test_only_multipart_and_the_two_kinds_of_answer_are_taken(sandbox: httpx.Client, request_: dict[str, Any]) -> None:
    headers = {**AUTH, "Accept": "image/*", **request_.pop("headers", {})}
    answer = sandbox.post(GENERATE + "core", headers=headers, **request_)
    assert answer.status_code == 400
    assert answer.json()["name"] == "bad_request"


def test_a_request_of_more_than_10_mib_is_refused(sandbox: httpx.Client) -> None:
    answer = generate(sandbox, "ultra", image=bytes(10 << 20), strength="0.5")
    assert answer.status_code == 413
    assert answer.json()["name"] == "payload_too_large"


@pytest.mark.parametrize("kind", ["ultra", "sd3"])
def test_strength_0_gives_the_picture_that_was_sent(sandbox: httpx.Client, kind: str) -> None:
    fields = {"mode": "image-to-image"} if kind == "sd3" else {}
    answer = generate(sandbox, kind, image=picture(80, 80, colour="red"), strength="0", **fields)
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.getcolors() == [(image.width * image.height, (255, 0, 0))]


@pytest.mark.parametrize(
    ("prompt", "status", "name"),
    [
        ("sandbox:content_moderation", 403, "content_moderation"),
        ("sandbox:public_figure", 422, "public_figure"),
        ("sandbox:invalid_language", 422, "invalid_language"),
        ("一座燈塔，早晨的霧", 422, "invalid_language"),
        ("sandbox:internal_error", 500, "internal_error"),
    ],
)
def test_a_refused_prompt_costs_nothing(sandbox: httpx.Client, prompt: str, status: int, name: str) -> None:
    before = balance(sandbox)
    answer = generate(sandbox, prompt=prompt)
    assert (answer.status_code, answer.json()["name"]) == (status, name)
    assert balance(sandbox) == before


def test_the_content_filter_answers_200_with_a_blurred_picture_and_charges(sandbox: httpx.Client) -> None:
    before = balance(sandbox)
    answer = generate(sandbox, prompt="A harbour sandbox:CONTENT_FILTERED")
    assert answer.status_code == 200
    assert answer.headers["finish-reason"] == "CONTENT_FILTERED"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.format == "PNG"
    answer = generate(sandbox, accept="application/json", prompt="A harbour sandbox:content_filtered")
    assert answer.json()["finish_reason"] == "CONTENT_FILTERED"
    assert balance(sandbox) == pytest.approx(before - 6)


def test_credits_run_out_with_402(sandbox: httpx.Client) -> None:
    sandbox.post("/__sandbox__/accounts", json={"provider": "stability", "key": KEY, "credits": 3.5})
    assert generate(sandbox).status_code == 200
    answer = generate(sandbox)
    assert answer.status_code == 402
    assert answer.json()["name"] == "payment_required"
    assert answer.json()["errors"][0].startswith("You lack sufficient credits")
    assert balance(sandbox) == 0.5


@pytest.mark.parametrize("headers", [{}, {"Authorization": KEY}, {"Authorization": "Bearer sk-invalid-sandbox"}])
def test_without_a_good_key_everything_is_401(sandbox: httpx.Client, headers: dict[str, str]) -> None:
    for method, path in (("POST", GENERATE + "core"), ("GET", "/stability/v2beta/nothing")):
        answer = sandbox.request(method, path, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["name"] == "unauthorized"
        assert answer.json()["errors"] == ["authorization: invalid or missing header value"]


def test_v1_repeats_the_wrong_key_in_its_message(sandbox: httpx.Client) -> None:
    answer = sandbox.get(BALANCE, headers={"Authorization": "Bearer sk-wrong-0123456789"})
    assert answer.status_code == 401
    body = answer.json()
    assert set(body) == {"id", "name", "message"}
    assert "Incorrect API key provided: sk-wrong-0123456789." in body["message"]


def test_an_unknown_path_is_404_for_those_with_a_key(sandbox: httpx.Client) -> None:
    answer = sandbox.get("/stability/v2beta/nothing", headers=AUTH)
    assert (answer.status_code, answer.json()["name"]) == (404, "not_found")


def test_the_account_tells_its_organizations(sandbox: httpx.Client) -> None:
    body = sandbox.get("/stability/v1/user/account", headers=AUTH).json()
    assert set(body) == {"email", "id", "organizations", "profile_picture"}
    assert set(body["organizations"][0]) == {"id", "name", "role", "is_default"}


def test_more_than_150_calls_in_10_seconds_are_refused_for_a_minute(sandbox: httpx.Client, world: World) -> None:
    statuses = [sandbox.get(BALANCE, headers=AUTH).status_code for _ in range(3)]
    for _ in range(147):
        world.meter.add(f"stability:{KEY}")
    statuses.append(sandbox.get(BALANCE, headers=AUTH).status_code)
    world.advance(50)
    statuses.append(generate(sandbox).status_code)
    assert statuses == [200, 200, 200, 429, 429]
    other = sandbox.get(BALANCE, headers={"Authorization": "Bearer sk-sandbox-other"})
    assert other.status_code == 200
    world.advance(10)
    assert sandbox.get(BALANCE, headers=AUTH).status_code == 200


DOCUMENTED = {
    "quota_exceeded": (402, "payment_required"),
    "invalid_api_key": (401, "unauthorized"),
    "invalid_api_key_2": (403, "permission_denied"),
    "invalid_prompt": (400, "bad_request"),
    "invalid_prompt_2": (422, "invalid_language"),
    "invalid_request": (413, "payload_too_large"),
    "invalid_request_2": (404, "not_found"),
    "content_policy": (403, "content_moderation"),
    "content_policy_2": (422, "public_figure"),
    "rate_limit": (429, "rate_limit_exceeded"),
    "rate_limit_2": (429, "rate_limit_exceeded"),
    "server_error": (500, "internal_error"),
}
WITHOUT_JSON = {
    "server_error_2": (502, "text/html; charset=utf-8"),
    "server_error_3": (503, "text/html; charset=utf-8"),
    "server_error_4": (504, "text/html; charset=utf-8"),
    "server_error_5": (408, "text/html; charset=utf-8"),
    "content_policy_3": (200, "image/png"),
    "invalid_response": (200, "image/png"),
    "invalid_response_2": (200, "image/png"),
}


def test_every_fault_is_tested() -> None:
    assert set(Stability().faults) == {*DOCUMENTED, *WITHOUT_JSON}


@pytest.mark.parametrize("fault", DOCUMENTED)
def test_a_documented_error_has_its_status_and_name(sandbox: httpx.Client, arm: Arm, fault: str) -> None:
    arm("stability", fault)
    answer = generate(sandbox)
    assert (answer.status_code, answer.json()["name"]) == DOCUMENTED[fault]
    assert answer.headers.get("retry-after") == ("60" if fault == "rate_limit_2" else None)
    assert generate(sandbox).status_code == 200


@pytest.mark.parametrize("fault", WITHOUT_JSON)
def test_an_answer_that_is_no_json_has_its_status_and_type(sandbox: httpx.Client, arm: Arm, fault: str) -> None:
    arm("stability", fault)
    answer = generate(sandbox)
    assert (answer.status_code, answer.headers["content-type"]) == WITHOUT_JSON[fault]
    assert answer.headers.get("finish-reason") == ("CONTENT_FILTERED" if fault == "content_policy_3" else None)
    assert len(answer.content) == 0 if fault == "invalid_response" else answer.content


def test_v1_errors_have_v1s_shape(sandbox: httpx.Client, arm: Arm) -> None:
    arm("stability", "server_error", endpoint="balance")
    answer = sandbox.get(BALANCE, headers=AUTH)
    assert (answer.status_code, answer.json()["name"]) == (500, "server_error")
    assert "message" in answer.json()
