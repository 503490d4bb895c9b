"""D-ID films the presenter: an upload of each, a job that is paid for, looks at it, a download."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vidpipe.models import Stage
from vidpipe.providers.registry import build
from vidpipe_tests.integration.codes.bench import Bench
from vidpipe_tests.integration.codes.cases import Case, Trouble, fault, slow_jobs
from vidpipe_tests.integration.codes.line import CAST

QUICK = {
    "VIDPIPE_DID_POLL_SECONDS": "0.05",
    "VIDPIPE_DID_POLL_LATER_SECONDS": "0.05",
    # One of D-ID's own: no portrait has to be drawn, sent and looked at.
    "VIDPIPE_DID_PRESENTER_ID": "amy-sandbox01",
}
LONG = [{"narration": "Boil fresh water, pour it over the leaves, and wait for three minutes."}]
IMPATIENT = {**QUICK, "VIDPIPE_DID_WAIT_SECONDS": "0.2", "VIDPIPE_DID_WAIT_PER_SECOND": "0"}


def _case(
    code: str, trouble: str | Trouble, http_status: int | None, endpoint: str = "create_clip", **more: object
) -> Case:
    made = fault("did", trouble, endpoint) if isinstance(trouble, str) else trouble
    return Case(
        code=code,
        stage=Stage.AVATAR,
        provider="did",
        trouble=made,
        http_status=http_status,
        **{"env": QUICK, "brief": {"avatar": True}, **more},  # type: ignore[arg-type]  # fields of the case
    )


@contextmanager
def _too_short(bench: Bench, _tries: int) -> Iterator[None]:
    """D-ID's film is one of a few words, for a narration of many seconds: somebody mixed up the sounds."""
    # Of a tone nobody can tell when it is heard.
    CAST["speech"] = lambda tools: build("speech", "piper", tools)
    original = bench.world.media.talking_film

    def shortened(audio: bytes, portrait: bytes | None, size: int) -> bytes:
        return original(audio[: len(audio) // 4], portrait, size)

    bench.world.media.talking_film = shortened  # type: ignore[method-assign]
    try:
        yield
    finally:
        del bench.world.media.talking_film


CASES = [
    _case("DID_QUOTA_EXCEEDED", "quota_exceeded", 402),
    _case("DID_INVALID_API_KEY", "invalid_api_key", 401),
    # The job was paid for and goes on; a look at it costs nothing.
    _case("DID_PROCESSING_TIMEOUT", slow_jobs, 200, env=IMPATIENT, charged="no"),
    _case("DID_INVALID_AUDIO", "invalid_audio", 400),
    _case("DID_SERVER_ERROR", "server_error", 500),
    _case("DID_RATE_LIMIT", "rate_limit_3", 429, retry_after=2.0),
    _case("DID_CONTENT_POLICY", "content_policy", 451),
    _case("DID_NETWORK_ERROR", "drop_before", None),
    _case("DID_INVALID_IMAGE", "invalid_image_3", 400, "upload_image", charged="no", env={}),
    _case("DID_INVALID_REQUEST", "invalid_request", 400),
    _case("DID_PERMISSION_DENIED", "permission_denied", 403),
    _case("DID_NOT_FOUND", "not_found", 404, "get_clip", charged="no"),
    _case("DID_DOWNLOAD_FAILED", "download_failed_2", 503, "download", charged="no"),
    _case(
        "AVATAR_FAILED",
        _too_short,
        None,
        calls=0,
        brief={"avatar": True, "article": None, "script": LONG},
    ),
]
