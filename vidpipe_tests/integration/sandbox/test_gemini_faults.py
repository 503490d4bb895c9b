"""Gemini's documented failures and odd answers, had on demand."""

from __future__ import annotations

import json

import httpx
import pytest

from vidpipe.sandbox.gemini import Gemini
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.gemini_client import KEY, MODEL, ask, in_json, question, quotas_of, text_of

STATUS = {
    "invalid_api_key": 400, "invalid_api_key_2": 400, "invalid_api_key_3": 400, "invalid_api_key_4": 401,
    "invalid_api_key_5": 403, "invalid_api_key_6": 403, "permission_denied": 403, "permission_denied_2": 400,
    "permission_denied_3": 403, "invalid_request": 400, "invalid_request_2": 400, "model_unavailable": 404,
    "model_unavailable_2": 404, "quota_exceeded": 429, "quota_exceeded_2": 429, "quota_exceeded_3": 429,
    "quota_exceeded_4": 429, "rate_limit": 429, "rate_limit_2": 429, "rate_limit_3": 429, "rate_limit_4": 429,
    "server_error": 500, "server_error_2": 503, "server_error_3": 502, "server_error_4": 503, "server_error_5": 504,
    "text_instead_of_audio": 400, "text_instead_of_audio_2": 500,
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(Gemini.faults))
def test_every_documented_failure_can_be_had(sandbox: httpx.Client, arm: Arm, fault: str) -> None:
    speech = fault in ("raw_audio", "raw_audio_2", "text_too_long")
    arm("gemini", fault)
    config = {"responseModalities": ["AUDIO"]} if speech else in_json()
    answer = ask(sandbox, question(config=config), model="gemini-3.8-flash-tts" if speech else MODEL)
    assert answer.status_code == STATUS.get(fault, 200)
    assert sandbox.get("/__sandbox__/calls").json()[0]["outcome"] == fault
    if answer.status_code >= 400 and fault not in ("server_error_3", "server_error_4"):
        assert answer.json()["error"]["code"] == answer.status_code


def test_the_wrapped_error_is_a_list_of_one_and_the_502_is_a_page(sandbox: httpx.Client, arm: Arm) -> None:
    arm("gemini", "server_error_4")
    assert ask(sandbox, question()).json()[0]["error"]["status"] == "UNAVAILABLE"
    arm("gemini", "server_error_3")
    assert ask(sandbox, question()).text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("fault", "block", "finish"),
    [
        ("content_policy", "PROHIBITED_CONTENT", None),
        ("content_policy_2", None, "SAFETY"),
        ("content_policy_3", None, "RECITATION"),
        ("content_policy_4", None, "PROHIBITED_CONTENT"),
        ("content_policy_5", "SAFETY", None),
        ("invalid_response", None, "MAX_TOKENS"),
        ("invalid_response_3", None, "OTHER"),
    ],
)
def test_refusals_are_200_and_count_the_prompt(
    sandbox: httpx.Client, arm: Arm, fault: str, block: str | None, finish: str | None
) -> None:
    arm("gemini", fault)
    whole = ask(sandbox, question()).json()
    assert whole.get("promptFeedback", {}).get("blockReason") == block
    assert ("candidates" in whole) == (block is None)
    if finish:
        assert whole["candidates"][0]["finishReason"] == finish
    assert whole["usageMetadata"]["promptTokenCount"] > 0
    assert "candidatesTokenCount" not in whole["usageMetadata"]


@pytest.mark.parametrize(
    ("fault", "quotas", "values"),
    [
        ("quota_exceeded", ["PerDay"], ["250"]),
        ("quota_exceeded_2", ["PerDay", "PerMinute"], [None, None]),
        ("rate_limit", ["PerMinute"], ["10"]),
    ],
)
def test_daily_and_minute_limits_differ_in_the_quota_id_only(
    sandbox: httpx.Client, arm: Arm, fault: str, quotas: list[str], values: list[str | None]
) -> None:
    arm("gemini", fault)
    violations = quotas_of(ask(sandbox, question()))
    assert all(quota in violation["quotaId"] for quota, violation in zip(quotas, violations, strict=True))
    assert [violation.get("quotaValue") for violation in violations] == values


def test_a_fence_or_several_parts_hold_the_right_answer(sandbox: httpx.Client, arm: Arm) -> None:
    arm("gemini", "markdown_fence")
    fenced = text_of(ask(sandbox, question(config=in_json())))
    assert fenced.startswith("```json\n")
    assert json.loads(fenced.removeprefix("```json\n").removesuffix("\n```"))["title"]
    arm("gemini", "several_parts")
    answer = ask(sandbox, question(config=in_json()))
    assert len(answer.json()["candidates"][0]["content"]["parts"]) == 3
    assert json.loads(text_of(answer))["title"]


def test_half_a_surrogate_pair_is_refused_or_answered_but_never_a_crash(sandbox: httpx.Client) -> None:
    content = json.dumps(question("Topic: half \ud83c a pair 🎉")).encode()
    answer = sandbox.post(f"/gemini/v1beta/models/{MODEL}:generateContent", content=content, headers=KEY)
    assert answer.status_code in (200, 400)
    answer.json()
