"""How long things took, in the log: "X started", then "X completed" or "X failed"."""

from __future__ import annotations

import time
from asyncio import CancelledError
from types import TracebackType
from typing import Any

from structlog.stdlib import BoundLogger

from vidpipe.errors import VidpipeError


class timed:  # noqa: N801 - used like a function
    """Log the start and the end of a block, with ``duration_ms``; works with ``with`` and ``async with``.

    ``fields`` go on both lines. The block gets a dict; what it puts in goes on the last line, for facts that are
    known only then: ``with timed(log, "image generation", provider="stability") as facts: facts["bytes"] = 7``.
    A failure is logged with its ``error_code`` and passes on.
    """

    def __init__(self, log: BoundLogger, what: str, **fields: Any) -> None:
        self._log = log
        self._what = what
        self._fields = fields
        self._facts: dict[str, Any] = {}
        self._start = 0.0

    def __enter__(self) -> dict[str, Any]:
        self._log.info(f"{self._what} started", **self._fields)
        self._start = time.perf_counter()
        return self._facts

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        milliseconds = round((time.perf_counter() - self._start) * 1_000, 3)
        fields = {**self._fields, **self._facts, "duration_ms": milliseconds}
        if error is None:
            self._log.info(f"{self._what} completed", **fields)
        elif isinstance(error, VidpipeError):
            self._log.error(f"{self._what} failed", **fields | {"error_code": error.code, "error": error.message})
        elif isinstance(error, Exception):
            self._log.error(f"{self._what} failed", **fields | {"error_code": "INTERNAL_ERROR", "error": repr(error)})
        else:
            # Somebody asked for it: a cancellation, Ctrl+C, the end of the program.
            code = "TASK_CANCELED" if isinstance(error, CancelledError) else "SHUTTING_DOWN"
            self._log.warning(f"{self._what} failed", **fields | {"error_code": code, "error": type(error).__name__})

    async def __aenter__(self) -> dict[str, Any]:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__exit__(kind, error, trace)
