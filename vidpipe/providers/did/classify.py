"""What D-ID's refusals mean. Its errors are ``{"kind", "description", "details"}``; its gateway's, ``{"message"}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vidpipe.errors import ProviderError
from vidpipe.providers.service import Reply

_KINDS: Mapping[str, str] = {
    "InsufficientCreditsError": "DID_QUOTA_EXCEEDED",
    "AuthorizationError": "DID_INVALID_API_KEY",
    "PermissionError": "DID_PERMISSION_DENIED",
    "InvalidAudioDurationError": "DID_INVALID_AUDIO",
    "InvalidImageResolutionError": "DID_INVALID_IMAGE",
    "InvalidFaceError": "DID_INVALID_IMAGE",
    "FaceError": "DID_INVALID_IMAGE",
    "SourceError": "DID_INVALID_IMAGE",
    "ImageModerationError": "DID_CONTENT_POLICY",
    "CelebrityRecognizedError": "DID_CONTENT_POLICY",
    "TextModerationError": "DID_CONTENT_POLICY",
    "AudioModerationError": "DID_CONTENT_POLICY",
    "TooManyRequestsError": "DID_RATE_LIMIT",
    "NotFoundError": "DID_NOT_FOUND",
    "LogoError": "DID_INVALID_REQUEST",
    "DriverError": "DID_SERVER_ERROR",
    "VideoEnhanceError": "DID_SERVER_ERROR",
    "UnknownError": "DID_SERVER_ERROR",
    "InternalServerError": "DID_SERVER_ERROR",
}
"""Kinds that say it all, in answers and in jobs that failed. Others depend on what they are about."""

_STATUSES: Mapping[int, str] = {
    401: "DID_INVALID_API_KEY",
    402: "DID_QUOTA_EXCEEDED",
    # Without a kind it comes from the gateway, which knows neither plans nor permissions: wrong key or scheme.
    403: "DID_INVALID_API_KEY",
    404: "DID_NOT_FOUND",
    429: "DID_RATE_LIMIT",
    451: "DID_CONTENT_POLICY",
}
"""For answers without a kind that is known."""

_ABOUT = (
    ("DID_INVALID_AUDIO", re.compile(r"audio", re.I)),
    ("DID_INVALID_IMAGE", re.compile(r"image|face|photo|picture|source_url|pixel", re.I)),
)
_OF_SETTINGS = re.compile(r"presenter|driver|voice", re.I)
"""What a create names and D-ID may not know; "not found" alone means that a job was deleted."""
_SIZES = "InvalidFileSizeError"
"""Also the answer to a picture of few bytes and too many pixels: "10 MB" then stands for 10 million of them."""


def classify(reply: Reply) -> ProviderError:
    """Read an answer that is no success."""
    body = reply.object()
    kind, description = str(body.get("kind") or ""), _said(body) or reply.text.strip()
    details = {"httpStatus": reply.status, "requestId": reply.request_id}
    return refusal(_code(reply.status, kind, body), kind, description, details, reply.retry_after)


def classify_job(job: Mapping[str, Any]) -> ProviderError:
    """Read a job whose status is ``error`` or ``rejected``; either may come without a reason."""
    error = job.get("error")
    reason = error if isinstance(error, Mapping) else {}
    kind, description = str(reason.get("kind") or ""), _said(reason) or (error if isinstance(error, str) else "")
    code = _KINDS.get(kind) or "DID_SERVER_ERROR"
    if job.get("status") == "rejected":
        code = "DID_CONTENT_POLICY"
    details = {"jobId": str(job.get("id", ""))[:200], "jobStatus": str(job.get("status", ""))[:50]}
    return refusal(code, kind, description, details, None)


def classify_storage(reply: Reply) -> ProviderError:
    """Read the refusal of the host of results: a signed address that has expired, as a rule."""
    return ProviderError(
        f"D-ID's storage did not deliver the film (HTTP {reply.status}).",
        code="DID_DOWNLOAD_FAILED",
        details={"httpStatus": reply.status, "requestId": reply.request_id},
    )


def _code(status: int, kind: str, body: Mapping[str, Any]) -> str:
    if kind == "NotFoundError" and "credits" in _said(body):
        # "not credits found for user": the account never had any, which is none and no fault.
        return "DID_QUOTA_EXCEEDED"
    if status == 404 and _OF_SETTINGS.search(_said(body)):
        return "DID_INVALID_REQUEST"
    if kind in _KINDS:
        return _KINDS[kind]
    if status in _STATUSES:
        return _STATUSES[status]
    if status >= 500:
        return "DID_SERVER_ERROR"
    if status >= 400:
        about = f"{body.get('description')} {body.get('details')} {kind}"
        named = next((code for code, sign in _ABOUT if sign.search(about)), "DID_INVALID_REQUEST")
        return "DID_INVALID_IMAGE" if kind == _SIZES and named == "DID_INVALID_REQUEST" else named
    return "PROVIDER_RESPONSE_INVALID"


def _said(body: Mapping[str, Any]) -> str:
    text = body.get("description") or body.get("message") or ""
    return text if isinstance(text, str) else ""


def refusal(
    code: str, kind: str, description: str, details: dict[str, Any], retry_after: float | None
) -> ProviderError:
    """Return the error with D-ID's own words."""
    words = (description or kind)[:500]
    said = f": {words}" if words else ""
    facts = details | {"kind": kind[:100], "providerMessage": words}
    return ProviderError(f"D-ID refused{said}", code=code, details=facts, retry_after=retry_after)
