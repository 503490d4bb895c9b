"""The failures of D-ID that can be armed, by the catalogue's names; numbers tell apart the shapes of one failure."""

from __future__ import annotations

from collections.abc import Mapping

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.did.access import MISSING, authenticate
from vidpipe.sandbox.did.errors import GATEWAY_TIMEOUT, Refused, error, gateway, plain, refusal, s3_error
from vidpipe.sandbox.did.jobs import FATES, create, view
from vidpipe.sandbox.did.state import DidState, Fate
from vidpipe.sandbox.did.uploads import MODERATION
from vidpipe.sandbox.service import Fault

_IMAGES = {"received": "image/webp", "supported": ["image/jpeg", "image/png"]}
_SOUNDS = {"received": "audio/midi", "supported": ["audio/*"]}
_SCRIPT = {"body.script": {"message": "'script' is required"}}
_BODIES: dict[str, tuple[int, str, str, object]] = {
    "quota_exceeded": (402, "InsufficientCreditsError", "not enough credits", None),
    "quota_exceeded_2": (404, "NotFoundError", "not credits found for user", None),
    "invalid_api_key": (401, "AuthorizationError", "user unauthenticated", None),
    "permission_denied": (403, "PermissionError", "user has no permission for stitch", None),
    "invalid_audio": (400, "BadRequestError", "invalid audio", None),
    "invalid_audio_2": (400, "InvalidAudioDurationError", "audio duration is too long", None),
    "invalid_audio_3": (415, "UnsupportedMimeTypeError", "unsupported mime type", _SOUNDS),
    "invalid_image": (400, "BadRequestError", "invalid image", None),
    "invalid_image_2": (400, "InvalidImageResolutionError", "image resolution is too low", None),
    "invalid_image_3": (400, "InvalidFaceError", "no face was found in the image", None),
    "invalid_image_4": (400, "InvalidFileSizeError", "file size exceeds the limit of 10 MB", None),
    "invalid_image_5": (415, "UnsupportedMimeTypeError", "unsupported mime type", _IMAGES),
    "invalid_request": (400, "ValidationError", "Validation Error", _SCRIPT),
    "invalid_request_2": (400, "BadRequestError", "invalid actor url", None),
    "not_found": (404, "NotFoundError", "not found", None),
    "not_ready": (409, "NotReadyError", "talk is in process, try again later", None),
    "rate_limit": (429, "TooManyRequestsError", "too many requests", None),
    "content_policy": (451, *MODERATION["image_moderation"], None),
    "content_policy_2": (451, *MODERATION["celebrity"], None),
    "content_policy_3": (451, *MODERATION["text_moderation"], None),
    "content_policy_4": (451, *MODERATION["audio_moderation"], None),
    "server_error": (500, "InternalServerError", "internal server error", None),
}
_GATEWAY = {
    "invalid_api_key_2": (403, MISSING),
    "invalid_api_key_3": (403, "Forbidden"),
    "server_error_2": (500, "Internal server error"),
    "server_error_3": (502, "Internal server error"),
    "server_error_4": (503, "Service Unavailable"),
    "server_error_5": (504, GATEWAY_TIMEOUT),
}
_ENDINGS = {
    "invalid_image_6": "face_error",
    "invalid_image_7": "source_error",
    "invalid_request_3": "logo_error",
    "server_error_6": "unknown_error",
    "server_error_7": "driver_error",
    "server_error_8": "enhance_error",
    "content_policy_5": "rejected",
    "processing_timeout": "stuck",
}
"""Jobs that are taken, and end so."""


def faults() -> Mapping[str, Fault]:
    """Every failure by name."""
    return {
        **{name: _body(name) for name in _BODIES},
        **{name: _gateway(name) for name in _GATEWAY},
        **{name: _ending(FATES[word]) for name, word in _ENDINGS.items()},
        "rate_limit_2": lambda _call: plain(429, "Too Many Requests"),
        "rate_limit_3": _with_retry_after,
        "created_then_504": _created_then_504,
        "download_failed": _expired,
        "download_failed_2": lambda _call: s3_error(503, "SlowDown", "Please reduce your request rate."),
    }


def _body(name: str) -> Fault:
    return lambda _call: error(*_BODIES[name])


def _gateway(name: str) -> Fault:
    return lambda _call: gateway(*_GATEWAY[name])


def _with_retry_after(_call: Call) -> Answer:
    body = {"kind": "TooManyRequestsError", "description": "too many requests"}
    return json_answer(429, body, headers={"Retry-After": "2"}, outcome="TooManyRequestsError")


def _created(call: Call, fate: Fate | None) -> Answer:
    """Create the job that the call asks for, or refuse it as always."""
    try:
        kind = "clip" if call.path.startswith("/clips") else "talk"
        return create(call, authenticate(call), "clip" if kind == "clip" else "talk", fate)
    except Refused as refused:
        return refused.answer
    except BadBody:
        return refusal(400, "BadRequestError", "invalid request body").answer


def _created_then_504(call: Call) -> Answer:
    """The job is created and paid for, but the gateway no longer waits for it."""
    answer = _created(call, None)
    if answer.response.status_code != 201:
        return answer
    late = gateway(504, GATEWAY_TIMEOUT)
    return Answer(late.response, late.outcome, answer.charge_usd)


def _ending(fate: Fate) -> Fault:
    """Armed for a create, the new job ends so; for a GET of a job, that job ends so, at once."""

    def end(call: Call) -> Answer:
        if "id" not in call.params:
            return _created(call, fate)
        job = DidState.of(call.world).jobs.get(call.params["id"])
        if job is None:
            return error(404, "NotFoundError", "not found")
        job.fate, job.starting, job.ending = fate, job.created, job.created
        return json_answer(200, view(call, job), outcome=fate[1] or "stuck")

    return end


def _expired(call: Call) -> Answer:
    now = call.world.now()
    return s3_error(403, "AccessDenied", "Request has expired", expired=(now, now))
