"""What an answer of OpenAI or a compatible server that is no success means: the type and code decide, then the status.

A 429 is a matter of money or of speed; only its code tells which. The header ``x-should-retry`` overrides both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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


_Rule = tuple[Callable[[_Fault], bool], str]

_SPEECH: tuple[_Rule, ...] = (
    (lambda f: f.http == 400 and bool(f.marks & _TOO_LONG) and f.param in ("", "input"), "TEXT_TOO_LONG"),
    (lambda f: f.http in (400, 404, 422) and f.param == "voice", "VOICE_NOT_FOUND"),
)
_TABLE: tuple[_Rule, ...] = (
    (lambda f: bool(f.marks & _POLICY), "CONTENT_POLICY"),
    (lambda f: f.http == 401 or "invalid_api_key" in f.marks, "INVALID_API_KEY"),
    (lambda f: f.http == 403, "PERMISSION_DENIED"),
    (lambda f: f.http == 402 or (f.http == 429 and bool(f.marks & _MONEY)), "QUOTA_EXCEEDED"),
    (lambda f: f.http == 429, "RATE_LIMIT"),
    (lambda f: f.http == 404 and (f.typed or "model_not_found" in f.marks), "MODEL_UNAVAILABLE"),
    (
        lambda f: f.http == 400 and ("model_not_found" in f.marks or bool(_NO_MODEL.search(f.message))),
        "MODEL_UNAVAILABLE",
    ),
    (lambda f: f.http == 504, "TIMEOUT"),
    (lambda f: f.http in (408, 409) or f.http >= 500, "SERVER_ERROR"),
)


def _classify(reply: Reply, *, group: str, extra: tuple[_Rule, ...]) -> ProviderError:
    fault = _fault(reply)
    kind = next((kind for applies, kind in extra + _TABLE if applies(fault)), "INVALID_REQUEST")
    code = _overridden(_code(group, kind, fault), reply, group)
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


classify_chat = partial(_classify, group="LLM", extra=())
classify_speech = partial(_classify, group="TTS", extra=_SPEECH)


def _code(group: str, kind: str, fault: _Fault) -> str:
    if fault.http == 404 and not fault.typed:
        return "PROVIDER_NOT_CONFIGURED"
    return "TTS_MODEL_RETIRED" if (group, kind) == ("TTS", "MODEL_UNAVAILABLE") else f"{group}_{kind}"


def _overridden(code: str, reply: Reply, group: str) -> str:
    wish = reply.headers.get("x-should-retry", "").lower()
    if wish == "false" and CATALOGUE[code].retryable:
        return "PROVIDER_FAILED"
    if wish == "true" and code == f"{group}_INVALID_REQUEST":
        return f"{group}_SERVER_ERROR"
    return code


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
