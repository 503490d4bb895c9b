"""YouTube publishes: an access token, a session that takes the bytes, looks at what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vidpipe.models import Action, Choice, Stage
from vidpipe_tests.integration.codes.bench import Bench
from vidpipe_tests.integration.codes.cases import Case, Trouble, fault, nothing, slow_jobs

QUICK = {"VIDPIPE_YOUTUBE_POLL_SECONDS": "0.05", "VIDPIPE_YOUTUBE_LISTING_SECONDS": "0"}
IMPATIENT = {"VIDPIPE_YOUTUBE_PROCESSING_SECONDS": "0.1"}


def _case(
    code: str,
    trouble: str | Trouble,
    http_status: int | tuple[int | None, ...] | None,
    endpoint: str = "start_upload",
    **more: object,
) -> Case:
    env = {**QUICK, **dict(more.pop("env", {}))}  # type: ignore[call-overload]
    return Case(
        code=f"YOUTUBE_{code}",
        stage=Stage.UPLOAD,
        provider="youtube",
        trouble=fault("youtube", trouble, endpoint) if isinstance(trouble, str) else trouble,
        http_status=http_status,
        env=env,
        **more,  # type: ignore[arg-type]  # fields of the case
    )


@contextmanager
def _another_film(bench: Bench, _tries: int) -> Iterator[None]:
    """The video was published, and then a person had a picture made anew."""
    assert bench.attempt().task["status"] == "succeeded"
    assert bench.task_id is not None
    bench.service.decide(bench.task_id, [Choice(action=Action.REDO, scene=1, data={})], by="mia")
    bench.service.retry(bench.task_id, by="mia")
    yield


CASES = [
    _case("QUOTA_EXCEEDED", "quota_exceeded", 403),
    # The upload is not even asked for without a token.
    _case("INVALID_TOKEN", "invalid_token", (400, None), "token", calls=2),
    _case("UPLOAD_FAILED", "upload_failed", 400),
    _case("VIDEO_TOO_LARGE", "video_too_large", 413),
    _case("NETWORK_ERROR", "drop_before", None),
    _case("RATE_LIMIT", "rate_limit", 429),
    _case("UPLOAD_LIMIT_EXCEEDED", "upload_limit_exceeded", 400),
    _case("SERVER_ERROR", "server_error", 503),
    _case("FORBIDDEN", "forbidden", 403),
    _case("INVALID_METADATA", "invalid_metadata", 400),
    # Looking at a video takes from the day's quota, whatever is seen.
    _case("VIDEO_NOT_FOUND", "not_listed", 200, "list_videos", charged="yes"),
    _case("PROCESSING_FAILED", "processing_failed", 200, "list_videos", charged="yes"),
    _case("REJECTED", "rejected", 200, "list_videos", charged="yes"),
    _case("PROCESSING_TIMEOUT", slow_jobs, 200, env=IMPATIENT, charged="yes"),
    _case("DECLARATION_MISSING", nothing, None, env={"VIDPIPE_YOUTUBE_MADE_FOR_KIDS": ""}, calls=0),
    _case("ALREADY_PUBLISHED", _another_film, None, calls=0),
]
