"""Every documented failure of Seedance, by the name under which a test arms it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vidpipe.sandbox.call import Answer, Call
from vidpipe.sandbox.film_jobs import STUCK
from vidpipe.sandbox.seedance.errors import refusal
from vidpipe.sandbox.seedance.storage import url_expired
from vidpipe.sandbox.seedance.tasks import EXPIRED
from vidpipe.sandbox.service import Fault

_BUSY = "Requests have exceeded the limit. Please try again later."
_SENSITIVE = "The request failed because the input may contain sensitive information."
_RETRY = {"x-should-retry": "true"}

_Row = tuple[int, str, str] | tuple[int, str, str, dict[str, str]]
_ROWS: dict[str, list[_Row]] = {
    "invalid_request": [
        (400, "InvalidParameter", "A parameter specified in the request is not valid."),
        (400, "MissingParameter", "The request failed because it is missing one or multiple required parameters."),
        (400, "InvalidParameter.UnsupportedModel", "The parameter is not supported by the model."),
        (400, "InvalidImageURL.InvalidFormat", "The image cannot be decoded."),
        (400, "InvalidEndpoint.ClosedEndpoint", "The endpoint is closed or temporarily unavailable."),
    ],
    "content_policy": [
        (400, "InputTextSensitiveContentDetected", _SENSITIVE),
        (400, "InputImageSensitiveContentDetected", _SENSITIVE),
        (400, "InputImageSensitiveContentDetected.PrivacyInformation", "The input image may contain a real person."),
        (400, "InputTextSensitiveContentDetected.PolicyViolation", "The input may be related to copyright."),
        (400, "InputVideoSensitiveContentDetected", _SENSITIVE),
        (400, "InputAudioSensitiveContentDetected", _SENSITIVE),
        (400, "SensitiveContentDetected", _SENSITIVE),
        (400, "SensitiveContentDetected.SevereViolation", _SENSITIVE),
        (400, "InputTextRiskDetection", _SENSITIVE),
    ],
    "invalid_api_key": [(401, "AuthenticationError", "The API key in the request is missing or invalid.")],
    "quota_exceeded": [
        (403, "AccountOverdueError", "The request failed because your account has an overdue balance."),
        (403, "OperationDenied.ServiceOverdue", "The service is suspended because of an overdue balance."),
        (
            429,
            "SetLimitExceeded",
            "Your account reached the set limit, and the service is paused: Safe Experience Mode.",
        ),
        (429, "QuotaExceeded", "Your account has exhausted its free quota for this model."),
    ],
    "permission_denied": [
        (403, "AccessDenied", "You do not have access to the requested resource."),
        (403, "OperationDenied.ServiceNotOpen", "The service is not activated for your account."),
        (403, "OperationDenied.PermissionDenied", "Permission denied."),
    ],
    "model_unavailable": [
        (404, "InvalidEndpointOrModel.NotFound", "The model or endpoint does not exist."),
        (404, "ModelNotOpen", "Your account has not activated the model. Please activate it in the console."),
    ],
    "task_not_found": [
        (404, "ResourceNotFound", "The specified task is not found."),
        (404, "NotFound", "The specified task is not found."),
    ],
    "rate_limit": [
        (429, "RateLimitExceeded.EndpointRPMExceeded", _BUSY, _RETRY),
        (429, "ModelAccountRpmRateLimitExceeded", _BUSY),
        (429, "ModelAccountTpmRateLimitExceeded", _BUSY),
        (429, "ModelAccountIpmRateLimitExceeded", _BUSY),
        (429, "APIAccountRpmRateLimitExceeded", _BUSY),
        (429, "AccountRateLimitExceeded", _BUSY, {"Retry-After": "1"}),
        (429, "RequestBurstTooFast", _BUSY),
        (429, "InflightBatchsizeExceeded", _BUSY),
        (429, "ServerOverloaded", "The service is overloaded. Please try again later.", _RETRY),
        (429, "QuotaExceeded", "The number of queued tasks has reached its limit."),
    ],
    "server_error": [
        (500, "InternalServiceError", "The service encountered an unexpected internal error."),
        (503, "ServiceUnavailable", "The service is temporarily unavailable.", _RETRY),
        (500, "ContentSecurityDetectionError", "The content checker failed."),
        (500, "InternalServiceError", "Do not send this again.", {"x-should-retry": "false"}),
    ],
}

_FATES: dict[str, str] = {
    "output_content_policy": "OutputVideoSensitiveContentDetected",
    "output_content_policy_2": "OutputVideoSensitiveContentDetected.PolicyViolation",
    "output_content_policy_3": "OutputImageSensitiveContentDetected",
    "output_content_policy_4": "OutputTextSensitiveContentDetected",
    "output_content_policy_5": "OutputAudioSensitiveContentDetected",
    "task_failed": "InternalServiceError",
    "task_expired": EXPIRED,
    "processing_timeout": STUCK,
}
"""Ends of tasks: armed on a create they await the new task, on a poll they befall the polled one."""


def faults(doom: Callable[[Call, str], Answer]) -> Mapping[str, Fault]:
    """All faults by name; ``doom`` does what a call asks for and settles how its task will end."""
    named: dict[str, Fault] = {"download_expired": url_expired}
    for name, rows in _ROWS.items():
        for number, row in enumerate(rows, start=1):
            named[name if number == 1 else f"{name}_{number}"] = _refusing(*row)
    for name, fate in _FATES.items():
        named[name] = _dooming(doom, fate)
    return named


def _refusing(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Fault:
    return lambda call: refusal(call, status, code, message, headers=headers)


def _dooming(doom: Callable[[Call, str], Answer], fate: str) -> Fault:
    return lambda call: doom(call, fate)
