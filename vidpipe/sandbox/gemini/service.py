"""Google Gemini's simulator; ``/gemini`` stands for https://generativelanguage.googleapis.com."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.gemini import errors
from vidpipe.sandbox.gemini.access import ACCOUNT, guarded, model_of, version_of
from vidpipe.sandbox.gemini.body import read_body, read_count
from vidpipe.sandbox.gemini.errors import Refused
from vidpipe.sandbox.gemini.faults import FAULTS
from vidpipe.sandbox.gemini.models import MODELS, Model, described
from vidpipe.sandbox.gemini.speech import speak
from vidpipe.sandbox.gemini.text import Made, write_text
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Service

_TEXT_SECONDS, _SPEECH_SECONDS = (3.0, 14.0), (2.0, 10.0)
_PIECES = 4


class Gemini(Service):
    """Text and speech by generateContent, and the models. Films are another API: see the module of Omni."""

    name = "gemini"
    faults: Mapping[str, Fault] = FAULTS
    account: Mapping[str, Balance] = ACCOUNT

    def endpoints(self) -> list[Endpoint]:
        """Everything, under both versions; speech models have endpoint names of their own."""
        found: list[Endpoint] = []
        for version in ("v1beta", "v1"):
            models = f"/{version}/models"
            for speaker in (model.name for model in MODELS.values() if model.kind == "speech"):
                at = f"{models}/{speaker}"
                found += [
                    Endpoint("generate_speech", "POST", f"{at}:generateContent", guarded(_generate), _SPEECH_SECONDS),
                    Endpoint("stream_speech", "POST", f"{at}:streamGenerateContent", guarded(_stream), _SPEECH_SECONDS),
                ]
            one = models + "/{model}"
            found += [
                Endpoint("generate_content", "POST", f"{one}:generateContent", guarded(_generate), _TEXT_SECONDS),
                Endpoint("stream_content", "POST", f"{one}:streamGenerateContent", guarded(_stream), _TEXT_SECONDS),
                Endpoint("count_tokens", "POST", f"{one}:countTokens", guarded(_count), (0.1, 0.5)),
                Endpoint("list_models", "GET", models, guarded(_list), (0.1, 0.5)),
                Endpoint("get_model", "GET", one, guarded(_get), (0.1, 0.5)),
            ]
        return found

    def unknown(self, call: Call) -> Answer:  # noqa: ARG002  # the same page for all
        """Answer a path that is none as Google's front end does: with a page."""
        page = "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p><b>404.</b>\n"
        return Answer(Response(page, 404, media_type="text/html; charset=UTF-8"), "unknown_path")


async def _made(call: Call, *, streams: bool = False) -> tuple[Model, Made]:
    model = model_of(call)
    if model.kind == "video":
        raise Refused(errors.no_model(model.name, version_of(call)))
    body = read_body(call.json())
    if model.kind == "speech":
        return model, await speak(call, model, body, raw=streams, parts=_PIECES if streams else 1)
    return model, await write_text(call, model, body)


async def _generate(call: Call) -> Answer:
    model, made = await _made(call)
    return json_answer(200, errors.success(call, model.name, made.body), charge_usd=made.charge_usd)


async def _stream(call: Call) -> Answer:
    """Answer in pieces: server-sent events with ``alt=sse``, otherwise one JSON array; so are its errors."""
    try:
        model, made = await _made(call, streams=True)
    except Refused as refused:
        wrapped = [json.loads(bytes(refused.answer.response.body))]
        return json_answer(refused.answer.response.status_code, wrapped, outcome=refused.answer.outcome)
    pieces = _pieces(errors.success(call, model.name, made.body))
    if call.query.get("alt") != "sse":
        return json_answer(200, pieces, charge_usd=made.charge_usd)
    lines = "".join(f"data: {json.dumps(piece, ensure_ascii=False)}\r\n\r\n" for piece in pieces)
    return Answer(Response(lines, 200, media_type="text/event-stream"), charge_usd=made.charge_usd)


def _pieces(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Cut an answer into partial ones; only the last says why it ended."""
    candidate = whole["candidates"][0]
    parts: list[dict[str, Any]] = []
    for part in candidate["content"].get("parts", []):
        text = part.get("text")
        step = -(-len(text) // _PIECES) if text else 0
        parts += [{**part, "text": text[at : at + step]} for at in range(0, len(text), step)] if text else [part]
    frame = {name: whole[name] for name in ("usageMetadata", "modelVersion", "responseId")}
    pieces = [{"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0}], **frame} for part in parts]
    if not pieces:
        return [whole]
    pieces[-1]["candidates"][0]["finishReason"] = candidate["finishReason"]
    return pieces


async def _count(call: Call) -> Answer:
    model_of(call)
    count = read_count(call.json())
    details = [{"modality": "TEXT", "tokenCount": count}]
    return json_answer(200, {"totalTokens": count, "promptTokensDetails": details})


async def _list(call: Call) -> Answer:
    now = call.world.now()
    shown = [described(model) for model in MODELS.values() if not (model.ends and model.ends <= now)]
    try:
        size, start = int(call.query.get("pageSize", "50")), int(call.query.get("pageToken") or "0")
    except ValueError as error:
        raise errors.invalid("Request contains an invalid argument.") from error
    if size < 0 or not 0 <= start <= len(shown):
        raise errors.invalid("Request contains an invalid argument.")
    page: dict[str, Any] = {"models": shown[start : start + (size or 50)]}
    if start + (size or 50) < len(shown):
        page["nextPageToken"] = str(start + (size or 50))
    return json_answer(200, page)


async def _get(call: Call) -> Answer:
    model = model_of(call)
    return json_answer(200, described(model))
