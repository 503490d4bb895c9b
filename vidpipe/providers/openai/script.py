"""Scripts written by any language model behind OpenAI's chat protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.models import Brief, Script
from vidpipe.providers.call import Call
from vidpipe.providers.local.script import LocalScriptProvider
from vidpipe.providers.model_end import ended, warn_of_end
from vidpipe.providers.openai.api import chat_service
from vidpipe.providers.openai.config import Config
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session
from vidpipe.providers.writing import VERSION, Assignment, accepts, assignment_for, read_answer

_LEAST_READ, _WORTH_CHECKING = 0.3, 2_000
"""A server that counts less than this share of a request of so many tokens and more has cut it."""


class OpenAIScriptProvider:
    """Writes scripts from a prompt and condenses articles; a brief's own script is taken word for word, for nothing."""

    name = "openai"

    def __init__(self, session: Session, config: Config | None = None) -> None:
        self._session = session
        self._config = config or Config()

    def fingerprint(self) -> dict[str, object]:
        """Name the model, the settings that change what it writes, and the version of the prompts."""
        config = self._config
        return {
            "provider": self.name,
            "version": VERSION,
            "model": config.script_model,
            "format": config.response_format,
            "temperature": config.temperature,
            "reasoning": config.reasoning_effort,
            "tolerance": config.length_tolerance,
        }

    def problems(self) -> list[str]:
        """Say that the key or the model's name is missing, or that the model has ended."""
        found = [self._config.problem(), self._config.model_problem(), ended(self.name, self._config.script_model)]
        return [problem for problem in found if problem]

    def accepts(self, brief: Brief) -> None:
        """Refuse an article with too little text (ARTICLE_TOO_SHORT), and what needs a model that is not set up.

        The latter is a ProviderError (PROVIDER_NOT_CONFIGURED).
        """
        accepts(brief)
        if brief.script is None:
            if problem := self._config.model_problem():
                raise self._config.not_configured(problem)
            chat_service(self._config)

    async def write_script(self, brief: Brief) -> Script:
        """Have the script written.

        Raises InvalidInput (ARTICLE_TOO_SHORT) and ProviderError: the LLM_ codes, PROVIDER_NOT_CONFIGURED, and
        PROVIDER_RESPONSE_INVALID when the script cannot be filmed.
        """
        self.accepts(brief)
        if brief.script is not None:
            return await LocalScriptProvider().write_script(brief)
        assignment = assignment_for(brief, tolerance=self._config.length_tolerance)
        return await self._written(assignment, chat_service(self._config))

    async def _written(self, assignment: Assignment, service: Service) -> Script:
        config, model = self._config, self._config.script_model
        warn_of_end(self.name, model)
        body = self._body(assignment)
        tokens_in, tokens_out = assignment.expected_tokens
        async with self._session.call(
            service,
            operation="chat.completions",
            wish=wish_of(model, body),
            subject="script",
            model=model,
            request={
                "kind": "article" if assignment.source else "prompt",
                "seconds": round(assignment.length.seconds, 1),
                "scenes": assignment.length.scenes,
                "language": assignment.brief.language,
                "response_format": config.response_format,
            },
            estimated_usd=_price(model, tokens_in, tokens_out),
            units=1,
        ) as call:
            reply = await call.send("POST", "/chat/completions", json=body)
            read = _charge(call, reply, model)
            text = _text(reply, service)
            if tokens_in > _WORTH_CHECKING and 0 < read < _LEAST_READ * tokens_in:
                raise service.invalid(
                    reply,
                    f"it read only {read:,} tokens of a request of about {tokens_in:,}; give the server a longer "
                    "context (Ollama: OLLAMA_CONTEXT_LENGTH)",
                )
            return read_answer(text, assignment, lambda problem: service.invalid(reply, problem))

    def _body(self, assignment: Assignment) -> dict[str, Any]:
        config = self._config
        body: dict[str, Any] = {
            "model": config.script_model,
            "messages": [
                {"role": "system", "content": assignment.role},
                {"role": "user", "content": assignment.request},
            ],
        }
        if config.response_format == "json_schema":
            schema = {"name": "script", "strict": True, "schema": assignment.schema(strict=True)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif config.response_format == "json_object":
            body["response_format"] = {"type": "json_object"}
        if config.max_output_tokens is not None:
            body[config.max_tokens_field] = config.max_output_tokens
        if config.temperature is not None:
            body["temperature"] = config.temperature
        if config.reasoning_effort:
            body["reasoning_effort"] = config.reasoning_effort
        return body


def _price(model: str, tokens_in: int, tokens_out: int) -> float:
    facts = model_facts("openai", model)
    return (tokens_in * facts.price("million_input_tokens") + tokens_out * facts.price("million_output_tokens")) / 1e6


def _charge(call: Call, reply: Reply, model: str) -> int:
    """Note the tokens that the answer counts and their cost; return those of the request, 0 when it tells none."""
    usage = reply.object().get("usage")
    counts = {
        name: value
        for name in ("prompt_tokens", "completion_tokens")
        if isinstance(usage, dict) and isinstance(value := usage.get(name), int)
    }
    into, out = counts.get("prompt_tokens", 0), counts.get("completion_tokens", 0)
    dollars = _price(model, into, out)
    if dollars > 0:
        call.charge(dollars)
    call.note(input_tokens=into, output_tokens=out, model_version=str(reply.object().get("model", ""))[:200])
    return into


def _text(reply: Reply, service: Service) -> str:
    """Return the text of an answer that came to its end. Raises LLM_CONTENT_POLICY and the invalid code."""
    choices = reply.object().get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise service.invalid(reply, "no choice")
    finished = str(choice.get("finish_reason") or "stop")
    refusal = str(message.get("refusal") or "")
    if refusal or finished == "content_filter":
        raise _refused(reply, refusal or "its content filter stopped the answer")
    if finished == "length":
        raise service.invalid(
            reply, "it was cut off; raise VIDPIPE_OPENAI_MAX_OUTPUT_TOKENS or the server's length of context"
        )
    if finished != "stop":
        raise service.invalid(reply, f"it stopped for the reason {finished}")
    return _joined(message.get("content"))


def _joined(content: object) -> str:
    """Return a message's text; some servers send it in parts."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, Mapping))
        return "".join(text for text in parts if isinstance(text, str))
    return content if isinstance(content, str) else ""


def _refused(reply: Reply, said: str) -> ProviderError:
    return ProviderError(
        f"The language model refuses the content: {said[:300]}",
        code="LLM_CONTENT_POLICY",
        details={"httpStatus": reply.status, "requestId": reply.request_id, "providerMessage": said[:500]},
    )
