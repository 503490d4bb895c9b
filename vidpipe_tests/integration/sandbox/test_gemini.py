"""The simulated Gemini against Google's rules for generateContent."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from vidpipe.sandbox.keys import KEYS
from vidpipe_tests.integration.sandbox.gemini_client import (
    KEY,
    MODEL,
    SCHEMA,
    ask,
    in_json,
    question,
    reasons_of,
    text_of,
)


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_a_request_as_in_the_contract_gets_an_answer_as_in_the_contract(sandbox: httpx.Client, version: str) -> None:
    body = question(
        config=in_json(maxOutputTokens=8192, thinkingConfig={"thinkingLevel": "LOW"}),
        systemInstruction={"parts": [{"text": "You write narration for short videos."}]},
    )
    answer = ask(sandbox, body, version=version)
    whole = answer.json()
    script = json.loads(text_of(answer))
    assert answer.headers["content-type"].startswith("application/json")
    assert len(script["scenes"]) == 5
    assert all(scene["narration"] and scene["image_prompt"] for scene in script["scenes"])
    assert 130 <= sum(len(scene["narration"].split()) for scene in script["scenes"]) <= 170
    assert "tides" in script["title"].lower()
    candidate, usage = whole["candidates"][0], whole["usageMetadata"]
    assert (candidate["finishReason"], candidate["index"], candidate["content"]["role"]) == ("STOP", 0, "model")
    assert usage["thoughtsTokenCount"] == 118
    assert usage["totalTokenCount"] == sum(
        usage[name] for name in ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
    )
    assert whole["modelVersion"] == MODEL
    assert whole["responseId"]


def test_openapis_upper_case_schema_and_snake_case_names_are_taken_too(sandbox: httpx.Client) -> None:
    schema = {
        "type": "OBJECT",
        "properties": {"tags": {"type": "ARRAY", "items": {"type": "STRING"}}, "title": {"type": "STRING"}},
        "propertyOrdering": ["title", "tags"],
    }
    config = {"response_mime_type": "application/json", "response_schema": schema}
    answer = ask(sandbox, {"contents": question()["contents"], "generation_config": config})
    assert set(json.loads(text_of(answer))) == {"title", "tags"}


def test_without_a_json_type_the_answer_is_prose_and_with_one_but_no_schema_it_is_json(sandbox: httpx.Client) -> None:
    assert text_of(ask(sandbox, question())).startswith("# ")
    assert (
        len(json.loads(text_of(ask(sandbox, question(config={"responseMimeType": "application/json"}))))["scenes"]) == 5
    )
    enum = {"responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["good", "bad"]}}
    assert text_of(ask(sandbox, question(config=enum))) == "good"


def test_the_same_question_gets_the_same_script(sandbox: httpx.Client) -> None:
    assert text_of(ask(sandbox, question(config=in_json()))) == text_of(ask(sandbox, question(config=in_json())))


@pytest.mark.parametrize(
    ("headers", "status", "name", "reason"),
    [
        ({}, 403, "PERMISSION_DENIED", []),
        ({"x-goog-api-key": "AIzaSomethingElse"}, 400, "INVALID_ARGUMENT", ["API_KEY_INVALID"]),
        ({"x-goog-api-key": "sandbox-invalid"}, 400, "INVALID_ARGUMENT", ["API_KEY_INVALID"]),
        ({"authorization": f"Bearer {KEYS['gemini']}"}, 403, "PERMISSION_DENIED", []),
    ],
)
def test_a_bad_key_is_400_and_no_key_is_403(
    sandbox: httpx.Client, headers: dict[str, str], status: int, name: str, reason: list[str]
) -> None:
    for answer in (ask(sandbox, question(), headers=headers), sandbox.get("/gemini/v1beta/models", headers=headers)):
        assert answer.status_code == status
        assert answer.json()["error"]["code"] == status
        assert answer.json()["error"]["status"] == name
        assert reasons_of(answer) == reason


def test_a_key_in_the_query_is_good_too_and_never_kept(sandbox: httpx.Client) -> None:
    path = f"/gemini/v1beta/models/{MODEL}:generateContent?key={KEYS['gemini']}"
    assert sandbox.post(path, json=question()).status_code == 200
    (entry,) = sandbox.get("/__sandbox__/calls").json()
    assert entry["keyHash"]
    assert KEYS["gemini"] not in json.dumps(entry)


BAD_BODIES: list[tuple[Any, str]] = [
    ([], "Root must be an object"),
    ({}, "contents"),
    ({"contents": []}, "contents is not specified"),
    ({"contents": [{"role": "user", "parts": []}]}, "must not be empty"),
    ({"contents": [{"role": "system", "parts": [{"text": "x"}]}]}, "valid role"),
    (question(foo=1), 'Unknown name "foo"'),
    (question(config={"maxTokens": 5}), "Unknown name \"maxTokens\" at 'generationConfig'"),
    (question(config={"temperature": 3}), "temperature"),
    (question(config={"temperature": "warm"}), "temperature"),
    (question(config={"maxOutputTokens": 0}), "maxOutputTokens"),
    (question(config={"maxOutputTokens": 70_000}), "65537 (exclusive)"),
    (question(config={"candidateCount": 2}), "Multiple candidates"),
    (question(config={"seed": 2**31}), "seed"),
    (question(config={"stopSequences": list("abcdef")}), "stop sequences"),
    (question(config={"responseMimeType": "image/png"}), "responseMimeType"),
    (question(config={"responseJsonSchema": SCHEMA}), "response mime type"),
    (question(config=in_json(responseSchema={"type": "OBJECT"})), "Only one of"),
    (question(config={**in_json(), "thinkingConfig": {"thinkingLevel": "LOW", "thinkingBudget": 5}}), "only one"),
    (question(config={"thinkingConfig": {"thinkingLevel": "SOME"}}), "thinkingLevel"),
    (question(config={"responseModalities": ["AUDIO"]}), "response modalities"),
    (question(safetySettings=[{"category": "HARM_CATEGORY_RUDE", "threshold": "OFF"}]), "safetySettings[0].category"),
    (question(safetySettings=[{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "NEVER"}]), "threshold"),
    (question(serviceTier="cheap"), "serviceTier"),
]


@pytest.mark.parametrize(("body", "says"), BAD_BODIES)
def test_a_field_that_is_wrong_is_400_and_named(sandbox: httpx.Client, body: Any, says: str) -> None:
    answer = ask(sandbox, body)
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert error["status"] == "INVALID_ARGUMENT"
    assert says in error["message"]
    assert error["details"][0]["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert reasons_of(answer) == []


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "OBJECT", "additionalProperties": False}, "additionalProperties"),
        ({"type": "OBJECT", "properties": {"a": {"$ref": "#/$defs/a"}}}, "$ref"),
        ({"type": "THING"}, "type"),
        ({"type": "OBJECT", "properties": {"a": {"type": "STRING"}}, "required": ["b"]}, "not defined: b"),
        ({"type": "ARRAY", "maxItems": 100, "items": {"type": "ARRAY", "maxItems": 100}}, "too many states"),
    ],
)
def test_a_schema_beyond_the_openapi_subset_is_refused(
    sandbox: httpx.Client, schema: dict[str, Any], says: str
) -> None:
    config = {"responseMimeType": "application/json", "responseSchema": schema}
    answer = ask(sandbox, question(config=config))
    assert answer.status_code == 400
    assert says in answer.json()["error"]["message"]


def test_a_json_schema_too_complex_or_impossible_is_refused(sandbox: httpx.Client) -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(14):
        deep = {"type": "object", "properties": {"a": deep}}
    for schema in (deep, {"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}}):
        config = {"responseMimeType": "application/json", "responseJsonSchema": schema}
        assert ask(sandbox, question(config=config)).status_code == 400


def test_a_body_that_is_no_json_is_refused_in_googles_shape(sandbox: httpx.Client) -> None:
    answer = sandbox.post(f"/gemini/v1/models/{MODEL}:generateContent", content=b"{", headers=KEY)
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    ("model", "version", "says"),
    [
        ("gemini-9", "v1beta", "not found for API version v1beta"),
        ("gemini-2.0-flash", "v1beta", "no longer available"),
        ("gemini-omni-1.2-flash", "v1beta", "not supported for generateContent"),
        ("gemini-3.1-flash-tts-preview", "v1", "no longer available"),
        ("gemini-flash-latest", "v1", "not found for API version v1,"),
    ],
)
def test_a_model_that_is_not_there_is_404(sandbox: httpx.Client, model: str, version: str, says: str) -> None:
    answer = ask(sandbox, question(), model=model, version=version)
    assert answer.status_code == 404
    assert answer.json()["error"]["status"] == "NOT_FOUND"
    assert says in answer.json()["error"]["message"]


def test_the_latest_alias_is_known_to_v1beta(sandbox: httpx.Client) -> None:
    assert ask(sandbox, question(), model="gemini-flash-latest").json()["modelVersion"] == MODEL


def test_a_model_stops_to_answer_on_its_day(sandbox: httpx.Client) -> None:
    lite = "gemini-3.1-flash-lite"
    assert ask(sandbox, question(), model=lite).status_code == 200
    sandbox.post("/__sandbox__/clock", json={"advance": 86_400 * 366}).raise_for_status()
    assert ask(sandbox, question(), model=lite).status_code == 404
    assert sandbox.get(f"/gemini/v1beta/models/{lite}", headers=KEY).status_code == 404


def test_models_are_listed_in_pages_and_one_by_one(sandbox: httpx.Client) -> None:
    names: list[str] = []
    token = ""
    while True:
        query: dict[str, str | int] = {"pageSize": 3, "pageToken": token}
        page = sandbox.get("/gemini/v1beta/models", params=query, headers=KEY).json()
        names += [model["name"] for model in page["models"]]
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert f"models/{MODEL}" in names
    assert "models/gemini-2.0-flash" not in names
    assert len(names) == len(set(names))
    one = sandbox.get(f"/gemini/v1/models/{MODEL}", headers=KEY).json()
    assert (one["inputTokenLimit"], one["outputTokenLimit"]) == (1_048_576, 65_536)
    assert "generateContent" in one["supportedGenerationMethods"]
    assert sandbox.get("/gemini/v1/models/nothing", headers=KEY).status_code == 404
    assert sandbox.get("/gemini/v1/models?pageSize=x", headers=KEY).status_code == 400


def test_tokens_are_counted_without_charge(sandbox: httpx.Client) -> None:
    answer = ask(sandbox, {"contents": [{"parts": [{"text": "a" * 40}]}]}, verb="countTokens")
    assert answer.json() == {"totalTokens": 10, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 10}]}
    assert ask(sandbox, {}, verb="countTokens").status_code == 400
    whole = {"generateContentRequest": question("a" * 80)}
    assert ask(sandbox, whole, verb="countTokens").json()["totalTokens"] == 20
    assert sum(call["chargeUsd"] for call in sandbox.get("/__sandbox__/calls").json()) == 0


def test_too_long_a_prompt_is_refused(sandbox: httpx.Client) -> None:
    answer = ask(sandbox, question("a" * 4_300_000))
    assert answer.status_code == 400
    assert "exceeds the maximum number of tokens allowed (1048576)" in answer.json()["error"]["message"]


def test_thinking_eats_the_budget_until_no_text_is_left(sandbox: httpx.Client) -> None:
    config = in_json(maxOutputTokens=100, thinkingConfig={"thinkingLevel": "HIGH"})
    whole = ask(sandbox, question(config=config)).json()
    assert whole["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert "parts" not in whole["candidates"][0]["content"]
    assert whole["usageMetadata"]["thoughtsTokenCount"] == 100
    config = in_json(maxOutputTokens=200, thinkingConfig={"thinkingLevel": "MINIMAL"})
    short = ask(sandbox, question(config=config)).json()
    assert short["candidates"][0]["finishReason"] == "MAX_TOKENS"
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(short["candidates"][0]["content"]["parts"][0]["text"])


def test_thoughts_are_shown_when_asked_for_and_marked(sandbox: httpx.Client) -> None:
    config = in_json(thinkingConfig={"includeThoughts": True})
    answer = ask(sandbox, question(config=config))
    assert answer.json()["candidates"][0]["content"]["parts"][0]["thought"] is True
    json.loads(text_of(answer))


def test_models_of_the_second_generation_think_by_budget_only(sandbox: httpx.Client) -> None:
    old = "gemini-2.5-flash"
    level = question(config={"thinkingConfig": {"thinkingLevel": "LOW"}})
    assert ask(sandbox, level, model=old).status_code == 400
    budget = question(config={"thinkingConfig": {"thinkingBudget": 0}})
    assert "thoughtsTokenCount" not in ask(sandbox, budget, model=old).json()["usageMetadata"]


def test_a_stop_sequence_ends_the_text(sandbox: httpx.Client) -> None:
    assert "##" not in text_of(ask(sandbox, question(config={"stopSequences": ["##"]})))


def test_whether_sampling_is_taken_can_be_switched(sandbox: httpx.Client) -> None:
    sampled = question(config={"temperature": 0.5})
    assert ask(sandbox, sampled).status_code == 200
    sandbox.post("/__sandbox__/accounts", json={"provider": "gemini", "text_sampling": False}).raise_for_status()
    assert ask(sandbox, sampled).status_code == 400
    assert ask(sandbox, sampled, model="gemini-2.5-flash").status_code == 200


def test_a_stream_comes_as_events_or_as_one_array(sandbox: httpx.Client) -> None:
    events = ask(sandbox, question(config=in_json()), verb="streamGenerateContent?alt=sse")
    assert events.headers["content-type"].startswith("text/event-stream")
    pieces = [json.loads(line[6:]) for line in events.text.split("\r\n\r\n") if line]
    text = "".join(piece["candidates"][0]["content"]["parts"][0]["text"] for piece in pieces)
    assert json.loads(text)["title"]
    assert [piece["candidates"][0].get("finishReason") for piece in pieces] == [None] * (len(pieces) - 1) + ["STOP"]
    array = ask(sandbox, question(config=in_json()), verb="streamGenerateContent").json()
    assert "".join(piece["candidates"][0]["content"]["parts"][0]["text"] for piece in array) == text
    wrong = ask(sandbox, {}, verb="streamGenerateContent")
    assert (wrong.status_code, wrong.json()[0]["error"]["code"]) == (400, 400)


def test_unknown_paths_get_googles_page(sandbox: httpx.Client) -> None:
    answer = sandbox.get("/gemini/v2/nothing", headers=KEY)
    assert answer.status_code == 404
    assert "<title>Error 404" in answer.text
