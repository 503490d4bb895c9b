"""Text from generateContent: a script, or any JSON that the request asks for, within its token budget."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from vidpipe.sandbox.call import Call
from vidpipe.sandbox.gemini.access import charge, check_limits
from vidpipe.sandbox.gemini.body import GenerateBody, Generation
from vidpipe.sandbox.gemini.errors import invalid
from vidpipe.sandbox.gemini.models import Model
from vidpipe.sandbox.gemini.schemas import schema_of
from vidpipe.sandbox.writer import CannotFill, reply, tokens

_THOUGHTS = {"MINIMAL": 0, "LOW": 118, "MEDIUM": 410, "HIGH": 1_480, "XHIGH": 4_100}
_DYNAMIC = 300
_RATINGS = [
    {"category": f"HARM_CATEGORY_{name}", "probability": "NEGLIGIBLE"}
    for name in ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
]


@dataclass(frozen=True)
class Made:
    """An answer before it has a model version and an id; its price in US dollars."""

    body: dict[str, Any]
    charge_usd: float


async def write_text(call: Call, model: Model, body: GenerateBody) -> Made:
    """Answer a request for text. Raises Refused for what the model does not take."""
    config = body.generation_config
    _check(call, model, config)
    schema = schema_of(config)
    tokens_in = tokens(body.system_text + body.user_text)
    if tokens_in > model.tokens_in:
        raise invalid(
            f"The input token count ({tokens_in}) exceeds the maximum number of tokens allowed ({model.tokens_in})."
        )
    check_limits(call, model, tokens_in)
    as_json = config.response_mime_type == "application/json"
    try:
        found = await asyncio.to_thread(reply, body.system_text, body.user_text, schema=schema, as_json=as_json)
    except CannotFill as error:
        raise invalid(f"The specified schema cannot be met: {error}") from error
    said = found.text
    if config.response_mime_type == "text/x.enum":
        said = str(json.loads(said))
    candidate, usage = _within_budget(call, model, config, _stopped(said, config.stop_sequences))
    tokens_out = usage.get("candidatesTokenCount", 0) + usage.get("thoughtsTokenCount", 0)
    counted: dict[str, Any] = {"promptTokenCount": tokens_in, **usage, "totalTokenCount": tokens_in + tokens_out}
    counted["promptTokensDetails"] = [{"modality": "TEXT", "tokenCount": tokens_in}]
    cost = charge(call, model, tokens_in, tokens_out, body.service_tier)
    return Made({"candidates": [candidate], "usageMetadata": counted}, cost)


def _check(call: Call, model: Model, config: Generation) -> None:
    if config.response_modalities not in (None, ["TEXT"]):
        raise invalid(
            f"The requested combination of response modalities ({', '.join(config.response_modalities or [])}) is not "
            "supported by the model. models/" + model.name + " accepts the following combination of response "
            "modalities:\n* TEXT\n"
        )
    if config.speech_config is not None:
        raise invalid("Speech config is only supported with the AUDIO response modality.", "generation_config")
    if (config.candidate_count or 1) > 1:
        raise invalid("Multiple candidates is not enabled for this model", "generation_config.candidate_count")
    if len(config.stop_sequences) > 5:
        raise invalid("The number of stop sequences must be at most 5.", "generation_config.stop_sequences")
    sampled = [config.temperature, config.top_p, config.top_k]
    if not call.account["text_sampling"] and model.name.startswith("gemini-3.8") and sampled != [None] * 3:
        raise invalid("Sampling parameters are not supported by this model.", "generation_config")
    limit = config.max_output_tokens
    if limit is not None and limit > model.tokens_out:
        raise invalid(
            f"Unable to submit request because it has a maxOutputTokens value of {limit} but the supported range is "
            f"from 1 (inclusive) to {model.tokens_out + 1} (exclusive)."
        )
    _check_thinking(model, config)


def _check_thinking(model: Model, config: Generation) -> None:
    thinking = config.thinking_config
    if thinking is None:
        return
    if thinking.thinking_level is not None and thinking.thinking_budget is not None:
        raise invalid("You can only set only one of thinking budget and thinking level.", "generation_config")
    if thinking.thinking_level is not None and model.generation < 3:
        raise invalid("Thinking level is not supported for this model.", "generation_config.thinking_config")


def _thoughts(model: Model, config: Generation) -> int:
    """Return how many tokens the model thinks before it writes."""
    thinking = config.thinking_config
    if thinking and thinking.thinking_level:
        return _THOUGHTS[thinking.thinking_level]
    if thinking and thinking.thinking_budget is not None:
        return _DYNAMIC if thinking.thinking_budget < 0 else min(thinking.thinking_budget, _DYNAMIC)
    return 0 if "lite" in model.name else _DYNAMIC


def _stopped(text: str, sequences: list[str]) -> str:
    ends = [at for at in (text.find(sequence) for sequence in sequences if sequence) if at >= 0]
    return text[: min(ends)] if ends else text


def _within_budget(call: Call, model: Model, config: Generation, said: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Cut the answer where the token budget ends, of which thinking takes its share first."""
    budget = config.max_output_tokens or model.tokens_out
    thought = min(_thoughts(model, config), budget)
    written = tokens(said)
    reason = "STOP"
    if written > budget - thought:
        reason = "MAX_TOKENS"
        said = said[: int(len(said) * (budget - thought) / written)]
        written = budget - thought
    parts: list[dict[str, Any]] = []
    if said:
        parts = [{"text": said, "thoughtSignature": call.world.token(40) + "=="}]
        if config.thinking_config and config.thinking_config.include_thoughts and thought:
            parts.insert(0, {"text": "**Planning the scenes**\n\nI weigh what to show first.", "thought": True})
    content = {"role": "model", "parts": parts} if parts else {"role": "model"}
    candidate = {"content": content, "finishReason": reason, "index": 0, "safetyRatings": _RATINGS}
    usage = {"candidatesTokenCount": written} if said else {}
    return candidate, {**usage, "thoughtsTokenCount": thought} if thought else usage
