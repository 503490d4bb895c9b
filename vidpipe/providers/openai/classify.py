"""What an answer of OpenAI or a compatible server that is no success means: the type and code decide, then the status.

A 429 is a matter of money or of speed; only its code tells which. The header ``x-should-retry`` overrides both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from vidpipe.errors import CATALOGUE, ProviderError
from vidpipe.providers.service import Reply

_MONEY = frozenset(
    {
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
        "billing_hard_limit_reached",
    }
)
_POLICY = frozenset({"content_policy_violation", "content_filter", "moderation_blocked"})
_TOO_LONG = frozenset({"string_above_max_length", "string_too_long"})
_NO_MODEL = re.compile(r"model .{0,120}(?:not found|does not exist|not exist|no longer)|no such model", re.I)


@dataclass(frozen=True, kw_only=True)
class _Fault:
    """An error body, taken apart; servers differ in its shape."""

    http: int
    marks: frozenset[str]
    """Its type and its code."""
    param: str
    message: str
    typed: bool
    """Whether the body was an error in JSON at all: a wrong address answers in HTML, or in nothing."""

    @property
    def is_about_money(self) -> bool:
        """Whether the account has nothing left."""
        return bool(self.marks & _MONEY)

    @property
    def is_too_long(self) -> bool:
        """Whether the text to speak is too long."""
        return bool(self.marks & _TOO_LONG) and self.param in ("", "input")

    @property
    def names_no_model(self) -> bool:
        """Whether the server has no such model; some say so with 400."""
        if self.http == 404:
            return self.typed
        return self.http == 400 and ("model_not_found" in self.marks or bool(_NO_MODEL.search(self.message)))


_Rule = tuple[Callable[[_Fault], bool], str, str]
"""When it applies, and what it means of a language model and of a voice."""

_TABLE: tuple[_Rule, ...] = (
    (lambda f: bool(f.marks & _POLICY), "LLM_CONTENT_POLICY", "TTS_CONTENT_POLICY"),
    (lambda f: f.http == 401 or "invalid_api_key" in f.marks, "LLM_INVALID_API_KEY", "TTS_INVALID_API_KEY"),
    (lambda f: f.http == 403, "LLM_PERMISSION_DENIED", "TTS_PERMISSION_DENIED"),
    (lambda f: f.http == 402 or (f.http == 429 and f.is_about_money), "LLM_QUOTA_EXCEEDED", "TTS_QUOTA_EXCEEDED"),
    (lambda f: f.http == 429, "LLM_RATE_LIMIT", "TTS_RATE_LIMIT"),
    (lambda f: f.http in (400, 404, 422) and f.param == "voice", "LLM_INVALID_REQUEST", "TTS_VOICE_NOT_FOUND"),
    (lambda f: f.http == 400 and f.is_too_long, "LLM_INVALID_REQUEST", "TTS_TEXT_TOO_LONG"),
    (lambda f: f.names_no_model, "LLM_MODEL_UNAVAILABLE", "TTS_MODEL_RETIRED"),
    (lambda f: f.http == 404, "PROVIDER_NOT_CONFIGURED", "PROVIDER_NOT_CONFIGURED"),
    (lambda f: f.http == 504, "LLM_TIMEOUT", "TTS_TIMEOUT"),
    (lambda f: f.http in (408, 409) or f.http >= 500, "LLM_SERVER_ERROR", "TTS_SERVER_ERROR"),
)


def classify_chat(reply: Reply) -> ProviderError:
    """Return the error that an answer means where a script was asked for."""
    return _error(reply, [(applies, code) for applies, code, _ in _TABLE], "LLM_INVALID_REQUEST", "LLM_SERVER_ERROR")


def classify_speech(reply: Reply) -> ProviderError:
    """Return the error that an answer means where speech was asked for."""
    return _error(reply, [(applies, code) for applies, _, code in _TABLE], "TTS_INVALID_REQUEST", "TTS_SERVER_ERROR")


def _error(
    reply: Reply, table: Sequence[tuple[Callable[[_Fault], bool], str]], otherwise: str, passing: str
) -> ProviderError:
    fault = _fault(reply)
    code = next((code for applies, code in table if applies(fault)), otherwise)
    wish = reply.headers.get("x-should-retry", "").lower()
    if wish == "false" and CATALOGUE[code].retryable:
        code = "PROVIDER_FAILED"
    elif wish == "true" and code == otherwise:
        code = passing
    said = f" It says: {fault.message[:300]}" if fault.message else ""
    if code == "PROVIDER_NOT_CONFIGURED":
        said = " There is nothing at this address: check VIDPIPE_OPENAI_BASE_URL, which mostly ends in /v1."
    return ProviderError(
        f"{CATALOGUE[code].meaning['en']}{said}",
        code=code,
        details={
            "httpStatus": reply.status,
            "requestId": reply.request_id,
            "providerCode": ", ".join(sorted(fault.marks))[:200],
            "providerMessage": fault.message[:500],
        },
        retry_after=reply.retry_after,
    )


def _fault(reply: Reply) -> _Fault:
    body = reply.object()
    error = body.get("error", body)
    if isinstance(error, str):
        error = {"message": error}
    if not isinstance(error, dict):
        error = {}
    message = _text(error.get("message") or body.get("message") or body.get("detail"))
    marks = {_text(error.get(name)) for name in ("type", "code")} - {""}
    return _Fault(
        http=reply.status,
        marks=frozenset(marks),
        param=_text(error.get("param")),
        message=message,
        typed=bool(message or marks) and body.get("detail") != "Not Found",
    )


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
