"""Every documented refusal of the Videos API, by the name under which a test arms it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vidpipe.sandbox.sora.errors import Refused

_SERVER = "The server had an error while processing your request. Sorry about that!"
_BUSY = "Rate limit reached for requests."
_BLOCKED = "Your request was blocked by our moderation system."
_SPENT = "You exceeded your current quota, please check your plan and billing details."

REFUSALS: Mapping[str, Callable[[], Refused]] = {
    "invalid_api_key": lambda: Refused(401, "invalid_api_key", "Incorrect API key provided."),
    "permission_denied": lambda: Refused(
        403,
        "unsupported_country_region_territory",
        "Country, region, or territory not supported",
        kind="request_forbidden",
    ),
    "retired": lambda: Refused(404, "model_not_found", "The model `sora-2` does not exist."),
    "retired_2": lambda: Refused(410, "gone", "This API has been shut down."),
    "retired_3": lambda: Refused(400, "model_not_found", "The model `sora-2` does not exist.", "model"),
    "retired_4": lambda: Refused(400, "invalid_request", "This API has been deprecated."),
    "quota_exceeded": lambda: quota("insufficient_quota"),
    "quota_exceeded_2": lambda: quota("credit_balance_exhausted"),
    "quota_exceeded_3": lambda: quota("organization_spend_limit_exceeded"),
    "quota_exceeded_4": lambda: quota("project_spend_limit_exceeded"),
    "quota_exceeded_5": lambda: quota("organization_usage_limit_exceeded"),
    "rate_limit": lambda: rate_limit(0.2),
    "rate_limit_2": lambda: Refused(429, "slow_down", "Slow down.", kind="requests"),
    "content_policy": lambda: Refused(400, "moderation_blocked", _BLOCKED),
    "invalid_request": lambda: Refused(400, "invalid_value", "Invalid value.", "size"),
    "task_not_found": lambda: Refused(404, "not_found", "Video not found.", "id"),
    "download_expired": lambda: Refused(404, "not_found", "The content of this video has expired."),
    "server_error": lambda: Refused(500, None, _SERVER, kind="server_error"),
    "server_error_2": lambda: Refused(503, None, "The engine is currently overloaded.", kind="server_error"),
    "server_error_3": lambda: Refused(500, None, _SERVER, kind="server_error", headers={"x-should-retry": "false"}),
}


def quota(code: str) -> Refused:
    """Refuse for want of money; no Retry-After is sent, since waiting does not help."""
    return Refused(429, code, _SPENT, kind="insufficient_quota")


def rate_limit(seconds: float, headers: Mapping[str, str] | None = None) -> Refused:
    """Refuse for so many seconds."""
    waits = {"retry-after-ms": str(round(seconds * 1000)), "Retry-After": str(max(1, round(seconds)))}
    return Refused(429, "rate_limit_exceeded", _BUSY, kind="requests", headers=waits | dict(headers or {}))
