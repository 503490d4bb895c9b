from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.models import Quota
from vidpipe.providers.elevenlabs.probe import probe
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session
from vidpipe_tests.unit.providers.elevenlabs.service import KEY, config, speak

QUOTA = (
    "This request exceeds your quota of 10000. You have 0 credits remaining, while 91 credits are required for this "
    "request."
)


def old(word: str, message: str = "…") -> dict[str, Any]:
    return {"detail": {"status": word, "message": message}}


def new(word: str, *, kind: str = "authentication_error", code: str = "unauthorized") -> dict[str, Any]:
    detail = {"type": kind, "code": code, "message": "…", "status": word, "request_id": "r9", "param": None}
    return {"detail": detail}


REFUSALS: list[tuple[int, Any, str]] = [
    (401, old("quota_exceeded", QUOTA), "TTS_QUOTA_EXCEEDED"),
    (402, old("quota_exceeded", QUOTA), "TTS_QUOTA_EXCEEDED"),
    (429, new("quota_exceeded", kind="rate_limit_error"), "TTS_QUOTA_EXCEEDED"),
    (401, {"detail": QUOTA}, "TTS_QUOTA_EXCEEDED"),
    (401, new("", code="quota_exceeded"), "TTS_QUOTA_EXCEEDED"),
    (401, old("invalid_api_key", "Invalid API key"), "TTS_INVALID_API_KEY"),
    (401, new("needs_authorization"), "TTS_INVALID_API_KEY"),
    (401, {"detail": "Unauthorized"}, "TTS_INVALID_API_KEY"),
    (401, None, "TTS_INVALID_API_KEY"),
    (401, new("missing_permissions"), "TTS_PERMISSION_DENIED"),
    (401, old("detected_unusual_activity"), "TTS_PERMISSION_DENIED"),
    (402, new("paid_plan_required", kind="payment_required"), "TTS_PLAN_REQUIRED"),
    (402, {"detail": {"type": "payment_required", "message": "…"}}, "TTS_PLAN_REQUIRED"),
    (403, old("output_format_not_allowed"), "TTS_PERMISSION_DENIED"),
    (403, None, "TTS_PERMISSION_DENIED"),
    (400, old("voice_not_found"), "TTS_VOICE_NOT_FOUND"),
    (404, new("voice_not_found", kind="not_found", code="not_found"), "TTS_VOICE_NOT_FOUND"),
    (400, old("max_character_limit_exceeded"), "TTS_TEXT_TOO_LONG"),
    (400, old("text_too_long"), "TTS_TEXT_TOO_LONG"),
    (400, old("model_not_found"), "TTS_INVALID_REQUEST"),
    (400, old("invalid_model"), "TTS_INVALID_REQUEST"),
    (422, {"detail": [{"loc": ["body", "text"], "msg": "Field required", "type": "missing"}]}, "TTS_INVALID_REQUEST"),
    (400, old("content_moderation"), "TTS_CONTENT_POLICY"),
    (403, old("content_against_policy"), "TTS_CONTENT_POLICY"),
    (403, {"detail": "This text violates our Terms of Service."}, "TTS_CONTENT_POLICY"),
    (429, old("too_many_concurrent_requests"), "TTS_RATE_LIMIT"),
    (429, old("concurrent_limit_exceeded"), "TTS_RATE_LIMIT"),
    (429, old("system_busy"), "TTS_RATE_LIMIT"),
    (429, old("rate_limit_exceeded"), "TTS_RATE_LIMIT"),
    (429, "<html>", "TTS_RATE_LIMIT"),
    (500, {"detail": "Internal Server Error"}, "TTS_SERVER_ERROR"),
    (503, "<html>", "TTS_SERVER_ERROR"),
]


def answer(status: int, body: Any, **headers: str) -> httpx.Response:
    if isinstance(body, str):
        return httpx.Response(status, text=body, headers=headers)
    return httpx.Response(status, json=body, headers=headers) if body else httpx.Response(status, headers=headers)


