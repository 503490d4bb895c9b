"""The answer of a chat completion: whole, or as a stream of events."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.chat import errors
from vidpipe.sandbox.chat.body import ChatBody
from vidpipe.sandbox.chat.errors import Refused
from vidpipe.sandbox.writer import CannotFill, reply, tokens

MODELS = {"llama3.1:8b": 131_072, "qwen3:8b": 40_960, "gpt-oss:20b": 131_072, "tiny:1b": 2_048}
"""The models that are there, and how many tokens each can hold."""
_PIECES = 6


@dataclass(frozen=True)
class Completion:
    """What the model said, and its size in tokens."""

    text: str
    reason: str
    tokens_in: int
    tokens_out: int


async def complete(call: Call, body: ChatBody) -> Completion:
    """Answer a chat. Raises Refused where it does not fit into the model, or no answer can have the shape asked for."""
    limit = MODELS[body.model]
    tokens_in = tokens(body.system_text + body.user_text) + 4 * len(body.messages)
    if tokens_in + (body.most or 1) > limit:
        raise Refused(errors.too_long(call, limit, tokens_in + (body.most or 1)))
    asked = body.response_format
    as_json = asked is not None and asked.type != "text"
    try:
        found = await asyncio.to_thread(
            reply, body.system_text, body.user_text, schema=body.schema_asked, as_json=as_json
        )
    except CannotFill as error:
        raise Refused(errors.bad_request(call, f"Invalid schema: {error}", "response_format")) from error
    said = _stopped(found.text, body.stop)
    most = min(body.most or limit, limit - tokens_in)
    needed = tokens(said)
    if needed > most:
        return Completion(said[: int(len(said) * most / needed)], "length", tokens_in, most)
    return Completion(said, "stop", tokens_in, needed)


def _stopped(text: str, stop: str | list[str] | None) -> str:
    words = [stop] if isinstance(stop, str) else stop or []
    ends = [at for at in (text.find(word) for word in words if word) if at >= 0]
    return text[: min(ends)] if ends else text


def whole(call: Call, body: ChatBody, done: Completion) -> Answer:
    """Answer all at once."""
    message = {"role": "assistant", "content": done.text}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": done.reason}
    frame = _frame(call, body, "chat.completion")
    return json_answer(200, {**frame, "choices": [choice], "usage": _usage(done)})


def stream(call: Call, body: ChatBody, done: Completion) -> Answer:
    """Answer as server-sent events, the last of which says [DONE]."""
    frame = _frame(call, body, "chat.completion.chunk")
    step = max(1, -(-len(done.text) // _PIECES))
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": done.text[at : at + step]} for at in range(0, len(done.text), step)]
    events = [{**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    events.append({**frame, "choices": [{"index": 0, "delta": {}, "finish_reason": done.reason}]})
    if body.stream_options and body.stream_options.include_usage:
        events.append({**frame, "choices": [], "usage": _usage(done)})
    lines = [f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events]
    return Answer(Response("".join([*lines, "data: [DONE]\n\n"]), media_type="text/event-stream"))


def _frame(call: Call, body: ChatBody, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{call.world.token(12)}",
        "object": kind,
        "created": int(call.world.now().timestamp()),
        "model": body.model,
        "system_fingerprint": "fp_vllm" if errors.is_vllm(call) else "fp_ollama",
    }


def _usage(done: Completion) -> dict[str, int]:
    return {
        "prompt_tokens": done.tokens_in,
        "completion_tokens": done.tokens_out,
        "total_tokens": done.tokens_in + done.tokens_out,
    }
