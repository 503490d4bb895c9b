from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.models import Brief, Script
from vidpipe.models.calls import CallStatus
from vidpipe.providers.gemini.config import Config
from vidpipe.providers.gemini.script import GeminiScriptProvider
from vidpipe.providers.ledger import MemoryLedger
from vidpipe_tests.unit.providers.gemini.bodies import (
    KEY,
    blocked,
    config,
    dumps,
    error,
    refused_output,
    session,
    success,
)
from vidpipe_tests.unit.providers.writing.drafts import LOOK, SENTENCES, draft

BRIEF = Brief(prompt='How "tides" work {really} 🌊', duration=28, style="documentary")


def write(
    answer: Callable[[httpx.Request], httpx.Response],
    brief: Brief = BRIEF,
    ledger: MemoryLedger | None = None,
    **settings: Any,
) -> Script:
    async def run() -> Script:
        async with session(answer, ledger) as opened:
            return await GeminiScriptProvider(opened, config(**settings)).write_script(brief)

    return asyncio.run(run())


def answers(body: Any, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(status, json=body)


def test_a_prompt_becomes_a_script_whose_pictures_share_one_look() -> None:
    script = write(answers(success(dumps(draft()))))

    assert script.title == "Why the sea breathes"
    assert [scene.narration for scene in script.scenes] == list(SENTENCES)
    assert script.scenes[0].picture == f"The sea, view 1. {LOOK}"
    assert all(scene.picture.endswith(LOOK) for scene in script.scenes)
    assert script.scenes[0].points == ["high"]
    assert script.tags == ["tides", "moon"]


def test_the_request_is_what_google_documents() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=success(dumps(draft())))

    write(answer)
    request = seen[0]
    body = json.loads(request.content)

    assert len(seen) == 1
    assert str(request.url) == (
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.8-flash:generateContent"
    )
    assert request.headers["x-goog-api-key"] == KEY
    assert KEY not in str(request.url)
    assert 'How "tides" work {really} 🌊' in body["contents"][0]["parts"][0]["text"]
    assert "documentary" in body["contents"][0]["parts"][0]["text"]
    assert body["generationConfig"]["responseMimeType"] == "application/json"
    assert body["generationConfig"]["thinkingConfig"] == {"thinkingLevel": "LOW"}
    assert not {"temperature", "topP", "topK"} & set(body["generationConfig"])
    assert set(body) == {"systemInstruction", "contents", "generationConfig"}


def test_what_is_switched_by_settings_reaches_the_wire() -> None:
    seen: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        return httpx.Response(200, json=success(dumps(draft())))

    write(
        answer,
        temperature=0.5,
        thinking_budget=512,
        structured=False,
        service_tier="flex",
        safety_threshold="BLOCK_ONLY_HIGH",
    )
    generation = seen[0]["generationConfig"]

    assert generation["temperature"] == 0.5
    assert generation["thinkingConfig"] == {"thinkingBudget": 512}
    assert "responseJsonSchema" not in generation
    assert seen[0]["serviceTier"] == "flex"
    assert {one["threshold"] for one in seen[0]["safetySettings"]} == {"BLOCK_ONLY_HIGH"}


def test_a_call_is_charged_by_its_tokens_thoughts_included() -> None:
    ledger = MemoryLedger()
    write(answers(success(dumps(draft()))), ledger=ledger)
    intent, outcome = ledger.intents[0], ledger.outcomes[1]

    assert intent.operation == "generateContent"
    assert intent.estimated_usd > 0
    assert "tides" not in str(intent.request)
    assert outcome.status is CallStatus.SUCCEEDED
    assert outcome.response["thought_tokens"] == 118
    # 0.75 and 3.75 dollars a million until the end of 2026, twice that later.
    assert outcome.cost_usd * 1e6 in (
        pytest.approx(212 * 0.75 + 758 * 3.75),
        pytest.approx(212 * 1.5 + 758 * 7.5),
    )