@pytest.mark.parametrize(("status", "body", "code"), REFUSALS)
def test_every_refusal_has_its_code_and_costs_nothing(tmp_path: Path, status: int, body: Any, code: str) -> None:
    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as raised:
        speak(lambda _: answer(status, body), tmp_path / "a.wav", ledger=ledger)
    assert raised.value.code == code
    assert raised.value.details["httpStatus"] == status
    assert (ledger.outcomes[1].error_code, ledger.outcomes[1].charged) == (code, "no")


def test_the_providers_words_request_and_wait_are_kept(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="exceeds your quota") as raised:
        speak(lambda _: answer(401, old("quota_exceeded", QUOTA + KEY)), tmp_path / "a.wav")
    assert KEY not in raised.value.message + str(raised.value.details)
    with pytest.raises(ProviderError) as raised:
        speak(lambda _: answer(429, new("system_busy"), **{"retry-after": "2"}), tmp_path / "a.wav")
    assert (raised.value.retry_after, raised.value.details["requestId"]) == (2.0, "r9")
    detail = [{"loc": ["body", "text"], "msg": "Field required", "type": "missing"}]
    with pytest.raises(ProviderError, match=r"body\.text: Field required"):
        speak(lambda _: answer(422, {"detail": detail}), tmp_path / "a.wav")


@pytest.mark.parametrize(
    ("failure", "code", "charged"),
    [
        (httpx.ReadTimeout("slow"), "TTS_TIMEOUT", "unknown"),
        (httpx.ReadError("reset"), "TTS_NETWORK_ERROR", "unknown"),
        (httpx.ConnectError("refused"), "TTS_NETWORK_ERROR", "no"),
    ],
)
def test_a_lost_answer_may_have_been_charged(tmp_path: Path, failure: Exception, code: str, charged: str) -> None:
    ledger = MemoryLedger()

    def fail(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(ProviderError) as raised:
        speak(fail, tmp_path / "a.wav", ledger=ledger)
    assert raised.value.code == code
    assert ledger.outcomes[1].charged == charged


def probed(reply: httpx.Response) -> list[Quota]:
    def respond(sent: httpx.Request) -> httpx.Response:
        assert (sent.method, sent.url.path) == ("GET", "/v1/user/subscription")
        return reply

    async def run() -> list[Quota]:
        async with Session(transport=httpx.MockTransport(respond)) as session:
            return await probe(session, config())

    return asyncio.run(run())


PLAN = {
    "tier": "creator", "character_count": 17_231, "character_limit": 100_000, "max_credit_limit_extension": 0,
    "next_character_count_reset_unix": 1_796_083_200, "status": "active",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "left", "limit"),
    [
        ({}, 82_769, 100_000),
        ({"max_credit_limit_extension": 5_000}, 87_769, 105_000),
        ({"max_credit_limit_extension": "unlimited"}, None, None),
        ({"character_count": 100_400}, 0, 100_000),
    ],
)
def test_the_probe_tells_what_is_left(changes: dict[str, Any], left: float | None, limit: float | None) -> None:
    [quota] = probed(httpx.Response(200, json=PLAN | changes))
    assert (quota.left, quota.limit, quota.unit) == (left, limit, "credits")
    assert quota.resets_at == datetime.fromtimestamp(1_796_083_200, UTC)


def test_a_key_that_may_only_speak_is_valid_and_its_quota_unknown() -> None:
    [quota] = probed(httpx.Response(401, json=new("missing_permissions")))
    assert quota.left is None


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (httpx.Response(401, json=old("invalid_api_key")), "TTS_INVALID_API_KEY"),
        (httpx.Response(200, json={"tier": "free"}), "PROVIDER_RESPONSE_INVALID"),
    ],
)
def test_the_probe_fails_typed(reply: httpx.Response, code: str) -> None:
    with pytest.raises(ProviderError) as raised:
        probed(reply)
    assert raised.value.code == code
