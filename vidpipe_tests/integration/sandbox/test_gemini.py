"""The simulated Gemini against Google's rules for generateContent."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from vidpipe.sandbox.gemini import Gemini
from vidpipe.sandbox.keys import KEYS
from vidpipe.sandbox.world import World
from vidpipe_tests.integration.sandbox.conftest import Arm

MODEL = "gemini-3.8-flash"
KEY = {"x-goog-api-key": KEYS["gemini"]}
TIDES = "Topic: how tides work. 5 scenes, 60 s."
SCHEMA = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "scenes": {
            "type": "array",
            "minItems": 5,
            "maxItems": 5,
            "items": {
                "type": "object",
                "properties": {"narration": {"type": "string"}, "image_prompt": {"type": "string"}},
                "required": ["narration", "image_prompt"],
            },
        },
    },
    "required": ["title", "scenes"],
}


def _body(text: str = TIDES, config: dict[str, Any] | None = None, **rest: Any) -> dict[str, Any]:
    contents = [{"role": "user", "parts": [{"text": text}]}]
    return {"contents": contents, **({"generationConfig": config} if config is not None else {}), **rest}


def _json(**more: Any) -> dict[str, Any]:
    return {"responseMimeType": "application/json", "responseJsonSchema": SCHEMA, **more}


def _ask(
    sandbox: httpx.Client,
    body: object,
    *,
    model: str = MODEL,
    version: str = "v1beta",
    verb: str = "generateContent",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    path = f"/gemini/{version}/models/{model}:{verb}"
    return sandbox.post(path, json=body, headers=KEY if headers is None else headers)


def _text(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    parts = answer.json()["candidates"][0]["content"]["parts"]
    return "".join(part["text"] for part in parts if not part.get("thought"))


def _reasons(answer: httpx.Response) -> list[str]:
    return [detail["reason"] for detail in answer.json()["error"].get("details", []) if "reason" in detail]


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_a_request_as_in_the_contract_gets_an_answer_as_in_the_contract(sandbox: httpx.Client, version: str) -> None:
    body = _body(
        config=_json(maxOutputTokens=8192, thinkingConfig={"thinkingLevel": "LOW"}),
        systemInstruction={"parts": [{"text": "You write narration for short videos."}]},
    )
    answer = _ask(sandbox, body, version=version)
    whole = answer.json()
    script = json.loads(_text(answer))
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
    answer = _ask(sandbox, {"contents": _body()["contents"], "generation_config": config})
    assert set(json.loads(_text(answer))) == {"title", "tags"}


def test_without_a_json_type_the_answer_is_prose_and_with_one_but_no_schema_it_is_json(sandbox: httpx.Client) -> None:
    assert _text(_ask(sandbox, _body())).startswith("# ")
    assert len(json.loads(_text(_ask(sandbox, _body(config={"responseMimeType": "application/json"}))))["scenes"]) == 5
    enum = {"responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["good", "bad"]}}
    assert _text(_ask(sandbox, _body(config=enum))) == "good"


def test_the_same_question_gets_the_same_script(sandbox: httpx.Client) -> None:
    assert _text(_ask(sandbox, _body(config=_json()))) == _text(_ask(sandbox, _body(config=_json())))


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
    for answer in (_ask(sandbox, _body(), headers=headers), sandbox.get("/gemini/v1beta/models", headers=headers)):
        assert answer.status_code == status
        assert answer.json()["error"]["code"] == status
        assert answer.json()["error"]["status"] == name
        assert _reasons(answer) == reason


def test_a_key_in_the_query_is_good_too_and_never_kept(sandbox: httpx.Client) -> None:
    path = f"/gemini/v1beta/models/{MODEL}:generateContent?key={KEYS['gemini']}"
    assert sandbox.post(path, json=_body()).status_code == 200
    (entry,) = sandbox.get("/__sandbox__/calls").json()
    assert entry["keyHash"]
    assert KEYS["gemini"] not in json.dumps(entry)


BAD_BODIES: list[tuple[Any, str]] = [
    ([], "Root must be an object"),
    ({}, "contents"),
    ({"contents": []}, "contents is not specified"),
    ({"contents": [{"role": "user", "parts": []}]}, "must not be empty"),
    ({"contents": [{"role": "system", "parts": [{"text": "x"}]}]}, "valid role"),
    (_body(foo=1), 'Unknown name "foo"'),
    (_body(config={"maxTokens": 5}), "Unknown name \"maxTokens\" at 'generationConfig'"),
    (_body(config={"temperature": 3}), "temperature"),
    (_body(config={"temperature": "warm"}), "temperature"),
    (_body(config={"maxOutputTokens": 0}), "maxOutputTokens"),
    (_body(config={"maxOutputTokens": 70_000}), "65537 (exclusive)"),
    (_body(config={"candidateCount": 2}), "Multiple candidates"),
    (_body(config={"seed": 2**31}), "seed"),
    (_body(config={"stopSequences": list("abcdef")}), "stop sequences"),
    (_body(config={"responseMimeType": "image/png"}), "responseMimeType"),
    (_body(config={"responseJsonSchema": SCHEMA}), "response mime type"),
    (_body(config=_json(responseSchema={"type": "OBJECT"})), "Only one of"),
    (_body(config={**_json(), "thinkingConfig": {"thinkingLevel": "LOW", "thinkingBudget": 5}}), "only one"),
    (_body(config={"thinkingConfig": {"thinkingLevel": "SOME"}}), "thinkingLevel"),
    (_body(config={"responseModalities": ["AUDIO"]}), "response modalities"),
    (_body(safetySettings=[{"category": "HARM_CATEGORY_RUDE", "threshold": "OFF"}]), "safetySettings[0].category"),
    (_body(safetySettings=[{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "NEVER"}]), "threshold"),
    (_body(serviceTier="cheap"), "serviceTier"),
]


@pytest.mark.parametrize(("body", "says"), BAD_BODIES)
def test_a_field_that_is_wrong_is_400_and_named(sandbox: httpx.Client, body: Any, says: str) -> None:
    answer = _ask(sandbox, body)
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert error["status"] == "INVALID_ARGUMENT"
    assert says in error["message"]
    assert error["details"][0]["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert _reasons(answer) == []


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
    answer = _ask(sandbox, _body(config=config))
    assert answer.status_code == 400
    assert says in answer.json()["error"]["message"]


def test_a_json_schema_too_complex_or_impossible_is_refused(sandbox: httpx.Client) -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(14):
        deep = {"type": "object", "properties": {"a": deep}}
    for schema in (deep, {"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}}):
        config = {"responseMimeType": "application/json", "responseJsonSchema": schema}
        assert _ask(sandbox, _body(config=config)).status_code == 400


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
    answer = _ask(sandbox, _body(), model=model, version=version)
    assert answer.status_code == 404
    assert answer.json()["error"]["status"] == "NOT_FOUND"
    assert says in answer.json()["error"]["message"]


def test_the_latest_alias_is_known_to_v1beta(sandbox: httpx.Client) -> None:
    assert _ask(sandbox, _body(), model="gemini-flash-latest").json()["modelVersion"] == MODEL


def test_a_model_stops_to_answer_on_its_day(sandbox: httpx.Client) -> None:
    lite = "gemini-3.1-flash-lite"
    assert _ask(sandbox, _body(), model=lite).status_code == 200
    sandbox.post("/__sandbox__/clock", json={"advance": 86_400 * 366}).raise_for_status()
    assert _ask(sandbox, _body(), model=lite).status_code == 404
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
    answer = _ask(sandbox, {"contents": [{"parts": [{"text": "a" * 40}]}]}, verb="countTokens")
    assert answer.json() == {"totalTokens": 10, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 10}]}
    assert _ask(sandbox, {}, verb="countTokens").status_code == 400
    whole = {"generateContentRequest": _body("a" * 80)}
    assert _ask(sandbox, whole, verb="countTokens").json()["totalTokens"] == 20
    assert sum(call["chargeUsd"] for call in sandbox.get("/__sandbox__/calls").json()) == 0


def test_too_long_a_prompt_is_refused(sandbox: httpx.Client) -> None:
    answer = _ask(sandbox, _body("a" * 4_300_000))
    assert answer.status_code == 400
    assert "exceeds the maximum number of tokens allowed (1048576)" in answer.json()["error"]["message"]


def test_thinking_eats_the_budget_until_no_text_is_left(sandbox: httpx.Client) -> None:
    config = _json(maxOutputTokens=100, thinkingConfig={"thinkingLevel": "HIGH"})
    whole = _ask(sandbox, _body(config=config)).json()
    assert whole["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert "parts" not in whole["candidates"][0]["content"]
    assert whole["usageMetadata"]["thoughtsTokenCount"] == 100
    config = _json(maxOutputTokens=200, thinkingConfig={"thinkingLevel": "MINIMAL"})
    short = _ask(sandbox, _body(config=config)).json()
    assert short["candidates"][0]["finishReason"] == "MAX_TOKENS"
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(short["candidates"][0]["content"]["parts"][0]["text"])


def test_thoughts_are_shown_when_asked_for_and_marked(sandbox: httpx.Client) -> None:
    config = _json(thinkingConfig={"includeThoughts": True})
    answer = _ask(sandbox, _body(config=config))
    assert answer.json()["candidates"][0]["content"]["parts"][0]["thought"] is True
    json.loads(_text(answer))


def test_models_of_the_second_generation_think_by_budget_only(sandbox: httpx.Client) -> None:
    old = "gemini-2.5-flash"
    level = _body(config={"thinkingConfig": {"thinkingLevel": "LOW"}})
    assert _ask(sandbox, level, model=old).status_code == 400
    budget = _body(config={"thinkingConfig": {"thinkingBudget": 0}})
    assert "thoughtsTokenCount" not in _ask(sandbox, budget, model=old).json()["usageMetadata"]


def test_a_stop_sequence_ends_the_text(sandbox: httpx.Client) -> None:
    assert "##" not in _text(_ask(sandbox, _body(config={"stopSequences": ["##"]})))


def test_whether_sampling_is_taken_can_be_switched(sandbox: httpx.Client) -> None:
    sampled = _body(config={"temperature": 0.5})
    assert _ask(sandbox, sampled).status_code == 200
    sandbox.post("/__sandbox__/accounts", json={"provider": "gemini", "text_sampling": False}).raise_for_status()
    assert _ask(sandbox, sampled).status_code == 400
    assert _ask(sandbox, sampled, model="gemini-2.5-flash").status_code == 200


def test_a_stream_comes_as_events_or_as_one_array(sandbox: httpx.Client) -> None:
    events = _ask(sandbox, _body(config=_json()), verb="streamGenerateContent?alt=sse")
    assert events.headers["content-type"].startswith("text/event-stream")
    pieces = [json.loads(line[6:]) for line in events.text.split("\r\n\r\n") if line]
    text = "".join(piece["candidates"][0]["content"]["parts"][0]["text"] for piece in pieces)
    assert json.loads(text)["title"]
    assert [piece["candidates"][0].get("finishReason") for piece in pieces] == [None] * (len(pieces) - 1) + ["STOP"]
    array = _ask(sandbox, _body(config=_json()), verb="streamGenerateContent").json()
    assert "".join(piece["candidates"][0]["content"]["parts"][0]["text"] for piece in array) == text
    wrong = _ask(sandbox, {}, verb="streamGenerateContent")
    assert (wrong.status_code, wrong.json()[0]["error"]["code"]) == (400, 400)


def _set(sandbox: httpx.Client, **values: Any) -> None:
    sandbox.post("/__sandbox__/accounts", json={"provider": "gemini", **values}).raise_for_status()


def _quotas(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 429
    details = {detail["@type"].rpartition(".")[2]: detail for detail in answer.json()["error"]["details"]}
    assert details["RetryInfo"]["retryDelay"].endswith("s")
    assert float(details["RetryInfo"]["retryDelay"][:-1]) > 0
    assert "retry-after" not in answer.headers
    violations: list[dict[str, Any]] = details["QuotaFailure"]["violations"]
    return violations


def test_calls_per_minute_run_out_and_come_back(sandbox: httpx.Client) -> None:
    _set(sandbox, rpm=2)
    assert [_ask(sandbox, _body()).status_code for _ in range(2)] == [200, 200]
    (violation,) = _quotas(_ask(sandbox, _body()))
    assert "PerMinute" in violation["quotaId"]
    assert violation["quotaValue"] == "2"
    assert violation["quotaDimensions"]["model"] == MODEL
    assert _ask(sandbox, _body(), model="gemini-2.5-flash").status_code == 200
    sandbox.post("/__sandbox__/clock", json={"advance": 60}).raise_for_status()
    assert _ask(sandbox, _body()).status_code == 200


def test_calls_per_day_run_out_until_midnight_in_california(sandbox: httpx.Client, world: World) -> None:
    local = world.now().astimezone(ZoneInfo("America/Los_Angeles"))
    # To noon in California, so that no midnight comes between.
    sandbox.post("/__sandbox__/clock", json={"advance": (36 - local.hour) % 24 * 3600}).raise_for_status()
    _set(sandbox, rpd=1)
    assert _ask(sandbox, _body()).status_code == 200
    sandbox.post("/__sandbox__/clock", json={"advance": 61}).raise_for_status()
    (violation,) = _quotas(_ask(sandbox, _body()))
    assert "PerDay" in violation["quotaId"]
    sandbox.post("/__sandbox__/clock", json={"advance": 86_400}).raise_for_status()
    assert _ask(sandbox, _body()).status_code == 200


def test_tokens_per_minute_run_out(sandbox: httpx.Client) -> None:
    _set(sandbox, tpm=30)
    assert _ask(sandbox, _body("a" * 80)).status_code == 200
    (violation,) = _quotas(_ask(sandbox, _body("a" * 80)))
    assert "PerMinute" in violation["quotaId"]
    assert "Token" in violation["quotaId"]


def test_a_limit_of_zero_has_no_value_on_the_wire(sandbox: httpx.Client) -> None:
    _set(sandbox, rpd=0)
    answer = _ask(sandbox, _body())
    violations = _quotas(answer)
    assert {"PerDay" in v["quotaId"] for v in violations} == {True, False}
    assert all("quotaValue" not in v for v in violations)
    assert "limit: 0" in answer.json()["error"]["message"]


def test_money_runs_out_at_the_price_of_the_day(sandbox: httpx.Client, world: World) -> None:
    _set(sandbox, prepaid_usd=0.000001)
    usage = _ask(sandbox, _body()).json()["usageMetadata"]
    broke = _ask(sandbox, _body())
    assert broke.status_code == 429
    assert "prepayment credits are depleted" in broke.json()["error"]["message"]
    written = usage["candidatesTokenCount"] + usage["thoughtsTokenCount"]
    doubled = 2 if world.now().year >= 2027 else 1
    expected = (usage["promptTokenCount"] * 0.75 + written * 3.75) / 1e6 * doubled
    charged = [call["chargeUsd"] for call in sandbox.get("/__sandbox__/calls", params={"provider": "gemini"}).json()]
    assert charged == [pytest.approx(expected, abs=1e-8), 0]


def test_quotas_are_per_key(sandbox: httpx.Client) -> None:
    _set(sandbox, rpm=1)
    assert _ask(sandbox, _body()).status_code == 200
    assert _ask(sandbox, _body()).status_code == 429
    assert _ask(sandbox, _body(), headers={"x-goog-api-key": "another-sandbox-key"}).status_code == 200


def test_unknown_paths_get_googles_page(sandbox: httpx.Client) -> None:
    answer = sandbox.get("/gemini/v2/nothing", headers=KEY)
    assert answer.status_code == 404
    assert "<title>Error 404" in answer.text


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
    config = {"responseModalities": ["AUDIO"]} if speech else _json()
    answer = _ask(sandbox, _body(config=config), model="gemini-3.8-flash-tts" if speech else MODEL)
    assert answer.status_code == STATUS.get(fault, 200)
    assert sandbox.get("/__sandbox__/calls").json()[0]["outcome"] == fault
    if answer.status_code >= 400 and fault not in ("server_error_3", "server_error_4"):
        assert answer.json()["error"]["code"] == answer.status_code


def test_the_wrapped_error_is_a_list_of_one_and_the_502_is_a_page(sandbox: httpx.Client, arm: Arm) -> None:
    arm("gemini", "server_error_4")
    assert _ask(sandbox, _body()).json()[0]["error"]["status"] == "UNAVAILABLE"
    arm("gemini", "server_error_3")
    assert _ask(sandbox, _body()).text.startswith("<!DOCTYPE html>")


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
    whole = _ask(sandbox, _body()).json()
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
    violations = _quotas(_ask(sandbox, _body()))
    assert all(quota in violation["quotaId"] for quota, violation in zip(quotas, violations, strict=True))
    assert [violation.get("quotaValue") for violation in violations] == values


def test_a_fence_or_several_parts_hold_the_right_answer(sandbox: httpx.Client, arm: Arm) -> None:
    arm("gemini", "markdown_fence")
    fenced = _text(_ask(sandbox, _body(config=_json())))
    assert fenced.startswith("```json\n")
    assert json.loads(fenced.removeprefix("```json\n").removesuffix("\n```"))["title"]
    arm("gemini", "several_parts")
    answer = _ask(sandbox, _body(config=_json()))
    assert len(answer.json()["candidates"][0]["content"]["parts"]) == 3
    assert json.loads(_text(answer))["title"]


def test_half_a_surrogate_pair_is_refused_or_answered_but_never_a_crash(sandbox: httpx.Client) -> None:
    content = json.dumps(_body("Topic: half \ud83c a pair 🎉")).encode()
    answer = sandbox.post(f"/gemini/v1beta/models/{MODEL}:generateContent", content=content, headers=KEY)
    assert answer.status_code in (200, 400)
    answer.json()
