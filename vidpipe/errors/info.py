"""From an exception to the record of a failure that is stored, pushed and shown."""

from __future__ import annotations

import traceback
from datetime import datetime
from typing import Any

from vidpipe.errors.catalogue import CATALOGUE
from vidpipe.errors.cleaning import clean
from vidpipe.errors.exceptions import VidpipeError
from vidpipe.models import ErrorInfo


def error_info(error: BaseException, *, stage: str | None, trace_id: str, now: datetime) -> ErrorInfo:
    """Describe a failure for the database, the API and the pages.

    A VidpipeError gives its own facts. Of any other exception only the class and the place are told: its message
    may hold anything, secrets included, and belongs in the log, which redacts. The record is JSON-ready, holds no
    registered secret, and nothing that PostgreSQL's jsonb refuses.
    """
    if isinstance(error, VidpipeError):
        code, message, retryable, details = error.code, error.message, error.retryable, dict(error.details)
        if error.retry_after is not None:
            details.setdefault("retry_after", error.retry_after)
    else:
        entry = CATALOGUE["INTERNAL_ERROR"]
        code, message, retryable, details = entry.code, entry.meaning["en"], entry.retryable, _unforeseen(error)
    return ErrorInfo(
        stage=stage,
        error_code=code,
        error_message=str(clean(message)),
        is_retryable=retryable,
        details=clean(details),
        timestamp=now,
        trace_id=trace_id,
    )


def _unforeseen(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    details = {"exception": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")}
    frames = traceback.extract_tb(error.__traceback__)
    if frames:
        # The file's last two parts say where without telling how this machine's folders are named.
        place = "/".join(frames[-1].filename.split("/")[-2:])
        details["raised_at"] = f"{place}:{frames[-1].lineno} in {frames[-1].name}"
    return details
