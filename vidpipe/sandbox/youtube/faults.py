"""The failures of YouTube that can be armed, by the catalogue's names; numbers tell apart the shapes of one failure."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from vidpipe.sandbox.call import Answer, Call, json_answer
from vidpipe.sandbox.service import Fault
from vidpipe.sandbox.youtube import errors
from vidpipe.sandbox.youtube.broken import Broken
from vidpipe.sandbox.youtube.errors import error, oauth_error, plain
from vidpipe.sandbox.youtube.messages import NO_THUMBNAILS, PER_DAY, PER_MINUTE
from vidpipe.sandbox.youtube.metadata import VIDEO_PARTS
from vidpipe.sandbox.youtube.resources import listing, video_resource
from vidpipe.sandbox.youtube.state import YouTubeState
from vidpipe.sandbox.youtube.tokens import DEAD
from vidpipe.sandbox.youtube.uploads import too_large

_VIDEO, _GLOBAL, _THUMBNAIL, _CAPTION = "youtube.video", "global", "youtube.thumbnail", "youtube.caption"
_BODIES: dict[str, tuple[int, str, str, str | None]] = {
    "quota_exceeded": (403, "quotaExceeded", "youtube.quota", None),
    "quota_exceeded_2": (403, "dailyLimitExceeded", "usageLimits", None),
    "quota_exceeded_3": (429, "rateLimitExceeded", _GLOBAL, PER_DAY),
    "rate_limit": (429, "rateLimitExceeded", _GLOBAL, PER_MINUTE),
    "rate_limit_2": (403, "userRateLimitExceeded", "usageLimits", None),
    "rate_limit_3": (403, "rateLimitExceeded", "usageLimits", "Rate Limit Exceeded"),
    "rate_limit_4": (429, "uploadRateLimitExceeded", _THUMBNAIL, None),
    "upload_limit_exceeded": (400, "uploadLimitExceeded", _VIDEO, None),
    "token_expired": (401, "authError", _GLOBAL, None),
    "token_expired_2": (401, "authorizationRequired", _GLOBAL, None),
    "token_expired_3": (401, "required", _GLOBAL, None),
    "signup_required": (401, "youtubeSignupRequired", "youtube.header", None),
    "forbidden": (403, "forbidden", _VIDEO, None),
    "forbidden_2": (403, "forbiddenPrivacySetting", _VIDEO, None),
    "forbidden_3": (403, "forbiddenLicenseSetting", _VIDEO, None),
    "forbidden_4": (403, "authenticatedUserAccountSuspended", "youtube.header", None),
    "forbidden_5": (403, "authenticatedUserAccountClosed", "youtube.header", None),
    "forbidden_6": (403, "accessNotConfigured", "usageLimits", None),
    "forbidden_7": (403, "forbidden", _THUMBNAIL, NO_THUMBNAILS),
    "invalid_metadata": (400, "invalidTitle", _VIDEO, None),
    "invalid_metadata_2": (400, "invalidDescription", _VIDEO, None),
    "invalid_metadata_3": (400, "invalidTags", _VIDEO, None),
    "invalid_metadata_4": (400, "invalidCategoryId", _VIDEO, None),
    "invalid_metadata_5": (400, "invalidPublishAt", _VIDEO, None),
    "invalid_metadata_6": (400, "invalidVideoMetadata", _VIDEO, None),
    "invalid_metadata_7": (400, "defaultLanguageNotSet", _VIDEO, None),
    "invalid_metadata_8": (400, "invalidFilename", _VIDEO, None),
    "invalid_metadata_9": (400, "invalidRecordingDetails", _VIDEO, None),
    "upload_failed": (400, "mediaBodyRequired", _VIDEO, None),
    "video_not_found": (404, "videoNotFound", _VIDEO, None),
    "invalid_image": (400, "invalidImage", _THUMBNAIL, None),
    "caption_exists": (409, "captionExists", _CAPTION, None),
    "server_error": (503, "backendError", _GLOBAL, None),
    "server_error_2": (500, "internalError", _GLOBAL, None),
    "server_error_3": (500, "processingFailure", _CAPTION, None),
}
"""Status, reason, domain, and a message where it is not the reason's own."""
_OAUTH: dict[str, tuple[int, str, str | None]] = {
    "invalid_token": (400, "invalid_grant", DEAD),
    "invalid_token_2": (400, "invalid_grant", "Bad Request"),
    "invalid_token_3": (401, "invalid_client", "The OAuth client was not found."),
    "invalid_token_4": (401, "invalid_client", "Unauthorized"),
    "invalid_token_5": (400, "invalid_scope", "Some requested scopes were invalid."),
    "invalid_token_6": (400, "unauthorized_client", "Unauthorized"),
    "token_server_error": (500, "internal_failure", None),
    "token_server_error_2": (503, "temporarily_unavailable", None),
    "token_server_error_3": (400, "server_error", None),
    "token_server_error_4": (429, "rate_limit_exceeded", None),
}
_PLAIN = {"server_error_4": 502, "server_error_5": 504, "server_error_6": 503}
_VIDEO_FAILURES = {
    "processing_failed": ("failed", "conversion"),
    "processing_failed_2": ("failed", "invalidFile"),
    "processing_failed_3": ("terminated", "transcodeFailed"),
    "rejected": ("rejected", "copyright"),
    "rejected_2": ("rejected", "inappropriate"),
    "rejected_3": ("rejected", "duplicate"),
    "video_too_large_2": ("rejected", "length"),
}


