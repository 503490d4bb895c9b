"""OpenAI-compatible chat; ``/openai-compatible`` stands for a server of one's own, such as http://localhost:11434.

Ollama and vLLM both follow OpenAI's chat completions, and differ in keys (Ollama needs none) and in error bodies: the
balance ``server`` chooses which is simulated, "ollama", "vllm", or "vllm-old".
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.chat import errors
from vidpipe.sandbox.chat.body import Unreadable, read_chat
from vidpipe.sandbox.chat.completion import MODELS, Completion, complete, stream, whole
from vidpipe.sandbox.chat.errors import Refused
from vidpipe.sandbox.keys import is_sandbox_key, presented_key
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Service

_SECONDS = (4.0, 25.0)
Inner = Callable[[Call], Awaitable[Answer]]


def _guarded(inner: Inner) -> Inner:
    """Look at the key where one is needed, and answer refusals in the server's shape."""

    async def handler(call: Call) -> Answer:
        key = presented_key(call.headers, call.query)
        call.key = key
        if call.account["needs_key"] and not is_sandbox_key(key):
            return errors.bad_key(call)
        try:
            return await inner(call)
        except Refused as refused:
            return refused.answer
        except Unreadable as error:
            return errors.bad_request(call, str(error), error.param)
        except BadBody as error:
            return errors.bad_request(call, f"invalid JSON: {error}")

    return handler


def _changed(change: Callable[[str], tuple[str, str]]) -> Fault:
    """Answer as ever, with another text and reason to end."""

    async def fault(call: Call) -> Answer:
        body = read_chat(call.json())
        done = await complete(call, body)
        text, reason = change(done.text)
        return whole(call, body, replace(done, text=text, reason=reason))

    return _guarded(fault)


def _says(text: str, reason: str) -> Fault:
    async def fault(call: Call) -> Answer:
        return whole(call, read_chat(call.json()), Completion(text, reason, 0, 0))

    return _guarded(fault)


def _error(status: int, message: str, kind: str, outcome: str) -> Fault:
    return lambda call: errors.refusal(call, status, message, kind, outcome)


def _busy(call: Call) -> Answer:
    """Ollama's queue is full."""
    message = "server busy, please try again.  maximum pending requests exceeded"
    return errors.refusal(call, 503, message, "api_error", "rate_limit")


def _limited(_call: Call) -> Answer:
    """A gateway's rate limit."""
    error = {"message": "Rate limit reached", "type": "requests", "param": None, "code": "rate_limit_exceeded"}
    return json_answer(429, {"error": error}, headers={"retry-after": "7"})


def _spent(_call: Call) -> Answer:
    """A gateway's budget is used up."""
    message = "You exceeded your current quota, please check your plan and billing details."
    error = {"message": message, "type": "insufficient_quota", "param": None, "code": "insufficient_quota"}
    return json_answer(429, {"error": error})


FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "invalid_api_key": errors.bad_key,
        "permission_denied": _error(
            403, "You do not have access to this model.", "permission_error", "permission_denied"
        ),
        "model_unavailable": lambda call: errors.no_model(call, "llama3.1:8b"),
        "invalid_request": lambda call: errors.bad_request(call, "Invalid request."),
        "invalid_request_2": lambda call: errors.too_long(call, 4_096, 5_120),
        "rate_limit": _limited,
        "rate_limit_2": _busy,
        "quota_exceeded": _spent,
        "server_error": _error(500, "llama runner process has terminated: signal: killed", "api_error", "server_error"),
        "server_error_2": _error(503, "Service Unavailable", "ServiceUnavailableError", "server_error"),
        "server_error_3": lambda _call: Answer(
            Response("<html><h1>502 Bad Gateway</h1></html>", 502, None, "text/html")
        ),
        "content_policy": _says("", "content_filter"),
        "invalid_response": _changed(lambda text: (text[: len(text) // 2], "length")),
        "invalid_response_2": _says("I am sorry, but as a small model I cannot write JSON.", "stop"),
        "invalid_response_3": _says("", "stop"),
        "invalid_response_4": _says("{}", "stop"),
        "invalid_response_5": lambda _call: json_answer(200, {"object": "chat.completion", "choices": []}),
        "markdown_fence": _changed(lambda text: (f"Here you are:\n\n```json\n{text}\n```\n", "stop")),
        "thinking_aloud": _changed(lambda text: (f"<think>\nScenes {{first}} …\n</think>\n\n{text}", "stop")),
    }
)
"""What can go wrong, by the catalogue's names; the last two are right answers, wrapped as some models do."""


class OpenAICompatible(Service):
    """Chat completions and the list of models."""

    name = "openai-compatible"
    faults: Mapping[str, Fault] = FAULTS
    account: Mapping[str, Balance] = MappingProxyType({"server": "ollama", "needs_key": False})

    def endpoints(self) -> list[Endpoint]:
        """Everything it answers to."""
        return [
            Endpoint("chat_completions", "POST", "/v1/chat/completions", _guarded(_chat), _SECONDS),
            Endpoint("list_models", "GET", "/v1/models", _guarded(_list), (0.0, 0.1)),
            Endpoint("get_model", "GET", "/v1/models/{model:path}", _guarded(_get), (0.0, 0.1)),
        ]

    def unknown(self, call: Call) -> Answer:
        """Answer a path that is none: Ollama in plain text, vLLM in JSON."""
        if errors.is_vllm(call):
            return json_answer(404, {"detail": "Not Found"}, outcome="unknown_path")
        return Answer(Response("404 page not found", 404, media_type="text/plain"), "unknown_path")


async def _chat(call: Call) -> Answer:
    body = read_chat(call.json())
    if body.model not in MODELS:
        return errors.no_model(call, body.model)
    done = await complete(call, body)
    return stream(call, body, done) if body.stream else whole(call, body, done)


def _described(call: Call, name: str) -> dict[str, object]:
    owner = "vllm" if errors.is_vllm(call) else "library"
    shown: dict[str, object] = {"id": name, "object": "model", "created": 1_760_000_000, "owned_by": owner}
    return {**shown, "max_model_len": MODELS[name]} if errors.is_vllm(call) else shown


async def _list(call: Call) -> Answer:
    return json_answer(200, {"object": "list", "data": [_described(call, name) for name in MODELS]})


async def _get(call: Call) -> Answer:
    name = call.params["model"]
    return json_answer(200, _described(call, name)) if name in MODELS else errors.no_model(call, name)
