"""Scripts written by Gemini."""

from __future__ import annotations

from typing import Any

from vidpipe.models import Brief, Script
from vidpipe.providers.gemini.api import candidate_of, charge, gemini_service, generate_path, parts_of, price
from vidpipe.providers.gemini.config import Config
from vidpipe.providers.local.script import LocalScriptProvider
from vidpipe.providers.model_end import ended, warn_of_end
from vidpipe.providers.service import Reply, Service, wish_of
from vidpipe.providers.session import Session
from vidpipe.providers.writing import VERSION, Assignment, accepts, assignment_for, read_answer

_HARMS = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")


class GeminiScriptProvider:
    """Writes scripts from a prompt and condenses articles; a brief's own script is taken word for word, for nothing."""

    name = "gemini"

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
            "thinking": [config.thinking_level, config.thinking_budget],
            "temperature": config.temperature,
            "structured": config.structured,
            "safety": config.safety_threshold,
            "tolerance": config.length_tolerance,
        }

    def problems(self) -> list[str]:
        """Say that the key is missing, or that the model has ended."""
        return [problem for problem in (self._config.problem(), ended(self.name, self._config.script_model)) if problem]

    def accepts(self, brief: Brief) -> None:
        """Refuse an article with too little text (ARTICLE_TOO_SHORT), and without a key what needs the model.

        The latter is a ProviderError (PROVIDER_NOT_CONFIGURED).
        """
        accepts(brief)
        if brief.script is None:
            self._config.require()

    async def write_script(self, brief: Brief) -> Script:
        """Have the script written.

        Raises InvalidInput (ARTICLE_TOO_SHORT) and ProviderError: the codes of Gemini, among them
        GEMINI_CONTENT_POLICY when it refuses and GEMINI_INVALID_RESPONSE when its script cannot be filmed.
        """
        self.accepts(brief)
        if brief.script is not None:
            return await LocalScriptProvider().write_script(brief)
        assignment = assignment_for(brief, tolerance=self._config.length_tolerance)
        return await self._written(assignment, gemini_service(self._config, invalid_code="GEMINI_INVALID_RESPONSE"))

    async def _written(self, assignment: Assignment, service: Service) -> Script:
        config, model = self._config, self._config.script_model
        warn_of_end(self.name, model)
        body = self._body(assignment)
        tokens_in, tokens_out = assignment.expected_tokens
        async with self._session.call(
            service,
            operation="generateContent",
            wish=wish_of(model, body),
            subject="script",
            model=model,
            request={
                "kind": "article" if assignment.source else "prompt",
                "seconds": round(assignment.length.seconds, 1),
                "scenes": assignment.length.scenes,
                "language": assignment.brief.language,
            },
            estimated_usd=price(model, tokens_in, tokens_out + 1_000, tier=config.service_tier),
            units=1,
        ) as call:
            reply = await call.send("POST", generate_path(config, model), json=body)
            charge(call, reply, model, tier=config.service_tier)
            return read_answer(_text(reply, service), assignment, lambda problem: service.invalid(reply, problem))

    def _body(self, assignment: Assignment) -> dict[str, Any]:
        config = self._config
        body: dict[str, Any] = {
            "systemInstruction": {"parts": [{"text": assignment.role}]},
            "contents": [{"role": "user", "parts": [{"text": assignment.request}]}],
            "generationConfig": self._generation(assignment),
        }
        if config.service_tier:
            body["serviceTier"] = config.service_tier
        if config.safety_threshold:
            body["safetySettings"] = [
                {"category": f"HARM_CATEGORY_{harm}", "threshold": config.safety_threshold} for harm in _HARMS
            ]
        return body

    def _generation(self, assignment: Assignment) -> dict[str, Any]:
        config = self._config
        generation: dict[str, Any] = {
            "responseMimeType": "application/json",
            "maxOutputTokens": config.max_output_tokens,
        }
        if config.structured:
            generation["responseJsonSchema"] = assignment.schema()
        # Budget and level exclude each other.
        if config.thinking_budget is not None:
            generation["thinkingConfig"] = {"thinkingBudget": config.thinking_budget}
        elif config.thinking_level:
            generation["thinkingConfig"] = {"thinkingLevel": config.thinking_level}
        if config.temperature is not None:
            generation["temperature"] = config.temperature
        return generation


def _text(reply: Reply, service: Service) -> str:
    """Return the text of an answer that came to its end. Raises what ``candidate_of`` does, or the invalid code."""
    candidate = candidate_of(reply)
    if not candidate:
        raise service.invalid(reply, "no candidate")
    finished = str(candidate.get("finishReason") or "STOP")
    if finished == "MAX_TOKENS":
        raise service.invalid(
            reply, "it was cut off; raise VIDPIPE_GEMINI_MAX_OUTPUT_TOKENS, or let the model think less"
        )
    if finished != "STOP":
        raise service.invalid(reply, f"it stopped for the reason {finished}")
    return "".join(str(part.get("text") or "") for part in parts_of(candidate))
