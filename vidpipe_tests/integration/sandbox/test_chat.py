"""The simulated OpenAI-compatible server, as Ollama and as vLLM."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from vidpipe.sandbox.chat import OpenAICompatible
from vidpipe.sandbox.keys import KEYS
from vidpipe_tests.integration.sandbox.conftest import Arm

URL = "/openai-compatible/v1/chat/completions"
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string"},
        "scenes": {"type": "array", "items": {"$ref": "#/$defs/scene"}},
    },
    "required": ["title", "scenes"],
    "$defs": {
        "scene": {
            "type": "object",
            "properties": {"number": {"type": "integer"}, "narration": {"type": "string"}},
            "required": ["number", "narration"],
        }
    },
}
SHAPED = {"type": "json_schema", "json_schema": {"name": "script", "strict": True, "schema": SCHEMA}}


def _body(text: str = "Topic: how tides work. 4 scenes.", **more: Any) -> dict[str, Any]:
    messages = [{"role": "system", "content": "You write narration."}, {"role": "user", "content": text}]
    return {"model": "llama3.1:8b", "messages": messages, **more}


def _server(sandbox: httpx.Client, **values: Any) -> None:
    sandbox.post("/__sandbox__/accounts", json={"provider": "openai-compatible", **values}).raise_for_status()


def _said(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.json()["choices"][0]["message"]["content"])


def test_a_chat_is_answered_in_the_shape_asked_for(sandbox: httpx.Client) -> None:
    answer = sandbox.post(URL, json=_body(response_format=SHAPED))
    script = json.loads(_said(answer))
    assert [scene["number"] for scene in script["scenes"]] == [1, 2, 3, 4]
    whole = answer.json()
    assert (whole["object"], whole["model"]) == ("chat.completion", "llama3.1:8b")
    assert whole["choices"][0]["finish_reason"] == "stop"
    usage = whole["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_vllms_guided_json_and_content_in_parts_are_taken(sandbox: httpx.Client) -> None:
    _server(sandbox, server="vllm")
    body = _body(guided_json=SCHEMA, top_k=20)
    body["messages"][1]["content"] = [{"type": "text", "text": "Topic: bees. 3 scenes."}]
    assert len(json.loads(_said(sandbox.post(URL, json=body)))["scenes"]) == 3


def test_any_json_and_prose(sandbox: httpx.Client) -> None:
    assert json.loads(_said(sandbox.post(URL, json=_body(response_format={"type": "json_object"}))))["scenes"]
    assert _said(sandbox.post(URL, json=_body())).startswith("# ")


def test_a_stream_ends_with_done(sandbox: httpx.Client) -> None:
    body = _body(stream=True, stream_options={"include_usage": True}, response_format=SHAPED)
    answer = sandbox.post(URL, json=body)
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    events = [json.loads(line) for line in lines[:-1]]
    text = "".join(choice["delta"].get("content", "") for event in events for choice in event["choices"])
    assert json.loads(text)["title"]
    assert events[-1]["usage"]["total_tokens"] > 0
    assert {event["object"] for event in events} == {"chat.completion.chunk"}


def test_a_token_limit_cuts_the_answer(sandbox: httpx.Client) -> None:
    for limit in ({"max_tokens": 20}, {"max_completion_tokens": 20}):
        answer = sandbox.post(URL, json={**_body(response_format=SHAPED), **limit}).json()
        assert answer["choices"][0]["finish_reason"] == "length"
        assert answer["usage"]["completion_tokens"] == 20


def test_what_does_not_fit_into_the_context_is_400(sandbox: httpx.Client) -> None:
    answer = sandbox.post(URL, json={**_body("a" * 9_000), "model": "tiny:1b"})
    assert answer.status_code == 400
    assert "maximum context length is 2048 tokens" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"model": None}, "model"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages.0.role"),
        ({"temperature": 3}, "temperature"),
        ({"top_p": 0}, "top_p"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"n": 2}, "n"),
        ({"response_format": {"type": "xml"}}, "response_format.type"),
        ({"response_format": {"type": "json_schema"}}, "response_format"),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}},
            "response_format.json_schema.name",
        ),
    ],
)
def test_a_field_that_is_wrong_is_named(sandbox: httpx.Client, change: dict[str, Any], param: str) -> None:
    answer = sandbox.post(URL, json={**_body(), **change})
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_ollama_needs_no_key_and_a_guarded_server_does(sandbox: httpx.Client) -> None:
    assert sandbox.post(URL, json=_body()).status_code == 200
    _server(sandbox, needs_key=True)
    good = {"authorization": f"Bearer {KEYS['openai-compatible']}"}
    assert sandbox.post(URL, json=_body()).json()["error"]["code"] == "invalid_api_key"
    assert sandbox.post(URL, json=_body(), headers={"authorization": "Bearer x"}).status_code == 401
    assert sandbox.post(URL, json=_body(), headers=good).status_code == 200
    _server(sandbox, server="vllm")
    refused = sandbox.get("/openai-compatible/v1/models")
    assert (refused.status_code, refused.json()) == (401, {"error": "Unauthorized"})


@pytest.mark.parametrize(
    ("server", "says"),
    [
        ("ollama", {"message": 'model "gpt-x" not found, try pulling it first', "type": "not_found_error"}),
        ("vllm", {"message": "The model `gpt-x` does not exist.", "type": "NotFoundError", "code": 404}),
    ],
)
def test_an_unknown_model_is_404_in_each_servers_words(
    sandbox: httpx.Client, server: str, says: dict[str, Any]
) -> None:
    _server(sandbox, server=server)
    answers = [
        sandbox.post(URL, json={**_body(), "model": "gpt-x"}),
        sandbox.get("/openai-compatible/v1/models/gpt-x"),
    ]
    for answer in answers:
        assert answer.status_code == 404
        assert says.items() <= answer.json()["error"].items()


def test_old_vllm_puts_its_error_at_the_top(sandbox: httpx.Client) -> None:
    _server(sandbox, server="vllm-old")
    answer = sandbox.post(URL, json={**_body(), "model": "gpt-x"}).json()
    assert (answer["object"], answer["code"], answer["type"]) == ("error", 404, "NotFoundError")


def test_models_are_listed(sandbox: httpx.Client) -> None:
    listed = sandbox.get("/openai-compatible/v1/models").json()
    assert listed["object"] == "list"
    assert "llama3.1:8b" in [model["id"] for model in listed["data"]]
    assert sandbox.get("/openai-compatible/v1/models/llama3.1:8b").json()["owned_by"] == "library"


def test_bodies_and_paths_that_are_none(sandbox: httpx.Client) -> None:
    assert sandbox.post(URL, content=b"{").status_code == 400
    assert sandbox.get("/openai-compatible/v2").text == "404 page not found"


STATUS = {
    "invalid_api_key": 401, "permission_denied": 403, "model_unavailable": 404, "invalid_request": 400,
    "invalid_request_2": 400, "rate_limit": 429, "rate_limit_2": 503, "quota_exceeded": 429, "server_error": 500,
    "server_error_2": 503, "server_error_3": 502,
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(OpenAICompatible.faults))
def test_every_failure_can_be_had(sandbox: httpx.Client, arm: Arm, fault: str) -> None:
    arm("openai-compatible", fault)
    answer = sandbox.post(URL, json=_body(response_format=SHAPED))
    assert answer.status_code == STATUS.get(fault, 200)
    assert sandbox.get("/__sandbox__/calls").json()[0]["outcome"] == fault


def test_right_answers_can_come_wrapped(sandbox: httpx.Client, arm: Arm) -> None:
    arm("openai-compatible", "markdown_fence")
    fenced = _said(sandbox.post(URL, json=_body(response_format=SHAPED)))
    assert json.loads(fenced.split("```json\n")[1].split("\n```")[0])["title"]
    arm("openai-compatible", "thinking_aloud")
    aloud = _said(sandbox.post(URL, json=_body(response_format=SHAPED)))
    assert aloud.startswith("<think>")
    assert json.loads(aloud.split("</think>")[1])["title"]


def test_a_fault_on_a_bad_request_is_still_a_refusal(sandbox: httpx.Client, arm: Arm) -> None:
    arm("openai-compatible", "markdown_fence")
    assert sandbox.post(URL, content=b"{").status_code == 400


def test_half_a_surrogate_pair_is_refused_or_answered_but_never_a_crash(sandbox: httpx.Client) -> None:
    answer = sandbox.post(URL, content=json.dumps(_body("Topic: half \ud83c a pair 🎉")).encode())
    assert answer.status_code in (200, 400)
    answer.json()
