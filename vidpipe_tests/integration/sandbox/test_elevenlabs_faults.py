"""The documented failures of the simulated ElevenLabs, in all their shapes."""

from __future__ import annotations

import httpx
import pytest

from vidpipe.sandbox.elevenlabs import ElevenLabs
from vidpipe_tests.integration.sandbox.conftest import Arm
from vidpipe_tests.integration.sandbox.elevenlabs_client import credits_used, speak

DOCUMENTED = {
    "quota_exceeded": (401, "quota_exceeded"),
    "quota_exceeded_2": (402, "quota_exceeded"),
    "quota_exceeded_3": (429, "quota_exceeded"),
    "invalid_api_key": (401, "invalid_api_key"),
    "invalid_api_key_2": (401, "invalid_api_key"),
    "invalid_api_key_3": (401, "needs_authorization"),
    "permission_denied": (401, "missing_permissions"),
    "permission_denied_2": (401, "detected_unusual_activity"),
    "permission_denied_3": (403, "output_format_not_allowed"),
    "permission_denied_4": (403, "Forbidden"),
    "plan_required": (402, "paid_plan_required"),
    "plan_required_2": (402, "free_users_not_allowed"),
    "voice_not_found": (404, "voice_not_found"),
    "voice_not_found_2": (400, "voice_not_found"),
    "text_too_long": (400, "max_character_limit_exceeded"),
    "text_too_long_2": (400, "text_too_long"),
    "invalid_request": (400, "model_not_found"),
    "invalid_request_2": (422, "missing"),
    "invalid_request_3": (400, "invalid_model"),
    "content_policy": (400, "content_moderation"),
    "content_policy_2": (403, "content_moderation"),
    "rate_limit": (429, "too_many_concurrent_requests"),
    "rate_limit_2": (429, "concurrent_limit_exceeded"),
    "rate_limit_3": (429, "system_busy"),
    "rate_limit_4": (429, "rate_limit_exceeded"),
    "server_error": (500, "Internal Server Error"),
}


def test_every_fault_is_tested() -> None:
    assert set(ElevenLabs().faults) == {*DOCUMENTED, "server_error_2"}


@pytest.mark.parametrize("fault", DOCUMENTED)
def test_a_documented_error_has_its_status_and_word(sandbox: httpx.Client, arm: Arm, fault: str) -> None:
    arm("elevenlabs", fault)
    answer = speak(sandbox)
    detail = answer.json()["detail"]
    word = detail if isinstance(detail, str) else detail["status"] if isinstance(detail, dict) else detail[0]["type"]
    assert (answer.status_code, word) == DOCUMENTED[fault]
    assert answer.headers.get("retry-after") == ("2" if fault == "rate_limit_4" else None)
    assert credits_used(sandbox) == 0


def test_a_server_error_may_be_plain_text(sandbox: httpx.Client, arm: Arm) -> None:
    arm("elevenlabs", "server_error_2")
    answer = speak(sandbox)
    assert (answer.status_code, answer.text) == (503, "Service Unavailable")
