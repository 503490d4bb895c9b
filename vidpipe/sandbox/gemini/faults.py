"""The documented failures of generateContent, by the catalogue's names; a number marks another shape of the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.gemini import errors
from vidpipe.sandbox.gemini.access import guarded, model_of
from vidpipe.sandbox.gemini.body import read_body
from vidpipe.sandbox.gemini.speech import RATE, sound_parts, speak
from vidpipe.sandbox.gemini.text import write_text
from vidpipe.sandbox.service import Fault
from vidpipe.sandbox.writer import tokens

_OVERLOADED = "The model is overloaded. Please try again later."


def _said(call: Call) -> str:
    """Return what the caller sent, for faults that still count its tokens."""
    try:
        return json.dumps(call.json(), ensure_ascii=False)
    except BadBody:
        return ""


def _name(call: Call) -> str:
    return call.path.rpartition("/")[2].partition(":")[0]


def _refused(call: Call, answer: dict[str, Any]) -> Answer:
    """Answer 200 with no useful candidate; the tokens of the prompt are counted all the same."""
    count = tokens(_said(call))
    usage = {"promptTokenCount": count, "totalTokenCount": count}
    return json_answer(200, errors.success(call, _name(call), {**answer, "usageMetadata": usage}))


def _candidate(call: Call, reason: str, text: str | None = None, **content: Any) -> Answer:
    candidate: dict[str, Any] = {"finishReason": reason, "index": 0, **content}
    if text is not None:
        candidate["content"] = {"role": "model", "parts": [{"text": text}]}
    return _refused(call, {"candidates": [candidate]})


def _error(status: int, name: str, message: str, outcome: str, *details: errors.Detail) -> Fault:
    return lambda _call: errors.refusal(status, name, message, outcome, list(details))


def _exhausted(*quotas: tuple[str, float | None], wait: float, outcome: str) -> Fault:
    return lambda call: errors.exhausted(
        [errors.violation(quota, _name(call), value) for quota, value in quotas], wait, outcome
    )


def _wrapped(_call: Call) -> Answer:
    return json_answer(503, [errors.body(503, "UNAVAILABLE", _OVERLOADED)])


async def _fenced(call: Call) -> Answer:
    """The right answer in a Markdown fence, as older models liked to give it."""
    made = await write_text(call, model_of(call), read_body(call.json()))
    for part in made.body["candidates"][0]["content"].get("parts", []):
        part["text"] = f"```json\n{part['text']}\n```"
    return json_answer(200, errors.success(call, _name(call), made.body), charge_usd=made.charge_usd)


async def _split(call: Call) -> Answer:
    """The right answer in several parts, a thought among them."""
    made = await write_text(call, model_of(call), read_body(call.json()))
    content = made.body["candidates"][0]["content"]
    text = "".join(part["text"] for part in content["parts"] if not part.get("thought"))
    middle = len(text) // 2
    content["parts"] = [{"text": "Let me think.", "thought": True}, {"text": text[:middle]}, {"text": text[middle:]}]
    return json_answer(200, errors.success(call, _name(call), made.body), charge_usd=made.charge_usd)


def _sound(mime_type: str, parts: int) -> Fault:
    """The right speech as headerless PCM, its type spelled as older models do."""

    async def answer(call: Call) -> Answer:
        made = await speak(call, model_of(call), read_body(call.json()), raw=True, parts=parts)
        for part in made.body["candidates"][0]["content"]["parts"]:
            part["inlineData"]["mimeType"] = mime_type
        return json_answer(200, errors.success(call, _name(call), made.body), charge_usd=made.charge_usd)

    return guarded(answer)


async def _partial_sound(call: Call) -> Answer:
    """Speech that ends in the middle because the tokens ran out."""
    made = await speak(call, model_of(call), read_body(call.json()), raw=True)
    candidate = made.body["candidates"][0]
    candidate["content"]["parts"] = sound_parts(bytes(RATE), raw=False)
    candidate["finishReason"] = "MAX_TOKENS"
    return json_answer(200, errors.success(call, _name(call), made.body), charge_usd=made.charge_usd)


def _timed_out(_call: Call) -> Answer:
    message = "The request timed out. Please try again."
    return errors.refusal(504, "DEADLINE_EXCEEDED", message, "server_error")


_D, _M = errors.DAILY, errors.PER_MINUTE

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "invalid_api_key": lambda _call: errors.bad_key(),
        "invalid_api_key_2": lambda _call: errors.bad_key("API key expired. Please renew the API key."),
        "invalid_api_key_3": lambda _call: errors.bad_key("API Key not found. Please pass a valid API key."),
        "invalid_api_key_4": _error(
            401,
            "UNAUTHENTICATED",
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
            "valid authentication credential.",
            "invalid_api_key",
        ),
        "invalid_api_key_5": _error(
            403,
            "PERMISSION_DENIED",
            "Your API key was reported as leaked. Please use another API key.",
            "invalid_api_key",
        ),
        "invalid_api_key_6": _error(
            403,
            "PERMISSION_DENIED",
            "Permission denied: Consumer 'project_number:123456789012' has been suspended.",
            "invalid_api_key",
            errors.error_info("CONSUMER_SUSPENDED", service=errors.HOST, consumer="projects/123456789012"),
        ),
        "permission_denied": _error(
            403,
            "PERMISSION_DENIED",
            "Generative Language API has not been used in project 123456789012 before or it is disabled.",
            "permission_denied",
            errors.error_info("SERVICE_DISABLED", service=errors.HOST, consumer="projects/123456789012"),
        ),
        "permission_denied_2": _error(
            400, "FAILED_PRECONDITION", "User location is not supported for the API use.", "permission_denied"
        ),
        "permission_denied_3": lambda _call: errors.no_key(),
        "invalid_request": lambda _call: errors.invalid("Request contains an invalid argument.").answer,
        "invalid_request_2": _error(
            400, "INVALID_ARGUMENT", "Request contains an invalid argument.", "invalid_request"
        ),
        "model_unavailable": lambda call: errors.retired(_name(call)),
        "model_unavailable_2": lambda call: errors.no_model(_name(call), call.path.split("/")[1]),
        "quota_exceeded": _exhausted((_D, 250), wait=20.041, outcome="quota_exceeded"),
        "quota_exceeded_2": _exhausted((_D, None), (_M, None), wait=33.5, outcome="quota_exceeded"),
        "quota_exceeded_3": _error(429, "RESOURCE_EXHAUSTED", errors.DEPLETED, "quota_exceeded"),
        "quota_exceeded_4": _error(
            429,
            "RESOURCE_EXHAUSTED",
            "Your project has exceeded its monthly spending cap. Please go to AI Studio to manage your spend cap.",
            "quota_exceeded",
        ),
        "rate_limit": _exhausted((_M, 10), wait=20.04, outcome="rate_limit"),
        "rate_limit_2": _error(
            429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).", "rate_limit"
        ),
        "rate_limit_3": _error(
            429,
            "RESOURCE_EXHAUSTED",
            "No capacity available for model on the server.",
            "rate_limit",
            errors.error_info("MODEL_CAPACITY_EXHAUSTED", model="gemini"),
        ),
        "rate_limit_4": _error(
            429,
            "RESOURCE_EXHAUSTED",
            "You exceeded your spend-based rate limit for the last 10 minutes. Please try again later.",
            "rate_limit",
        ),
        "server_error": _error(500, "INTERNAL", "An internal error has occurred. Please retry.", "server_error"),
        "server_error_2": _error(503, "UNAVAILABLE", _OVERLOADED, "server_error"),
        "server_error_3": lambda _call: errors.html(502, "Server Error"),
        "server_error_4": _wrapped,
        "server_error_5": _timed_out,
        "content_policy": lambda call: _refused(
            call, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT", "safetyRatings": []}}
        ),
        "content_policy_2": lambda call: _candidate(call, "SAFETY"),
        "content_policy_3": lambda call: _candidate(call, "RECITATION", '{"title":"Half an an'),
        "content_policy_4": lambda call: _candidate(call, "PROHIBITED_CONTENT", content={"role": "model"}),
        "content_policy_5": lambda call: _refused(call, {"promptFeedback": {"blockReason": "SAFETY"}}),
        "invalid_response": lambda call: _candidate(call, "MAX_TOKENS", content={"role": "model"}),
        "invalid_response_2": lambda call: _candidate(call, "STOP", "Of course! Here is your script: scene one …"),
        "invalid_response_3": lambda call: _candidate(call, "OTHER"),
        "invalid_response_4": lambda call: _candidate(call, "MAX_TOKENS", '{"title":"Half an answer","scenes":[{"nar'),
        "invalid_response_5": lambda call: _candidate(call, "STOP", "{}"),
        "invalid_response_6": lambda call: _candidate(call, "SOMETHING_NEW"),
        "invalid_response_7": lambda call: _refused(call, {}),
        "markdown_fence": guarded(_fenced),
        "several_parts": guarded(_split),
        "invalid_audio": lambda call: _candidate(call, "OTHER"),
        "invalid_audio_2": lambda call: _candidate(call, "STOP", "I would read it like this."),
        "text_too_long": guarded(_partial_sound),
        "text_instead_of_audio": _error(
            400,
            "INVALID_ARGUMENT",
            "Model tried to generate text, but it should only be used for TTS.",
            "invalid_audio",
        ),
        "text_instead_of_audio_2": _error(
            500, "INTERNAL", "Model tried to generate text, but it should only be used for TTS.", "invalid_audio"
        ),
        "raw_audio": _sound("audio/l16; rate=24000; channels=1", 1),
        "raw_audio_2": _sound("Audio/L16;codec=pcm;rate=24000", 2),
    }
)
