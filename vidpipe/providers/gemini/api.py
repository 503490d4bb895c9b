"""What scripts and speech share of Gemini: the service, its answers' candidates, refusals and cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from vidpipe.errors import ProviderError
from vidpipe.providers.call import Call
from vidpipe.providers.gemini.classify import classify
from vidpipe.providers.gemini.config import Config
from vidpipe.providers.pricing import model_facts
from vidpipe.providers.service import Classifier, Reply, Service

log = structlog.get_logger(__name__)

TIER_FACTORS = {"flex": 0.5, "priority": 1.8}
"""What the service tiers cost against the standard one."""

_REFUSED = frozenset({"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR"})


def gemini_service(config: Config, *, invalid_code: str, errors: Classifier = classify) -> Service:
    """Return the service. Raises ProviderError (PROVIDER_NOT_CONFIGURED) without a key."""
    key = config.key()
    return Service(
        name="gemini",
        title="Gemini",
        base_url=config.base_url,
        secret=key,
        classify=errors,
        timeout_code="GEMINI_TIMEOUT",
        network_code="GEMINI_NETWORK_ERROR",
        invalid_code=invalid_code,
        headers={"x-goog-api-key": key},
        timeouts=config.timeouts,
        limits=config.limits,
    )


def generate_path(config: Config, model: str) -> str:
    """Return the path of generateContent."""
    return f"/{config.api_version}/models/{model}:generateContent"


def price(model: str, tokens_in: float, tokens_out: float, *, tier: str = "", cached: float = 0) -> float:
    """Return US dollars for tokens; of those that go in, ``cached`` are cheaper."""
    facts = model_facts("gemini", model)
    cheaper = facts.price("million_cached_tokens") or facts.price("million_input_tokens")
    dollars = (
        (tokens_in - cached) * facts.price("million_input_tokens")
        + cached * cheaper
        + tokens_out * facts.price("million_output_tokens")
    )
    return dollars / 1e6 * TIER_FACTORS.get(tier, 1.0)


def charge(call: Call, reply: Reply, model: str, *, tier: str = "") -> None:
    """Note the tokens that the answer counts and what they cost; thoughts cost what words do, and are counted apart."""
    usage = reply.object().get("usageMetadata")
    if not isinstance(usage, dict):
        return
    into, out = _count(usage, "promptTokenCount"), _count(usage, "candidatesTokenCount")
    thoughts, cached = _count(usage, "thoughtsTokenCount"), _count(usage, "cachedContentTokenCount")
    call.charge(
        price(model, into, out + thoughts, tier=tier, cached=min(cached, into)),
        input_tokens=into,
        output_tokens=out,
        thought_tokens=thoughts,
        model_version=str(reply.object().get("modelVersion", "")),
    )


def _count(usage: Mapping[str, Any], name: str) -> int:
    value = usage.get(name)
    return value if isinstance(value, int) and value > 0 else 0


def candidate_of(reply: Reply) -> Mapping[str, Any]:
    """Return the answer's candidate; empty when there is none.

    Raises ProviderError (GEMINI_CONTENT_POLICY): Gemini refuses with status 200, of a prompt as of its own words.
    """
    body = reply.object()
    _warn_of_the_end(body)
    candidates = body.get("candidates")
    first = candidates[0] if isinstance(candidates, list) and candidates else {}
    candidate: Mapping[str, Any] = first if isinstance(first, dict) else {}
    feedback = body.get("promptFeedback")
    blocked = str(feedback.get("blockReason") or "") if isinstance(feedback, dict) and not candidate else ""
    finished = str(candidate.get("finishReason") or "")
    if blocked or finished in _REFUSED:
        raise _refusal(reply, blocked, finished, str(candidate.get("finishMessage") or ""))
    return candidate


def _refusal(reply: Reply, blocked: str, finished: str, said: str) -> ProviderError:
    what = f"blocked the prompt: {blocked}" if blocked else f"stopped its answer: {finished}"
    return ProviderError(
        f"Gemini refuses the content for reasons of its policy; it {what}.",
        code="GEMINI_CONTENT_POLICY",
        details={
            "httpStatus": reply.status,
            "requestId": reply.request_id or str(reply.object().get("responseId", "")),
            "blockReason": blocked,
            "finishReason": finished,
            "providerMessage": said[:500],
        },
    )


def _warn_of_the_end(body: Mapping[str, Any]) -> None:
    status = body.get("modelStatus")
    if isinstance(status, dict) and status.get("retirementTime"):
        log.warning(
            "the model retires",
            provider="gemini",
            model=str(body.get("modelVersion", "")),
            retirement_time=str(status["retirementTime"]),
        )


def parts_of(candidate: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the parts of a candidate that are no thoughts."""
    content = candidate.get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    found = parts if isinstance(parts, list) else []
    return [part for part in found if isinstance(part, dict) and part.get("thought") is not True]
