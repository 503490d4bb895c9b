"""Gemini writes the script."""

from __future__ import annotations

from vidpipe.models import Stage
from vidpipe_tests.integration.codes.cases import Case, Trouble, fault

PROMPT = {"article": None, "prompt": "How to make tea", "duration": 8}


def _case(code: str, trouble: str | Trouble, http_status: int | None = 200, **more: object) -> Case:
    made = fault("gemini", trouble, "generate_content") if isinstance(trouble, str) else trouble
    return Case(
        code=code,
        stage=Stage.SCRIPT,
        provider="gemini",
        trouble=made,
        http_status=http_status,
        brief=PROMPT,
        **more,  # type: ignore[arg-type]  # fields of the case
    )


CASES = [
    _case("GEMINI_QUOTA_EXCEEDED", "quota_exceeded", 429),
    _case("GEMINI_INVALID_API_KEY", "invalid_api_key", 400),
    _case("GEMINI_RATE_LIMIT", "rate_limit", 429, retry_after=20.04),
    _case("GEMINI_SERVER_ERROR", "server_error", 500),
    _case("GEMINI_CONTENT_POLICY", "content_policy", charged="yes"),
    _case("GEMINI_TIMEOUT", "hang", None, env={"VIDPIPE_GEMINI_READ_TIMEOUT": "0.7"}),
    _case("GEMINI_NETWORK_ERROR", "drop_before", None),
    _case("GEMINI_PERMISSION_DENIED", "permission_denied", 403),
    _case("GEMINI_INVALID_REQUEST", "invalid_request", 400),
    _case("GEMINI_MODEL_UNAVAILABLE", "model_unavailable", 404),
    _case("GEMINI_INVALID_RESPONSE", "invalid_response_2"),
]
