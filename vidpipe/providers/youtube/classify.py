"""What YouTube and Google's accounts mean by their errors: the reason decides, the status only where there is none."""

from __future__ import annotations

import re
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.providers.service import Reply

_CODES: dict[str, tuple[str, ...]] = {
    "YOUTUBE_QUOTA_EXCEEDED": ("quotaExceeded", "dailyLimitExceeded"),
    "YOUTUBE_RATE_LIMIT": (
        "rateLimitExceeded", "userRateLimitExceeded", "uploadRateLimitExceeded", "RATE_LIMIT_EXCEEDED",
    ),
    "YOUTUBE_UPLOAD_LIMIT_EXCEEDED": ("uploadLimitExceeded",),
    "YOUTUBE_TOKEN_EXPIRED": ("authError", "required", "authorizationRequired", "ACCESS_TOKEN_EXPIRED"),
    "YOUTUBE_INVALID_TOKEN": (
        "youtubeSignupRequired", "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "invalid_grant", "invalid_client", "invalid_scope", "unauthorized_client", "redirect_uri_mismatch",
    ),
    "YOUTUBE_FORBIDDEN": (
        "forbidden", "forbiddenPrivacySetting", "forbiddenLicenseSetting", "authenticatedUserAccountSuspended",
        "authenticatedUserAccountClosed", "accessNotConfigured", "SERVICE_DISABLED",
    ),
    "YOUTUBE_INVALID_METADATA": (
        "invalidTitle", "invalidDescription", "invalidTags", "invalidCategoryId", "invalidPublishAt",
        "invalidVideoMetadata", "defaultLanguageNotSet", "invalidFilename", "invalidRecordingDetails",
        "invalidImage", "contentRequired", "nameTooLong", "invalidMetadata", "playlistNotFound",
    ),
    "YOUTUBE_UPLOAD_FAILED": ("mediaBodyRequired",),
    "YOUTUBE_VIDEO_TOO_LARGE": ("uploadTooLarge",),
    "YOUTUBE_VIDEO_NOT_FOUND": ("videoNotFound",),
    "YOUTUBE_SERVER_ERROR": (
        "backendError", "internalError", "processingFailure",
        "internal_failure", "server_error", "temporarily_unavailable",
    ),
}  # fmt: skip
_BY_REASON = {reason: code for code, reasons in _CODES.items() for reason in reasons}
_BY_STATUS = {
    401: "YOUTUBE_TOKEN_EXPIRED",
    403: "YOUTUBE_FORBIDDEN",
    404: "YOUTUBE_VIDEO_NOT_FOUND",
    408: "YOUTUBE_NETWORK_ERROR",
    410: "YOUTUBE_VIDEO_NOT_FOUND",
    413: "YOUTUBE_VIDEO_TOO_LARGE",
    429: "YOUTUBE_RATE_LIMIT",
}
_SPECIAL = {
    "youtubeSignupRequired": "This Google account has no YouTube channel: make one, or log in with another account",
    "insufficientPermissions": "The consent does not cover this: run `vidpipe youtube login` again and allow it all",
    "invalid_client": "Google does not know this OAuth client: check its id and its secret",
    "invalid_grant": "The consent is no longer valid: run `vidpipe youtube login` again. In a project whose consent "
    "screen is in Testing it ends after 7 days",
    "accessNotConfigured": "The YouTube Data API is not switched on in the Google Cloud project",
    "captionExists": "There is such a caption track already",
}


def classify(reply: Reply) -> ProviderError:
    """Return the error behind an answer that is no success; ``details["reason"]`` is YouTube's own name of it."""
    reason, message = _read(reply)
    code = _BY_REASON.get(reason) or _BY_STATUS.get(reply.status)
    if code is None:
        code = "YOUTUBE_SERVER_ERROR" if reply.status >= 500 else "YOUTUBE_UPLOAD_FAILED"
    # The day's uploads are refused as if they were a rate: only the words tell.
    if code == "YOUTUBE_RATE_LIMIT" and "per day" in message.lower():
        code = "YOUTUBE_QUOTA_EXCEEDED"
    told = _SPECIAL.get(reason) or f"YouTube answered {reply.status}{f' ({reason})' if reason else ''}"
    return ProviderError(
        f"{told}{f': {message}' if message and reason not in _SPECIAL else ''}".rstrip(". ") + ".",
        code=code,
        details={
            "httpStatus": reply.status,
            "requestId": reply.request_id,
            "reason": reason,
            "providerMessage": message,
        },
        retry_after=reply.retry_after,
    )


def _read(reply: Reply) -> tuple[str, str]:
    """Return reason and message, from either of Google's shapes; texts without HTML, at most 500 characters."""
    body = reply.object()
    error: Any = body.get("error")
    if isinstance(error, str):
        return error[:100], _plain(body.get("error_description"))
    if not isinstance(error, dict):
        return "", _plain(reply.text)
    first = next((item for item in _items(error.get("errors"))), {})
    listed = [first, *_items(error.get("details"))]
    known = (item["reason"] for item in listed if isinstance(item.get("reason"), str))
    return next(known, "")[:100], _plain(first.get("message") or error.get("message"))


def _items(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _plain(text: object) -> str:
    without_tags = re.sub(r"<[^<>]{0,500}>", "", text) if isinstance(text, str) else ""
    return " ".join(without_tags.split())[:500]
