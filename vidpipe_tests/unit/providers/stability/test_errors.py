from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.models import Quota
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session
from vidpipe.providers.stability.probe import probe
from vidpipe_tests.unit.providers.stability.service import KEY, config, make

V1_UNAUTHORIZED = f"Incorrect API key provided: {KEY}. You can find your API key at https://platform.stability.ai/"
NO_CREDITS = "You lack sufficient credits to make this request. Please purchase more credits and try again."


def v2(name: str, *errors: str) -> dict[str, Any]:
    return {"id": "4212a4b66fbe1cedca4bf2133d35dca5", "name": name, "errors": list(errors)}


def v1(name: str, message: str) -> dict[str, Any]:
    return {"id": "4212a4b66fbe1cedca4bf2133d35dca5", "name": name, "message": message}


REFUSALS: list[tuple[int, Any, str]] = [
    (402, v2("payment_required", NO_CREDITS), "STABILITY_QUOTA_EXCEEDED"),
    (402, None, "STABILITY_QUOTA_EXCEEDED"),
    (401, v2("unauthorized", "authorization: invalid or missing header value"), "STABILITY_INVALID_API_KEY"),
    (401, v1("unauthorized", V1_UNAUTHORIZED), "STABILITY_INVALID_API_KEY"),
    (403, v1("permission_denied", "You have no access."), "STABILITY_INVALID_API_KEY"),
    (403, v2("content_moderation", "Your request was flagged …"), "STABILITY_CONTENT_POLICY"),
    (403, v2("", "Your request was flagged by our content moderation system"), "STABILITY_CONTENT_POLICY"),
    (403, None, "STABILITY_INVALID_API_KEY"),
    (400, v2("bad_request", "prompt: is required"), "STABILITY_INVALID_PROMPT"),
    (404, v2("not_found", "The requested resource does not exist."), "STABILITY_INVALID_REQUEST"),
    (413, v2("payload_too_large", "over 10 MiB"), "STABILITY_INVALID_REQUEST"),
    (413, "<html>", "STABILITY_INVALID_REQUEST"),
    (422, v2("invalid_language", "English is the only supported language."), "STABILITY_INVALID_PROMPT"),
    (422, v2("public_figure", "The prompt names a public figure."), "STABILITY_CONTENT_POLICY"),
    (429, v2("rate_limit_exceeded", "150 requests in 10 seconds"), "STABILITY_RATE_LIMIT"),
    (500, v2("internal_error", "…"), "STABILITY_SERVER_ERROR"),
    (500, v1("server_error", "…"), "STABILITY_SERVER_ERROR"),
    (408, None, "STABILITY_SERVER_ERROR"),
    (502, "<html>bad gateway</html>", "STABILITY_SERVER_ERROR"),
    (503, None, "STABILITY_SERVER_ERROR"),
    (504, None, "STABILITY_SERVER_ERROR"),
    (302, None, "STABILITY_INVALID_REQUEST"),
]


def answer(status: int, body: Any, **headers: str) -> httpx.Response:
    if isinstance(body, str):
        return httpx.Response(status, text=body, headers=headers)
    return httpx.Response(status, json=body, headers=headers) if body else httpx.Response(status, headers=headers)


@pytest.mark.parametrize(("status", "body", "code"), REFUSALS)
def test_every_refusal_has_its_code_and_costs_nothing(tmp_path: Path, status: int, body: Any, code: str) -> None:
    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as raised:
        make(lambda _: answer(status, body), tmp_path / "scene.png", ledger=ledger)
    error = raised.value
    assert error.code == code
    assert error.details["httpStatus"] == status
    if isinstance(body, dict):
        assert error.details["requestId"] == "4212a4b66fbe1cedca4bf2133d35dca5"
    assert (ledger.outcomes[1].error_code, ledger.outcomes[1].charged) == (code, "no")


def test_a_key_that_the_service_repeats_reaches_no_message(tmp_path: Path) -> None:
    with pytest.raises(ProviderError) as raised:
        make(lambda _: answer(401, v1("unauthorized", V1_UNAUTHORIZED)), tmp_path / "scene.png")
    error = raised.value
    assert KEY not in error.message + str(error.details)


@pytest.mark.parametrize(("headers", "wait"), [({}, 60.0), ({"retry-after": "12"}, 12.0)])
def test_after_too_many_requests_the_documented_minute_is_waited_unless_another_time_is_asked_for(
    tmp_path: Path, headers: dict[str, str], wait: float
) -> None:
    with pytest.raises(ProviderError) as raised:
        make(lambda _: answer(429, v2("rate_limit_exceeded", "…"), **headers), tmp_path / "scene.png")
    assert raised.value.retry_after == wait


@pytest.mark.parametrize(
    ("failure", "code", "charged"),
    [
        (httpx.ReadTimeout("slow"), "STABILITY_TIMEOUT", "unknown"),
        (httpx.ConnectTimeout("slow"), "STABILITY_TIMEOUT", "no"),
        (httpx.ReadError("reset"), "STABILITY_NETWORK_ERROR", "unknown"),
        (httpx.ConnectError("refused"), "STABILITY_NETWORK_ERROR", "no"),
    ],
)
def test_a_lost_answer_may_have_been_charged_and_a_request_never_sent_was_not(
    tmp_path: Path, failure: Exception, code: str, charged: str
) -> None:
    ledger = MemoryLedger()

    def fail(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(ProviderError) as raised:
        make(fail, tmp_path / "scene.png", ledger=ledger)
    assert raised.value.code == code
    assert ledger.outcomes[1].charged == charged


def probed(reply: httpx.Response) -> list[Quota]:
    def respond(sent: httpx.Request) -> httpx.Response:
        assert (sent.method, sent.url.path) == ("GET", "/v1/user/balance")
        assert sent.headers["authorization"] == f"Bearer {KEY}"
        return reply

    async def run() -> list[Quota]:
        async with Session(transport=httpx.MockTransport(respond)) as session:
            return await probe(session, config())

    return asyncio.run(run())


def test_the_probe_tells_the_credits_that_are_left() -> None:
    [quota] = probed(httpx.Response(200, json={"credits": 118.3}))
    assert (quota.unit, quota.left, quota.source) == ("credits", 118.3, "provider")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (httpx.Response(401, json=v1("unauthorized", V1_UNAUTHORIZED)), "STABILITY_INVALID_API_KEY"),
        (httpx.Response(200, json={"credits": "many"}), "STABILITY_INVALID_RESPONSE"),
        (httpx.Response(200, text="<html>"), "STABILITY_INVALID_RESPONSE"),
    ],
)
def test_the_probe_fails_typed(reply: httpx.Response, code: str) -> None:
    with pytest.raises(ProviderError) as raised:
        probed(reply)
    assert raised.value.code == code
