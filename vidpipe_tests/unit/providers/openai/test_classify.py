"""Every row of OpenAI's errors, and of the shapes that compatible servers send, becomes its own code."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.providers.openai.classify import classify_chat, classify_speech
from vidpipe.providers.service import Reply
from vidpipe_tests.unit.providers.openai.bodies import error

BOTH: list[tuple[int, Any, str]] = [
    (401, error("invalid_request_error", "invalid_api_key", "Incorrect API key provided: sk-…"), "INVALID_API_KEY"),
    (401, {"error": "Unauthorized"}, "INVALID_API_KEY"),
    (401, "", "INVALID_API_KEY"),
    (403, error("invalid_request_error", "unsupported_country_region_territory"), "PERMISSION_DENIED"),
    (403, error("invalid_request_error", None, "Project `proj_1` does not have access"), "PERMISSION_DENIED"),
    (400, error("invalid_request_error", "invalid_value", "Invalid value", "model"), "INVALID_REQUEST"),
    (422, {"detail": [{"loc": ["body", "input"], "msg": "field required"}]}, "INVALID_REQUEST"),
    (429, error("insufficient_quota", "insufficient_quota"), "QUOTA_EXCEEDED"),
    (429, error("insufficient_quota", "credit_balance_exhausted"), "QUOTA_EXCEEDED"),
    (429, error(None, "credit_balance_exhausted"), "QUOTA_EXCEEDED"),
    (429, error(None, "organization_spend_limit_exceeded"), "QUOTA_EXCEEDED"),
    (429, error(None, "project_spend_limit_exceeded"), "QUOTA_EXCEEDED"),
    (429, error(None, "organization_usage_limit_exceeded"), "QUOTA_EXCEEDED"),
    (402, error(None, 402, "Insufficient credits"), "QUOTA_EXCEEDED"),
    (429, error("requests", "rate_limit_exceeded"), "RATE_LIMIT"),
    (429, error(None, "slow_down"), "RATE_LIMIT"),
    (429, "busy", "RATE_LIMIT"),
    (500, error("server_error", None), "SERVER_ERROR"),
    (503, error("server_error", "overloaded"), "SERVER_ERROR"),
    (502, "<html>Bad gateway</html>", "SERVER_ERROR"),
    (409, "", "SERVER_ERROR"),
    (504, "<html>Gateway time-out</html>", "TIMEOUT"),
]
CHAT: list[tuple[int, Any, str]] = [
    (404, error("invalid_request_error", "model_not_found", "The model `x` does not exist"), "LLM_MODEL_UNAVAILABLE"),
    (404, error("not_found_error", None, "model 'qwen9' not found"), "LLM_MODEL_UNAVAILABLE"),
    (
        404,
        {"object": "error", "message": "The model `x` does not exist.", "type": "NotFoundError", "code": 404},
        "LLM_MODEL_UNAVAILABLE",
    ),
    (400, error("invalid_request_error", None, "The model `x` does not exist"), "LLM_MODEL_UNAVAILABLE"),
    (400, error("invalid_request_error", "content_policy_violation"), "LLM_CONTENT_POLICY"),
    (400, error(None, "content_filter", "The response was filtered"), "LLM_CONTENT_POLICY"),
    (400, error("invalid_request_error", "context_length_exceeded"), "LLM_INVALID_REQUEST"),
    (404, "404 page not found", "PROVIDER_NOT_CONFIGURED"),
    (404, {"detail": "Not Found"}, "PROVIDER_NOT_CONFIGURED"),
]
SPEECH: list[tuple[int, Any, str]] = [
    (404, error("invalid_request_error", "model_not_found"), "TTS_MODEL_RETIRED"),
    (400, error("invalid_request_error", "string_above_max_length", "too long", "input"), "TTS_TEXT_TOO_LONG"),
    (400, error("invalid_request_error", "string_above_max_length", "too long", "instructions"), "TTS_INVALID_REQUEST"),
    (400, error("invalid_request_error", "invalid_value", "Invalid voice", "voice"), "TTS_VOICE_NOT_FOUND"),
    (400, error("invalid_request_error", "content_policy_violation"), "TTS_CONTENT_POLICY"),
]


def reply(status: int, body: Any, **headers: str) -> Reply:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=httpx.Headers(named), body=text.encode())


@pytest.mark.parametrize(("status", "body", "kind"), BOTH)
def test_chat_and_speech_read_the_same_errors(status: int, body: Any, kind: str) -> None:
    chat, speech = classify_chat(reply(status, body)), classify_speech(reply(status, body))

    assert chat.code == f"LLM_{kind}"
    assert speech.code == f"TTS_{kind}"
    assert chat.details["httpStatus"] == status


@pytest.mark.parametrize(("status", "body", "code"), CHAT)
def test_what_only_a_language_model_says(status: int, body: Any, code: str) -> None:
    assert classify_chat(reply(status, body)).code == code


@pytest.mark.parametrize(("status", "body", "code"), SPEECH)
def test_what_only_a_speech_model_says(status: int, body: Any, code: str) -> None:
    assert classify_speech(reply(status, body)).code == code


def limited(**headers: str) -> ProviderError:
    return classify_chat(reply(429, error("requests", "rate_limit_exceeded"), **headers))


def test_the_wait_is_taken_in_milliseconds_first() -> None:
    assert limited(retry_after="7").retry_after == 7
    assert limited(retry_after_ms="1500", retry_after="7").retry_after == 1.5
    assert limited().retry_after is None


def test_the_server_may_forbid_trying_again_or_ask_for_it() -> None:
    assert limited(x_should_retry="false").code == "PROVIDER_FAILED"
    assert classify_chat(reply(400, "", x_should_retry="true")).code == "LLM_SERVER_ERROR"
    assert classify_chat(reply(401, "", x_should_retry="true")).code == "LLM_INVALID_API_KEY"


def test_a_wrong_address_names_the_setting() -> None:
    assert "VIDPIPE_OPENAI_BASE_URL" in classify_chat(reply(404, "404 page not found")).message