def faults() -> Mapping[str, Fault]:
    """Every failure by name."""
    return {
        **{name: _body(name) for name in _BODIES},
        **{name: _oauth(name) for name in _OAUTH},
        **{name: _plain(name) for name in _PLAIN},
        **{name: _of_video(name) for name in _VIDEO_FAILURES},
        "permission_denied": lambda _call: errors.scope_insufficient(),
        "video_too_large": lambda _call: too_large(),
        "session_expired": lambda call: _expire(call, 404),
        "session_expired_2": lambda call: _expire(call, 410),
        "nothing_stored": _forget,
        "not_listed": _not_listed,
        # Half of the PUT's bytes are kept, then: silence and a cut; a 503; a 401; a 308 that says so.
        "interrupted": lambda call: Broken.answer(call, None, "interrupted"),
        "interrupted_2": lambda call: Broken.answer(call, 503, "interrupted_2"),
        "interrupted_3": lambda call: Broken.answer(call, 401, "interrupted_3"),
        "partly_kept": lambda call: Broken.answer(call, 308, "partly_kept"),
    }


def _body(name: str) -> Fault:
    status, reason, domain, message = _BODIES[name]
    return lambda _call: error(status, reason, message, domain=domain)


def _oauth(name: str) -> Fault:
    return lambda _call: oauth_error(*_OAUTH[name])


def _plain(name: str) -> Fault:
    return lambda _call: plain(_PLAIN[name])


def _of_video(name: str) -> Fault:
    """Let the video that a videos.list asks for fail for good, and answer as the list then does."""

    def fail(call: Call) -> Answer:
        video = YouTubeState.of(call.world).videos.get(call.query.get("id", ""))
        if video is None:
            return _not_listed(call)
        video.failure, video.ready, video.hidden_lists = _VIDEO_FAILURES[name], call.world.now(), 0
        parts = VIDEO_PARTS & frozenset(call.query.get("part", "").split(","))
        items = [video_resource(call, video, parts)]
        return json_answer(200, listing("video", items, total=1, per_page=1, after=None))

    return fail


def _not_listed(_call: Call) -> Answer:
    return json_answer(200, listing("video", [], total=0, per_page=0, after=None))


def _expire(call: Call, status: int) -> Answer:
    """The session is over; a video that came of it stays."""
    YouTubeState.of(call.world).sessions.pop(call.query.get("upload_id", ""), None)
    return plain(status, outcome="session_expired")


def _forget(call: Call) -> Answer:
    """The upload server has lost what it had: a 308 without a Range."""
    session = YouTubeState.of(call.world).sessions.get(call.query.get("upload_id", ""))
    if session is not None and session.answer is None:
        session.data.clear()
    return Answer(Response(b"", 308), "incomplete")
