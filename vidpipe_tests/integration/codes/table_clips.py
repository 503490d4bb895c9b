"""Filmed scenes: by Seedance, by Gemini Omni, by a gateway that still speaks Sora's protocol."""

from __future__ import annotations

from functools import partial

from vidpipe.models import Stage
from vidpipe_tests.integration.codes.cases import Case, Trouble, fault, slow_jobs

CLIPS = {"visuals": "clips"}


def _clip(
    provider: str,
    service: str,
    prefix: str,
    code: str,
    trouble: str | Trouble,
    http_status: int | None,
    endpoint: str = "create",
    **more: object,
) -> Case:
    env = {f"VIDPIPE_{provider.upper()}_POLL_SECONDS": "0.05", **dict(more.pop("env", {}))}  # type: ignore[call-overload]
    if endpoint != "create":
        # A look at a job costs nothing, however the job ended.
        more = {"charged": "no", **more}
    return Case(
        code=f"{prefix}_{code}",
        stage=Stage.SCENE_IMAGES,
        provider=provider,
        trouble=fault(service, trouble, endpoint) if isinstance(trouble, str) else trouble,
        http_status=http_status,
        brief=CLIPS,
        env=env,
        **more,  # type: ignore[arg-type]  # fields of the case
    )


_seedance = partial(_clip, "seedance", "seedance", "SEEDANCE")
SEEDANCE = [
    _seedance("QUOTA_EXCEEDED", "quota_exceeded", 403),
    _seedance("INVALID_API_KEY", "invalid_api_key", 401),
    _seedance("PERMISSION_DENIED", "permission_denied", 403),
    _seedance("RATE_LIMIT", "rate_limit_6", 429, retry_after=1.0),
    _seedance("INVALID_REQUEST", "invalid_request", 400),
    _seedance("CONTENT_POLICY", "content_policy", 400),
    _seedance("MODEL_UNAVAILABLE", "model_unavailable", 404),
    _seedance("TASK_NOT_FOUND", "task_not_found", 404, "get"),
    _seedance("TIMEOUT", "task_expired", 200, charged="no"),
    _seedance("PROCESSING_TIMEOUT", slow_jobs, 200, "get", env={"VIDPIPE_SEEDANCE_WAIT_SECONDS": "0.2"}),
    _seedance("SERVER_ERROR", "server_error", 500, settles=True),
    _seedance("NETWORK_ERROR", "drop_before", None, settles=True),
]

_omni = partial(_clip, "omni", "veo", "VEO")
OMNI = [
    _omni("QUOTA_EXCEEDED", "quota_exceeded", 429),
    _omni("INVALID_API_KEY", "invalid_api_key", 401),
    _omni("PERMISSION_DENIED", "permission_denied", 403),
    _omni("RATE_LIMIT", "rate_limit_2", 429, retry_after=2.5),
    _omni("INVALID_REQUEST", "invalid_request", 400),
    _omni("CONTENT_POLICY", "content_policy", 200, charged="no"),
    _omni("EMPTY_RESULT", "empty_result", 200, charged="no"),
    _omni("MODEL_RETIRED", "model_retired", 404),
    _omni("TASK_NOT_FOUND", "task_not_found", 404, "get"),
    _omni("PROCESSING_TIMEOUT", slow_jobs, 200, "get", env={"VIDPIPE_OMNI_WAIT_SECONDS": "0.2"}),
    _omni("DOWNLOAD_EXPIRED", "download_expired", 403, "file"),
    _omni("SERVER_ERROR", "server_error", 500),
    _omni("NETWORK_ERROR", "drop_before", None),
]

_sora = partial(_clip, "sora", "sora-compatible", "SORA")
SORA = [
    # What OpenAI's own address answers since the API's end.
    _clip("sora", "sora", "SORA", "RETIRED", "retired", 404, env={"VIDPIPE_SORA_BASE_URL": "{sandbox}/sora/v1"}),
    _sora("QUOTA_EXCEEDED", "quota_exceeded", 429),
    _sora("INVALID_API_KEY", "invalid_api_key", 401),
    _sora("PERMISSION_DENIED", "permission_denied", 403),
    _sora("RATE_LIMIT", "rate_limit", 429, retry_after=0.2),
    _sora("INVALID_REQUEST", "invalid_request", 400),
    _sora("CONTENT_POLICY", "content_policy", 400),
    _sora("TASK_NOT_FOUND", "task_not_found", 404, "get"),
    _sora("PROCESSING_TIMEOUT", slow_jobs, 200, "get", env={"VIDPIPE_SORA_WAIT_SECONDS": "0.2"}),
    _sora("DOWNLOAD_EXPIRED", "download_expired", 404, "content"),
    _sora("EMPTY_RESULT", "garbage", 200, "content"),
    _sora("SERVER_ERROR", "server_error", 500),
    _sora("NETWORK_ERROR", "drop_before", None),
]

CASES = [
    *SEEDANCE,
    *OMNI,
    *SORA,
]
