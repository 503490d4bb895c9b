from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.models import Brief, Script
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.openai.config import Config
from vidpipe.providers.openai.probe import probe
from vidpipe.providers.openai.script import OpenAIScriptProvider
from vidpipe_tests.unit.providers.openai.bodies import KEY, config, error, session, success
from vidpipe_tests.unit.providers.writing.drafts import LOOK, SENTENCES, draft

BRIEF = Brief(prompt='How "tides" work {really} 🌊', duration=28)
OLLAMA = "http://127.0.0.1:11434/v1"
Answer = Callable[[httpx.Request], httpx.Response]


def write(answer: Answer, brief: Brief = BRIEF, ledger: MemoryLedger | None = None, **settings: Any) -> Script:
    async def run() -> Script:
        async with session(answer, ledger) as opened:
            return await OpenAIScriptProvider(opened, config(**settings)).write_script(brief)

    return asyncio.run(run())


def answers(body: Any, status: int = 200) -> Answer:
    return lambda _request: httpx.Response(status, json=body)


def asked(**settings: Any) -> httpx.Request:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=success(json.dumps(draft())))

    write(answer, **settings)
    assert len(seen) == 1
    return seen[0]


def test_a_prompt_becomes_a_script_whose_pictures_share_one_look() -> None:
    script = write(answers(success(json.dumps(draft()))))

    assert [scene.narration for scene in script.scenes] == list(SENTENCES)
    assert all(scene.picture.endswith(LOOK) for scene in script.scenes)


def test_openai_is_asked_with_key_and_strict_schema() -> None:
    request = asked(organization="org-1", project="proj_1")
    body = json.loads(request.content)

    assert str(request.url) == "https://api.openai.com/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["openai-organization"] == "org-1"
    assert request.headers["openai-project"] == "proj_1"
    assert body["response_format"]["json_schema"]["strict"] is True
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert 'How "tides" work {really} 🌊' in body["messages"][1]["content"]
    assert set(body) == {"model", "messages", "response_format"}


def test_a_server_of_ones_own_is_asked_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIDPIPE_OPENAI_API_KEY", raising=False)
    request = asked(api_key=None, base_url=OLLAMA, script_model="qwen3:14b", response_format="none")

    assert str(request.url) == f"{OLLAMA}/chat/completions"
    assert "authorization" not in request.headers
    assert "response_format" not in json.loads(request.content)


def test_what_is_switched_by_settings_reaches_the_wire() -> None:
    body = json.loads(
        asked(
            response_format="json_object",
            max_output_tokens=9_000,
            max_tokens_field="max_tokens",
            temperature=0.4,
            reasoning_effort="low",
        ).content
    )

    assert body["response_format"] == {"type": "json_object"}
    assert (body["max_tokens"], body["temperature"], body["reasoning_effort"]) == (9_000, 0.4, "low")


def test_text_in_parts_and_thoughts_before_the_object_are_read() -> None:
    text = f"<think>four scenes {{}}</think>{json.dumps(draft())}"

    assert write(answers(success([{"type": "text", "text": text[:50]}, {"type": "text", "text": text[50:]}]))).scenes


@pytest.mark.parametrize(
    "body",
    [
        success(None, refusal="I can't help with that."),
        success('{"title"', finish_reason="content_filter"),
    ],
)
def test_a_refusal_with_status_200_is_one(body: Any) -> None:
    with pytest.raises(ProviderError) as caught:
        write(answers(body))

    assert caught.value.code == "LLM_CONTENT_POLICY"


@pytest.mark.parametrize(
    "body",
    [
        success(json.dumps(draft()), finish_reason="length"),
        success(json.dumps(draft()), finish_reason="tool_calls"),
        success(None),
        success("Of course! Here is a script."),
        success(json.dumps(draft(look=""))),
        {"choices": []},
        {"choices": [{"finish_reason": "stop"}]},
        [],
    ],
)
def test_an_answer_that_is_no_script_is_invalid(body: Any) -> None:
    with pytest.raises(ProviderError) as caught:
        write(answers(body))

    assert caught.value.code == "PROVIDER_RESPONSE_INVALID"


