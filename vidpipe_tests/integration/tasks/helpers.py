from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from vidpipe.models import ErrorInfo, Task, Wait
from vidpipe.tasks import Claim, NewTask, TaskQueue, TaskWork

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


def new_task(**changes: Any) -> NewTask:
    return NewTask(**{"type": "video_generation", "payload": {"title": "t"}, "trace_id": TRACE_ID, **changes})


def start(queue: TaskQueue, work: TaskWork, run_id: str = "run-1") -> Task:
    """Claim the next task and join it, as the dispatcher and a worker do."""
    claimed = queue.claim()
    assert claimed is not None
    return work.join(claimed.id, Claim(run_id=run_id, worker_name="host:1", dispatched_attempt=claimed.attempt))


def failure(code: str = "WORKER_LOST", *, retryable: bool = True) -> ErrorInfo:
    return ErrorInfo(
        stage="script",
        error_code=code,
        error_message="It broke.",
        is_retryable=retryable,
        timestamp=datetime.now(UTC),
        trace_id=TRACE_ID,
    )


def wait_of(seconds: float, subject: str = "") -> Wait:
    """A pause before the second try of three."""
    soon = datetime.now(UTC) + timedelta(seconds=seconds)
    return Wait(subject=subject, attempt=2, attempts=3, next_try_at=soon, code="SPEECH_FAILED", message="Busy.")
