"""What an answer of Gemini that is no success means, by Google's table of errors and details.

The status never decides alone: a bad key is a 400, and one 429 is the day's quota, another the minute's rate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vidpipe.errors import CATALOGUE, ProviderError
from vidpipe.providers.service import Reply

_RATE_BY_SPENDING = re.compile(
    r"spend\w*[- ](?:based )?(?:rate|limit per)|rate limit\w* .{0,40}spend|10[- ]minute", re.I
)
_MONEY = re.compile(
    r"prepaid|prepayment|credits? (?:are|is|has been|have been) (?:depleted|exhausted)|depleted"
    r"|spend(?:ing)?[- ](?:cap|limit)|monthly (?:spend|budget)"
    r"|billing (?:is |has been )?(?:disabled|off\b|not enabled)",
    re.I,
)
_LIMIT_ZERO = re.compile(r"limit:\s*0(?![\d.])")
_RETRY_IN = re.compile(r"retry in ([\d.]+)\s*s", re.I)
_SPENDING_WAIT = 300.0
"""Seconds to wait when a limit over a rolling ten minutes is reached and no delay is told."""


@dataclass(frozen=True, kw_only=True)
class _Fault:
    """An error body, taken apart. Any part of it may be missing: front ends answer in HTML."""

    http: int
    status: str
    message: str
    details: tuple[Mapping[str, Any], ...]

    @property
    def reasons(self) -> set[str]:
        """The reasons of google.rpc.ErrorInfo, and of details of Google's other kinds."""
        return {str(detail.get("reason", "")) for detail in self.details}

    @property
    def violations(self) -> list[Mapping[str, Any]]:
        """The quotas that google.rpc.QuotaFailure names."""
        lists = (detail.get("violations") for detail in self.details)
        return [one for found in lists if isinstance(found, list) for one in found if isinstance(one, dict)]

    def quota(self, period: str) -> bool:
        """Whether a quota of that period (``PerDay``, ``PerMinute``) is named."""
        return any(period in str(one.get("quotaId", "")) for one in self.violations)

    @property
    def no_quota_at_all(self) -> bool:
        """Whether the plan has none of this: a limit of 0, which protobuf leaves out of a violation."""
        named = (one for one in self.violations if one.get("quotaId"))
        return bool(_LIMIT_ZERO.search(self.message)) or any(str(one.get("quotaValue", "0")) == "0" for one in named)

    @property
    def retry_delay(self) -> float | None:
        """The seconds of google.rpc.RetryInfo ("20.041s"), or those the message tells."""
        told = next((str(detail["retryDelay"]) for detail in self.details if "retryDelay" in detail), "")
        found = re.fullmatch(r"([\d.]+)s", told) or _RETRY_IN.search(self.message)
        try:
            return float(found[1]) if found else None
        except ValueError:
            return None


_Rule = tuple[Callable[[_Fault], bool], str]

_BAD_KEY = re.compile(r"reported as leaked|unregistered callers", re.I)

_TABLE: tuple[_Rule, ...] = (
    (lambda f: "API_KEY_INVALID" in f.reasons, "GEMINI_INVALID_API_KEY"),
    (lambda f: f.http == 401, "GEMINI_INVALID_API_KEY"),
    (lambda f: f.http == 403 and bool(_BAD_KEY.search(f.message)), "GEMINI_INVALID_API_KEY"),
    (lambda f: f.http == 403 and any(r.endswith("_BLOCKED") for r in f.reasons), "GEMINI_INVALID_API_KEY"),
    (lambda f: f.http == 403 and "CONSUMER_SUSPENDED" in f.reasons, "GEMINI_INVALID_API_KEY"),
    (lambda f: f.http == 403, "GEMINI_PERMISSION_DENIED"),
    (lambda f: f.http == 400 and f.status == "FAILED_PRECONDITION", "GEMINI_PERMISSION_DENIED"),
    (lambda f: f.http == 404, "GEMINI_MODEL_UNAVAILABLE"),
    (lambda f: f.http == 402, "GEMINI_QUOTA_EXCEEDED"),
    (lambda f: f.http == 429 and f.quota("PerDay"), "GEMINI_QUOTA_EXCEEDED"),
    (lambda f: f.http == 429 and f.no_quota_at_all, "GEMINI_QUOTA_EXCEEDED"),
    (lambda f: f.http == 429 and bool(_RATE_BY_SPENDING.search(f.message)), "GEMINI_RATE_LIMIT"),
    (lambda f: f.http == 429 and bool(_MONEY.search(f.message)), "GEMINI_QUOTA_EXCEEDED"),
    (lambda f: f.http == 429, "GEMINI_RATE_LIMIT"),
    (lambda f: f.http == 504, "GEMINI_TIMEOUT"),
    (lambda f: f.http in (408, 499) or f.http >= 500, "GEMINI_SERVER_ERROR"),
)


def classify(reply: Reply) -> ProviderError:
    """Return the error that an answer with another status than 200 means."""
    fault = _fault(reply)
    code = next((code for applies, code in _TABLE if applies(fault)), "GEMINI_INVALID_REQUEST")
    said = f" It says: {fault.message[:300]}" if fault.message else ""
    quota = next(iter(fault.violations), {})
    return ProviderError(
        f"{CATALOGUE[code].meaning['en']}{said}",
        code=code,
        details={
            "httpStatus": reply.status,
            "requestId": reply.request_id,
            "providerStatus": fault.status,
            "providerMessage": fault.message[:500],
        }
        | {name: str(quota[name])[:200] for name in ("quotaId", "quotaValue") if name in quota},
        retry_after=_wait(reply, fault) if code == "GEMINI_RATE_LIMIT" else reply.retry_after,
    )


def _wait(reply: Reply, fault: _Fault) -> float | None:
    told = [seconds for seconds in (reply.retry_after, fault.retry_delay) if seconds is not None]
    if told:
        return max(told)
    return _SPENDING_WAIT if _RATE_BY_SPENDING.search(fault.message) else None


def _fault(reply: Reply) -> _Fault:
    body = reply.json()
    if isinstance(body, list) and body:
        # The streaming endpoint and some proxies wrap the error in a list of one.
        body = body[0]
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return _Fault(http=reply.status, status="", message="", details=())
    details = error.get("details")
    return _Fault(
        http=reply.status,
        status=str(error.get("status") or error.get("code") or ""),
        message=" ".join(str(error.get("message") or "").split()),
        details=tuple(_objects(details)),
    )


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    return (one for one in (value if isinstance(value, list) else []) if isinstance(one, dict))