def test_a_server_that_reads_only_the_beginning_of_an_article_is_found_out() -> None:
    article = Brief(article="The tide rises and falls twice a day along every coast of the sea. " * 400, duration=28)
    cut = success(json.dumps(draft())) | {"usage": {"prompt_tokens": 2_048, "completion_tokens": 700}}

    with pytest.raises(ProviderError) as caught:
        write(answers(cut), article)

    assert caught.value.code == "PROVIDER_RESPONSE_INVALID"
    assert "2,048 tokens" in caught.value.message


def test_a_model_without_a_price_costs_nothing_and_its_tokens_are_noted() -> None:
    ledger = MemoryLedger()
    write(answers(success(json.dumps(draft()))), ledger=ledger)

    assert ledger.outcomes[1].cost_usd == 0
    assert ledger.outcomes[1].response["input_tokens"] == 500
    assert "tides" not in str(ledger.intents[0].request)


@pytest.mark.parametrize(
    ("failure", "code"), [(httpx.ReadTimeout("slow"), "LLM_TIMEOUT"), (httpx.ConnectError("no"), "LLM_NETWORK_ERROR")]
)
def test_a_lost_answer_is_a_timeout_or_a_broken_line(failure: Exception, code: str) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(ProviderError) as caught:
        write(answer)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"api_key": None, "script_model": "x"}, "VIDPIPE_OPENAI_API_KEY"),
        ({"api_key": KEY}, "VIDPIPE_OPENAI_SCRIPT_MODEL"),
        ({"base_url": OLLAMA}, "VIDPIPE_OPENAI_SCRIPT_MODEL"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_sent(
    settings: dict[str, Any], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("API_KEY", "SCRIPT_MODEL", "BASE_URL"):
        monkeypatch.delenv(f"VIDPIPE_OPENAI_{name}", raising=False)

    async def run() -> None:
        async with session(answers({})) as opened:
            provider = OpenAIScriptProvider(opened, Config(_env_file=None, **settings))
            assert problem in provider.problems()[0]
            await provider.write_script(BRIEF)

    with pytest.raises(ProviderError) as caught:
        asyncio.run(run())

    assert caught.value.code == "PROVIDER_NOT_CONFIGURED"


def look(answer: Answer, **settings: Any) -> None:
    async def run() -> None:
        async with session(answer) as opened:
            assert await probe(opened, config(**settings)) == []

    asyncio.run(run())


def test_the_probe_lists_the_models_and_knows_ollamas_latest() -> None:
    listed = answers({"object": "list", "data": [{"id": "qwen3:latest"}, {"id": "x", "shutdown_date": "2027-01-06"}]})

    look(listed, script_model="qwen3")
    look(listed, script_model="x")
    with pytest.raises(ProviderError) as caught:
        look(listed, script_model="gone")
    assert caught.value.code == "LLM_MODEL_UNAVAILABLE"


def test_the_probe_tells_a_bad_key_and_a_server_that_is_none() -> None:
    with pytest.raises(ProviderError) as refused:
        look(answers(error("invalid_request_error", "invalid_api_key"), 401))
    with pytest.raises(ProviderError) as odd:
        look(answers({"hello": "world"}))

    assert refused.value.code == "LLM_INVALID_API_KEY"
    assert odd.value.code == "PROVIDER_RESPONSE_INVALID"


def test_the_key_of_one_server_is_never_sent_to_another() -> None:
    hosts: dict[str, str] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        hosts[request.url.host] = request.headers.get("authorization", "")
        return httpx.Response(200, json={"data": []})

    look(answer, speech_base_url="http://speech.local:8880/v1")

    assert hosts == {"api.openai.com": f"Bearer {KEY}", "speech.local": ""}
