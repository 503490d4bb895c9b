"""The failure of a task that a command followed."""

from __future__ import annotations

from typing import Any

from vidpipe.errors import CATALOGUE, VidpipeError


class TaskFailed(VidpipeError):
    """A task that was begun gave no video; ``details`` hold its ids, ``taskId`` and ``traceId``."""

    @classmethod
    def of(cls, task: dict[str, Any], error: VidpipeError | None = None) -> TaskFailed:
        """Return how a task ended, or what became of its video after that, by ``error``."""
        ids = {"taskId": task["id"], "traceId": task["traceId"]}
        if error is not None:
            return cls(error.message, code=error.code, details={**error.details, **ids})
        if task["status"] == "canceled":
            return cls("The task was canceled.", code="TASK_CANCELED", details=ids)
        info = task["errorInfo"]
        code = info["error_code"] if info["error_code"] in CATALOGUE else "INTERNAL_ERROR"
        return cls(info["error_message"], code=code, details={**info["details"], **ids})