@pytest.mark.parametrize("reason", ["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "JAILBREAK", "MODEL_ARMOR"])
def test_a_blocked_prompt_is_a_refusal_although_the_status_is_200(reason: str) -> None:
    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as caught:
        write(answers(blocked(reason)), ledger=ledger)

    assert caught.value.code == "GEMINI_CONTENT_POLICY"
    assert caught.value.details["blockReason"] == reason
    assert ledger.outcomes[1].charged == "yes"
    assert ledger.outcomes[1].cost_usd > 0


@pytest.mark.parametrize("reason", ["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR"])
def test_an_answer_that_was_stopped_is_a_refusal(reason: str) -> None:
    with pytest.raises(ProviderError) as caught:
        write(answers(refused_output(reason)))

    assert caught.value.code == "GEMINI_CONTENT_POLICY"
    assert reason in caught.value.message


@pytest.mark.parametrize(
    "body",
    [
        refused_output("MAX_TOKENS"),
        success(dumps(draft()), finishReason="MAX_TOKENS"),
        refused_output("OTHER"),
        refused_output("MALFORMED_RESPONSE"),
        refused_output("A_REASON_OF_TOMORROW"),
        refused_output("STOP"),
        {"usageMetadata": {}},
        {"candidates": []},
        {"candidates": ["x"]},
        success("Here is your script!"),
        success('{"title": "x", "scenes": ['),
        success(dumps(draft(scenes=[]))),
        success(dumps(draft(SENTENCES * 20))),
        [],
        "text",
    ],
)
def test_an_answer_that_is_no_script_is_invalid_and_paid_for(body: Any) -> None:
    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as caught:
        write(answers(body), ledger=ledger)

    assert caught.value.code == "GEMINI_INVALID_RESPONSE"
    assert ledger.outcomes[1].charged == "yes"
    assert ledger.outcomes[1].error_code == "GEMINI_INVALID_RESPONSE"


def test_a_fenced_answer_is_read() -> None:
    assert write(answers(success(f"```json\n{dumps(draft())}\n```"))).title == "Why the sea breathes"


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (httpx.ReadTimeout("slow"), "GEMINI_TIMEOUT"),
        (httpx.ConnectTimeout("slow"), "GEMINI_TIMEOUT"),
        (httpx.ConnectError("refused"), "GEMINI_NETWORK_ERROR"),
        (httpx.ReadError("cut"), "GEMINI_NETWORK_ERROR"),
        (httpx.RemoteProtocolError("half a body"), "GEMINI_NETWORK_ERROR"),
    ],
)
def test_a_lost_answer_is_a_timeout_or_a_broken_line(failure: Exception, code: str) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(ProviderError) as caught:
        write(answer)

    assert caught.value.code == code


def test_an_error_of_the_wire_is_raised_once_and_not_repeated() -> None:
    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as caught:
        write(answers(error(503, "UNAVAILABLE", "The model is overloaded."), 503), ledger=ledger)

    assert caught.value.code == "GEMINI_SERVER_ERROR"
    assert len(ledger.intents) == 1
    assert ledger.outcomes[1].charged == "no"


def test_without_a_key_nothing_is_sent_and_the_fix_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIDPIPE_GEMINI_API_KEY", raising=False)

    async def run() -> None:
        async with session(answers({})) as opened:
            provider = GeminiScriptProvider(opened, Config(_env_file=None))
            assert "VIDPIPE_GEMINI_API_KEY" in provider.problems()[0]
            await provider.write_script(BRIEF)

    with pytest.raises(ProviderError) as caught:
        asyncio.run(run())

    assert caught.value.code == "PROVIDER_NOT_CONFIGURED"


def test_a_briefs_own_script_is_taken_word_for_word_without_a_call() -> None:
    ledger = MemoryLedger()
    script = write(answers({}), Brief.model_validate({"script": "Eins [zwei].\n\nDrei."}), ledger)

    assert [scene.narration for scene in script.scenes] == ["Eins [zwei].", "Drei."]
    assert ledger.intents == []


def test_an_article_too_short_is_refused_before_anything_is_asked() -> None:
    ledger = MemoryLedger()
    with pytest.raises(InvalidInput) as caught:
        write(answers({}), Brief(article="Too short."), ledger)

    assert caught.value.code == "ARTICLE_TOO_SHORT"
    assert ledger.intents == []


def test_the_fingerprint_holds_what_changes_the_script_and_no_secret() -> None:
    async def prints(**settings: Any) -> dict[str, object]:
        async with session(answers({})) as opened:
            return GeminiScriptProvider(opened, config(**settings)).fingerprint()

    plain = asyncio.run(prints())

    assert asyncio.run(prints(script_model="gemini-4")) != plain
    assert asyncio.run(prints(base_url="http://127.0.0.1:1")) == plain
    assert KEY not in str(plain)
